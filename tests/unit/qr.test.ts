import { create } from 'qrcode';
import { describe, expect, it } from 'vitest';
import { drawQrPath, drawQrPicture, printQr } from '../../src/qr.ts';
import { readPrintedCode } from '../support/qr-reader.ts';

const TEXT = '2@a code of WhatsApp/1,keys=,keys=,keys=,1';
const QUIET_ZONE = 4;
const BLACK_ON_WHITE = '\u001b[38;5;16;48;5;231m';
const PLAIN = '\u001b[0m';
/** Upper and lower half of a line's signs. */
const HALVES: Readonly<Record<string, readonly [boolean, boolean]>> = {
  ' ': [false, false],
  '▀': [true, false],
  '▄': [false, true],
  '█': [true, true],
};

/** Rows of the code with its quiet zone, "#" where it is dark. */
function expected(): readonly string[] {
  const { modules } = create(TEXT);
  const total = modules.size + 2 * QUIET_ZONE;
  const isInside = (at: number): boolean => at >= 0 && at < modules.size;
  return Array.from({ length: total }, (_, row) =>
    Array.from({ length: total }, (_, column) => {
      const [x, y] = [column - QUIET_ZONE, row - QUIET_ZONE];
      return isInside(x) && isInside(y) && modules.get(y, x) === 1 ? '#' : ' ';
    }).join(''),
  );
}

describe('a QR code', () => {
  it('is drawn on a page with every module and its quiet zone', () => {
    const { size, path } = drawQrPath(TEXT);
    const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => ' '));
    for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g))
      rows[Number(y)]?.fill('#', Number(x), Number(x) + Number(width));
    expect(path.replace(/M(\d+) \d+h\d+v1H\1z/g, '')).toBe('');
    expect(rows.map((row) => row.join(''))).toEqual(expected());
  });

  it('is printed for a terminal, black on white in themes of any colour', () => {
    const lines = printQr(TEXT).split('\n');
    const rows = lines.flatMap((line) => {
      expect(line.startsWith(BLACK_ON_WHITE) && line.endsWith(PLAIN)).toBe(true);
      const signs = [...line.slice(BLACK_ON_WHITE.length, -PLAIN.length)];
      return [0, 1].map((half) => signs.map((sign) => (HALVES[sign]?.[half] ? '#' : ' ')).join(''));
    });
    // A size is odd: the last line's lower half lies below the code.
    expect(rows.slice(0, expected().length)).toEqual(expected());
    expect(rows.slice(expected().length).join('').trim()).toBe('');
    expect(readPrintedCode(`Scan this:\n${printQr(TEXT)}\n`)).toBe(TEXT);
  });

  it('is a picture in PNG', async () => {
    const bytes = await drawQrPicture(TEXT);
    expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(bytes.length).toBeLessThan(20_000);
  });
});
