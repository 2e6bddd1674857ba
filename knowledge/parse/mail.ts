// Mail (.eml) -> Markdown: who wrote when, and what.
import PostalMime, { type Address } from 'postal-mime';
import type { Reading } from './file-text.ts';
import { htmlToMarkdown } from './html.ts';
import { attachedFiles } from './warnings.ts';
import { paragraph } from './writing.ts';

const DEEPEST = 30;
const LONGEST_HEADERS_BYTES = 1_000_000;

export async function readMail(bytes: Uint8Array): Promise<Reading> {
  const mail = await PostalMime.parse(bytes, {
    maxNestingDepth: DEEPEST,
    maxHeadersSize: LONGEST_HEADERS_BYTES,
  });
  const people = (given: readonly Address[] = []): string =>
    given.map(({ name, address }) => [name, address].filter(Boolean).join(', ')).join('; ');
  const head = [
    ['From', mail.from ? people([mail.from]) : ''],
    ['To', people(mail.to)],
    ['Date', mail.date?.slice(0, 10) ?? ''],
  ].flatMap(([name, value]) => (value ? [`${name}: ${paragraph(value)}`] : []));
  const body = mail.text?.trim() ? plainBody(mail.text) : htmlToMarkdown(mail.html ?? '');
  const files = mail.attachments.map(({ filename }) => filename ?? '?').filter(Boolean);
  const text = body.trim() ? [mail.subject ? paragraph(mail.subject) : '', head.join('  \n'), body] : [];
  return {
    title: mail.subject ?? '',
    text: text.filter(Boolean).join('\n\n'),
    warnings: attachedFiles(files),
  };
}

function plainBody(text: string): string {
  const paragraphs = text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n/);
  const lines = (part: string): string => part.split('\n').map(paragraph).filter(Boolean).join('  \n');
  return paragraphs.map(lines).filter(Boolean).join('\n\n');
}
