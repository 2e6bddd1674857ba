// Which model finds by meaning, and how the one before it is reached while its vectors still answer.
import type { Embedder } from './llm.ts';
import { createLocalEmbedder, LOCAL } from './local-embedder.ts';
import type { OpenAIPorts } from './openai.ts';

export interface EmbedderChoice {
  readonly openai: Pick<OpenAIPorts, 'embedder' | 'embedderOf'> | undefined;
  /** Goes before the model service's; undefined: off. */
  readonly localModel: string | undefined;
  readonly dataDir: string;
  /** Where the library of local models is; tests have their own. */
  readonly library?: string;
}

/** @returns undefined: search by words. @throws ModelError where a local model is wanted and its library is missing. */
export function chooseEmbedder({ openai, localModel, ...local }: EmbedderChoice): Embedder | undefined {
  const chosen = localModel ? createLocalEmbedder({ ...local, model: localModel }) : openai?.embedder;
  if (!chosen) return undefined;
  const of = (model: string): Embedder | undefined => {
    if (!model.startsWith(LOCAL)) return openai?.embedderOf(model);
    try {
      return createLocalEmbedder({ ...local, model: model.slice(LOCAL.length) });
    } catch {
      // Its library was removed along with it: who asks says so.
      return undefined;
    }
  };
  // Loaded once, and asked with every question.
  const known = new Map<string, Embedder | undefined>();
  return {
    model: chosen.model,
    embed: (texts, signal, kind) => chosen.embed(texts, signal, kind),
    of(model) {
      if (!known.has(model)) known.set(model, of(model));
      return known.get(model);
    },
  };
}
