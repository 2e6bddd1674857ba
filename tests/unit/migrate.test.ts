import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MessageId, TenantId } from '../../src/model/ids.ts';
import { saveFact } from '../../src/store/memory.ts';
import { migrate } from '../../src/store/migrate.ts';
import { type Database, openDatabase } from '../../src/store/pool.ts';
import { ENGINES, type Engine, openTestDatabase } from '../support/database.ts';

const FOLDER = new URL('../../src/store/migrations/', import.meta.url);
const FILES = readdirSync(FOLDER).sort();

describe('two servers that start at once on one empty PostgreSQL', () => {
  const server = inject('postgresqlUrl');
  const name = `kaki_${randomUUID().replaceAll('-', '')}`;
  const databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  let databases: readonly Database[];

  beforeAll(async () => {
    await onServer(server, `create database ${name}`);
    databases = await Promise.all([1, 2].map(() => openDatabase({ databaseUrl, dataDir: '' })));
  });

  afterAll(async () => {
    await Promise.all(databases.map((database) => database.close()));
    await onServer(server, `drop database ${name}`);
  });

  it('apply each migration once, in order, and both go on', async () => {
    const ran = await Promise.all(databases.map(({ pool }) => migrate(pool)));
    expect(ran.toSorted((a, b) => b.length - a.length)).toEqual([FILES, []]);
    for (const { pool } of databases) {
      const { rows } = await pool.query<{ file: string }>('select file from migrations order by file');
      expect(rows.map((row) => row.file)).toEqual(FILES);
    }
  });

  it('wait for each other longer than a statement for a customer may take', async () => {
    const limits = { statement_timeout: 400, query_timeout: 500 };
    const hasty = new pg.Pool({ connectionString: databaseUrl, ...limits });
    try {
      const [slow] = databases;
      const migrating = slow?.pool.query('select pg_advisory_xact_lock(7261004), pg_sleep(1)');
      await expect.poll(async () => (await slow?.pool.query(LOCKED))?.rowCount).toBe(1);
      expect(await migrate(hasty)).toEqual([]);
      await migrating;
    } finally {
      await hasty.end();
    }
  });
});

const LOCKED = `select from pg_locks where locktype = 'advisory' and objid = 7261004 and granted`;

describe.each(ENGINES)('a migrated %s database', (engine) => {
  it('has nothing left to apply, however often the server starts', async () => {
    const database = await openTestDatabase(engine);
    try {
      expect(await migrate(database.pool)).toEqual([]);
      expect(await migrate(database.pool)).toEqual([]);
    } finally {
      await database.close();
    }
  });
});

// As the version before wrote it: facts by customer, of several conversations, and such whose message is gone; and passages
// whose vectors two models made, one of them before.
const FILLED = `
  insert into tenants (slug, name) values ('default', 'Test shop');
  insert into customers (tenant_id, name)
  select id, unnest(array['Mei Ling', 'Ravi']) from tenants;
  insert into identities (tenant_id, channel, account, external_id, customer_id)
  select tenant_id, 'telegram', '', name, id from customers;
  insert into conversations (tenant_id, customer_id, channel, account, external_id, address, updated_at)
  select tenant_id, id, 'telegram', '', place || name, '{}', now() - place * interval '1 day'
  from customers, unnest(array[21, 22]) place
  where name = 'Mei Ling' or place = 21;
  insert into messages (tenant_id, conversation_id, position, author, text, channel, account, external_id)
  select tenant_id, id, 1, 'customer', 'hello', channel, account, external_id from conversations;
  insert into customer_facts (tenant_id, customer_id, key, value, source_message_id)
  select m.tenant_id, c.customer_id, 'told in ' || left(c.external_id, 2), 'yes', m.id
  from messages m
  join conversations c on c.id = m.conversation_id;
  insert into customer_facts (tenant_id, customer_id, key, value)
  select tenant_id, id, 'told long ago', 'yes' from customers;
  insert into documents (tenant_id, kind, title, body, language)
  select id, 'text', 'Note', 'Words.', 'en' from tenants;
  insert into passages (tenant_id, document_id, ordinal, heading, text, language, tokens, search, content_hash,
                        embedding, embedding_model)
  select d.tenant_id, d.id, g.ordinal, '', 'Words.', 'en', 2, '', g.hash, g.embedding::vector, g.model
  from documents d
  cross join (values (0, 'a', '[1,0]', 'new'), (1, 'b', '[0,1]', 'new'), (2, 'b', '[0,1]', 'new'),
                     (3, 'c', '[1,1,1]', 'old'), (4, 'd', null, null)) as g (ordinal, hash, embedding, model);
  insert into vocabulary (tenant_id, word) select id, unnest(array['words', '水壶']) from tenants;
  insert into gaps (tenant_id, question, normalized, language, channel, conversation_id, times, state, document_id)
  select d.tenant_id, g.question, lower(g.question), 'en', 'telegram', c.id, g.times, g.state,
         case when g.state = 'answered' then d.id end
  from documents d
  cross join (values ('Open', 3, 'open'), ('Answered', 2, 'answered'), ('Waved away', 1, 'dismissed'))
    as g (question, times, state)
  left join conversations c on c.external_id = '21Ravi' and g.state = 'open';
`;

