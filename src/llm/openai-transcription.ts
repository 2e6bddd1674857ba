// Speech to text through the service's transcriptions endpoint.
import type { OpenAI } from 'openai';
import { z } from 'zod';
import type { Transcriber } from './llm.ts';
import type { Attempt, MakeCall } from './openai-call.ts';
import { asModelError, modelError } from './openai-fault.ts';

// The service goes by the name's ending; of what phones record it takes these.
const EXTENSIONS: Readonly<Record<string, string>> = {
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/wav': 'wav',
  'audio/webm': 'webm',
  'audio/flac': 'flac',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
};

const responseSchema = z.object({ text: z.string() });

export function createTranscriber(
  model: string,
  deps: {
    readonly call: MakeCall;
    readonly connect: (attempt: Attempt) => Promise<OpenAI>;
    /** Over all tries; no byte comes before the whole recording was heard. */
    readonly deadlineMs: number;
  },
): Transcriber {
  return {
    model,
    transcribe: async ({ contentType, bytes }, signal) => {
      const extension = EXTENSIONS[contentType];
      if (!extension) throw modelError('model_bad_request', `recordings of type ${contentType}`);
      return deps.call({
        signal,
        deadlineMs: deps.deadlineMs,
        once: async (attempt) => {
          const client = await deps.connect(attempt);
          const file = new File([new Uint8Array(bytes)], `recording.${extension}`, { type: contentType });
          const response: unknown = await client.audio.transcriptions
            .create({ file, model, response_format: 'json' }, { signal: attempt.signal })
            .catch((thrown: unknown) => {
              throw asModelError(thrown);
            });
          const read = responseSchema.safeParse(response);
          if (!read.success) throw modelError('model_malformed', 'a transcript of an unknown shape');
          return read.data.text.trim();
        },
      });
    },
  };
}
