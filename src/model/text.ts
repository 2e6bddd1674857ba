// Text from outside, made safe to store and to show; nothing that a person can read is lost.

// C0 controls but tab and newline, and DEL: PostgreSQL refuses NUL, terminals and logs obey the rest.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Lone surrogates become U+FFFD, control characters go, line ends are LF. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROLS, '');
}

/** At most `lengthChars` UTF-16 units, cut between graphemes, with an ellipsis where something was cut. */
export function shorten(text: string, lengthChars: number): string {
  if (text.length <= lengthChars) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, lengthChars + 64))) {
    if (kept.length + segment.length > lengthChars - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
