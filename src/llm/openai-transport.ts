// fetch for one try: reports each byte, and bounds how many a service may send.
import type { Attempt } from './openai-call.ts';
import { modelError } from './openai-fault.ts';

// 96 vectors of 3,072 numbers written out are 6 MB; a streamed answer at our limit of characters, 9 MB.
const MAX_BYTES = 16 * 1024 * 1024;

/** The SDK shows chunks, not bytes: a service that drips one byte at a time would look dead, and one that floods, fine. */
export function watchedFetch(attempt: Attempt): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    attempt.alive();
    if (!response.body) return response;
    let bytes = 0;
    const watch = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        attempt.alive();
        bytes += chunk.byteLength;
        if (bytes > MAX_BYTES)
          controller.error(modelError('model_malformed', `more than ${MAX_BYTES} bytes`));
        else controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(watch), response);
  };
}
