// What the simulated Graph API refuses of a message, in Meta's own codes and words.
import type { GraphWorld } from './graph-simulator-world.ts';

/** An answer with `error`, as the Graph API gives it. */
export class GraphRefused extends Error {
  readonly code: number;
  readonly status: number;
  readonly details: string;
  readonly subcode: number | undefined;

  constructor(
    code: number,
    details: string,
    of: { status?: number; subcode?: number; message?: string } = {},
  ) {
    super(of.message ?? `(#${code}) ${TITLES[code] ?? 'Error'}`);
    this.code = code;
    this.details = details;
    this.status = of.status ?? STATUSES[code] ?? 400;
    this.subcode = of.subcode;
  }
}

export const TITLES: Readonly<Record<number, string>> = {
  0: 'AuthException',
  4: 'Too many calls',
  10: 'Permission denied',
  100: 'Invalid parameter',
  190: 'Error validating access token',
  368: 'Temporarily blocked for policies violations',
  80007: 'Rate limit issues',
  130429: 'Rate limit hit',
  131000: 'Something went wrong',
  131008: 'Required parameter is missing',
  131009: 'Parameter value is not valid',
  131016: 'Service unavailable',
  131026: 'Message undeliverable',
  131030: 'Recipient phone number not in allowed list',
  131031: 'Account has been locked',
  131042: 'Business eligibility payment issue',
  131047: 'Re-engagement message',
  131048: 'Spam rate limit hit',
  131051: 'Unsupported message type',
  131052: 'Media download error',
  131053: 'Media upload error',
  131056: '(Business Account, Consumer Account) pair rate limit hit',
  132000: 'Number of parameters does not match the expected number of params',
  132001: 'Template name does not exist in the translation',
  133010: 'Phone number not registered',
};
const STATUSES: Readonly<Record<number, number>> = {
  0: 401,
  10: 403,
  190: 401,
  368: 403,
  131000: 500,
  131016: 503,
  131031: 403,
  130429: 429,
};

type Fields = Readonly<Record<string, unknown>>;

