// Pictures beside a user's words: how they are sent, and how a service says that it can't see.
import type { OpenAI } from 'openai';
import { ModelError } from '../model/errors.ts';
import type { Picture } from './llm.ts';
import { asModelError } from './openai-fault.ts';

/** The words first, then each picture as a data URL: no service reaches our files. */
export function withPictures(
  content: string,
  pictures: readonly Picture[],
): OpenAI.Chat.ChatCompletionContentPart[] {
  return [
    { type: 'text', text: content },
    ...pictures.map(({ contentType, bytes }) => ({
      type: 'image_url' as const,
      image_url: {
        url: `data:${contentType};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`,
        detail: 'auto' as const,
      },
    })),
  ];
}

// Key, credit and rate are refused, and gateways are down, whatever was sent.
const OTHER_STATUS = new Set([401, 402, 403, 408, 409, 429, 502, 503, 504]);
const NAMES_PICTURES = /image|\bvision|multi-?modal|content\b.{0,60}\b(string|array|sequence)\b/i;
// "image_url is only supported by certain models" (OpenAI), "is not a multimodal model" (vLLM), "image input is not
// supported" (llama.cpp), "No endpoints found that support image input" (OpenRouter), "unknown variant `image_url`,
// expected `text`" (DeepSeek), "content must be a string". Nothing else is taken for it: one customer's odd picture
// must not blind the bot for all.
const SEES_NONE =
  /not a multi-?modal|(\bnot|n't|\bonly) supported|(\bnot|n't|\bno)\b.{0,40}\bsupport.{0,20}(image|vision|multi-?modal)|unknown variant|content\b.{0,60}\b(string|array|sequence)\b/i;
// "You uploaded an unsupported image", "Could not process image", "image/webp is not supported": others may pass.
const NAMES_ONE =
  /(invalid|corrupt|damaged|empty|malformed|unsupported) image|image.{0,30}(too (large|big|small)|larger|corrupt|damaged|invalid)|process (the |your )?image|image_parse|invalid_image|invalid_base64|image (format|type)|image\/\w|mime|media.?type/i;

/**
 * Reads why a request with pictures was refused. The message is only looked at here: it never reaches an error of ours.
 * @returns always: this model can't see. once: it can't see one of these. undefined: for another reason.
 */
export function refusesPictures(thrown: unknown): 'always' | 'once' | undefined {
  const { status, message, code } = (thrown ?? {}) as { status?: unknown; message?: unknown; code?: unknown };
  if (typeof status !== 'number' || OTHER_STATUS.has(status)) return undefined;
  const said = `${String(message ?? '')} ${String(code ?? '')}`;
  if (!NAMES_PICTURES.test(said)) return undefined;
  return SEES_NONE.test(said) && !NAMES_ONE.test(said) ? 'always' : 'once';
}

/** Not tried again with the pictures. */
export function blindError(thrown: unknown): ModelError {
  return new ModelError(
    'model_blind',
    'The model service did not take a picture, so it is answered without. To have pictures seen, set OPENAI_MODEL to a model that can see.',
    { cause: asModelError(thrown).cause },
  );
}
