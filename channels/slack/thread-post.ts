// One post in a hand-over's thread: what was said, with its translation, or what the desk tells the staff.
import { shorten } from '../../src/model/text.ts';
import type { FileContent } from '../channel.ts';
import type { Said, ThreadPost } from '../staff-room.ts';
import { context, section } from './blocks.ts';
import { authorMark, oneLine, renderButtons } from './card.ts';
import { BLOCK_LIMIT_CHARS, escapeShort, formatMrkdwn, quote, splitPlain, strikeLines } from './mrkdwn.ts';
import type { Content } from './post.ts';

// Together below what one message may hold, author and buttons included.
const SAID_CHARS = 7_500;
const TRANSLATION_CHARS = 4_000;
const NOTIFICATION_CHARS = 300;

export interface RenderedPost extends Content {
  /** The whole of what was too long for one message. */
  readonly overflow: FileContent | undefined;
}

/** @param onCall the user group that a mention calls. */
export function renderPost(post: ThreadPost, onCall: string | undefined): RenderedPost {
  const buttons = renderButtons(post.buttons, post.escalationId, post.key);
  if (post.kind === 'notice') {
    const call = post.mention && onCall ? `<!subteam^${onCall}> ` : '';
    const [first = '', ...rest] = capped(formatMrkdwn(post.text || '…'), SAID_CHARS);
    const head = call.length + first.length <= BLOCK_LIMIT_CHARS ? [call + first] : [call, first];
    return {
      blocks: [...[...head, ...rest].map(section), ...buttons],
      text: `${call}${escapeShort(post.text, NOTIFICATION_CHARS)}`,
      overflow: undefined,
    };
  }
  const { said, change } = post;
  const [texts, translation] = [saidTexts(said, change), translationTexts(said)];
  // What the house says by itself is small print: people's words stand out.
  const block = said.author === 'system' ? context : section;
  const shown = [...capped(texts, SAID_CHARS), ...capped(translation, TRANSLATION_CHARS)];
  return {
    blocks: [context(authorLine(said, change)), ...shown.map((text) => block(text)), ...buttons],
    text: `${escapeShort(said.authorName || said.author, 60)}: ${oneLine(said, said.text || '📎', NOTIFICATION_CHARS)}`,
    overflow: shown.length < texts.length + translation.length ? wholeOf(said) : undefined,
  };
}

function authorLine(said: Said, change: 'none' | 'edited' | 'deleted'): string {
  const told = { none: '', edited: '  ·  (edited)', deleted: '  ·  (deleted)' }[change];
  const via = said.author === 'staff' && !said.isFromPhone ? '  ·  in the form' : '';
  return `${authorMark(said)}${via}${told}`;
}

function saidTexts(said: Said, change: 'none' | 'edited' | 'deleted'): readonly string[] {
  if (said.text.trim() === '') return [];
  if (change === 'deleted') return splitPlain(said.text, strikeLines);
  return said.author === 'customer' ? splitPlain(said.text) : formatMrkdwn(said.text);
}

function translationTexts({ author, translation = '' }: Said): readonly string[] {
  if (translation.trim() === '') return [];
  if (author === 'customer') return splitPlain(translation, quote);
  // Small print has no quotes.
  return formatMrkdwn(author === 'system' ? translation : quote(translation));
}

function capped(texts: readonly string[], mostChars: number): readonly string[] {
  let size = 0;
  return texts.filter((text) => {
    size += text.length;
    return size <= mostChars;
  });
}

function wholeOf(said: Said): FileContent {
  const text = said.translation ? `${said.text}\n\n———\n\n${said.translation}` : said.text;
  return {
    name: `${shorten(said.authorName || said.author, 40)}.txt`,
    contentType: 'text/plain',
    bytes: new TextEncoder().encode(text),
  };
}
