// The model's part of a turn: passages in, rounds of tools, a cited answer out.
import { randomBytes } from 'node:crypto';
import type { Found } from '../../knowledge/search.ts';
import type { ChatMessage, LanguageModel, Picture } from '../llm/llm.ts';
import { type CountTokens, loadTokenCounter } from '../llm/tokens.ts';
import type { Citation } from '../model/activity.ts';
import { ModelError } from '../model/errors.ts';
import type { Language } from '../model/language.ts';
import { shorten } from '../model/text.ts';
import type { Mood } from './complaint.ts';
import { excerpt } from './excerpt.ts';
import { recall } from './memory.ts';
import { withPlace } from './place.ts';
import {
  backgroundPrompt,
  fencePassages,
  filesPrompt,
  leaksPrompt,
  type PromptSettings,
  type ShownFiles,
  systemPrompt,
} from './prompt.ts';
import type { Question } from './question.ts';
import type { SightedFiles } from './sent-files.ts';
import { type ModelWish, runTool, TOOL_SPECIFICATIONS, type ToolDeps, type ToolTurn } from './tools.ts';

export interface ConverseInput {
  readonly question: Question;
  readonly language: Language;
  readonly mood: Mood;
  /** Only such as the bot may answer from. */
  readonly passages: readonly Found[];
  readonly files: Pick<SightedFiles, 'documents' | 'unread'>;
  /** Loaded already. */
  readonly pictures: readonly Picture[];
  readonly signal: AbortSignal;
  /** The answer so far, each time it grows or starts anew. */
  readonly onText: ((text: string) => void) | undefined;
}

export type Conversed =
  | { readonly kind: 'answer'; readonly text: string; readonly citations: readonly Citation[] }
  | { readonly kind: 'hand_over'; readonly wish: ModelWish }
  | { readonly kind: 'tool_failed'; readonly cause: unknown }
  /** The reply gave away what it must not; nothing of it is shown. */
  | { readonly kind: 'withheld' };

const MAX_ROUNDS = 4;
const REPLY_MAX_TOKENS = 600;
const EXCERPT_CHARS = 200;
/** For all documents together; one that gets less than the least is left out. */
const DOCUMENT_TOKENS = 3_000;
const LEAST_DOCUMENT_TOKENS = 150;

/** @throws ModelError where the model stays down. */
export async function converse(
  deps: ToolDeps & { readonly model: LanguageModel; readonly settings: PromptSettings },
  input: ConverseInput,
): Promise<Conversed> {
  const mark = `data-${randomBytes(6).toString('hex')}`;
  const system = systemPrompt(deps.settings, mark, input);
  const turn: ToolTurn = {
    question: input.question,
    language: input.language,
    mark,
    passages: [...input.passages],
    signal: input.signal,
  };
  const messages: ChatMessage[] = [...(await opening(input, system, mark))];
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    // The last round offers no tool, so that it can only end in an answer.
    const tools = round < MAX_ROUNDS ? TOOL_SPECIFICATIONS : [];
    const reply = await deps.model.reply(
      { messages, tools, maxTokens: REPLY_MAX_TOKENS },
      streamOptions(input, system, mark),
    );
    if (reply.toolCalls.length === 0) {
      if (leaksPrompt(reply.text, system, mark)) return { kind: 'withheld' };
      return { kind: 'answer', ...cite(reply.text, turn.passages, turn.language) };
    }
    messages.push({ role: 'assistant', content: reply.text, toolCalls: reply.toolCalls });
    for (const call of reply.toolCalls) {
      const result = await runTool(call, turn, deps);
      if (result.kind === 'hand_over') return result;
      if (result.kind === 'failed') return { kind: 'tool_failed', cause: result.cause };
      messages.push({ role: 'tool', toolCallId: call.id, content: result.text });
    }
  }
  throw new ModelError(
    'model_malformed',
    'The model called tools where none was offered. Choose another model in OPENAI_MODEL.',
  );
}

async function opening(input: ConverseInput, system: string, mark: string): Promise<readonly ChatMessage[]> {
  const { question, pictures } = input;
  const count = await loadTokenCounter();
  const background = backgroundPrompt(question, mark);
  const files = filesPrompt(
    { documents: fitDocuments(input, count), pictures: pictures.length, unread: input.files.unread },
    mark,
  );
  return [
    { role: 'system', content: system },
    ...(background ? [{ role: 'system' as const, content: background }] : []),
    ...recall(question.history, count),
    {
      role: 'system',
      content: `Passages found for the next message:\n${fencePassages(input.passages, mark)}`,
    },
    ...(files ? [{ role: 'system' as const, content: files }] : []),
    {
      role: 'user',
      content: asked(question).replaceAll(mark, ''),
      ...(pictures.length > 0 && { pictures }),
    },
  ];
}

function asked({ quoted, text }: Question): string {
  // Services refuse an empty message.
  const said = text || '(no words, only what was sent)';
  return quoted ? `(In reply to: “${quoted}”)\n${said}` : said;
}

// What was sent now goes before what was sent earlier.
function fitDocuments({ question, files }: ConverseInput, count: CountTokens): ShownFiles['documents'] {
  let budgetTokens = DOCUMENT_TOKENS;
  const all = [
    ...files.documents.map((file) => ({ ...file, isEarlier: false })),
    ...question.earlierDocuments.map((file) => ({ ...file, isEarlier: true })),
  ];
  return all.flatMap(({ name, text, isEarlier }) => {
    if (budgetTokens < LEAST_DOCUMENT_TOKENS) return [];
    const fitted = excerpt(text, question.text, { count, budgetTokens });
    budgetTokens -= count(fitted);
    return [{ name, text: fitted, isEarlier }];
  });
}

// Streaming shows the text so far only while it gives nothing away.
function streamOptions({ signal, onText }: ConverseInput, system: string, mark: string) {
  let shown = '';
  return {
    signal,
    onText: (delta: string): void => {
      shown += delta;
      if (onText && !leaksPrompt(shown, system, mark)) onText(shown);
    },
    onRestart: (): void => {
      shown = '';
      onText?.('');
    },
  };
}

/** Keeps citations of passages that exist, numbered from 1 in the order of their first use. */
export function cite(
  reply: string,
  passages: readonly Found[],
  language: Language,
): { text: string; citations: readonly Citation[] } {
  const order: number[] = [];
  const text = reply.replace(/\s?\[(\d{1,2})\]/g, (_marker, digits: string) => {
    const index = Number(digits) - 1;
    if (!passages[index]) return '';
    if (!order.includes(index)) order.push(index);
    return ` [${order.indexOf(index) + 1}]`;
  });
  const citations = order.flatMap((index, at) => toCitation(passages[index], at + 1, language));
  return { text: text.trim(), citations };
}

export function toCitation(
  found: Found | undefined,
  position: number,
  language: Language,
): readonly Citation[] {
  if (!found) return [];
  const heading = [found.title, found.heading].filter(Boolean).join(' › ');
  const title = withPlace(heading, found.place, language);
  return [{ position, title, excerpt: shorten(found.text, EXCERPT_CHARS) }];
}