describe.each(ENGINES)('an installation of before, with customers, on %s', (engine) => {
  it('keeps all that it knew, and works on', async () => {
    const { database, remove } = await openEmpty(engine);
    const { pool } = database;
    try {
      await pool.query(
        'create table migrations (file text primary key, applied_at timestamptz default now())',
      );
      for (const file of FILES.filter((name) => name < '0008')) {
        await pool.query(readFileSync(new URL(file, FOLDER), 'utf8'));
        await pool.query('insert into migrations (file) values ($1)', [file]);
      }
      await pool.query(FILLED);
      expect(await migrate(pool)).toEqual(FILES.filter((name) => name >= '0008'));
      const { rows } = await pool.query(
        `select u.name, f.key, left(c.external_id, 2) as place
         from customer_facts f
         join conversations c on c.id = f.conversation_id and c.customer_id = f.customer_id
         join customers u on u.id = f.customer_id
         order by u.name, f.key`,
      );
      expect(rows).toEqual([
        { name: 'Mei Ling', key: 'told in 21', place: '21' },
        { name: 'Mei Ling', key: 'told in 22', place: '22' },
        { name: 'Mei Ling', key: 'told long ago', place: '21' },
        { name: 'Ravi', key: 'told in 21', place: '21' },
        { name: 'Ravi', key: 'told long ago', place: '21' },
      ]);
      const vectors = await pool.query(
        `select v.content_hash as hash, v.embedding::text as value, v.model, m.model = v.model as answers
         from vectors v
         join embedding_models m on m.tenant_id = v.tenant_id
         order by v.content_hash`,
      );
      expect(vectors.rows).toEqual([
        { hash: 'a', value: '[1,0]', model: 'new', answers: true },
        { hash: 'b', value: '[0,1]', model: 'new', answers: true },
        { hash: 'c', value: '[1,1,1]', model: 'old', answers: false },
      ]);
      const gaps = await pool.query(
        `select w.question, w.times, w.channels, c.external_id as place, g.state, d.title
         from gaps g
         join gap_wordings w on w.gap_id = g.id
         left join conversations c on c.id = w.conversation_id
         left join documents d on d.id = g.document_id
         order by w.times desc`,
      );
      const place = null;
      const title = null;
      expect(gaps.rows).toEqual([
        { question: 'Open', times: 3, channels: { telegram: 3 }, place: '21Ravi', state: 'open', title },
        {
          question: 'Answered',
          times: 2,
          channels: { telegram: 2 },
          place,
          state: 'answered',
          title: 'Note',
        },
        { question: 'Waved away', times: 1, channels: { telegram: 1 }, place, state: 'dismissed', title },
      ]);
      const versions = await pool.query('select version, title, body from document_versions');
      expect(versions.rows).toEqual([{ version: 1, title: 'Note', body: 'Words.' }]);
      const messages = await pool.query<{ id: MessageId; tenant_id: TenantId }>(
        'select id, tenant_id from messages order by external_id',
      );
      for (const { id: messageId, tenant_id: tenantId } of messages.rows)
        await saveFact(pool, { tenantId, messageId }, { key: 'told in 21', value: 'no' });
      const facts = await pool.query(`select from customer_facts where value = 'no'`);
      expect(facts.rowCount).toBe(messages.rows.length);
    } finally {
      await database.close();
      await remove();
    }
  });
});

async function openEmpty(engine: Engine): Promise<{ database: Database; remove: () => Promise<void> }> {
  if (engine === 'embedded') {
    const dataDir = mkdtempSync(join(tmpdir(), 'kaki-test-'));
    const remove = async () => rmSync(dataDir, { recursive: true, force: true });
    return { database: await openDatabase({ dataDir }), remove };
  }
  const server = inject('postgresqlUrl');
  const name = `kaki_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `create database ${name}`);
  const databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const remove = () => onServer(server, `drop database ${name}`);
  return { database: await openDatabase({ databaseUrl, dataDir: '' }), remove };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
