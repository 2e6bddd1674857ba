// The reference of M2 and M3: insert the message, read the history, search the knowledge as we do, insert the reply,
// send it, mark it sent. No guards, no leases, no outbox.
import { createLibrary } from '../../knowledge/ingest.ts';
import { createSearch } from '../../knowledge/search.ts';
import { loadStarter } from '../../knowledge/starter.ts';
import { createLog } from '../../src/log.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase, type Pool } from '../../src/store/pool.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { serve } from './child.ts';
import type { Where } from './measure.ts';
import { settle } from './settle.ts';
import { createTurnLoop, type Loop, type LoopResult, markOf, type TurnLoop } from './turn-loop.ts';

const TABLE = `
  create table bare_messages (
    id bigint generated always as identity primary key,
    conversation text not null,
    author text not null,
    text text not null,
    sent_at timestamptz
  );
  create index bare_history on bare_messages (conversation, id)`;

async function insert(pool: Pool, message: { conversation: string; author: string; text: string }) {
  const { rows } = await pool.query<{ id: number }>({
    name: 'bare_insert',
    text: 'insert into bare_messages (conversation, author, text) values ($1, $2, $3) returning id',
    values: [message.conversation, message.author, message.text],
  });
  return rows[0]?.id;
}

async function readHistory(pool: Pool, conversation: string): Promise<readonly { text: string }[]> {
  const { rows } = await pool.query<{ text: string }>({
    name: 'bare_history',
    text: 'select id, author, text from bare_messages where conversation = $1 order by id desc limit 20',
    values: [conversation],
  });
  return rows;
}

async function markSent(pool: Pool, id: number | undefined): Promise<void> {
  const text = 'update bare_messages set sent_at = now() where id = $1';
  await pool.query({ name: 'bare_sent', text, values: [id] });
}

let turns: TurnLoop | undefined;
let isSearching = true;

const commands = {
  async open(where: Where): Promise<void> {
    const database = await openDatabase({ databaseUrl: where.databaseUrl, dataDir: where.dataDir });
    const { pool } = database;
    await migrate(pool);
    await pool.query(TABLE);
    const tenantId = await ensureTenant(pool, 'default', 'Bench shop');
    const log = createLog('silent');
    await loadStarter(createLibrary({ pool, embedder: undefined, log }), tenantId);
    const search = createSearch({ pool, embedder: undefined, log });
    const { signal } = new AbortController();
    const loop = createTurnLoop(async (conversation, text) => {
      await insert(pool, { conversation, author: 'customer', text });
      const [newest] = await readHistory(pool, conversation);
      if (isSearching) await search(tenantId, { text, language: 'en' }, { limit: 5, signal });
      const reply = `We deliver on Saturdays too. (${markOf(newest?.text ?? '')})`;
      const id = await insert(pool, { conversation, author: 'bot', text: reply });
      loop.shown(reply);
      await markSent(pool, id);
    });
    turns = loop;
    await loop.run({ conversations: 64, durationMs: 2_000 });
    await settle(database);
  },
  async run(loop: Loop): Promise<LoopResult> {
    if (!turns) throw new Error('not open');
    isSearching = loop.searches ?? true;
    return turns.run(loop);
  },
};

serve(commands);
