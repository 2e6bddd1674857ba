// What a file is to people: a voice message, a picture, a document, a video, a sticker.
import type { Attachment } from './activity.ts';

export const FILE_KINDS = ['voice', 'picture', 'document', 'video', 'sticker'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

// Channels name what their customers picked from a sheet of stickers.
const STICKER_NAME = /^sticker\b/i;
const STICKER_TYPE = /^(image\/webp|video\/webm|application\/(x-tgsticker))$/;

/**
 * @param contentType by the bytes, where these are known already; else as the sender says.
 * Everything that is nothing else is a document: a file with a name.
 */
export function kindOf(
  file: Pick<Attachment, 'contentType' | 'name'>,
  contentType = file.contentType,
): FileKind {
  const declared = file.contentType;
  if (STICKER_NAME.test(file.name ?? '') && STICKER_TYPE.test(contentType)) return 'sticker';
  if (contentType.startsWith('image/')) return 'picture';
  if (contentType.startsWith('audio/')) return 'voice';
  // The containers of speech and of moving pictures begin alike.
  if (contentType.startsWith('video/')) return declared.startsWith('audio/') ? 'voice' : 'video';
  return 'document';
}
