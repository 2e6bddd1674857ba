// Runs in a thread of its own: reads one document and ends. Whatever the file does, it does it here.
import { parentPort, workerData } from 'node:worker_threads';
import { WORD_TYPE } from '../../src/model/file.ts';
import { Unreadable, type UnreadableReason } from './unreadable.ts';

export interface DocumentJob {
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly mostChars: number;
}

export type DocumentResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason };

async function read({ contentType, bytes, mostChars }: DocumentJob): Promise<string> {
  switch (contentType) {
    case 'application/pdf':
      return (await import('./pdf.ts')).pdfToText(bytes, mostChars);
    case WORD_TYPE:
      return (await import('./word.ts')).wordToMarkdown(bytes);
    default:
      throw new Unreadable('unknown_format');
  }
}

async function run(job: DocumentJob): Promise<DocumentResult> {
  try {
    return { kind: 'text', text: (await read(job)).slice(0, job.mostChars) };
  } catch (error) {
    // What a parser trips over is the file's fault.
    return { kind: 'unreadable', reason: error instanceof Unreadable ? error.reason : 'damaged' };
  }
}

parentPort?.postMessage(await run(workerData as DocumentJob));
