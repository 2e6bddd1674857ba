// What was found in a customer's files, in the staff's words: the transcript as such, how a document begins.
import type { Attachment } from '../model/activity.ts';
import { shorten } from '../model/text.ts';
import type { Reading } from '../store/readings.ts';

const DOCUMENT_CHARS = 400;

/** Plain lines, below the customer's own words; none for what says nothing new. */
export function readingLines(
  readings: readonly Reading[] | null | undefined,
  attachments: readonly Attachment[],
): readonly string[] {
  return (readings ?? []).flatMap((reading) => {
    const { state, kind, text, detail } = reading;
    if (state === 'waiting') return [];
    if (state === 'read' && kind === 'voice') return [`🎤 Transcript: ${text}`];
    if (state === 'read' && kind === 'document') return [`📄 Read: ${firstLines(text)}`];
    const name = attachments[reading.index]?.name || 'file';
    return state === 'unread' && detail ? [`⚠️ ${name}: ${detail}`] : [];
  });
}

function firstLines(text: string): string {
  return shorten(text.replace(/\s*\n\s*/g, ' · '), DOCUMENT_CHARS);
}
