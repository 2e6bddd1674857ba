// Small pieces that several pages share.
import { shorten } from '../../src/model/text.ts';
import { plain } from '../parse/markdown.ts';
import { html, type View } from './html.ts';
import { formLanguage, t } from './speech.ts';

/** Text as somebody typed it: any script, any direction, line breaks kept. */
export function typed(text: string, kind = 'typed'): View {
  return html`<div class=${kind} dir="auto">${text}</div>`;
}

export interface Clock {
  readonly nowMs: number;
  /** IANA name. */
  readonly timezone: string;
}

/** A moment in the business's own time; the script turns it into "5 minutes ago", or "for 5 minutes". */
export function moment(at: Date, clock: Clock): View {
  return time(at, clock, { words: shortTime(at, clock), relative: 'ago' });
}

/** How long something lasts. */
export function since(at: Date, clock: Clock): View {
  return time(at, clock, { words: t`since ${shortTime(at, clock)}`, relative: 'for' });
}

/** A moment to come, by its day of the week. */
export function upcoming(at: Date, clock: Clock): View {
  const words = at.toLocaleString(locale(), { weekday: 'long', ...HOUR, timeZone: clock.timezone });
  return time(at, clock, { words });
}

const HOUR = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

function locale(): string {
  return formLanguage() === 'zh' ? 'zh-SG' : 'en-SG';
}

function shortTime(at: Date, { nowMs, timezone }: Clock): string {
  const day = (date: Date): string => date.toLocaleDateString('en-SG', { timeZone: timezone });
  return day(at) === day(new Date(nowMs))
    ? at.toLocaleTimeString(locale(), { ...HOUR, timeZone: timezone })
    : at.toLocaleString(locale(), { day: 'numeric', month: 'short', ...HOUR, timeZone: timezone });
}

function time(at: Date, clock: Clock, shown: { words: string; relative?: 'ago' | 'for' }): View {
  const long = at.toLocaleString(locale(), {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: clock.timezone,
  });
  return html`<time datetime=${at.toISOString()} title=${long} data-relative=${shown.relative}>${shown.words}</time>`;
}

const MARKS = /^(?:#{1,6}\s+|<!-- .* -->$|\|[\s:|-]+$|\|\s*)|\s*\|\s*$/gm;
const CELLS = / +\| +/g;

/** The start of a longer text on one line, without the marks of Markdown, of pages and of tables. */
export function glimpse(text: string, lengthChars: number): string {
  const start = text.slice(0, lengthChars * 2).toWellFormed();
  return shorten(
    plain(start.replace(MARKS, '').replace(CELLS, ' · ')).replace(/\s+/g, ' ').trim(),
    lengthChars,
  );
}

export function token(csrfToken: string): View {
  return html`<input type="hidden" name="csrf" value=${csrfToken} />`;
}

/** HTML drops a line break right after <textarea>: one more is given, so that none of the text's own is lost. */
export function textareaText(text: string): string {
  return `\n${text}`;
}

/** Leads to this page in the form's other language, named in that language. */
export function otherLanguage(next: string): View {
  const [language, name] = formLanguage() === 'zh' ? ['en', 'English'] : ['zh', '中文'];
  const href = `/admin/language/${language}?next=${encodeURIComponent(next)}`;
  return html`<a href=${href} lang=${language} hreflang=${language}>${name}</a>`;
}

export function empty(what: { readonly title: string; readonly text: string; readonly action?: View }): View {
  return html`<div class="empty">
    <p class="title">${what.title}</p>
    <p>${what.text}</p>
    ${what.action && html`<p>${what.action}</p>`}
  </div>`;
}

/** What just happened, on top of the page. */
export function banner(kind: 'good' | 'bad', content: View): View {
  return html`<div class=${`banner ${kind}`} role=${kind === 'bad' ? 'alert' : 'status'}>${content}</div>`;
}

/** A labelled control with its hint and its mistake, tied together for screen readers. */
export function field(
  about: {
    readonly id: string;
    readonly label: string;
    readonly hint?: string;
    readonly error?: string | undefined;
  },
  control: (attributes: Readonly<Record<string, unknown>>) => View,
): View {
  const described = [about.hint && `${about.id}-hint`, about.error && `${about.id}-error`]
    .filter(Boolean)
    .join(' ');
  const attributes = {
    id: about.id,
    name: about.id,
    'aria-describedby': described || undefined,
    'aria-invalid': about.error ? 'true' : undefined,
  };
  return html`<div class=${about.error ? 'field wrong' : 'field'}>
    <label for=${about.id}>${about.label}</label>
    ${about.hint && html`<p class="hint" id=${`${about.id}-hint`}>${about.hint}</p>`}
    ${control(attributes)}
    ${about.error && html`<p class="error" id=${`${about.id}-error`}>${about.error}</p>`}
  </div>`;
}
