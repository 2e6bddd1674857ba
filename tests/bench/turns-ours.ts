// Our side of M2 and M3: the whole house on a real database, with a model that answers at once.
import { loadStarter } from '../../knowledge/starter.ts';
import type { LanguageModel } from '../../src/llm/llm.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase } from '../../src/store/pool.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { openHouse } from '../support/house.ts';
import { inboundText } from '../support/platform.ts';
import { serve } from './child.ts';
import type { Where } from './measure.ts';
import { settle } from './settle.ts';
import { createTurnLoop, type Loop, type LoopResult, markOf, type TurnLoop } from './turn-loop.ts';

const MODEL: LanguageModel = {
  name: 'instant',
  async reply({ messages }) {
    const mark = markOf(messages.findLast(({ role }) => role === 'user')?.content ?? '');
    const text = `We deliver on Saturdays too; the fee depends on your postal code [1]. (${mark})`;
    return { text, toolCalls: [], usage: { inputTokens: 0, outputTokens: 0 } };
  },
};

let turns: TurnLoop | undefined;

const commands = {
  async open(where: Where): Promise<void> {
    const database = await openDatabase({ databaseUrl: where.databaseUrl, dataDir: where.dataDir });
    await migrate(database.pool);
    const tenantId = await ensureTenant(database.pool, 'default', 'Bench shop');
    const house = await openHouse({ model: MODEL, database: { ...database, tenantId, where } });
    await loadStarter(house.library, tenantId);
    const loop = createTurnLoop((conversation, text) => house.receive(inboundText(text, { conversation })));
    house.platform.beforeSend(async ({ text }) => loop.shown(text));
    turns = loop;
    await loop.run({ conversations: 64, durationMs: 2_000 });
    await settle(database);
  },
  async run(loop: Loop): Promise<LoopResult> {
    if (!turns) throw new Error('not open');
    return turns.run(loop);
  },
};

export type TurnSide = typeof commands;

serve(commands);
