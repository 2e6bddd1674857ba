// Cuts blocks into passages of about 220 tokens: what one search result shows and one embedding stands for.

import type { CountTokens } from '../src/llm/tokens.ts';
import type { Language } from '../src/model/language.ts';
import type { Block } from './parse/block.ts';
import { plain } from './parse/markdown.ts';
import { partsText } from './parse/place.ts';

export interface Chunk {
  /** The headings above, outermost first. */
  readonly trail: readonly string[];
  /** Where it begins, as in a passage. */
  readonly place: string;
  readonly text: string;
  readonly tokens: number;
}

// A passage of 220 tokens is a screen of a phone; more than 320 blurs its embedding.
export const TARGET_TOKENS = 220;
export const MAX_TOKENS = 320;
// Smaller than this, the end of a section stays with what is before it.
const TAIL_TOKENS = 40;
// A longer paragraph before a list is not the line that introduces it.
const LEAD_TOKENS = 60;
// Embedding models read about 8,000 tokens: only beyond this is a single list item or table row cut.
const WHOLE_TOKENS = 2_000;

/** What is never parted. `lead` is the line that introduces a list or the header of a table: it goes before its first. */
interface Unit {
  readonly text: string;
  readonly place: string;
  readonly tokens: number;
  readonly lead?: string;
  readonly isTight: boolean;
}

type Body = Exclude<Block, { kind: 'heading' | 'place' }>;
type Placed<T> = T & { readonly place: string };

interface Section {
  readonly trail: readonly string[];
  readonly blocks: readonly Placed<Body>[];
}

export interface CutOptions {
  readonly language: Language;
  readonly countTokens: CountTokens;
}

/** Sections never share a passage: a passage answers under one heading. */
export function cutBlocks(blocks: readonly Block[], options: CutOptions): readonly Chunk[] {
  return toParts(blocks)
    .flatMap(toSections)
    .flatMap(({ trail, blocks: body }) =>
      pack(toUnits(body, options), options.countTokens).map(({ text, place }) => ({
        trail,
        place,
        text,
        tokens: options.countTokens(text),
      })),
    );
}

// A sheet, a slide, a chapter stands for itself; pages are only where the paper ended.
function toParts(
  blocks: readonly Block[],
): readonly (readonly Placed<Exclude<Block, { kind: 'place' }>>[])[] {
  const parts: Placed<Exclude<Block, { kind: 'place' }>>[][] = [[]];
  let place = '';
  for (const block of blocks) {
    if (block.kind !== 'place') parts.at(-1)?.push({ ...block, place });
    else {
      place = block.place;
      if (partsText(place)) parts.push([]);
    }
  }
  return parts;
}

function toSections(blocks: ReturnType<typeof toParts>[number]): readonly Section[] {
  const sections: { trail: string[]; blocks: Placed<Body>[] }[] = [];
  let trail: { level: number; text: string }[] = [];
  let isOpen = false;
  blocks.forEach((block, index) => {
    if (block.kind !== 'heading') {
      if (!isOpen) sections.push({ trail: trail.map(({ text }) => text), blocks: [] });
      isOpen = true;
      sections.at(-1)?.blocks.push(block);
      return;
    }
    isOpen = false;
    trail = [
      ...trail.filter(({ level }) => level < block.level),
      { level: block.level, text: plain(block.text) },
    ];
    // A heading with nothing under it is itself the text.
    const next = blocks[index + 1];
    if (!next || (next.kind === 'heading' && next.level <= block.level))
      sections.push({
        trail: trail.slice(0, -1).map(({ text }) => text),
        blocks: [{ kind: 'paragraph', text: plain(block.text), place: block.place }],
      });
  });
  return sections;
}

