// Why a document can't be read: an expected outcome, told to people in their words.

export type UnreadableReason = 'damaged' | 'locked' | 'too_large' | 'too_slow' | 'no_text' | 'unknown_format';

/** For owners and staff: what it is and what to do next. */
export const UNREADABLE_WORDS: Readonly<Record<UnreadableReason, string>> = {
  damaged: 'The file is damaged. Ask for it again.',
  locked: 'The file is locked with a password. Ask for one without.',
  too_large: 'The file unpacks to far more than a document holds.',
  too_slow: 'The file took too long to read.',
  no_text: 'There is no text in it; it may be a scan.',
  unknown_format: 'Files of this kind are not read.',
};

export class Unreadable extends Error {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason) {
    super(UNREADABLE_WORDS[reason]);
    this.name = 'Unreadable';
    this.reason = reason;
  }
}
