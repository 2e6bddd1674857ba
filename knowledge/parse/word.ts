// Word (.docx) -> Markdown: headings, lists and tables stay what they are.
import mammoth from 'mammoth';
import { checkArchive } from './archive.ts';
import { htmlToMarkdown } from './html.ts';
import { Unreadable } from './unreadable.ts';

// A thick book unpacks to a few megabytes; mammoth holds the whole of it several times over.
const UNPACKED = { bytes: 40_000_000, parts: 2_000 };

/** Pictures are left out. @throws Unreadable */
export async function wordToMarkdown(bytes: Uint8Array): Promise<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fault = checkArchive(buffer, UNPACKED);
  if (fault) throw new Unreadable(fault);
  const images = mammoth.images.imgElement(async () => ({ src: '' }));
  const { value } = await mammoth
    .convertToHtml({ buffer }, { convertImage: images, externalFileAccess: false })
    .catch(() => {
      throw new Unreadable('damaged');
    });
  return htmlToMarkdown(value)
    .replace(/!\[[^\]]*\]\(\)/g, '')
    .trim();
}
