// What a reader of a format makes of a file.

export interface FileText {
  /** '' where the file doesn't say. */
  readonly title: string;
  readonly kind: 'markdown' | 'text';
  /** To be stored as a document's body. `<!-- page 3 -->` on a line of its own begins each place. */
  readonly text: string;
  /** For the owner: what of the file is not in the text. */
  readonly warnings: readonly string[];
}

/** As a reader gives it; what it leaves out is empty. */
export type Reading = Pick<FileText, 'text'> & Partial<FileText>;

/** @param mostChars readers stop once they have so many; what is more is cut off after them. */
export type ReadBytes = (bytes: Uint8Array, mostChars: number) => Reading | Promise<Reading>;
