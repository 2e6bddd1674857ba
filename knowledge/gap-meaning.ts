// Whether two questions mean the same by their vectors, whatever the model that made them.
import type { Embedder } from '../src/llm/llm.ts';
import { embedTexts } from './embedding.ts';
import type { Vector } from './vectors.ts';

/** A question's vector, and how near any two texts are for its model. */
export interface Meaning {
  readonly vector: Vector;
  /** Cosine of the question and of the nearest one that is about something else entirely. */
  readonly background: number;
}

// One model puts strangers at a cosine of 0.1, another at 0.75. How near these are, which no shop is asked, tells.
const STRANGERS = [
  'How many moons does Jupiter have?',
  '谁发明了造纸术？',
  'Siapakah yang menulis hikayat ini?',
  'மழைக்காலம் எப்போது தொடங்கியது?',
] as const;

/** Of the way from strangers to equals: two questions at or above it mean the same. Not yet measured with a real model. */
export const SAME_MEANING = 0.7;
const TIMEOUT_MS = 8_000;

/** 0 where they are strangers, 1 where they are equal. */
export function meaningLikeness(similarity: number, background: number): number {
  return Math.max(0, (similarity - background) / Math.max(0.01, 1 - background));
}

export interface Meanings {
  readonly model: string;
  /** One for each question, in order. @throws ModelError */
  of(questions: readonly string[], signal: AbortSignal): Promise<readonly Meaning[]>;
}

export function createMeanings(embedder: Embedder): Meanings {
  // Made once: they don't change while the model doesn't.
  let strangers: readonly Vector[] | undefined;
  return {
    model: embedder.model,
    async of(questions, signal) {
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const texts = strangers ? questions : [...questions, ...STRANGERS];
      const vectors = await embedTexts(embedder, texts, bounded);
      strangers ??= vectors.slice(questions.length);
      const usual = strangers.map(numbersOf);
      return vectors.slice(0, questions.length).map((vector) => {
        const own = numbersOf(vector);
        return { vector, background: Math.max(0, ...usual.map((other) => cosine(own, other))) };
      });
    },
  };
}

function numbersOf({ value }: Vector): readonly number[] {
  return JSON.parse(value) as number[];
}

function cosine(one: readonly number[], other: readonly number[]): number {
  let [dot, length, otherLength] = [0, 0, 0];
  for (const [at, number] of one.entries()) {
    const opposite = other[at] ?? 0;
    dot += number * opposite;
    length += number * number;
    otherLength += opposite * opposite;
  }
  return length * otherLength === 0 ? 0 : dot / Math.sqrt(length * otherLength);
}
