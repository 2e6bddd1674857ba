// What people wrote in Slack's formatting, as plain text or as Markdown.
import { cleanText } from '../../src/model/text.ts';

/** Display names by user id, as far as they are known. */
export type Names = ReadonlyMap<string, string>;

const ENTITY = /<([^<>\n]+)>/g;
// Whatever decorates the start of a message: marks, quotes, bullets, code, spaces, and marks that nobody sees.
const DECORATION = /^(?:[\s*_~`•◦▪>-]|\p{Cf}|&gt;)*[/／]{2}/u;
const CODE = /(```[\s\S]*?```|`[^`\n]+`)/;

/** The users that a text mentions. */
export function mentionedUsers(text: string): readonly string[] {
  return Array.from(text.matchAll(/<@([UW][A-Z0-9]+)/g), (match) => match[1] ?? '');
}

/** As a person reads it, without what calls the bot. */
export function toPlain(text: string, names: Names, botUserId: string): string {
  const said = text.replaceAll(new RegExp(`[ \\t]*<@${botUserId}(\\|[^>]*)?>:?`, 'g'), '');
  const read = said.replace(ENTITY, (_, inner: string) => readEntity(inner, names, toPlainLink));
  return cleanText(unescapeText(read)).trim();
}

/**
 * As Markdown. What begins with two slashes under any formatting begins with them here too: it is a note that must
 * never leave the room, however it was decorated.
 */
export function toMarkdown(text: string, names: Names): string {
  const note = DECORATION.exec(text);
  const said = note ? `//${text.slice(note[0].length)}` : text;
  const parts = said
    .split(CODE)
    .map((part, index) => (index % 2 ? unescapeText(part) : readProse(part, names)));
  return cleanText(separateQuotes(parts.join(''))).trim();
}

function readProse(text: string, names: Names): string {
  // Links are set aside: a star or a line within an address is no mark.
  const links: string[] = [];
  const aside = text.replace(ENTITY, (_, inner: string) => {
    links.push(readEntity(inner, names, toMarkdownLink));
    return `\ue000${links.length - 1}\ue001`;
  });
  return unescapeText(convertMarks(aside)).replace(/\ue000(\d+)\ue001/g, (_, index: string) =>
    unescapeText(links[Number(index)] ?? ''),
  );
}

// Slack's marks stand beside spaces or punctuation, and hold on one line.
function convertMarks(text: string): string {
  const between = (sign: string): RegExp =>
    new RegExp(
      `(?<![\\p{L}\\p{N}${sign}])${sign}(?=\\S)([^${sign}\\n]*[^\\s${sign}])${sign}(?![\\p{L}\\p{N}${sign}])`,
      'gu',
    );
  return (
    text
      .replace(/^([ \t]*)[•◦▪] /gm, '$1- ')
      .replace(between('_'), '\ue002$1\ue002')
      .replace(between('\\*'), '\ue002\ue002$1\ue002\ue002')
      .replace(between('~'), '~~$1~~')
      // A pair that was none to Slack must be none in Markdown: "2*3*4".
      .replace(/\*(?=\S[^*\n]*\*)/g, '\\*')
      .replaceAll('\ue002', '*')
  );
}

function readEntity(inner: string, names: Names, toLink: (url: string, label: string) => string): string {
  const [target = '', label = ''] = inner.split('|', 2);
  if (target.startsWith('@')) return `@${names.get(target.slice(1)) || label || 'someone'}`;
  if (target.startsWith('#')) return `#${label || 'channel'}`;
  if (target.startsWith('!date^')) return label || target;
  if (target.startsWith('!subteam^')) return label || '@group';
  if (target.startsWith('!')) return label || `@${target.slice(1)}`;
  return toLink(target, label);
}

// "mailto:a@b.sg|a@b.sg" and "https://b.sg|b.sg" are what somebody typed, not a link with words of its own.
function isTyped(url: string, label: string): boolean {
  return label === '' || url.replace(/^(?:mailto:|tel:|https?:\/\/)/, '').replace(/\/$/, '') === label;
}

function toPlainLink(url: string, label: string): string {
  if (!isTyped(url, label)) return `${label} (${url})`;
  return /^(?:mailto|tel):/.test(url) ? label || url.slice(url.indexOf(':') + 1) : url;
}

function toMarkdownLink(url: string, label: string): string {
  if (isTyped(url, label)) return toPlainLink(url, label);
  return `[${label.replace(/[[\]]/g, '\\$&')}](${url.replaceAll(')', '%29')})`;
}

// In Slack a quote ends with its line; in Markdown the next line would still belong to it.
function separateQuotes(text: string): string {
  return text.replace(/^(>.*\n)(?=[^>\n])/gm, '$1\n');
}

function unescapeText(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_, name: string) =>
    name === 'lt' ? '<' : name === 'gt' ? '>' : '&',
  );
}
