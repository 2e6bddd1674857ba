// M2 and M3: what a turn costs beyond the model, alone and with 64 customers, beside the least that is durable.
import {
  atLeast,
  atMost,
  type Bar,
  type Bench,
  type Context,
  ENGINE_NAMES,
  ENGINES,
  type Engine,
  isSteady,
  type Reading,
} from './measure.ts';
import { type Child, startChild } from './processes.ts';
import { median, percentile, spread } from './statistics.ts';
import type { LoopResult } from './turn-loop.ts';
import type { TurnSide } from './turns-ours.ts';

type Pair = Readonly<Record<'ours' | 'bare', Child<TurnSide>>>;
/** `barest` is the reference without its search. */
type Results = Readonly<Record<keyof Pair | 'barest', readonly LoopResult[]>>;

interface Plan {
  readonly conversations: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
  read(engine: Engine, results: Results): readonly Reading[];
}

export const ONE_TURN: Bench = {
  name: 'M2',
  title: 'One turn, one customer, a model that answers at once',
  open: (context) =>
    openTurns(context, { conversations: 1, warmUpMs: 1_000, durationMs: 2_000, read: readOneTurn }),
};

export const MANY_TURNS: Bench = {
  name: 'M3',
  title: '64 customers who never stop',
  open: (context) =>
    openTurns(context, { conversations: 64, warmUpMs: 2_000, durationMs: 4_000, read: readManyTurns }),
};

async function openTurns(context: Context, plan: Plan) {
  const pairs = new Map<Engine, Pair>();
  for (const engine of ENGINES) {
    const pair = {
      ours: startChild<TurnSide>('turns-ours.ts'),
      bare: startChild<TurnSide>('turns-bare.ts'),
    };
    pairs.set(engine, pair);
    for (const name of ['ours', 'bare'] as const) {
      context.tell(`opening ${ENGINE_NAMES[engine]}, ${name}`);
      await pair[name].call('open', await context.databases.create(engine));
      await pair[name].call('run', { conversations: plan.conversations, durationMs: plan.warmUpMs });
    }
  }
  return {
    async repeat() {
      const readings: Reading[] = [];
      for (const [engine, pair] of pairs) {
        readings.push(...plan.read(engine, await interleave(context, plan, { engine, pair })));
      }
      return readings;
    },
    async close() {
      for (const { ours, bare } of pairs.values()) await Promise.all([ours.stop(), bare.stop()]);
    },
  };
}

async function interleave(
  { isQuick, tell }: Context,
  { conversations, durationMs }: Plan,
  { engine, pair }: { readonly engine: Engine; readonly pair: Pair },
): Promise<Results> {
  const results = { ours: [] as LoopResult[], bare: [] as LoopResult[], barest: [] as LoopResult[] };
  for (let round = 1; round <= (isQuick ? 1 : 3); round += 1) {
    for (const name of ['ours', 'bare', 'barest'] as const) {
      tell(`${ENGINE_NAMES[engine]}, ${name}, round ${round}`);
      const loop = { conversations, durationMs, searches: name !== 'barest' };
      results[name].push(await pair[name === 'ours' ? 'ours' : 'bare'].call('run', loop));
    }
  }
  return results;
}

function readOneTurn(engine: Engine, { ours, bare, barest }: Results): readonly Reading[] {
  const took = (results: readonly LoopResult[], share: number): number =>
    percentile(
      results.flatMap(({ tookMs }) => tookMs),
      share,
    );
  const isNoisy = !isSteady(spread(bare.map(({ tookMs }) => median(tookMs))));
  return [
    {
      name: `one turn, ${ENGINE_NAMES[engine]}: p50, ours / bare`,
      value: took(ours, 0.5) / took(bare, 0.5),
      unit: '×',
      bar: atMost(3),
      detail: `${took(ours, 0.5).toFixed(2)} ms against ${took(bare, 0.5).toFixed(2)} ms`,
      isNoisy,
    },
    {
      name: `one turn, ${ENGINE_NAMES[engine]}: p50, ours / bare without a search`,
      value: took(ours, 0.5) / took(barest, 0.5),
      unit: '×',
      detail: `${took(barest, 0.5).toFixed(2)} ms`,
    },
    {
      name: `one turn, ${ENGINE_NAMES[engine]}: p95`,
      value: took(ours, 0.95),
      unit: 'ms',
      bar: atMost(50),
      isNoisy,
    },
  ];
}

function readManyTurns(engine: Engine, { ours, bare, barest }: Results): readonly Reading[] {
  const rate = (results: readonly LoopResult[]): number => median(results.map(({ perSecond }) => perSecond));
  const sum = (pick: (result: LoopResult) => number): number =>
    ours.reduce((total, one) => total + pick(one), 0);
  const count = (what: string, value: number, bar: Bar): Reading => ({
    name: `64 customers, ${ENGINE_NAMES[engine]}: ${what}`,
    value,
    unit: '',
    bar,
    detail: `of ${sum(({ turns }) => turns)} turns`,
  });
  return [
    {
      name: `64 customers, ${ENGINE_NAMES[engine]}: turns per second, ours / bare`,
      value: rate(ours) / rate(bare),
      unit: '×',
      bar: atLeast(0.5),
      detail: `${rate(ours).toFixed(0)}/s against ${rate(bare).toFixed(0)}/s`,
      isNoisy: !isSteady(spread(bare.map(({ perSecond }) => perSecond))),
    },
    {
      name: `64 customers, ${ENGINE_NAMES[engine]}: turns per second, ours / bare without a search`,
      value: rate(ours) / rate(barest),
      unit: '×',
      detail: `${rate(barest).toFixed(0)}/s`,
    },
    count(
      'lost',
      sum(({ lost }) => lost),
      atMost(0),
    ),
    count(
      'twice',
      sum(({ twice }) => twice),
      atMost(0),
    ),
    count(
      'out of order',
      sum(({ outOfOrder }) => outOfOrder),
      atMost(0),
    ),
  ];
}
