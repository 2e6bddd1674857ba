// The other languages of a text: drafted by the model for the owner to approve, and found still right.
import { parseId } from '../../src/model/ids.ts';
import { isLanguage } from '../../src/model/language.ts';
import { askForDrafts } from '../../src/store/language-drafts.ts';
import { confirmWords } from '../document-changes.ts';
import { listVariants, readDocument } from '../documents.ts';
import { readMoment } from './entry.ts';
import { auditKnowledge, unknownEntry } from './knowledge.ts';
import type { FormDeps, Reply, Route, StaffVisit } from './route.ts';

export function variantRoutes(deps: FormDeps): readonly Route[] {
  return [
    {
      for: 'staff',
      method: 'post',
      path: '/knowledge/:id/variants',
      handle: (visit) => askForAll(deps, visit),
    },
    {
      for: 'staff',
      method: 'post',
      path: '/knowledge/:id/confirm',
      handle: async (visit) => {
        const id = parseId<'document'>(visit.params.id);
        await confirmWords(deps.pool, deps.tenantId, id, readMoment(visit.fields.text('original')));
        await auditKnowledge(deps, visit, { action: 'knowledge_confirmed', id });
        return { kind: 'redirect', to: `/admin/knowledge/${id}` };
      },
    },
  ];
}

/** They are drafted in the background: the page of the text tells how far they are. */
async function askForAll(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { pool, tenantId } = deps;
  const document = await readDocument(pool, tenantId, parseId<'document'>(visit.params.id));
  if (!document) throw unknownEntry();
  const variants = await listVariants(pool, tenantId, document.id);
  const original = variants.find(({ id }) => id === document.variantGroup) ?? document;
  const languages = visit.fields
    .texts('language')
    .filter(isLanguage)
    .filter((language) => !variants.some((one) => one.language === language));
  const { userId } = visit.staff;
  await askForDrafts(pool, tenantId, { documentId: original.id, languages, userId });
  deps.drafter.ring();
  return { kind: 'redirect', to: `/admin/knowledge/${original.id}` };
}
