// The transcriptions endpoint of the simulated service: a multipart form with a recording, refused as the real one refuses.
import type { Refusal } from './openai-simulator-requests.ts';

export interface TranscriptionRequest {
  readonly kind: 'transcription';
  readonly model: string;
  readonly name: string;
  readonly bytes: Buffer;
}

const LARGEST_BYTES = 25 * 1024 * 1024;
const EXTENSIONS = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm'];
const FIELDS = new Set(['file', 'model', 'response_format', 'language', 'prompt', 'temperature']);
// What the file is must be what its name says.
const SIGNATURES: Readonly<Record<string, RegExp>> = {
  ogg: /^OggS/,
  oga: /^OggS/,
  wav: /^RIFF.{4}WAVE/s,
  m4a: /^.{4}ftyp/s,
  mp4: /^.{4}ftyp/s,
  flac: /^fLaC/,
};

/** @returns the request, or why it is refused. */
export async function readTranscription(
  contentType: string,
  body: Buffer,
): Promise<TranscriptionRequest | Refusal> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => undefined);
  if (!form) return invalid('Could not parse multipart form', null);
  for (const name of form.keys())
    if (!FIELDS.has(name)) return invalid(`Unrecognized request argument supplied: ${name}`, name);
  const [file, model] = [form.get('file'), form.get('model')];
  if (typeof model !== 'string' || model === '')
    return invalid('you must provide a model parameter', 'model');
  if (!(file instanceof File)) return invalid("Missing required parameter: 'file'.", 'file');
  if (!['json', 'text'].includes(String(form.get('response_format') ?? 'json')))
    return invalid(
      "response_format is not compatible with this model. Use 'json' or 'text'.",
      'response_format',
    );
  const bytes = Buffer.from(await file.arrayBuffer());
  const extension = file.name.split('.').at(-1) ?? '';
  if (!EXTENSIONS.includes(extension))
    return invalid(`Unsupported file format ${extension}. Supported formats: ${EXTENSIONS}`, 'file');
  if (bytes.length > LARGEST_BYTES)
    return { ...invalid('Maximum content size limit (26214400) exceeded', 'file'), status: 413 };
  const signature = SIGNATURES[extension];
  if (bytes.length === 0 || (signature && !signature.test(bytes.subarray(0, 16).toString('latin1'))))
    return invalid('Audio file might be corrupted or unsupported', 'file');
  return { kind: 'transcription', model, name: file.name, bytes };
}

/** The default: a recording made by `makeVoice` says what was put in it. */
export function heardIn({ bytes }: TranscriptionRequest): string {
  return /says:(.*?)\0/s.exec(bytes.toString())?.[1] ?? '';
}

/** A recording as phones make it, to the eye of whoever looks at its first bytes; '' is silence. */
export function makeVoice(words: string): Buffer {
  const head = Buffer.from('OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01');
  return Buffer.concat([head, Buffer.from(`says:${words}\0`), Buffer.alloc(200)]);
}

function invalid(message: string, param: string | null): Refusal {
  return { status: 400, message, type: 'invalid_request_error', param, code: null };
}
