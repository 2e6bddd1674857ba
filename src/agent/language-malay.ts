// How Malay and Indonesian build words, and what tells the two apart.

/** No other of these languages builds words so: "dihantarkan", "meresahkannya". */
export const CIRCUMFIXED = /^(?:me[mn]?|meng|di|ter|ber|diper|memper)[a-z]{3,}(?:kan|kannya|nya)$/;
const MALAY_ENDINGS = /(?:nya|lah|kah|kan|an|ku|mu|i)$/;
const MALAY_BEGINNINGS = /^(?:meng|mem|men|meny|me|ber|be|ter|di|peng|pem|pen|pe|per|se|ke|ku|kau)/;

/** What a word may be made of: "menulis" is of "tulis", "harganya" of "harga". */
export function malayRoots(word: string): string[] {
  if (word.length < 6) return [];
  const found: string[] = [];
  const bare = word.replace(/(?:nya|lah|kah|ku|mu)$/, '');
  const shorter = bare.replace(MALAY_ENDINGS, '');
  for (const body of new Set([word, bare, shorter])) {
    if (body !== word) found.push(body);
    const rest = body.replace(MALAY_BEGINNINGS, '');
    if (rest !== body && rest.length > 2) found.push(rest);
    // "Menulis" is of "tulis", "memukul" of "pukul", "menyapu" of "sapu", "mengirim" of "kirim".
    const nasal = /^(?:me|pe)(n|m|ny|ng)(?=[aeiou])(.+)$/.exec(body);
    if (nasal) found.push(`${{ n: 't', m: 'p', ny: 's', ng: 'k' }[nasal[1] ?? ''] ?? ''}${nasal[2]}`);
  }
  return found;
}

/** What is said of a root is said of its forms, a little less surely. */
const OF_A_FORM = 0.9;

/** @returns above 0 where Malay says the word, below 0 where Indonesian does. */
export function tellMalayFromIndonesian(word: string, said: ReadonlyMap<string, number>): number {
  const exact = said.get(word);
  if (exact !== undefined) return exact;
  for (const root of malayRoots(word)) {
    const saidOfRoot = said.get(root);
    if (saidOfRoot !== undefined) return saidOfRoot * OF_A_FORM + belonging(word);
  }
  if (/(?:itas|isasi)$/.test(word)) return -2;
  if (/iti$/.test(word)) return 2;
  return belonging(word);
}

// "My" and "your" are endings in Indonesian, words of their own in Malay.
function belonging(word: string): number {
  if (word.length < 6) return 0;
  return /(?:ku|mu)$/.test(word) ? -0.8 : word.endsWith('nya') ? -0.4 : 0;
}
