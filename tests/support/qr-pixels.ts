// Whether a phone could read a QR code on a page: its pixels, as they were drawn, against the library's own modules.
import type { Locator, Page } from 'playwright-core';
import { create } from 'qrcode';

const QUIET_ZONE = 4;

/**
 * Takes a picture of the element and looks at the middle of each module, the quiet zone included.
 * @returns what is wrong: modules whose light or darkness isn't the code's.
 */
export async function qrFaults(page: Page, code: Locator, text: string): Promise<readonly string[]> {
  const { modules } = create(text);
  const { size } = modules;
  const total = size + 2 * QUIET_ZONE;
  const picture = await code.screenshot({ animations: 'disabled' });
  const shades = await readShades(page, picture.toString('base64'), total);
  const isInside = (at: number): boolean => at >= 0 && at < size;
  return shades.flatMap((shade, index) => {
    const [x, y] = [(index % total) - QUIET_ZONE, Math.floor(index / total) - QUIET_ZONE];
    const isDark = isInside(x) && isInside(y) && modules.get(y, x) === 1;
    // Phones want black on white, not grey on grey.
    return (isDark ? shade < 64 : shade > 192)
      ? []
      : [`module ${x},${y} is ${shade}, and not ${isDark ? 'black' : 'white'}`];
  });
}

/** The lightness, 0 to 255, in the middle of each field of a picture that is `total` by `total` fields. */
async function readShades(page: Page, base64: string, total: number): Promise<readonly number[]> {
  const blank = await page.context().newPage();
  try {
    return await blank.evaluate<readonly number[]>(`(async () => {
      const image = new Image();
      image.src = 'data:image/png;base64,${base64}';
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      const shades = [];
      for (let y = 0; y < ${total}; y += 1)
        for (let x = 0; x < ${total}; x += 1) {
          const at = [(x + 0.5) * image.width / ${total}, (y + 0.5) * image.height / ${total}];
          const [red, green, blue] = context.getImageData(Math.floor(at[0]), Math.floor(at[1]), 1, 1).data;
          shades.push(Math.round((red + green + blue) / 3));
        }
      return shades;
    })()`);
  } finally {
    await blank.close();
  }
}
