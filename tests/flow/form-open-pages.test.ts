import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markDocuments } from '../../knowledge/document-changes.ts';
import { answerGap, joinGaps, listGaps } from '../../knowledge/gaps.ts';
import { savePin } from '../../knowledge/pins.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import { raiseAlert } from '../../src/store/alerts.ts';
import { colleague } from '../support/form-desk.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { lookAt, readShown } from '../support/form-shown.ts';
import { Visitor } from '../support/form-visitor.ts';

describe('a page that is open while something else changes what it shows', () => {
  let server: FormServer;
  let owner: Visitor;
  let skewMs = 0;
  beforeAll(async () => {
    server = await startForm({ now: () => Date.now() + skewMs });
    owner = new Visitor(server.url);
    await owner.signIn();
  });
  afterAll(() => server?.close());

  const query = (sql: string, ...values: unknown[]) =>
    server.house.database.pool.query(sql, [server.house.database.tenantId, ...values]);
  const add = (title: string, body = 'Yes.') =>
    server.house.library.save(server.house.database.tenantId, { kind: 'question_answer', title, body });
  const { open, versionNow, hears } = lookAt(() => owner);

  async function addImport(state: string, source = 'menu.txt', createdAt = new Date()): Promise<string> {
    const { rows } = await query(
      `with m as (
         insert into imports (tenant_id, kind, title, created_at) values ($1, 'files', $3, $4) returning id
       )
       insert into import_items (tenant_id, import_id, source, state, content_url, error, done_at, next_attempt_at)
       select $1, m.id, $3, $2, case when $2 = 'failed' then 'file:gone' end, case when $2 = 'failed' then 'x' end, now(),
              now() + interval '1 hour'
       from m
       returning import_id`,
      state,
      source,
      createdAt,
    );
    return rows[0]?.import_id;
  }

  /** A draft of an import that waits for its owner. */
  async function holdBack(importId: string): Promise<DocumentId> {
    const documentId = await add(`Held ${importId}`);
    await query('update documents set is_draft = true where tenant_id = $1 and id = $2', documentId);
    await query(
      `update import_items set state = 'held', document_id = $3, held = '{"changes": []}', done_at = now()
       where tenant_id = $1 and import_id = $2`,
      importId,
      documentId,
    );
    return documentId;
  }

  describe('the first page', () => {
    it('hears of a question that nobody could answer, once the bot has said so', async () => {
      const id = await server.customerWrites('Good morning!', { conversation: 'gap', name: 'Mei' });
      await hears('/admin', async () => {
        await query(
          `with g as (insert into gaps (tenant_id) values ($1) returning id)
           insert into gap_wordings (tenant_id, gap_id, question, normalized, language, channels, conversation_id)
           select $1, g.id, 'Do you sell durians?', 'do you sell durians', 'en', '{"telegram": 1}', $2 from g`,
          id,
        );
      });
    });

    it('hears of entries that come, fail, or were the sample’s', async () => {
      await hears('/admin', () => add('Do you sell tea?'));
      await hears('/admin', () => query(`update documents set status = 'failed' where tenant_id = $1`));
      await hears('/admin', () =>
        query(`update documents set source = 'starter', status = 'ready' where tenant_id = $1`),
      );
      await query(`update documents set source = 'owner' where tenant_id = $1`);
    });

    it('hears of pinned answers and of imported texts that wait', async () => {
      const { pool, tenantId } = server.house.database;
      const documentId = await add('Do you deliver?', 'Yes.');
      const pin = (state: 'holds' | 'fails') =>
        savePin(pool, tenantId, {
          ...{ question: 'Do you deliver?', language: 'en', documentId, expectedText: '' },
          ...{ state, answered: undefined },
        });
      await pin('holds');
      await hears('/admin', () => pin('fails'));
      const importId = await addImport('reading');
      await hears('/admin', () => holdBack(importId));
      await query('delete from pins where tenant_id = $1');
    });
  });

  it('hears in the list of questions of each that is asked, put to another one, and answered', async () => {
    const { pool, tenantId } = server.house.database;
    const ask = (question: string) => () =>
      server.house.recordGap(tenantId, {
        ...{ question, language: 'en', channel: 'telegram', conversationId: undefined },
      });
    await hears('/admin/questions', ask('Do you sell lychees?'));
    await hears('/admin/questions', ask('do you sell lychees'));
    await hears('/admin/questions', ask('Got sell lychees or not?'));
    await hears('/admin/questions', ask('Do you repair violins?'));
    const [first, second] = await listGaps(pool, tenantId, 2);
    if (!first || !second) throw new Error('there are no two questions');
    await hears('/admin/questions', () => joinGaps(pool, tenantId, { from: second.id, into: first.id }));
    const documentId = await add('Do you sell lychees?');
    await hears('/admin/questions', () => answerGap(pool, tenantId, first.id, documentId));
    const late = await owner.get(`/admin/knowledge/new?kind=question_answer&gap=${first.id}`);
    expect((await owner.get(late.location ?? '')).text).toContain('Answered with “<bdi>Do you sell lychees?');
  });

  it('looks on where pinned answers are to be asked again, until they were', async () => {
    const { library, database } = server.house;
    const { pool, tenantId } = database;
    const documentId = await add('Do you gift wrap?', 'Yes, for $3.');
    const pin = { question: 'Do you gift wrap?', language: 'en', documentId, expectedText: '' } as const;
    const lookedAt = new Date(Date.now() - 1_000);
    await savePin(pool, tenantId, { ...pin, state: 'holds', answered: undefined }, lookedAt);
    skewMs += 13_000;
    await library.remove(tenantId, documentId);
    expect(await open('/admin/pins')).toMatchObject({ watch: undefined });
    await library.restore(tenantId, documentId);
    const before = await open('/admin/pins');
    expect(before).toMatchObject({ watch: 'pins' });
    expect(before.regions.get('broken')).toContain('1 pinned answer no longer holds.');
    const home = await open('/admin');
    const versions: unknown[] = [home.version];
    for (const ms of [13_000, 13_000, 61_000]) {
      skewMs += ms;
      server.clock.skewMs += ms;
      versions.push(await versionNow(home));
    }
    expect(new Set(versions.slice(0, 3)).size, 'seldom on the first page').toBeLessThan(3);
    expect(versions[3]).not.toBe(home.version);
    expect(await versionNow(before)).not.toBe(before.version);
    const timed = [...before.regions].filter(([, html]) => html.includes('<time'));
    expect(
      timed.map(([name]) => name.slice(0, 9)),
      'nothing that is pressed',
    ).toEqual(['pin-time-']);
    const after = await open('/admin/pins');
    expect(after).toMatchObject({ watch: undefined });
    expect(after.regions.get('broken')).toBe('');
    expect([...after.regions.keys()]).toEqual([...before.regions.keys()]);
    await query('delete from pins where tenant_id = $1');
  });

  it('hears of an alert, whatever page it is', async () => {
    const { pool, tenantId } = server.house.database;
    for (const address of ['/admin', '/admin/conversations', '/admin/channels', '/admin/knowledge/import'])
      await hears(address, () =>
        raiseAlert(pool, tenantId, {
          key: `alert ${address}`,
          text: 'The disk is full.',
          picture: undefined,
        }),
      );
  });

  it('hears of what becomes of a message, however many came since', async () => {
    const id = await server.customerWrites('human please', { conversation: 'long', name: 'Farid' });
    const ben = await colleague(server.house);
    const message = await ben.says(id, 'Your order is ready.');
    for (let count = 0; count < 25; count += 1) await ben.says(id, `And one more thing: ${count}`);
    await hears(`/admin/conversations/${id}`, () =>
      query(
        `update outbox set state = 'failed', error = 'Refused.' where tenant_id = $1 and message_id = $2`,
        message,
      ),
    );
  });

  it('hears that the last conversation of its list was resolved', async () => {
    const id = await server.customerWrites('human please', { conversation: 'resolved', name: 'Siti' });
    const ben = await colleague(server.house);
    await hears('/admin/conversations?show=resolved', () => ben.resolves(id));
  });

  describe('about imports', () => {
    it('hears of one that is undone, or begun, by somebody else', async () => {
      const importId = await addImport('done');
      for (const address of ['/admin/knowledge/import', `/admin/knowledge/import/${importId}`]) {
        await query('update imports set undone_at = null where tenant_id = $1 and id = $2', importId);
        await hears(address, () =>
          query('update imports set undone_at = now() where tenant_id = $1 and id = $2', importId),
        );
      }
      await hears('/admin/knowledge/import', () => addImport('waiting', 'new.txt'));
    });

    it('hears that what waits for its owner was decided in the editor', async () => {
      const { pool, tenantId } = server.house.database;
      const importId = await addImport('reading', 'held.txt');
      const address = `/admin/knowledge/import/${importId}`;
      for (const page of ['/admin/knowledge/import', address]) {
        const documentId = await holdBack(importId);
        await hears(page, () => markDocuments(pool, tenantId, { ids: [documentId] }, { isDraft: false }));
      }
    });

    it('hears of an old one that is read again', async () => {
      const importId = await addImport('failed', 'old.txt', new Date('2020-01-01'));
      for (let count = 0; count < 31; count += 1) await addImport('done', `newer-${count}.txt`);
      await hears(`/admin/knowledge/import/${importId}`, () =>
        query(
          `update import_items set state = 'waiting', next_attempt_at = now() + interval '1 hour', error = null
           where tenant_id = $1 and import_id = $2`,
          importId,
        ),
      );
      await hears(`/admin/knowledge/import/${importId}`, () =>
        query(`update import_items set state = 'done' where tenant_id = $1 and import_id = $2`, importId),
      );
      await query(`update import_items set state = 'done' where tenant_id = $1`);
    });
  });

  describe('the list of knowledge', () => {
    const process = (title: string, status: string) =>
      query('update documents set status = $3 where tenant_id = $1 and title = $2', title, status);

    it('hears that the last one that was being read is read, and shows it no more where only those are shown', async () => {
      await add('Reading this');
      await process('Reading this', 'processing');
      const address = '/admin/knowledge?status=processing';
      const after = await hears(address, () => process('Reading this', 'ready'));
      expect(after.regions.get('documents')).toBe('');
      expect(after.regions.get('nothing')).toContain('Nothing found');
      expect(after.watch).toBeUndefined();
    });

    it('looks on while an import is between two of its files, and hears of the next', async () => {
      const importId = await addImport('reading', 'between.txt');
      await hears('/admin/knowledge', () => add('Came in'));
      await query(`update import_items set state = 'done' where tenant_id = $1 and import_id = $2`, importId);
      expect((await open('/admin/knowledge')).watch).toBeUndefined();
    });

    it('looks on until all passages are found by their meaning', async () => {
      await query(`insert into embedding_models (tenant_id, model) values ($1, 'm')`);
      const after = await hears('/admin/knowledge', async () => {
        await query(
          `insert into vectors (tenant_id, model, content_hash, embedding)
           select distinct on (content_hash) $1::uuid, 'm', content_hash, '[1,0]'::vector from passages where tenant_id = $1`,
        );
        server.clock.skewMs += 6_000;
      });
      expect(after.regions.get('progress')).toBe('');
      expect(after.watch).toBeUndefined();
      await query('delete from embedding_models where tenant_id = $1');
    });
  });

  it('shows every entry as it ended, or looks on, at every moment of an import', async () => {
    await owner.get('/admin/knowledge/import');
    const id = randomUUID();
    const own = `/admin/knowledge/import/${id}`;
    for (let at = 0; at < 6; at += 1) {
      const files = new File([`A lamp costs $${at}.`], `lamp-${at}.txt`);
      await owner.post('/admin/knowledge/import', { import: id, as: 'json', files });
    }
    for (let isOver = false; !isOver; ) {
      const { watch, regions } = await open('/admin/knowledge?q=lamp');
      isOver = watch === undefined;
      if (!isOver) continue;
      const shown = regions.get('documents') ?? '';
      expect(shown.match(/<li class="row"/g)).toHaveLength(6);
      expect(shown).not.toContain('tag processing');
      expect((await open(own)).regions.get('import-state')).toContain('All is read.');
    }
  });

  it('knows where it is when it answers what was refused', async () => {
    const id = await server.customerWrites('human please', { conversation: 'refused', name: 'Raj' });
    const before = await owner.get(`/admin/conversations/${id}`);
    const hidden = (name: string) =>
      new RegExp(`name="${name}" value="([^"]+)"`).exec(before.text)?.[1] ?? '';
    const ben = await colleague(server.house);
    await ben.says(id, 'Ben here.');
    const reply = { message: hidden('message'), seen: 'bot', text: 'Aisha here.' };
    const answers = [
      await owner.post(`/admin/conversations/${id}/reply`, reply),
      await owner.post('/admin/knowledge/import/web', { url: 'no address' }),
    ];
    for (const { status, text } of answers) {
      expect([409, 422]).toContain(status);
      const { address = '', regions } = readShown(text);
      const again = await owner.get(address);
      expect(again.status).toBe(200);
      expect([...readShown(again.text).regions.keys()]).toEqual([...regions.keys()]);
    }
  });
});
