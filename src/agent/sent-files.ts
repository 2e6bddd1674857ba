// What customers send beside words: what of it was read, what the model may be shown, what nobody here can open.
import { type FileKind, kindOf } from '../model/file-kind.ts';
import { shorten } from '../model/text.ts';
import type { TurnMessage } from '../store/turns.ts';

export interface SentFile {
  /** other: a place, a contact, a poll: nothing that can be opened. */
  readonly kind: FileKind | 'other';
  /** As its sender called it. */
  readonly name: string;
  /** '' where there is nothing to open. */
  readonly contentUrl: string;
  readonly state: 'waiting' | 'read' | 'unread';
  /** The transcript, or the text of a document. */
  readonly text: string;
}

/** What whoever answers can do with files. */
export interface Sight {
  readonly readsDocuments: boolean;
  readonly seesPictures: boolean;
}

/** The files of unanswered messages, by what can be done with them. What was heard is among the words already. */
export interface SightedFiles {
  readonly pictures: readonly SentFile[];
  readonly documents: readonly SentFile[];
  readonly unread: readonly SentFile[];
}

export const BLIND: Sight = { readsDocuments: false, seesPictures: false };
/** Of one message's pictures the newest are shown; of the others is told that they were not seen. */
const MOST_PICTURES = 3;
/** Speech goes round in circles: of more, the beginning says enough. */
const HEARD_CHARS = 3_000;

export function filesOf({ attachments, readings }: TurnMessage): readonly SentFile[] {
  return attachments.map((attachment, index) => {
    const reading = readings?.find((one) => one.index === index);
    const { contentUrl = '', name = '' } = attachment;
    const kind = contentUrl === '' ? 'other' : (reading?.kind ?? kindOf(attachment));
    return { kind, name, contentUrl, state: reading?.state ?? 'unread', text: reading?.text ?? '' };
  });
}

/** What a message says: typed, and spoken in its voice messages. */
export function wordsOf(message: TurnMessage): string {
  return [message.text, ...filesOf(message).map(heardIn)].filter((words) => words.trim() !== '').join('\n');
}

/** '' where it was not heard. */
export function heardIn({ kind, state, text }: SentFile): string {
  return kind === 'voice' && state === 'read' ? shorten(text, HEARD_CHARS) : '';
}

/** The message as the past is told: its words, and a note for each file. */
export function retold(message: TurnMessage): TurnMessage {
  if (message.attachments.length === 0) return message;
  const notes = filesOf(message).filter((file) => heardIn(file) === '');
  const text = [wordsOf(message), ...notes.map(noteOf)].filter(Boolean).join('\n');
  return { ...message, text };
}

function noteOf({ kind, name }: SentFile): string {
  return kind === 'document' || kind === 'other' ? `[${name || 'file'}]` : `[${kind}]`;
}

/** Whether files of unanswered messages are still being read. */
export function isBeingRead(messages: readonly TurnMessage[]): boolean {
  return messages.some(
    (message) => message.isPending && message.readings?.some((reading) => reading.state === 'waiting'),
  );
}

export function sort(files: readonly SentFile[], sight: Sight): SightedFiles {
  const pictures = files
    .filter(({ state, kind }) => state === 'read' && kind === 'picture' && sight.seesPictures)
    .slice(-MOST_PICTURES);
  const isText = (file: SentFile): boolean =>
    file.state === 'read' && file.kind === 'document' && sight.readsDocuments;
  return {
    pictures,
    documents: files.filter(isText),
    unread: files.filter(
      (file) => !pictures.includes(file) && !isText(file) && heardIn(file) === '' && file.kind !== 'sticker',
    ),
  };
}
