// What a dictionary of the form is.

/** English -> Chinese. `{0}`, `{1}` … stand for what is put in, in any order. */
export type Dictionary = Readonly<Record<string, string>>;