export interface Option {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

/** @throws GraphRefused */
export function checkEnvelope(payload: Fields): string {
  if (payload.messaging_product !== 'whatsapp')
    throw new GraphRefused(100, "Param messaging_product must be 'whatsapp'");
  if ((payload.recipient_type ?? 'individual') !== 'individual')
    throw new GraphRefused(100, 'Param recipient_type must be one of {INDIVIDUAL}');
  const to = payload.to ?? payload.recipient;
  if (typeof to !== 'string' || to === '') throw new GraphRefused(100, 'The parameter to is required.');
  if (payload.to !== undefined && !/^\+?\d{5,20}$/.test(to))
    throw new GraphRefused(131009, 'Parameter value is not valid: to');
  return to.replace(/^\+/, '');
}

/** @throws GraphRefused */
export function checkText({ text }: Fields): string {
  const { body } = (text ?? {}) as { body?: unknown };
  if (typeof body !== 'string' || body.trim() === '')
    throw new GraphRefused(100, "The parameter text['body'] is required.");
  if (body.length > 4_096)
    throw new GraphRefused(100, "Param text['body'] must be at most 4096 characters long.");
  return body;
}

/** @throws GraphRefused */
export function checkInteractive({ interactive }: Fields): { text: string; options: readonly Option[] } {
  const { type, body, action } = (interactive ?? {}) as {
    type?: string;
    body?: { text?: string };
    action?: Fields;
  };
  const text = body?.text ?? '';
  if (text.trim() === '') throw new GraphRefused(131008, 'body is required');
  const options = type === 'button' ? readButtons(text, action) : readRows(text, type, action);
  requireDistinct(options.map(({ id }) => id));
  return { text, options };
}

function readButtons(text: string, action: Fields = {}): readonly Option[] {
  const buttons = (action.buttons ?? []) as { type?: string; reply?: Option }[];
  const options = buttons.flatMap(({ type, reply }) => (type === 'reply' && reply ? [reply] : []));
  if (text.length > 1_024) throw new GraphRefused(131009, 'Body text length invalid. Max length: 1024');
  if (options.length !== buttons.length || options.length < 1 || options.length > 3)
    throw new GraphRefused(131009, 'Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3');
  for (const { id, title } of options) {
    requireLength('Button title', title, 20);
    requireLength('Button id', id, 256);
  }
  requireDistinct(options.map(({ title }) => title));
  return options;
}

function readRows(text: string, type: string | undefined, action: Fields = {}): readonly Option[] {
  if (type !== 'list') throw new GraphRefused(131009, 'interactive type is not valid');
  const sections = (action.sections ?? []) as { title?: string; rows?: Option[] }[];
  const rows = sections.flatMap((section) => section.rows ?? []);
  if (text.length > 4_096) throw new GraphRefused(131009, 'Body text length invalid. Max length: 4096');
  requireLength('Button', String(action.button ?? ''), 20);
  if (sections.length > 1 && sections.some(({ title }) => !title))
    throw new GraphRefused(131009, 'Section title is required when there is more than one section');
  if (rows.length < 1 || rows.length > 10)
    throw new GraphRefused(131009, 'Total row count exceed max allowed count: 10');
  for (const { id, title, description } of rows) {
    requireLength('Row title', title, 24);
    requireLength('Row id', id, 200);
    if (description !== undefined) requireLength('Row description', description, 72);
  }
  return rows;
}

function requireLength(what: string, value: unknown, most: number): void {
  if (typeof value !== 'string' || value.trim() === '') throw new GraphRefused(131009, `${what} is required`);
  if (value.length > most)
    throw new GraphRefused(131009, `${what} length invalid. Min length: 1, Max length: ${most}`);
}

function requireDistinct(values: readonly string[]): void {
  if (new Set(values).size !== values.length)
    throw new GraphRefused(131009, 'Duplicated title or id for interactive options');
}

const MB = 1024 * 1024;
const OFFICE = 'application/vnd.openxmlformats-officedocument';
/** By Meta's list; a document may have any of these types. */
export const MEDIA_TYPES = {
  audio: ['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg', 'audio/opus'],
  image: ['image/jpeg', 'image/png'],
  video: ['video/mp4', 'video/3gpp'],
  sticker: ['image/webp'],
  document: [
    'text/plain',
    'application/pdf',
    'application/msword',
    'application/vnd.ms-excel',
    'application/vnd.ms-powerpoint',
    `${OFFICE}.wordprocessingml.document`,
    `${OFFICE}.spreadsheetml.sheet`,
    `${OFFICE}.presentationml.presentation`,
  ],
} as const satisfies Record<string, readonly string[]>;
const MOST_BYTES = { audio: 16 * MB, image: 5 * MB, video: 16 * MB, sticker: 500 * 1024, document: 100 * MB };
const SIGNATURES: Readonly<Record<string, RegExp>> = {
  'image/jpeg': /^\xff\xd8\xff/,
  'image/png': /^\x89PNG/,
  'image/webp': /^RIFF.{4}WEBP/s,
  'application/pdf': /^%PDF/,
  'video/mp4': /^.{4}ftyp/s,
  'audio/ogg': /^OggS/,
  'audio/amr': /^#!AMR/,
};

/** @throws GraphRefused for what Meta's media endpoint doesn't take. */
export function checkUpload(contentType: string, bytes: Buffer): void {
  const types = Object.values(MEDIA_TYPES).flat() as readonly string[];
  if (!types.includes(contentType))
    throw new GraphRefused(
      100,
      `Param file must be a file with one of the following types: ${types.join(', ')}. Received file of type '${contentType}'.`,
    );
  if (bytes.length === 0) throw new GraphRefused(100, 'Param file must not be empty');
  if (bytes.length > 100 * MB) throw new GraphRefused(100, 'File size is too big');
}

/** @returns the code of the failure that Meta tells later, where the file can't be shown so. @throws GraphRefused */
export function checkMedia(world: GraphWorld, kind: string, given: unknown): number | undefined {
  const { id, filename } = (given ?? {}) as { id?: unknown; filename?: unknown };
  const media = world.media.get(String(id ?? ''));
  if (!media)
    throw new GraphRefused(
      100,
      `Param ${kind}['id'] is not a valid whatsapp business account media attachment ID`,
    );
  if (kind !== 'document' && filename !== undefined)
    throw new GraphRefused(100, `Unexpected key "filename" on param "${kind}".`);
  const { bytes, contentType } = media;
  const isShownSo =
    kind === 'document' ||
    (MEDIA_TYPES[kind as keyof typeof MEDIA_TYPES] as readonly string[]).includes(contentType);
  const isTrue = SIGNATURES[contentType]?.test(bytes.toString('latin1', 0, 16)) ?? true;
  const fits = bytes.length <= MOST_BYTES[kind as keyof typeof MOST_BYTES];
  return isShownSo && isTrue && fits ? undefined : 131053;
}
