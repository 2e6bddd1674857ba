// Writing knowledge: one entry at a time, checked before it is saved, with what was typed kept.
import { type DocumentId, parseId } from '../../src/model/ids.ts';
import { isLanguage } from '../../src/model/language.ts';
import { type LanguageDraft, listLanguageDrafts } from '../../src/store/language-drafts.ts';
import { type DocumentRow, listVariants, readDocument } from '../documents.ts';
import { readGap } from '../gaps.ts';
import type { PinChange } from '../pin-guard.ts';
import { listVersions } from '../versions.ts';
import { type Saving, saveEntry } from './editor-save.ts';
import { type Entry, type EntryErrors, entryOf, NEW_ENTRY, readKind, readMoment } from './entry.ts';
import { otherWordings } from './gap-answer.ts';
import { unknownEntry } from './knowledge.ts';
import { readVersion } from './live.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { t } from './speech.ts';
import { readUpload } from './upload.ts';
import { editorView } from './views/editor.ts';
import { readEditorNews } from './views/editor-news.ts';

// A file of 1 MB beside a text of a million characters of three bytes each.
const EDITOR_LIMIT_BYTES = 4_200_000;

export function editorRoutes(deps: FormDeps): readonly Route[] {
  const limitBytes = EDITOR_LIMIT_BYTES;
  const handle = (visit: StaffVisit): Promise<Reply> => submit(deps, visit);
  return [
    { for: 'staff', method: 'get', path: '/knowledge/new', handle: (visit) => newPage(deps, visit) },
    { for: 'staff', method: 'post', path: '/knowledge/new', limitBytes, handle },
    { for: 'staff', method: 'get', path: '/knowledge/:id', handle: (visit) => openPage(deps, visit) },
    { for: 'staff', method: 'post', path: '/knowledge/:id', limitBytes, handle },
  ];
}

async function newPage(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { query } = visit;
  const variantOf = query.get('variant');
  if (variantOf) return newVariantPage(deps, visit, parseId<'document'>(variantOf));
  const gapId = query.get('gap');
  const gap = gapId ? await readGap(deps.pool, deps.tenantId, parseId<'gap'>(gapId)) : undefined;
  // Joined to another question meanwhile, or answered by somebody else: the list tells.
  if (gapId && gap?.state !== 'open') return { kind: 'redirect', to: `/admin/questions?answered=${gapId}` };
  const entry: Entry = {
    ...NEW_ENTRY,
    kind: readKind(query.get('kind')),
    title: gap?.question ?? (query.get('question') ?? '').slice(0, 300).toWellFormed(),
    // However they asked it: this answers all of them.
    alsoAsked: gap ? otherWordings(gap) : '',
    language: gap?.language,
    gapId: gap?.id,
  };
  return page(deps, visit, { entry, isUnsaved: false });
}

/** Another language of a text, to be written beside it. */
async function newVariantPage(deps: FormDeps, visit: StaffVisit, of: DocumentId): Promise<Page> {
  const original = await findDocument(deps, of);
  const language = visit.query.get('language');
  const { kind, firstDay, lastDay, isHumanOnly } = entryOf(original, deps.business.hours.timezone);
  const entry: Entry = {
    ...NEW_ENTRY,
    ...{ firstDay, lastDay, isHumanOnly, variantOf: original.id },
    kind: kind === 'html' ? 'markdown' : kind,
    language: isLanguage(language) ? language : undefined,
  };
  return page(deps, visit, { entry, isUnsaved: false });
}

async function openPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const document = await findDocument(deps, parseId<'document'>(visit.params.id));
  const entry = entryOf(document, deps.business.hours.timezone);
  return page(deps, visit, { entry, document, isUnsaved: false });
}

async function findDocument(deps: FormDeps, id: DocumentId): Promise<DocumentRow> {
  const document = await readDocument(deps.pool, deps.tenantId, id);
  if (document) return document;
  throw unknownEntry();
}

