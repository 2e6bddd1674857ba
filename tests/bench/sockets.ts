// M5: what an open web chat costs, and how fast it is told things, beside ws alone.
import { atLeast, atMost, type Bench, type Context, isSteady, type Reading } from './measure.ts';
import { type Child, startChild } from './processes.ts';
import type { SocketLoad } from './socket-load.ts';
import type { SocketSide } from './sockets-ours.ts';
import { median, spread } from './statistics.ts';

// Both ends of each socket, and some for everything else.
const SPARE_FILES = 500;
// The first sockets make room that all later ones use.
const WARM_UP_SOCKETS = 100;

// A socket gets no more of an answer that is being written: smoother can't be seen.
const FRAMES_PER_SECOND = 20;

interface Side {
  readonly server: Child<SocketSide>;
  readonly load: Child<SocketLoad>;
  readonly kbPerSocket: number;
}

export const SOCKETS: Bench = {
  name: 'M5',
  title: 'Web chat sockets',
  async open(context) {
    return {
      async repeat() {
        const readings: Reading[] = [];
        for (const count of countsFor(context)) readings.push(...(await compare(context, count)));
        return readings;
      },
      async close() {},
    };
  },
};

function countsFor({ isQuick }: Context): readonly number[] {
  const { userLimits } = process.report.getReport() as {
    userLimits: { open_files: { soft: number | string } };
  };
  const limit = Number(userLimits.open_files.soft) || Number.POSITIVE_INFINITY;
  return (isQuick ? [1_000] : [1_000, 5_000]).filter((count) => count + SPARE_FILES < limit);
}

async function openSide({ tell }: Context, name: 'ours' | 'bare', count: number): Promise<Side> {
  tell(`${count.toLocaleString('en')} sockets, ${name}`);
  const server = startChild<SocketSide>(`sockets-${name}.ts`, ['--expose-gc']);
  const load = startChild<SocketLoad>('socket-load.ts');
  const urls = await server.call('open', count + WARM_UP_SOCKETS);
  await load.call('open', urls.slice(0, WARM_UP_SOCKETS));
  const before = await server.call('memory');
  await load.call('open', urls.slice(WARM_UP_SOCKETS));
  const after = await server.call('memory');
  return { server, load, kbPerSocket: (after - before) / 1024 / count };
}

async function closeSide({ server, load }: Side): Promise<void> {
  await Promise.all([server.stop(), load.stop()]);
}

async function compare(context: Context, count: number): Promise<readonly Reading[]> {
  const bare = await openSide(context, 'bare', count);
  const ours = await openSide(context, 'ours', count);
  const rates = { frames: [] as number[], messages: [] as number[], echoes: [] as number[] };
  const durationMs = context.isQuick ? 1_000 : 2_000;
  const heard = async (what: 'frames' | 'messages'): Promise<number> => {
    const [perSecond] = await Promise.all([
      ours.load.call('count', { durationMs, echoes: false }),
      ours.server.call('push', { what, durationMs }),
    ]);
    return perSecond;
  };
  for (let round = 1; round <= (context.isQuick ? 1 : 3); round += 1) {
    context.tell(`${count.toLocaleString('en')} sockets, speed, round ${round}`);
    rates.frames.push(await heard('frames'));
    rates.echoes.push(await bare.load.call('count', { durationMs, echoes: true }));
    rates.messages.push(await heard('messages'));
  }
  await Promise.all([closeSide(ours), closeSide(bare)]);
  return readSockets(count, { ours, bare, rates });
}

function readSockets(
  count: number,
  {
    ours,
    bare,
    rates,
  }: { ours: Side; bare: Side; rates: Record<'frames' | 'messages' | 'echoes', number[]> },
): readonly Reading[] {
  const what = `${count.toLocaleString('en')} sockets`;
  const isNoisy = !isSteady(spread(rates.echoes));
  const speed = (name: string, pushed: readonly number[], mostPerSecond: number): Reading => {
    const reference = Math.min(median(rates.echoes), mostPerSecond);
    return {
      name: `${what}: ${name} pushed / echoes of bare ws`,
      value: median(pushed) / reference,
      unit: '×',
      bar: atLeast(0.3),
      detail: `${median(pushed).toFixed(0)}/s against ${reference.toFixed(0)}/s${reference === mostPerSecond ? ', the most that is sent' : ''}`,
      isNoisy,
    };
  };
  return [
    {
      name: `${what}: memory of an idle one, ours / bare ws`,
      value: ours.kbPerSocket / bare.kbPerSocket,
      unit: '×',
      bar: atMost(3),
      detail: `${ours.kbPerSocket.toFixed(1)} KB against ${bare.kbPerSocket.toFixed(1)} KB`,
    },
    speed('frames of an answer', rates.frames, count * FRAMES_PER_SECOND),
    speed('messages', rates.messages, Number.POSITIVE_INFINITY),
  ];
}
