// Writing knowledge: one entry at a time, checked before it is saved, with what was typed kept.
import { InvalidInput } from '../../src/model/errors.ts';
import { type DocumentId, parseId } from '../../src/model/ids.ts';
import { isLanguage } from '../../src/model/language.ts';
import { type DocumentRow, readDocument } from '../documents.ts';
import { answerGap, readGap } from '../gaps.ts';
import { type Entry, type EntryErrors, faultsOf, readKind } from './entry.ts';
import { otherWordings } from './gap-answer.ts';
import { auditKnowledge } from './knowledge.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { readUpload } from './upload.ts';
import { editorView } from './views/editor.ts';

// A file of 1 MB beside a text of a million characters of three bytes each.
const EDITOR_LIMIT_BYTES = 4_200_000;

export function editorRoutes(deps: FormDeps): readonly Route[] {
  const limitBytes = EDITOR_LIMIT_BYTES;
  return [
    { for: 'staff', method: 'get', path: '/knowledge/new', handle: (visit) => newPage(deps, visit) },
    {
      for: 'staff',
      method: 'post',
      path: '/knowledge/new',
      limitBytes,
      handle: (visit) => submit(deps, visit),
    },
    { for: 'staff', method: 'get', path: '/knowledge/:id', handle: (visit) => openPage(deps, visit) },
    {
      for: 'staff',
      method: 'post',
      path: '/knowledge/:id',
      limitBytes,
      handle: (visit) => submit(deps, visit),
    },
  ];
}

async function newPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const gapId = visit.query.get('gap');
  const gap = gapId ? await readGap(deps.pool, deps.tenantId, parseId<'gap'>(gapId)) : undefined;
  const entry: Entry = {
    id: undefined,
    kind: readKind(visit.query.get('kind')),
    title: gap?.question ?? (visit.query.get('question') ?? '').slice(0, 300).toWellFormed(),
    // However they asked it: this answers all of them.
    alsoAsked: gap ? otherWordings(gap) : '',
    body: '',
    language: gap?.language,
    source: 'owner',
    isHumanOnly: false,
    gapId: gap?.id,
  };
  return page(deps, visit, { entry, isUnsaved: false });
}

async function openPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const document = await findDocument(deps, visit);
  return page(deps, visit, { entry: { ...document, gapId: undefined }, document, isUnsaved: false });
}

async function findDocument(deps: FormDeps, visit: StaffVisit): Promise<DocumentRow> {
  const id = parseId<'document'>(visit.params.id);
  const document = await readDocument(deps.pool, deps.tenantId, id);
  if (document) return document;
  throw new InvalidInput('document_unknown', 'There is no such entry. It may have been deleted.', {
    status: 404,
  });
}

/** The button that was pressed: save, preview, open a file in the editor, or save the file as it is. */
async function submit(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const document = visit.params.id === undefined ? undefined : await findDocument(deps, visit);
  const entry = readEntry(visit, document);
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

function readEntry(visit: StaffVisit, document: DocumentRow | undefined): Entry {
  const { fields } = visit;
  const language = fields.text('language');
  const gap = fields.text('gap');
  return {
    id: document?.id,
    kind: document?.kind ?? readKind(fields.text('kind')),
    title: fields.text('title').trim(),
    alsoAsked: fields.text('alsoAsked'),
    body: fields.text('body'),
    language: isLanguage(language) ? language : undefined,
    source: fields.text('source').trim() || (document?.source ?? 'owner'),
    isHumanOnly: fields.text('humanOnly') === 'on',
    gapId: gap ? parseId<'gap'>(gap) : undefined,
  };
}

interface Editing {
  readonly entry: Entry;
  readonly document?: DocumentRow | undefined;
  readonly errors?: EntryErrors;
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
  const errors = faultsOf(entry);
  if (Object.keys(errors).length > 0) return page(deps, visit, { entry, document, errors });
  const saved = await trySave(deps, entry);
  if (typeof saved === 'object')
    return page(deps, visit, { entry, document, errors: { all: saved.refusal } });
  await auditKnowledge(deps, visit, {
    action: document ? 'knowledge_changed' : 'knowledge_added',
    id: saved,
  });
  if (entry.gapId) await answerGap(deps.pool, deps.tenantId, entry.gapId, saved);
  const stored = await readDocument(deps.pool, deps.tenantId, saved);
  // What can't be read is stored all the same, and opens with the reason.
  const done = entry.gapId ? `/admin/questions?answered=${entry.gapId}` : `/admin/knowledge?saved=${saved}`;
  const to = stored?.status === 'failed' ? `/admin/knowledge/${saved}` : done;
  return { kind: 'redirect', to };
}

async function trySave(deps: FormDeps, entry: Entry): Promise<DocumentId | { readonly refusal: string }> {
  const { id, kind, title, body, alsoAsked, language, source, isHumanOnly } = entry;
  try {
    return await deps.library.save(deps.tenantId, {
      kind,
      title,
      body,
      alsoAsked,
      source,
      isHumanOnly,
      ...(id ? { id } : {}),
      ...(language ? { language } : {}),
    });
  } catch (error) {
    if (error instanceof InvalidInput && error.status !== 404) return { refusal: error.message };
    throw error;
  }
}

async function page(deps: FormDeps, visit: StaffVisit, editing: Editing): Promise<Page> {
  const { entry, document, errors = {}, isPreviewed = false, isUnsaved = true } = editing;
  const body = editorView({
    entry,
    document,
    errors,
    isPreviewed,
    isUnsaved,
    csrfToken: visit.session.csrfToken,
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  const title = document ? document.title : 'New entry';
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  return { kind: 'page', title, section: 'knowledge', body, status };
}
