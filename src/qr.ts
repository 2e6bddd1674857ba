// A text as a QR code: a picture to send, a path to draw on a page, lines for the terminal.
import { create, toBuffer } from 'qrcode';

/** Modules of white around the code: without them phones don't find it. */
const QUIET_ZONE = 4;
const PICTURE_PX = 512;

export interface QrPath {
  /** Width and height, the quiet zone included: the view box is `0 0 size size`. */
  readonly size: number;
  /** The dark modules, as a path of SVG; all else has to be white, in dark mode too. */
  readonly path: string;
}

/** A PNG, black on white. */
export async function drawQrPicture(text: string): Promise<Uint8Array> {
  return toBuffer(text, { type: 'png', width: PICTURE_PX, margin: QUIET_ZONE });
}

export function drawQrPath(text: string): QrPath {
  const { size, isDark } = modulesOf(text);
  const runs: string[] = [];
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const from = x;
      while (isDark(x, y)) x += 1;
      if (x > from) runs.push(`M${from + QUIET_ZONE} ${y + QUIET_ZONE}h${x - from}v1H${from + QUIET_ZONE}z`);
    }
  }
  return { size: size + 2 * QUIET_ZONE, path: runs.join('') };
}

/** Two rows a line; black on white whatever the terminal's own colours are. */
export function printQr(text: string): string {
  const { size, isDark } = modulesOf(text);
  const lines: string[] = [];
  for (let y = -QUIET_ZONE; y < size + QUIET_ZONE; y += 2) {
    let line = '';
    for (let x = -QUIET_ZONE; x < size + QUIET_ZONE; x += 1)
      line += HALVES[(isDark(x, y) ? 2 : 0) + (isDark(x, y + 1) ? 1 : 0)];
    lines.push(`${BLACK_ON_WHITE}${line}${PLAIN}`);
  }
  return lines.join('\n');
}

const HALVES = [' ', '▄', '▀', '█'] as const;
// Of the 256 colours, since themes change the first sixteen.
const BLACK_ON_WHITE = '\u001b[38;5;16;48;5;231m';
const PLAIN = '\u001b[0m';

function modulesOf(text: string): {
  readonly size: number;
  readonly isDark: (x: number, y: number) => boolean;
} {
  const { modules } = create(text);
  const { size } = modules;
  const isInside = (at: number): boolean => at >= 0 && at < size;
  return { size, isDark: (x, y) => isInside(x) && isInside(y) && modules.get(y, x) === 1 };
}