function toUnits(blocks: Section['blocks'], options: CutOptions): readonly Unit[] {
  const { countTokens } = options;
  const units: Unit[] = [];
  for (const block of blocks) {
    const { place } = block;
    if (block.kind === 'paragraph')
      units.push(...paragraphUnits({ text: block.text, place }, MAX_TOKENS, options));
    else {
      const taken = block.kind === 'table' ? { text: block.header, place } : takeLead(units);
      const lead = taken?.text;
      const parts = block.kind === 'table' ? block.rows : block.items;
      const whole = parts.flatMap((part) => paragraphUnits({ text: part, place }, WHOLE_TOKENS, options));
      // Not spread: a call takes a hundred thousand arguments at most.
      whole.forEach((unit, index) => {
        units.push({
          ...unit,
          place: index === 0 ? (taken?.place ?? place) : place,
          isTight: true,
          ...(lead ? { lead } : {}),
        });
      });
      if (parts.length === 0)
        units.push({
          text: block.kind === 'table' ? block.header : '',
          place,
          tokens: countTokens(lead ?? ''),
          isTight: false,
        });
    }
  }
  return units;
}

function takeLead(units: Unit[]): Unit | undefined {
  const last = units.at(-1);
  if (!last || last.isTight || last.tokens > LEAD_TOKENS) return undefined;
  units.pop();
  return last;
}

function paragraphUnits(
  { text, place }: Pick<Unit, 'text' | 'place'>,
  most: number,
  { language, countTokens }: CutOptions,
): readonly Unit[] {
  const tokens = countTokens(text);
  if (tokens <= most) return [{ text, place, tokens, isTight: false }];
  const sentences = [...new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text)];
  const parts = sentences.flatMap(({ segment }) => cutLong(segment, most, countTokens));
  return gather(parts, countTokens).map((part) => ({
    text: part,
    place,
    tokens: countTokens(part),
    isTight: false,
  }));
}

// A "sentence" longer than a passage is no prose: cut between words, or within one that has no end.
function cutLong(sentence: string, most: number, countTokens: CountTokens): readonly string[] {
  if (countTokens(sentence) <= most) return [sentence];
  return gather(sentence.match(/\s*\S{1,100}/gu) ?? [], countTokens);
}

/** Joins neighbours while they stay within the target. */
function gather(parts: readonly string[], countTokens: CountTokens): readonly string[] {
  const groups: { text: string; tokens: number }[] = [];
  for (const part of parts) {
    const tokens = countTokens(part);
    const last = groups.at(-1);
    if (last && last.tokens + tokens <= TARGET_TOKENS) {
      last.text += part;
      last.tokens += tokens;
    } else groups.push({ text: part, tokens });
  }
  return groups.map(({ text }) => text.trim()).filter(Boolean);
}

interface Draft {
  text: string;
  readonly place: string;
  tokens: number;
  lead: string | undefined;
}

function pack(units: readonly Unit[], countTokens: CountTokens): readonly Pick<Draft, 'text' | 'place'>[] {
  const drafts: Draft[] = [];
  for (const unit of units) {
    const last = drafts.at(-1);
    const isSame = last !== undefined && unit.lead !== undefined && last.lead === unit.lead;
    const leadTokens = unit.lead && !isSame ? countTokens(unit.lead) : 0;
    if (last && last.tokens < TARGET_TOKENS && last.tokens + leadTokens + unit.tokens <= MAX_TOKENS)
      append(last, unit, leadTokens);
    else
      drafts.push({
        text: unit.lead ? `${unit.lead}\n${unit.text}` : unit.text,
        place: unit.place,
        tokens: unit.tokens + (unit.lead ? countTokens(unit.lead) : 0),
        lead: unit.lead,
      });
  }
  joinTail(drafts);
  return drafts.map(({ text, place }) => ({ text: text.trim(), place })).filter(({ text }) => text);
}

function append(draft: Draft, unit: Unit, leadTokens: number): void {
  const isNext = unit.isTight && draft.lead === unit.lead;
  const lead = leadTokens > 0 ? `${unit.lead}\n` : '';
  draft.text += `${isNext ? '\n' : '\n\n'}${lead}${unit.text}`;
  draft.tokens += leadTokens + unit.tokens;
  draft.lead = unit.lead;
}

function joinTail(drafts: Draft[]): void {
  const [before, tail] = drafts.slice(-2);
  if (!before || !tail || tail.tokens >= TAIL_TOKENS || before.tokens + tail.tokens > MAX_TOKENS) return;
  const isSame = tail.lead !== undefined && tail.lead === before.lead;
  before.text += isSame ? tail.text.slice((tail.lead ?? '').length) : `\n\n${tail.text}`;
  drafts.pop();
}
