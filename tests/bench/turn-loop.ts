// Customers who write again once they are answered; counts what is lost, said twice or said out of order.

export interface Loop {
  readonly conversations: number;
  readonly durationMs: number;
  /** The reference only: whether it looks into the knowledge. */
  readonly searches?: boolean;
}

export interface LoopResult {
  readonly turns: number;
  readonly perSecond: number;
  /** From handing a message over to its answer having reached the platform. */
  readonly tookMs: readonly number[];
  readonly lost: number;
  readonly twice: number;
  readonly outOfOrder: number;
}

export interface TurnLoop {
  /** Tells that a text reached the customer. */
  readonly shown: (text: string) => void;
  run(loop: Loop): Promise<LoopResult>;
}

const LOST_AFTER_MS = 15_000;
const QUESTIONS = [
  'Do you deliver to Bukit Timah on Saturdays, and what does it cost?',
  '你们星期六几点开门？',
  'Boleh saya bayar dengan PayNow?',
  'Can I return an opened bag of coffee lah?',
];

/** The mark by which an answer is known: which customer's, and which question. */
export function markOf(text: string): string {
  return /\((\d+\.\d+)\)/.exec(text)?.[1] ?? '';
}

/** @param write hands over a customer's message. */
export function createTurnLoop(write: (conversation: string, text: string) => Promise<void>): TurnLoop {
  const waiting = new Map<string, () => void>();
  const answered = new Set<string>();
  const lastOf = new Map<string, number>();
  const asked = new Map<string, number>();
  let faults = { lost: 0, twice: 0, outOfOrder: 0 };

  const turn = async (conversation: number): Promise<number> => {
    const name = String(conversation);
    const number = (asked.get(name) ?? 0) + 1;
    asked.set(name, number);
    const mark = `${name}.${number}`;
    const begun = performance.now();
    const seen = new Promise<boolean>((resolve) => {
      const timer = setTimeout(resolve, LOST_AFTER_MS, false);
      waiting.set(mark, () => {
        clearTimeout(timer);
        resolve(true);
      });
    });
    await write(name, `${QUESTIONS[number % QUESTIONS.length]} (${mark})`);
    if (!(await seen)) faults.lost += 1;
    waiting.delete(mark);
    return performance.now() - begun;
  };

  return {
    shown(text) {
      const mark = markOf(text);
      const [name = '', number] = mark.split('.');
      if (answered.has(mark)) faults.twice += 1;
      else if (Number(number) <= (lastOf.get(name) ?? 0) || !waiting.has(mark)) faults.outOfOrder += 1;
      answered.add(mark);
      lastOf.set(name, Math.max(lastOf.get(name) ?? 0, Number(number)));
      waiting.get(mark)?.();
    },
    async run({ conversations, durationMs }) {
      faults = { lost: 0, twice: 0, outOfOrder: 0 };
      const tookMs: number[] = [];
      const begun = performance.now();
      await Promise.all(
        Array.from({ length: conversations }, async (_, conversation) => {
          while (performance.now() - begun < durationMs) tookMs.push(await turn(conversation));
        }),
      );
      const elapsedMs = performance.now() - begun;
      return { turns: tookMs.length, perSecond: tookMs.length / (elapsedMs / 1000), tookMs, ...faults };
    },
  };
}
