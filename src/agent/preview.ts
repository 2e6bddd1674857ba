// The owner's trial of a question: what was found and what the bot would say, leaving no trace.
import type { Found } from '../../knowledge/search.ts';
import type { TenantId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import { trialQuestion } from './question.ts';
import { type RespondDeps, respond } from './respond.ts';

export interface Trial {
  readonly language: Language;
  readonly passages: readonly Found[];
  readonly confidence: number;
  /** Below it the bot doesn't answer. */
  readonly threshold: number;
  readonly decision: { readonly kind: string; readonly reason: string };
  readonly text: string;
}

export type Preview = (tenantId: TenantId, question: string, signal: AbortSignal) => Promise<Trial>;

export function createPreview(deps: RespondDeps): Preview {
  return async (tenantId, question, signal) => {
    const response = await respond(deps, trialQuestion(tenantId, question), { signal });
    const { language, passages, confidence, decision, text } = response;
    return { language, passages, confidence, threshold: deps.settings.confidenceThreshold, decision, text };
  };
}
