// Small pieces that several pages share.
import { html, type View } from './html.ts';

/** Text as somebody typed it: any script, any direction, line breaks kept. */
export function typed(text: string, kind = 'typed'): View {
  return html`<div class=${kind} dir="auto">${text}</div>`;
}

export interface Clock {
  readonly nowMs: number;
  /** IANA name. */
  readonly timezone: string;
}

/** A moment in the business's own time; the script turns it into "5 minutes ago". */
export function moment(at: Date, clock: Clock): View {
  const day = (date: Date): string => date.toLocaleDateString('en-SG', { timeZone: clock.timezone });
  const isToday = day(at) === day(new Date(clock.nowMs));
  const hour = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: clock.timezone } as const;
  const short = isToday
    ? at.toLocaleTimeString('en-SG', hour)
    : at.toLocaleString('en-SG', { day: 'numeric', month: 'short', ...hour });
  const long = at.toLocaleString('en-SG', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: clock.timezone,
  });
  return html`<time datetime=${at.toISOString()} title=${long} data-relative>${short}</time>`;
}

export function token(csrfToken: string): View {
  return html`<input type="hidden" name="csrf" value=${csrfToken} />`;
}

/** HTML drops a line break right after <textarea>: one more is given, so that none of the text's own is lost. */
export function textareaText(text: string): string {
  return `\n${text}`;
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
