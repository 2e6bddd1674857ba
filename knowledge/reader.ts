// A document -> the passages that stand for it. Pure but for the token table: no database, no model.
import { setImmediate } from 'node:timers/promises';
import { type CountTokens, loadTokenCounter } from '../src/llm/tokens.ts';
import { type Chunk, cutBlocks, MAX_TOKENS } from './chunk.ts';
import type { DocumentContent } from './documents.ts';
import { sha256 } from './draft.ts';
import type { Block } from './parse/block.ts';
import { parseHtml } from './parse/html.ts';
import { parseMarkdown } from './parse/markdown.ts';
import { nameOfPlace, parsePlaces } from './parse/place.ts';
import { parseText } from './parse/text.ts';
import type { PassageDraft } from './passages.ts';
import { toPostings } from './postings.ts';

/** Between headings of a trail. */
export const TRAIL = ' › ';
// An answer is one passage as long as an embedding still stands for it.
const WHOLE_ANSWER_TOKENS = 2 * MAX_TOKENS;
// The words of a long handbook take seconds, in Chinese most: customers are answered in between.
const HELD_MS = 20;

export async function readContent(content: DocumentContent): Promise<readonly PassageDraft[]> {
  const countTokens = await loadTokenCounter();
  const passages: PassageDraft[] = [];
  let turnedAt = performance.now();
  for (const chunk of cut(content, countTokens)) {
    if (performance.now() - turnedAt > HELD_MS) {
      await setImmediate();
      turnedAt = performance.now();
    }
    passages.push(toPassage(content, chunk));
  }
  return passages;
}

function cut(content: DocumentContent, countTokens: CountTokens): readonly Chunk[] {
  if (content.kind === 'question_answer') {
    const tokens = countTokens(content.body);
    if (tokens <= WHOLE_ANSWER_TOKENS) return [{ trail: [], place: '', text: content.body, tokens }];
  }
  return cutBlocks(parse(content), { language: content.language, countTokens });
}

function parse({ kind, body }: DocumentContent): readonly Block[] {
  switch (kind) {
    case 'question_answer':
    case 'markdown':
      return parsePlaces(body, parseMarkdown);
    case 'html':
      return parseHtml(body);
    case 'text':
      return parsePlaces(body, parseText);
    default:
      throw new Error(`no reader for ${kind satisfies never}`);
  }
}

function toPassage(content: DocumentContent, { trail, place, text, tokens }: Chunk): PassageDraft {
  // The document's own title as its first heading would be said twice.
  const headings = trail[0] === content.title ? trail.slice(1) : trail;
  const isAnswer = content.kind === 'question_answer';
  const asked = isAnswer
    ? [content.title, ...content.alsoAsked.split('\n')]
    : [headings.at(-1) ?? content.title];
  // Where it stands says what it is about, less than its own heading.
  const upper = isAnswer ? [] : [content.title, nameOfPlace(place), ...headings.slice(0, -1)];
  return {
    heading: headings.join(TRAIL),
    place,
    text,
    tokens,
    hash: sha256(
      embeddingText({
        title: content.title,
        alsoAsked: content.alsoAsked,
        heading: headings.join(TRAIL),
        text,
      }),
    ),
    index: toPostings({ asked, text: [...upper, readable(text)].join('\n') }, content.language),
  };
}

// Where a link leads is not what the text says.
function readable(markdown: string): string {
  return markdown.replace(/\]\([^)\s]*\)/g, ']');
}

/** What a passage's vector stands for. */
export function embeddingText(passage: {
  readonly title: string;
  readonly alsoAsked: string;
  readonly heading: string;
  readonly text: string;
}): string {
  return [passage.title, passage.alsoAsked, passage.heading, passage.text].filter(Boolean).join('\n');
}
