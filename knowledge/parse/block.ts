// What every format is read into before it is cut: blocks in reading order.

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  /** Here begins 'page 3' or 'sheet Prices'. */
  | { readonly kind: 'place'; readonly place: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  /** Each item with its marker and everything nested under it. */
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Markdown: `header` is the header row and the dashes below it. */
  | { readonly kind: 'table'; readonly header: string; readonly rows: readonly string[] };
