// Reading what a bot posts: JSON, a form, or a form with files; and what Telegram answers.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Busboy } from '@fastify/busboy';

export interface Upload {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

export interface Call {
  readonly method: string;
  /** Fields as sent; those of forms are texts, objects among them read. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, Upload>>;
  readonly at: number;
}

/** An answer with `ok: false`, in Telegram's words. */
export class Refused extends Error {
  readonly status: number;
  readonly parameters: Readonly<Record<string, number>> | undefined;

  constructor(status: number, description: string, parameters?: Readonly<Record<string, number>>) {
    super(description);
    this.status = status;
    this.parameters = parameters;
  }
}

export async function readCall(request: IncomingMessage, method: string): Promise<Call> {
  const at = Date.now();
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/')) return { method, at, ...(await readForm(request)) };
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  if (type.includes('json')) {
    return { method, at, payload: body ? (JSON.parse(body) as Record<string, unknown>) : {}, files: {} };
  }
  const query = new URL(request.url ?? '', 'http://localhost').searchParams;
  const fields = Object.fromEntries([...query, ...new URLSearchParams(body)]);
  return { method, at, payload: readFields(fields), files: {} };
}

async function readForm(request: IncomingMessage): Promise<Pick<Call, 'payload' | 'files'>> {
  const fields: Record<string, string> = {};
  const files: Record<string, Upload> = {};
  const form = new Busboy({ headers: request.headers as { 'content-type': string } });
  form.on('field', (name, value) => {
    fields[name] = value;
  });
  form.on('file', (field, stream, filename, _encoding, contentType) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      files[field] = { name: filename, contentType, bytes: Buffer.concat(chunks) };
    });
  });
  await new Promise((resolve, reject) => {
    form.on('finish', resolve).on('error', reject);
    request.pipe(form);
  });
  return { payload: readFields(fields), files };
}

function readFields(fields: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, /^[[{]/.test(value) ? JSON.parse(value) : value]),
  );
}

export function answer(response: ServerResponse, result: unknown): void {
  send(response, 200, { ok: true, result });
}

export function refuse(response: ServerResponse, { status, message, parameters }: Refused): void {
  send(response, status, {
    ok: false,
    error_code: status,
    description: message,
    ...(parameters && { parameters }),
  });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
