// What the page and the server say about this widget: the script tag's data attributes, and config.json.
import type { Language } from '../../../src/model/language.ts';

export interface Settings {
  /** The server's root, without a slash at the end. */
  readonly server: string;
  readonly title: string | undefined;
  readonly language: string | undefined;
  /** Open from the start, on screens with room for it. */
  readonly isOpen: boolean;
  /** Who the visitor is, signed by the page's own server. */
  readonly identity: string | undefined;
}

export interface Config {
  readonly businessName: string;
  readonly languages: readonly Language[];
  readonly greetings: Readonly<Partial<Record<Language, string>>>;
}

const PATH = '/webchat/widget.js';

/** undefined where the script wasn't loaded by a tag of its own: then the server is not known. */
export function readSettings(script: HTMLOrSVGScriptElement | null): Settings | undefined {
  const found =
    script instanceof HTMLScriptElement && script.src
      ? script
      : document.querySelector<HTMLScriptElement>(`script[src*="${PATH}"]`);
  if (!found) return undefined;
  const { title, language, open, identity } = found.dataset;
  const url = new URL(found.src);
  return {
    server: url.origin + url.pathname.slice(0, url.pathname.indexOf(PATH)),
    title,
    language,
    isOpen: open !== undefined && open !== 'false',
    identity,
  };
}

/** @throws where the server can't be reached or doesn't allow this page. */
export async function fetchConfig(server: string): Promise<Config> {
  const response = await fetch(`${server}/webchat/config.json`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`config.json answered ${response.status}`);
  return response.json();
}
