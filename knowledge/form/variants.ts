// The other languages of a text: drafted by the model for the owner to approve, and found still right.
import { InvalidInput, ModelError } from '../../src/model/errors.ts';
import { type DocumentId, parseId } from '../../src/model/ids.ts';
import { isLanguage, type Language } from '../../src/model/language.ts';
import { confirmWords } from '../document-changes.ts';
import { type DocumentRow, listVariants, readDocument } from '../documents.ts';
import { translateEntry } from '../translation.ts';
import { auditKnowledge } from './knowledge.ts';
import type { FormDeps, Reply, Route, StaffVisit } from './route.ts';
import type { DraftFault } from './views/editor-news.ts';

// Six calls of a long text, one after the other; the owner waits and sees the page load.
const DRAFT_TIMEOUT_MS = 90_000;

export function variantRoutes(deps: FormDeps): readonly Route[] {
  return [
    {
      for: 'staff',
      method: 'post',
      path: '/knowledge/:id/variants',
      handle: (visit) => draftAll(deps, visit),
    },
    {
      for: 'staff',
      method: 'post',
      path: '/knowledge/:id/confirm',
      handle: async (visit) => {
        const id = parseId<'document'>(visit.params.id);
        await confirmWords(deps.pool, deps.tenantId, id);
        await auditKnowledge(deps, visit, { action: 'knowledge_confirmed', id });
        return { kind: 'redirect', to: `/admin/knowledge/${id}` };
      },
    },
  ];
}

async function draftAll(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { pool, tenantId } = deps;
  const document = await readDocument(pool, tenantId, parseId<'document'>(visit.params.id));
  if (!document)
    throw new InvalidInput('document_unknown', 'There is no such entry. It may have been deleted.', {
      status: 404,
    });
  const variants = await listVariants(pool, tenantId, document);
  const original = variants.find(({ id }) => id === document.variantGroup) ?? document;
  const missing = visit.fields
    .texts('language')
    .filter(isLanguage)
    .filter((language) => !variants.some((one) => one.language === language));
  const drafts = await Promise.all(missing.map((language) => draft(deps, visit, { original, language })));
  const made = drafts.filter((one) => typeof one === 'object').map(({ id }) => id);
  const fault = drafts.find((one) => typeof one === 'string');
  const [first] = made;
  const news = new URLSearchParams({
    ...(first && { drafted: String(made.length) }),
    ...(fault && { undrafted: fault }),
  });
  // A single one is read at once.
  return { kind: 'redirect', to: `/admin/knowledge/${made.length === 1 ? first : document.id}?${news}` };
}

async function draft(
  deps: FormDeps,
  visit: StaffVisit,
  { original, language }: { readonly original: DocumentRow; readonly language: Language },
): Promise<{ readonly id: DocumentId } | DraftFault> {
  if (!deps.model) return 'none';
  const { source, isHumanOnly, validFrom, validUntil, wordsAt } = original;
  try {
    const signal = AbortSignal.any([visit.signal, AbortSignal.timeout(DRAFT_TIMEOUT_MS)]);
    const words = await translateEntry(deps.model, original, { to: language, signal });
    const id = await deps.library.save(deps.tenantId, {
      ...words,
      ...{ language, source, isHumanOnly, wordsAt },
      isDraft: true,
      variantOf: original.id,
      by: visit.staff.userId,
      validFrom: validFrom ?? null,
      validUntil: validUntil ?? null,
    });
    await auditKnowledge(deps, visit, { action: 'knowledge_drafted', id });
    return { id };
  } catch (error) {
    if (error instanceof InvalidInput && error.code === 'translation_too_long') return 'long';
    // Somebody else was quicker: what they have is shown.
    const isExpected =
      error instanceof ModelError || error instanceof DOMException || error instanceof InvalidInput;
    if (!isExpected) throw error;
    deps.log.warn({ err: error, documentId: original.id }, 'a language of an entry was not drafted');
    return 'model';
  }
}
