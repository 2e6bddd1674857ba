// What the model may do in a turn: four tools, each read by its own schema; anything else is refused.
import { z } from 'zod';
import type { Found, Search } from '../../knowledge/search.ts';
import type { ToolCall, ToolSpecification } from '../llm/llm.ts';
import type { Language } from '../model/language.ts';
import { isOpen, nextOpening, type OpeningHours } from '../model/opening-hours.ts';
import { saveFact } from '../store/memory.ts';
import type { Pool } from '../store/pool.ts';
import type { Evidence } from './decision.ts';
import { fencePassages } from './prompt.ts';
import type { Question } from './question.ts';

export interface ToolDeps {
  readonly pool: Pool;
  readonly search: Search;
  readonly hours: OpeningHours;
  readonly now: () => number;
}

/** The turn's own state, which tools add to. */
export interface ToolTurn {
  readonly question: Question;
  readonly language: Language;
  readonly mark: string;
  /** Grows with each search; a citation's number is the index + 1. */
  readonly passages: Found[];
  readonly signal: AbortSignal;
}

export type ToolResult =
  | { readonly kind: 'result'; readonly text: string }
  | { readonly kind: 'hand_over'; readonly wish: ModelWish }
  | { readonly kind: 'failed'; readonly cause: unknown };

/** Why the model calls for a person. */
export type ModelWish = NonNullable<Evidence['modelWish']>;
const WISHES = ['asked_for_person', 'complaint', 'staff_only'] as const satisfies readonly ModelWish[];

interface Tool<Arguments> {
  readonly description: string;
  readonly schema: z.ZodType<Arguments>;
  run(input: Arguments, turn: ToolTurn, deps: ToolDeps): Promise<ToolResult>;
}

const result = (text: string): ToolResult => ({ kind: 'result', text });

function tool<Arguments>(definition: Tool<Arguments>): Tool<Arguments> {
  return definition;
}

const SEARCH_LIMIT = 4;

const TOOLS = {
  search_knowledge: tool({
    description:
      'Search the knowledge of the business. Use other words than the search that was made already.',
    schema: z.object({ query: z.string().min(1).max(300) }),
    async run({ query }, turn, deps) {
      const options = { limit: SEARCH_LIMIT, signal: turn.signal };
      const { passages } = await deps.search(
        turn.question.tenantId,
        { text: query, language: turn.language },
        options,
      );
      const known = new Set(turn.passages.map((found) => found.passageId));
      const allowed = passages.filter((found) => !found.isHumanOnly);
      if (allowed.length < passages.length && allowed.length === 0)
        return result('Only a person of the staff may answer this. Call hand_over.');
      const added = allowed.filter((found) => !known.has(found.passageId));
      const from = turn.passages.length + 1;
      turn.passages.push(...added);
      return result(fencePassages(added, turn.mark, from));
    },
  }),
  hand_over: tool({
    description:
      'Call a person of the staff into this conversation. Use it when the customer wants one or only staff can help.',
    schema: z.object({ reason: z.string().max(300), because: z.enum(WISHES).default('staff_only') }),
    run: async ({ because }) => ({ kind: 'hand_over', wish: because }),
  }),
  business_hours: tool({
    description: 'Whether staff are available now, and when next.',
    schema: z.object({}),
    async run(_input, _turn, { hours, now }) {
      const at = new Date(now());
      const next = nextOpening(hours, at);
      const state = isOpen(hours, at)
        ? 'Staff are available now.'
        : `Staff are not available now. Next: ${next?.toISOString() ?? 'unknown'}.`;
      return result(`${state} Hours: ${hours.text} (${hours.timezone}).`);
    },
  }),
  remember: tool({
    description:
      'Remember a lasting fact that this customer told about themselves, such as a name, a diet or a preferred branch. Never card or identity numbers.',
    schema: z.object({ key: z.string().min(1).max(60), value: z.string().min(1).max(300) }),
    async run(fact, { question }, { pool }) {
      if (question.asker) await saveFact(pool, { ...question.asker, tenantId: question.tenantId }, fact);
      return result('Remembered.');
    },
  }),
} as const;

type ToolName = keyof typeof TOOLS;

export const TOOL_SPECIFICATIONS: readonly ToolSpecification[] = (Object.keys(TOOLS) as ToolName[]).map(
  (name) => ({
    name,
    description: TOOLS[name].description,
    parameters: z.toJSONSchema(TOOLS[name].schema as z.ZodType) as Record<string, unknown>,
  }),
);

/**
 * Runs one call; what can't be read is told to the model, which may try again.
 * @throws the signal's reason when the turn is called off.
 */
export async function runTool(call: ToolCall, turn: ToolTurn, deps: ToolDeps): Promise<ToolResult> {
  if (!Object.hasOwn(TOOLS, call.name)) return result('There is no such tool.');
  const chosen = TOOLS[call.name as ToolName] as Tool<unknown>;
  const read = chosen.schema.safeParse(parseJson(call.arguments));
  if (!read.success) return result(`The arguments were not understood: ${z.prettifyError(read.error)}`);
  return chosen.run(read.data, turn, deps).catch((cause: unknown): ToolResult => {
    turn.signal.throwIfAborted();
    return { kind: 'failed', cause };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return undefined;
  }
}
