// The model's part of a turn: passages in, rounds of tools, a cited answer out.
import { randomBytes } from 'node:crypto';
import type { Found } from '../../knowledge/search.ts';
import type { ChatMessage, LanguageModel } from '../llm/llm.ts';
import { loadTokenCounter } from '../llm/tokens.ts';
import type { Citation } from '../model/activity.ts';
import { ModelError } from '../model/errors.ts';
import type { Language } from '../model/language.ts';
import { shorten } from '../model/text.ts';
import { recall } from './memory.ts';
import { backgroundPrompt, fencePassages, leaksPrompt, type PromptSettings, systemPrompt } from './prompt.ts';
import type { Question } from './question.ts';
import { type ModelWish, runTool, TOOL_SPECIFICATIONS, type ToolDeps, type ToolTurn } from './tools.ts';

export interface ConverseInput {
  readonly question: Question;
  readonly language: Language;
  /** Only such as the bot may answer from. */
  readonly passages: readonly Found[];
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

/** @throws ModelError where the model stays down. */
export async function converse(
  deps: ToolDeps & { readonly model: LanguageModel; readonly settings: PromptSettings },
  input: ConverseInput,
): Promise<Conversed> {
  const mark = `data-${randomBytes(6).toString('hex')}`;
  const system = systemPrompt(deps.settings, mark, input.language);
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
      return { kind: 'answer', ...cite(reply.text, turn.passages) };
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
  const background = backgroundPrompt(input.question, mark);
  return [
    { role: 'system', content: system },
    ...(background ? [{ role: 'system' as const, content: background }] : []),
    ...recall(input.question.history, await loadTokenCounter()),
    {
      role: 'system',
      content: `Passages found for the next message:\n${fencePassages(input.passages, mark)}`,
    },
    { role: 'user', content: asked(input.question).replaceAll(mark, '') },
  ];
}

function asked({ quoted, text }: Question): string {
  return quoted ? `(In reply to: “${quoted}”)\n${text}` : text;
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
): { text: string; citations: readonly Citation[] } {
  const order: number[] = [];
  const text = reply.replace(/\s?\[(\d{1,2})\]/g, (_marker, digits: string) => {
    const index = Number(digits) - 1;
    if (!passages[index]) return '';
    if (!order.includes(index)) order.push(index);
    return ` [${order.indexOf(index) + 1}]`;
  });
  return { text: text.trim(), citations: order.flatMap((index, at) => toCitation(passages[index], at + 1)) };
}

export function toCitation(found: Found | undefined, position: number): readonly Citation[] {
  if (!found) return [];
  const title = [found.title, found.heading].filter(Boolean).join(' › ');
  return [{ position, title, excerpt: shorten(found.text, EXCERPT_CHARS) }];
}
