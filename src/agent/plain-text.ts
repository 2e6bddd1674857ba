// A message as the lexicons read it: bounded, folded, spelled one way.

const SAMPLE_CHARS = 1_000;
// Traditional characters that occur in the lexicons, in the order of their simplified forms.
const TRADITIONAL =
  '轉請說講話謝見嗎會華語換員經幫給聯誰機還無沒個為們與對關馬來問爾別後應師單點動復訂閱發擾買';
const SIMPLIFIED =
  '转请说讲话谢见吗会华语换员经帮给联谁机还无没个为们与对关马来问尔别后应师单点动复订阅发扰买';
const TO_SIMPLIFIED = new Map(
  Array.from(TRADITIONAL, (character, at) => [character, SIMPLIFIED[at] ?? character]),
);

/**
 * Lower case, compatibility forms, apostrophes and joiners dropped, traditional Chinese simplified, a letter repeated
 * three times or more reduced to one. Of a long text only the beginning and the end: what a customer asks of us
 * stands there, and a pasted document must not cost time.
 */
export function plainText(text: string): string {
  // Again: a compatibility form such as "㌖" is written out as six letters.
  return sampleOf(sampleOf(text).normalize('NFKC'))
    .toLowerCase()
    .replace(/['’‘`´\u2060]|\p{Cf}|\ufe0f/gu, '')
    .replace(/[\u4e00-\u9fff]/g, (character) => TO_SIMPLIFIED.get(character) ?? character)
    .replace(/(\p{L})\1{2,}/gu, '$1')
    .trim();
}

function sampleOf(text: string): string {
  return text.length > 2 * SAMPLE_CHARS
    ? `${text.slice(0, SAMPLE_CHARS)}\n${text.slice(-SAMPLE_CHARS)}`
    : text;
}

/** Words alone, one space between them: no punctuation, no emoji. */
export function wordsOnly(plain: string): string {
  return plain.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
}

/** What stands between marks of punctuation or the words for "but". */
export function clauses(plain: string): readonly string[] {
  return plain
    .split(/[.!?;,:\n()。！？，；、：…।]+| (?:but|tapi|tetapi|ஆனால்) |但是?|可是/)
    .map(wordsOnly)
    .filter((clause) => clause !== '');
}
