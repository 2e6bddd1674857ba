// WhatsApp's own formatting: https://faq.whatsapp.com/539178204879377
import type { Dialect } from '../format.ts';

// Signs of our own, gone when `settleMarks` has read them: only a whole text tells what stands beside a mark.
// Where a mark of ours begins or ends:
const EDGE = '\ue000';
// Before a character that means itself:
const LITERAL = '\ue001';
const SIGNS = /[\ue000\ue001]/g;
// Nobody sees either: the one makes a word begin, so that a mark behind it is none; the other is hardly a space.
const WORD_JOINER = '\u2060';
const HAIR_SPACE = '\u200a';

export const WHATSAPP_DIALECT: Dialect = {
  escape: (text) => text.replace(SIGNS, '').replace(/[*_~`>]/g, `${LITERAL}$&`),
  bold: (inner) => wrap('*', inner),
  italic: (inner) => wrap('_', inner),
  strike: (inner) => wrap('~', inner),
  code: (text) => (text.includes('`') ? text : wrap('`', text)),
  codeBlock: (text) => `\`\`\`\n${text.replaceAll('```', "'''")}\n\`\`\``,
  link: (inner, url) => (isSaidBy(inner, url) ? toShown(url, inner) : `${inner} (${withoutScheme(url)})`),
  quote: (inner) => inner.replace(/^/gm, '> '),
  heading: (inner) => wrap('*', inner),
};

/**
 * Of a text in this dialect: marks work beside letters, too, as Chinese writes them, and what means itself is no mark.
 * Never longer than it was.
 */
export function settleMarks(text: string): string {
  const edged = text.replace(/\ue000/g, (_, at: number) =>
    isEdgeSeen(text[at - 1] ?? '', text[at + 1] ?? '') ? '' : HAIR_SPACE,
  );
  return edged
    .replace(/(?<![\p{L}\p{N}])\ue001([*_~`])(?=\S[^\n]*\1)/gu, `${WORD_JOINER}$1`)
    .replace(/^\ue001>/gm, `${WORD_JOINER}>`)
    .replaceAll(LITERAL, '');
}

// At a line's end, a space, plain punctuation or another mark WhatsApp sees a mark. One of the two is the mark itself.
function isEdgeSeen(before: string, after: string): boolean {
  const isMark = (character: string): boolean => /^[*_~`]$/.test(character);
  const isOpen = (character: string): boolean => /^[\s\ue000\ue001!-)+-/:-@[-^{-}]?$/.test(character);
  return isOpen(before) || isOpen(after) || (isMark(before) && isMark(after));
}

function wrap(mark: string, inner: string): string {
  return `${EDGE}${mark}${inner}${mark}${EDGE}`;
}

// An address that was written as it is says itself, whatever stands in it: it must stay whole to be pressed.
function isSaidBy(inner: string, url: string): boolean {
  const bare = (text: string): string => withoutScheme(plain(text)).replace(/^https?:\/\/|\/$/g, '');
  return bare(inner) === bare(url) || (/^tel:/i.test(url) && digits(inner) === digits(url));
}

function toShown(url: string, inner: string): string {
  return /^(mailto|tel):/i.test(url) ? plain(inner) : url;
}

function plain(text: string): string {
  return text.replace(SIGNS, '').replace(/^[*_~`]+|[*_~`]+$/g, '');
}

function withoutScheme(url: string): string {
  return url.replace(/^(?:mailto|tel):/i, '');
}

function digits(text: string): string {
  return text.replace(/\D/g, '');
}
