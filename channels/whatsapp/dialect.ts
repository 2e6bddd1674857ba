// WhatsApp's own formatting: https://faq.whatsapp.com/539178204879377
import type { Dialect } from '../format.ts';

// WhatsApp reads a mark only between words, so behind a letter it is none. Written before a star that means a star,
// and nobody sees it.
const WORD_JOINER = '\u2060';
const PAIR = /(?<![\p{L}\p{N}])([*_~`])(?=\S[^\n]*\1)/gu;
const QUOTE = /^>/gm;
// Where a mark of ours ends a word: `settleMarks` takes it out again, or puts a space there that is hardly one.
const EDGE = '\ue000';
const HAIR_SPACE = '\u200a';

export const WHATSAPP_DIALECT: Dialect = {
  escape: (text) =>
    text.replaceAll(EDGE, '').replace(PAIR, `${WORD_JOINER}$1`).replace(QUOTE, `${WORD_JOINER}>`),
  bold: (inner) => wrap('*', inner),
  italic: (inner) => wrap('_', inner),
  strike: (inner) => wrap('~', inner),
  code: (text) => (text.includes('`') ? text : wrap('`', text)),
  codeBlock: (text) => `\`\`\`\n${text.replaceAll('```', "'''")}\n\`\`\``,
  link: (inner, url) => (isSaidBy(inner, url) ? toShown(url, inner) : `${inner} (${withoutScheme(url)})`),
  quote: (inner) => inner.replace(/^/gm, '> '),
  heading: (inner) => wrap('*', inner),
};

/** Of a text in this dialect: its marks work beside letters, too, as Chinese writes them. Never longer than it was. */
export function settleMarks(text: string): string {
  return text.replaceAll(new RegExp(EDGE, 'g'), (_, at: number) => {
    const [before = '', after = ''] = [text[at - 1], text[at + 1]];
    return isOpen(before) || isOpen(after) ? '' : HAIR_SPACE;
  });
}

// At a line's end, a space or plain punctuation WhatsApp sees the mark. One of the two neighbours is the mark itself.
function isOpen(character: string): boolean {
  return /^[\s\ue000!-)+-/:-@[-^{-}]?$/.test(character);
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
  return text.replaceAll(WORD_JOINER, '').replace(/^[\ue000*_~`]+|[\ue000*_~`]+$/g, '');
}

function withoutScheme(url: string): string {
  return url.replace(/^(?:mailto|tel):/i, '');
}

function digits(text: string): string {
  return text.replace(/\D/g, '');
}
