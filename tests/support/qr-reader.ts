// Reads a QR code as a phone's camera does: from what the terminal prints, and from the picture on a page.
import { stripVTControlCharacters } from 'node:util';
import decodeQr from 'qr/decode.js';

const PIXELS = 8;
// A line of a code: its quiet zone makes it at least so long.
const LINE = /^[ ▄▀█]{29,}$/;

/** The newest code in what a server printed; undefined where there is none. @throws Error where it can't be read. */
export function readPrintedCode(output: string): string | undefined {
  const printed = stripVTControlCharacters(output).split('\n');
  const end = printed.findLastIndex((line) => LINE.test(line));
  const start = printed.findLastIndex((line, at) => at < end && !LINE.test(line));
  if (end < 0) return undefined;
  // Each letter is two modules, one above the other.
  const rows = printed
    .slice(start + 1, end + 1)
    .flatMap((line) => [
      [...line].map((letter) => letter === '▀' || letter === '█'),
      [...line].map((letter) => letter === '▄' || letter === '█'),
    ]);
  return read(rows);
}

/** The code that a page of the form shows; undefined where it shows none. @throws Error where it can't be read. */
export function findShownCode(html: string): string | undefined {
  const size = Number(/<svg viewBox="0 0 (\d+) \d+"[^>]*aria-label="QR code/.exec(html)?.[1]);
  const path = /<path fill="#000000" d="([^"]*)"/.exec(html)?.[1];
  if (!size || !path) return undefined;
  const rows = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)/g))
    rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(width));
  return read(rows);
}

function read(rows: readonly (readonly boolean[])[]): string {
  const width = (rows[0]?.length ?? 0) * PIXELS;
  const height = rows.length * PIXELS;
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (rows[Math.floor(y / PIXELS)]?.[Math.floor(x / PIXELS)])
        data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return decodeQr({ width, height, data });
}
