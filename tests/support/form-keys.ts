// The texts of the form that are looked up, found in its sources: what t`…` and tView`…` are called with.

/** Keys as `keyOf` makes them, each text's `${…}` being {0}, {1} … */
export function keysIn(source: string): readonly string[] {
  return [...source.matchAll(/(?<![\w$.])t(?:View)?`/g)].map(({ index, 0: opening }) =>
    readKey(source, index + opening.length),
  );
}

function readKey(source: string, from: number): string {
  let key = '';
  let values = 0;
  for (let at = from; source[at] !== '`'; ) {
    if (source.startsWith('${', at)) {
      key += `{${values}}`;
      values += 1;
      at = afterValue(source, at + 2);
    } else if (source[at] === '\\') {
      key += source[at + 1] ?? '';
      at += 2;
    } else {
      key += source[at] ?? '';
      at += 1;
    }
    if (at >= source.length) throw new Error('a template without an end');
  }
  return key;
}

/** @returns where the source goes on after the } of a value. */
function afterValue(source: string, from: number): number {
  let depth = 1;
  let at = from;
  while (depth > 0 && at < source.length) {
    const character = source[at] ?? '';
    if (character === '`') at = afterTemplate(source, at + 1);
    else if (character === "'" || character === '"') at = afterQuote(source, at);
    else {
      depth += Number(character === '{') - Number(character === '}');
      at += 1;
    }
  }
  return at;
}

function afterTemplate(source: string, from: number): number {
  let at = from;
  while (source[at] !== '`' && at < source.length) {
    if (source.startsWith('${', at)) at = afterValue(source, at + 2);
    else at += source[at] === '\\' ? 2 : 1;
  }
  return at + 1;
}

function afterQuote(source: string, from: number): number {
  const quote = source[from];
  let at = from + 1;
  while (source[at] !== quote && at < source.length) at += source[at] === '\\' ? 2 : 1;
  return at + 1;
}
