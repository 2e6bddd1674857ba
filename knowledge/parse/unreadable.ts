// Why a file can't be read: an expected outcome, told to people in their words.

export type UnreadableReason =
  | 'damaged'
  | 'empty'
  | 'locked'
  | 'too_large'
  | 'too_many_files'
  | 'too_slow'
  | 'no_text'
  | 'scan'
  | 'old_office'
  | 'archive'
  | 'archive_inside'
  | 'needs_model'
  | 'unknown_format';

/** For owners and staff: what it is and what to do next. */
export const UNREADABLE_WORDS: Readonly<Record<UnreadableReason, string>> = {
  damaged: 'The file is damaged. Get a fresh copy of it and try again.',
  empty: 'The file is empty.',
  locked: 'The file is locked with a password. Save a copy without the password and use that.',
  too_large: 'The file unpacks to far more than a document holds.',
  too_many_files: 'The archive holds more than 200 files. Split it into several.',
  too_slow: 'The file took too long to read. Split it, or save it in another format.',
  no_text: 'There is no text in it.',
  scan: 'There is no text in it, only pictures of pages (a scan). Run text recognition (OCR) on it, save it with its text, and try again.',
  old_office:
    'It is in an old Office format. Open it and save it as .docx, .xlsx or .pptx, without a password, and use that.',
  archive: 'It is a ZIP archive of several files. Take the files out of it first.',
  archive_inside: 'A ZIP archive inside an archive is not opened. Unpack it first.',
  needs_model: 'Pictures and sound are read on their own, not as documents.',
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
