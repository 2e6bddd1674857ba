// M1: how fast messages are stored and acknowledged, beside a server that does the least that still is durable.
import type { AcknowledgeSide } from './acknowledge-ours.ts';
import type { Customer, HttpLoad, LoadResult } from './http-load.ts';
import {
  atLeast,
  atMost,
  type Bench,
  type Context,
  ENGINE_NAMES,
  ENGINES,
  type Engine,
  isSteady,
  type Measure,
  type Reading,
} from './measure.ts';
import { type Child, startChild } from './processes.ts';
import { median, spread } from './statistics.ts';

const CONNECTIONS = 32;
// One conversation may post 20 times in 10 s: so many share the load that nobody is held back.
const CUSTOMERS = 2_000;
const OFFERED_PER_SECOND = 320;
const OFFERED_CONNECTIONS = 256;

interface Side {
  readonly child: Child<AcknowledgeSide>;
  readonly url: string;
  readonly customers: readonly Customer[];
}

type Pair = Readonly<Record<'ours' | 'bare', Side>>;

async function openSide(
  { databases, tell }: Context,
  load: Child<HttpLoad>,
  { engine, name }: { readonly engine: Engine; readonly name: keyof Pair },
): Promise<Side> {
  tell(`opening ${ENGINE_NAMES[engine]}, ${name}`);
  const child = startChild<AcknowledgeSide>(`acknowledge-${name}.ts`);
  const url = await child.call('open', await databases.create(engine));
  const customers =
    name === 'ours'
      ? await load.call('enter', { url, count: CUSTOMERS })
      : [{ path: '/messages', token: 'x'.repeat(300) }];
  if (name === 'ours') await child.call('settle');
  return { child, url, customers };
}

export const ACKNOWLEDGE: Bench = {
  name: 'M1',
  title: 'Messages stored and acknowledged',
  async open(context): Promise<Measure> {
    const load = startChild<HttpLoad>('http-load.ts');
    const pairs = new Map<Engine, Pair>();
    for (const engine of ENGINES) {
      const bare = await openSide(context, load, { engine, name: 'bare' });
      pairs.set(engine, { bare, ours: await openSide(context, load, { engine, name: 'ours' }) });
    }
    return {
      async repeat() {
        const readings: Reading[] = [];
        for (const [engine, pair] of pairs) readings.push(await compare(context, load, { engine, pair }));
        const embedded = pairs.get('embedded');
        if (embedded) readings.push(...(await offer(context, load, embedded.ours)));
        return readings;
      },
      async close() {
        await load.stop();
        for (const { ours, bare } of pairs.values())
          await Promise.all([ours.child.stop(), bare.child.stop()]);
      },
    };
  },
};

async function compare(
  { isQuick, tell }: Context,
  load: Child<HttpLoad>,
  { engine, pair }: { readonly engine: Engine; readonly pair: Pair },
): Promise<Reading> {
  const results: Record<keyof Pair, LoadResult[]> = { ours: [], bare: [] };
  for (let round = 1; round <= (isQuick ? 1 : 3); round += 1) {
    for (const name of ['ours', 'bare'] as const) {
      tell(`${ENGINE_NAMES[engine]}, ${name}, round ${round}`);
      const { url, customers } = pair[name];
      const given = { url, customers, connections: CONNECTIONS, durationMs: isQuick ? 2_000 : 3_000 };
      results[name].push(await load.call('closedLoop', given));
    }
  }
  const rate = (name: keyof Pair): number => median(results[name].map((result) => result.perSecond));
  const refused = results.ours.reduce((sum, result) => sum + result.refused, 0);
  if (refused > 0) throw new Error(`${refused} messages were refused: the rate limit of a conversation?`);
  return {
    name: `acknowledged per second, ${ENGINE_NAMES[engine]}: ours / bare`,
    value: rate('ours') / rate('bare'),
    unit: '×',
    bar: atLeast(0.7),
    detail: `${rate('ours').toFixed(0)}/s against ${rate('bare').toFixed(0)}/s`,
    isNoisy: !isSteady(spread(results.bare.map((result) => result.perSecond))),
  };
}

async function offer({ isQuick, tell }: Context, load: Child<HttpLoad>, { url, customers }: Side) {
  tell(`embedded, offered ${OFFERED_PER_SECOND}/s`);
  const result = await load.call('openLoop', {
    url,
    customers,
    connections: OFFERED_CONNECTIONS,
    durationMs: isQuick ? 3_000 : 8_000,
    perSecond: OFFERED_PER_SECOND,
  });
  const what = `${OFFERED_PER_SECOND}/s offered, embedded`;
  return [
    {
      name: `${what}: p99`,
      value: result.p99Ms,
      unit: 'ms',
      bar: atMost(250),
      detail: `p50 ${result.p50Ms.toFixed(1)} ms`,
    },
    { name: `${what}: not acknowledged`, value: result.refused, unit: '', bar: atMost(0) },
  ] satisfies readonly Reading[];
}
