// How a bulk load goes, told in the terminal: a bar while it runs, plain lines where nobody watches, what failed at the end.
import { stripVTControlCharacters } from 'node:util';

export interface Screen {
  readonly isTerminal: boolean;
  readonly columns: number;
  write(text: string): void;
}

export interface Progress {
  begin(source: string): void;
  end(
    source: string,
    end: {
      readonly state: 'done' | 'unchanged' | 'failed' | 'held';
      readonly error?: string | undefined;
      readonly warnings?: readonly string[];
    },
  ): void;
  /** What happens after the files. */
  phase(words: string): void;
  /** Ends the bar and tells how it went. */
  close(words?: string): void;
  readonly counts: Readonly<Record<'done' | 'unchanged' | 'failed' | 'held', number>>;
}

const REDRAW_MS = 100;
const BAR_CHARS = 24;
const CLEAR_LINE = '\r\x1b[K';

export function createProgress(total: number, screen: Screen, now: () => number): Progress {
  const counts = { done: 0, unchanged: 0, failed: 0, held: 0 };
  const told: string[] = [];
  const beganMs = now();
  let drawnMs = -REDRAW_MS;
  let current = '';
  const finished = (): number => counts.done + counts.unchanged + counts.failed + counts.held;
  const draw = (isForced = false): void => {
    if (!screen.isTerminal || (!isForced && now() - drawnMs < REDRAW_MS)) return;
    drawnMs = now();
    screen.write(
      CLEAR_LINE +
        barLine({
          finished: finished(),
          total,
          elapsedMs: now() - beganMs,
          current,
          columns: screen.columns,
        }),
    );
  };
  return {
    counts,
    begin(source) {
      current = source;
      draw();
    },
    end(source, { state, error, warnings = [] }) {
      counts[state] += 1;
      const name = oneLine(source);
      const notes = error ? [error] : warnings;
      if (state === 'failed') told.push(`  ${name}: ${error ?? ''}`);
      if (!screen.isTerminal)
        screen.write(`${finished()}/${total} ${state.padEnd(9)} ${[name, ...notes].join(' · ')}\n`);
      draw(finished() === total);
    },
    phase(words) {
      screen.write(screen.isTerminal ? `${CLEAR_LINE}${words}` : `${words}\n`);
    },
    close(words) {
      if (screen.isTerminal) screen.write(CLEAR_LINE);
      const seconds = (now() - beganMs) / 1_000;
      const rate = seconds > 0 ? `, ${(finished() / seconds).toFixed(1)} files/s` : '';
      if (words) screen.write(`${words}\n`);
      const waiting = counts.held > 0 ? `${counts.held} waiting for you, ` : '';
      screen.write(
        `${counts.done} taken in, ${counts.unchanged} unchanged, ${waiting}${counts.failed} failed in ${duration(seconds)}${rate}.\n`,
      );
      if (told.length > 0) screen.write(`\nNot taken in:\n${told.join('\n')}\n`);
    },
  };
}

interface Bar {
  readonly finished: number;
  readonly total: number;
  readonly elapsedMs: number;
  readonly current: string;
  readonly columns: number;
}

/** One line that never wraps. */
export function barLine({ finished, total, elapsedMs, current, columns }: Bar): string {
  const share = total === 0 ? 1 : finished / total;
  const full = Math.round(share * BAR_CHARS);
  const perSecond = elapsedMs > 0 ? (finished / elapsedMs) * 1_000 : 0;
  const left = perSecond > 0 ? ` · ${duration((total - finished) / perSecond)} left` : '';
  const head = `${'█'.repeat(full)}${'░'.repeat(BAR_CHARS - full)} ${finished}/${total} · ${perSecond.toFixed(1)}/s${left} `;
  const room = columns - head.length - 1;
  return room > 8 ? `${head}${shortened(oneLine(current), room)}` : head.slice(0, Math.max(0, columns - 1));
}

// The end of a path tells more than its beginning. Wide letters take two columns.
function shortened(text: string, columns: number): string {
  const width = (part: string): number =>
    [...part].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 : 1), 0);
  if (width(text) <= columns) return text;
  let kept = '';
  for (const letter of [...text].reverse()) {
    if (width(kept) + width(letter) > columns - 1) break;
    kept = letter + kept;
  }
  return `…${kept}`;
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(/\s+/g, ' ');
}