/** The button that was pressed: save, preview, open a file in the editor, or save the file as it is. */
async function submit(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const id = visit.params.id === undefined ? undefined : parseId<'document'>(visit.params.id);
  const document = id && (await readDocument(deps.pool, deps.tenantId, id));
  const entry = readEntry(visit, document);
  // What was typed isn't lost with the entry.
  if (id && !document)
    return page(deps, visit, {
      entry,
      errors: { all: t`Somebody deleted this entry meanwhile. Saving adds it as a new one.` },
    });
  switch (visit.fields.text('action')) {
    case 'preview':
      return page(deps, visit, { entry, document, isPreviewed: true });
    case 'open':
    case 'upload':
      return takeFile(deps, visit, { entry, document });
    default:
      return save(deps, visit, { entry, document });
  }
}

function readEntry({ fields }: StaffVisit, document: DocumentRow | undefined): Entry {
  const [language, gap, variantOf, answeredBy] = ['language', 'gap', 'variant', 'answeredBy'].map((name) =>
    fields.text(name),
  );
  const words = {
    title: fields.text('title').trim(),
    alsoAsked: fields.text('alsoAsked'),
    body: fields.text('body'),
  };
  const source = fields.text('source').trim() || (document?.source ?? 'owner');
  // Said again, all the same, after pinned answers were shown.
  const action = fields.text('anyway') || fields.text('action');
  return {
    id: document?.id,
    kind: document?.kind ?? readKind(fields.text('kind')),
    ...words,
    language: isLanguage(language) ? language : undefined,
    source: source === 'starter' && !isSample(words, document) ? 'owner' : source,
    isHumanOnly: fields.text('humanOnly') === 'on',
    isDraft: action === 'draft' || (action !== 'publish' && (document?.isDraft ?? false)),
    firstDay: fields.text('firstDay').trim(),
    lastDay: fields.text('lastDay').trim(),
    version: document && (Number.parseInt(fields.text('version'), 10) || undefined),
    variantOf: variantOf ? parseId<'document'>(variantOf) : undefined,
    gapId: gap ? parseId<'gap'>(gap) : undefined,
    answeredBy: answeredBy ? parseId<'document'>(answeredBy) : undefined,
    originalAt: readMoment(fields.text('original')),
  };
}

/** Rewritten, it tells of the owner's own shop, and doesn't go when the sample goes. */
function isSample(
  words: Pick<Entry, 'title' | 'alsoAsked' | 'body'>,
  document: DocumentRow | undefined,
): boolean {
  return (
    document?.source === 'starter' &&
    (['title', 'alsoAsked', 'body'] as const).every((name) => words[name].trim() === document[name].trim())
  );
}

interface Editing {
  readonly entry: Entry;
  readonly document?: DocumentRow | undefined;
  readonly errors?: EntryErrors;
  /** What somebody else saved meanwhile. */
  readonly theirs?: DocumentRow;
  /** Pinned answers that saving would change. */
  readonly pinChanges?: readonly PinChange[];
  readonly isPreviewed?: boolean;
  readonly isUnsaved?: boolean;
}

async function takeFile(deps: FormDeps, visit: StaffVisit, { entry, document }: Editing): Promise<Reply> {
  const upload = await readUpload(visit.fields.file('file'));
  if (upload.kind === 'refused')
    return page(deps, visit, { entry, document, errors: { file: upload.reason } });
  // Replacing the text of an entry leaves the owner's title; a new entry is named by the file's own heading.
  const kind = document?.kind ?? upload.as;
  const filled = { ...entry, kind, body: upload.text, source: upload.name };
  return visit.fields.text('action') === 'upload'
    ? save(deps, visit, { entry: filled, document })
    : page(deps, visit, { entry: filled, document });
}

