// Views are written as HTML in tagged templates; every value in them is escaped by preact.
import { html as bound } from 'htm/preact';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

export type View = VNode | VNode[] | string | false | undefined;

export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): VNode | VNode[] {
  return bound(strings, ...values);
}

export function renderDocument(view: VNode | VNode[]): string {
  return `<!doctype html>${(Array.isArray(view) ? view : [view]).map((node) => renderToString(node)).join('')}`;
}

/** The one door for ready-made HTML: only `markdown.ts`, which sanitizes, and our own icons go through it. */
export function trustedHtml(markup: string): {
  readonly dangerouslySetInnerHTML: { readonly __html: string };
} {
  return { dangerouslySetInnerHTML: { __html: markup } };
}
