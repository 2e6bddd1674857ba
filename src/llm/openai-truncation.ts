// An answer that ran into the limit of tokens, cut back to what was said completely.

// The full stops of our languages, then closing quotes, brackets, emphasis and citations such as [1].
const SENTENCE_END = /[.!?…。！？][\p{Pe}\p{Pf}"'*_]*(?:\s*\[\d+\])*$/u;
// The segmenter counts citations to the sentence that follows.
const CITATIONS = /^(?:\s*\[\d+\])+/;
// "$3." may go on as "$3.50" and "No." as "No. 5 Jalan Besar": half an address or price is worse than none.
const UNSURE_END = /(?:\d|\b(?:No|Nos|Blk|St|Rd|Ave|Mr|Mrs|Ms|Mdm|Dr|e\.g|i\.e))\.$/i;

/** The text up to its last complete sentence; '' where there is none. */
export function cutToSentence(text: string): string {
  const starts = [...new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text)].map(
    (sentence) => sentence.index,
  );
  for (let end = text.length; end > 0; end = starts.pop() ?? 0) {
    const kept = text.slice(0, end).trimEnd();
    if (SENTENCE_END.test(kept) && !UNSURE_END.test(kept))
      return kept + (CITATIONS.exec(text.slice(kept.length))?.[0] ?? '');
  }
  return '';
}
