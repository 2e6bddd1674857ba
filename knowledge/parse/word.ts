// Word (.docx) -> Markdown: headings, lists and tables stay what they are.
import mammoth from 'mammoth';
import { openArchive } from './archive.ts';
import type { Reading } from './file-text.ts';
import { htmlToMarkdown } from './html.ts';
import { officeTitle } from './office.ts';
import { Unreadable } from './unreadable.ts';

// A thick book unpacks to a few megabytes; mammoth holds the whole of it several times over.
const UNPACKED = { bytes: 40_000_000, parts: 2_000 };
// Left alone, however large.
const PICTURE = /\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp|ttf|odttf|mp4|bin)$/i;

/** Pictures are left out. @throws Unreadable */
export async function readWord(bytes: Uint8Array): Promise<Reading> {
  const archive = openArchive(bytes, UNPACKED);
  for (const name of archive.names) if (!PICTURE.test(name)) archive.read(name);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const images = mammoth.images.imgElement(async () => ({ src: '' }));
  const { value } = await mammoth
    .convertToHtml({ buffer }, { convertImage: images, externalFileAccess: false })
    .catch(() => {
      throw new Unreadable('damaged');
    });
  return { title: officeTitle(archive), text: htmlToMarkdown(value) };
}
