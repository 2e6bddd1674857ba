// RTF as it is written: groups, control words, and bytes of text.

export type Token =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'word'; readonly word: string; readonly value: number | undefined }
  | { readonly kind: 'byte'; readonly byte: number };

const WORD = /([a-z]{1,32})(-?\d{1,10})? ?/iy;

/** @param source one letter for each byte. */
export function* readTokens(source: string): Generator<Token> {
  let at = 0;
  while (at < source.length) {
    const letter = source.charAt(at);
    at += 1;
    if (letter === '{') yield { kind: 'open' };
    else if (letter === '}') yield { kind: 'close' };
    else if (letter === '\r' || letter === '\n') continue;
    else if (letter !== '\\') yield { kind: 'byte', byte: letter.charCodeAt(0) };
    else {
      const [token, next] = readControl(source, at);
      at = next;
      yield token;
    }
  }
}

function readControl(source: string, at: number): readonly [Token, number] {
  const symbol = source.charAt(at);
  if (symbol === "'") {
    const byte = Number.parseInt(source.slice(at + 1, at + 3), 16);
    return [{ kind: 'byte', byte: Number.isNaN(byte) ? 0x3f : byte }, at + 3];
  }
  if (symbol === '\\' || symbol === '{' || symbol === '}')
    return [{ kind: 'byte', byte: symbol.charCodeAt(0) }, at + 1];
  // A line end after a backslash ends a paragraph.
  if (symbol === '\n' || symbol === '\r') return [{ kind: 'word', word: 'par', value: undefined }, at + 1];
  WORD.lastIndex = at;
  const match = WORD.exec(source);
  if (!match?.[1]) return [{ kind: 'word', word: symbol, value: undefined }, at + 1];
  const value = match[2] === undefined ? undefined : Number(match[2]);
  // Raw bytes, of a picture mostly.
  const raw = match[1] === 'bin' ? Math.max(0, value ?? 0) : 0;
  return [{ kind: 'word', word: match[1], value }, WORD.lastIndex + raw];
}
