import { describe, expect, it } from 'vitest';
import { barLine, createProgress } from '../../src/ingest-progress.ts';

describe('the bar of a bulk load', () => {
  it('tells how far it is, how fast and how long it takes, on one line of any width', () => {
    const line = { finished: 30, total: 120, elapsedMs: 10_000, current: 'docs/delivery.pdf', columns: 90 };
    expect(barLine(line)).toContain('30/120 · 3.0/s · 30 s left docs/delivery.pdf');
    for (const columns of [0, 20, 40, 60, 80])
      for (const current of ['', 'a'.repeat(300), '很长的文件名'.repeat(30)]) {
        const wide = [...barLine({ ...line, current, columns })];
        const width = wide.reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 : 1), 0);
        expect(width).toBeLessThanOrEqual(Math.max(0, columns));
      }
  });

  it('is drawn anew at most ten times a second, and leaves what failed behind', () => {
    const written: string[] = [];
    let nowMs = 0;
    const screen = { isTerminal: true, columns: 80, write: (text: string) => void written.push(text) };
    const progress = createProgress(1_000, screen, () => nowMs);
    for (let count = 0; count < 1_000; count += 1) {
      nowMs += 1;
      progress.begin(`${count}.md`);
      progress.end(
        `${count}.md`,
        count === 7 ? { state: 'failed', error: 'The file is empty.' } : { state: 'done' },
      );
    }
    expect(written.length).toBeLessThan(15);
    expect(written.at(-1)).toContain('1000/1000');
    progress.close();
    expect(written.slice(-3).join('')).toContain(
      '999 taken in, 0 unchanged, 1 failed in 1 s, 1000.0 files/s.',
    );
    expect(written.at(-1)).toBe('\nNot taken in:\n  7.md: The file is empty.\n');
  });

  it('is plain lines where nobody watches, and a file’s name moves no cursor', () => {
    const written: string[] = [];
    const screen = { isTerminal: false, columns: 80, write: (text: string) => void written.push(text) };
    const progress = createProgress(1, screen, () => 0);
    progress.end('a\x1b[2Jb\n.md', { state: 'unchanged' });
    expect(written).toEqual(['1/1 unchanged ab .md\n']);
  });
});
