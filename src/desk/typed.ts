// What a message typed in the staff room is: a note or a reply, and which message it becomes.
import { createHash } from 'node:crypto';
import { type MessageId, parseId } from '../model/ids.ts';

// Slashes that begin a message make it a note, whatever stands around them: quotes, bold, code, invisible characters,
// and the wide slashes of Chinese keyboards.
const NOTE = /^[\s\p{C}>*_~`\-•]*[/／]{2}[\s*_~`]*/u;

/** A note never leaves the desk. @returns the text without its mark. */
export function readNote(text: string): { readonly isNote: boolean; readonly text: string } {
  return NOTE.test(text) ? { isNote: true, text: text.replace(NOTE, '') } : { isNote: false, text };
}

/** The message's id follows from where it was typed: told twice, it is one message. */
export function messageIdOf({ room, post }: { readonly room: string; readonly post: string }): MessageId {
  const hex = createHash('sha256').update(`${room}\n${post}`).digest('hex');
  return parseId(
    [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-'),
  );
}
