// What a message carries besides text: files that can be read later, and places, people and polls as data.
import type { Attachment } from '../../src/model/activity.ts';
import { cleanText, shorten } from '../../src/model/text.ts';
import type { TelegramMedia } from './update.ts';

const MAX_NAME_CHARS = 120;
export const FILE_SCHEME = 'telegram:';

/** Telegram sends one at a time; an animation comes with a document and a venue with a location that say the same. */
export function toAttachments(media: TelegramMedia): readonly Attachment[] {
  const found = toFile(media) ?? toData(media);
  return found ? [{ ...found, name: shorten(cleanText(found.name ?? ''), MAX_NAME_CHARS) }] : [];
}

function toFile(media: TelegramMedia): Attachment | undefined {
  const { photo, animation, document, voice, audio, video, video_note: videoNote, sticker } = media;
  const largest = photo?.toSorted((one, other) => one.width * one.height - other.width * other.height).at(-1);
  if (largest) return file(largest, 'image/jpeg', 'photo.jpg');
  if (animation) return file(animation, 'video/mp4', 'animation.mp4');
  if (document) return file(document, 'application/octet-stream', 'file');
  if (voice) return file(voice, 'audio/ogg', 'voice.ogg');
  if (audio) return file(audio, 'audio/mpeg', `${audio.title || 'audio'}.mp3`);
  if (video) return file(video, 'video/mp4', 'video.mp4');
  if (videoNote) return file(videoNote, 'video/mp4', 'video-note.mp4');
  return sticker && toSticker(sticker);
}

function file(
  given: { file_id: string; mime_type?: string | undefined; file_name?: string | undefined },
  contentType: string,
  name: string,
): Attachment {
  return {
    contentType: shorten(cleanText(given.mime_type || contentType), MAX_NAME_CHARS),
    contentUrl: `${FILE_SCHEME}${cleanText(given.file_id)}`,
    name: given.file_name || name,
  };
}

function toSticker(sticker: NonNullable<TelegramMedia['sticker']>): Attachment {
  const [contentType, extension] = sticker.is_animated
    ? ['application/x-tgsticker', 'tgs']
    : sticker.is_video
      ? ['video/webm', 'webm']
      : ['image/webp', 'webp'];
  return file(sticker, contentType, `sticker ${sticker.emoji ?? ''}.${extension}`.replace(' .', '.'));
}

function toData({ venue, location, contact, poll, dice }: TelegramMedia): Attachment | undefined {
  const geo = 'application/vnd.geo+json';
  if (venue) {
    const { title, address } = venue;
    const content = {
      type: 'Feature',
      geometry: toPoint(venue.location),
      properties: clean({ title, address }),
    };
    return { contentType: geo, name: [title, address].filter(Boolean).join(', '), content };
  }
  if (location) {
    const name = `Location ${location.latitude}, ${location.longitude}`;
    return { contentType: geo, name, content: toPoint(location) };
  }
  if (contact) {
    const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ');
    const content = cleanText(contact.vcard ?? toVcard(name, contact.phone_number));
    return { contentType: 'text/vcard', name: `Contact ${name}, ${contact.phone_number}`, content };
  }
  if (poll) {
    const content = clean({ question: poll.question, options: poll.options.map(({ text }) => text) });
    return { contentType: 'application/vnd.telegram.poll+json', name: `Poll: ${poll.question}`, content };
  }
  if (!dice) return undefined;
  return {
    contentType: 'application/vnd.telegram.dice+json',
    name: `${dice.emoji} ${dice.value}`,
    content: clean(dice),
  };
}

// RFC 7946: longitude first.
function toPoint({ latitude, longitude }: { latitude: number; longitude: number }) {
  return { type: 'Point', coordinates: [longitude, latitude] };
}

function toVcard(name: string, phone: string): string {
  const value = (text: string): string => text.replace(/[\\,;]/g, '\\$&').replace(/\s+/g, ' ');
  return `BEGIN:VCARD\nVERSION:3.0\nFN:${value(name)}\nTEL:${value(phone)}\nEND:VCARD`;
}

function clean<T>(content: T): T {
  return JSON.parse(JSON.stringify(content), (_key, value) =>
    typeof value === 'string' ? cleanText(value) : value,
  );
}