async function save(deps: FormDeps, visit: StaffVisit, { entry, document }: Editing): Promise<Reply> {
  const saving = await saveEntry(deps, visit, entry);
  switch (saving.kind) {
    case 'refused':
      return page(deps, visit, { entry, document, errors: saving.errors });
    case 'conflict':
      // Saving again is an answer to what is shown now.
      return page(deps, visit, {
        entry: { ...entry, version: saving.theirs.version },
        document,
        theirs: saving.theirs,
      });
    case 'answered':
      // Saving again adds theirs as well.
      return page(deps, visit, {
        entry: { ...entry, answeredBy: saving.by.id },
        document,
        errors: {
          all: t`Somebody answered this question meanwhile, with “${saving.by.title}”. Saving adds yours as well.`,
        },
      });
    case 'held':
      return page(deps, visit, { entry, document, pinChanges: saving.changes });
    case 'saved':
      return { kind: 'redirect', to: await afterSaving(deps, { entry, document }, saving) };
    default:
      throw new Error(`no reply for ${saving satisfies never}`);
  }
}

async function afterSaving(
  deps: FormDeps,
  { entry, document }: Editing,
  { id }: Saving & { kind: 'saved' },
): Promise<string> {
  const stored = await readDocument(deps.pool, deps.tenantId, id);
  // What can't be read is stored all the same, and opens with the reason.
  if (stored?.status === 'failed') return `/admin/knowledge/${id}`;
  if (entry.gapId && !entry.isDraft) return `/admin/questions?answered=${entry.gapId}`;
  // Saved over another version, it can be undone.
  const isNewVersion = entry.id && stored && stored.version > (document?.version ?? stored.version);
  const news = new URLSearchParams({ saved: id, ...(isNewVersion && { undo: String(stored.version) }) });
  // Whoever writes one language goes on to the next.
  return stored?.variantGroup ? `/admin/knowledge/${id}?${news}` : `/admin/knowledge?${news}`;
}

async function page(deps: FormDeps, visit: StaffVisit, editing: Editing): Promise<Page> {
  const { pool, tenantId } = deps;
  const { entry, document, theirs, pinChanges, errors = {}, isPreviewed = false, isUnsaved = true } = editing;
  const original = entry.variantOf && (await readDocument(pool, tenantId, entry.variantOf));
  const of = document ?? original;
  // Read before what it watches: a change in between is then noticed.
  const version = await readVersion(deps, 'drafts');
  const { variants, drafts } = of ? await languagesOf(deps, of) : { variants: [], drafts: [] };
  const body = editorView({
    ...{ entry, document, errors, isPreviewed, isUnsaved },
    variants,
    drafts,
    conflict: theirs && { theirs, line: (await listVersions(pool, tenantId, theirs.id))[0] },
    pinned: pinChanges && { changes: pinChanges, action: visit.fields.text('action') },
    news: readEditorNews(visit.query, document),
    canDraft: deps.model !== undefined,
    csrfToken: visit.session.csrfToken,
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  const title = document ? document.title : t`New entry`;
  const status = theirs || pinChanges ? 409 : Object.keys(errors).length > 0 ? 422 : 200;
  const address = document
    ? `/admin/knowledge/${document.id}`
    : `/admin/knowledge/new?variant=${entry.variantOf}&language=${entry.language ?? ''}`;
  const live = drafts.some(({ state }) => state !== 'failed')
    ? ({ watch: 'drafts', version, address } as const)
    : undefined;
  return { kind: 'page', title, section: 'knowledge', body, status, ...(live && { live }) };
}

/** What there is, and what the model was asked for: not what somebody wrote since, nor what it may see by now. */
async function languagesOf(
  { pool, tenantId }: FormDeps,
  document: DocumentRow,
): Promise<{ readonly variants: readonly DocumentRow[]; readonly drafts: readonly LanguageDraft[] }> {
  const { id, variantGroup } = document;
  const known = await listVariants(pool, tenantId, document.id);
  // Asked for from the original; or from another language, where the original was deleted.
  const asked = await listLanguageDrafts(pool, tenantId, [
    variantGroup ?? id,
    ...known.map((variant) => variant.id),
  ]);
  // Looked at once more: what is drafted by now is no longer asked for, and was not there before.
  const variants = await listVariants(pool, tenantId, document.id);
  const { isHumanOnly } = variants.find((one) => one.id === variantGroup) ?? document;
  const drafts = asked.filter(
    ({ language, fault }) =>
      !variants.some((one) => one.language === language) && (isHumanOnly || fault !== 'human_only'),
  );
  return { variants, drafts };
}
