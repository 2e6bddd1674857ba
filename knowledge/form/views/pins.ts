// The page of pinned questions, and what is shown before a change that would alter their answers.
import type { PinChange } from '../../pin-guard.ts';
import type { Pin } from '../../pins.ts';
import type { Expectation, PinState, Replayed } from '../../replay.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { banner, type Clock, empty, glimpse, moment, token } from '../parts.ts';
import { t, tText, tView } from '../speech.ts';
import { dayWord } from '../validity.ts';
import { languageWord } from '../words.ts';

export interface PinsShown {
  readonly pins: readonly Pin[];
  readonly csrfToken: string;
  readonly news: {
    /** Just pinned: its id. */
    readonly pinned: string | undefined;
    readonly isReplayed: boolean;
    /** The question that nothing answers; '' where there are too many. */
    readonly refused: string | undefined;
    /** What was expected until just now. */
    readonly before: (Expectation & { readonly isUnpinned: boolean }) | undefined;
  };
  readonly clock: Clock;
}

const STATE_WORDS: Readonly<Record<PinState, string>> = {
  holds: 'Holds',
  changed: 'Another answer',
  fails: 'No answer',
};

const STATE_TAGS: Readonly<Record<PinState, string>> = { holds: 'ready', changed: 'human', fails: 'failed' };

const GLIMPSE_CHARS = 180;

export function pinsView(shown: PinsShown): View {
  const { pins, csrfToken } = shown;
  const broken = pins.filter(({ state }) => state !== 'holds').length;
  return html`<div class="title-row">
      <h1>${t`Try it`}</h1>
      ${
        pins.length > 0 &&
        html`<form method="post" action="/admin/pins/replay">${token(csrfToken)}<button>${t`Ask all again`}</button></form>`
      }
    </div>
    ${tryTabs('pins', pins.length)}
    <p class="lead">${t`Questions whose answer must hold. They are asked again with every change to your knowledge, before it is published. What imports and watched pages would alter waits for you.`}</p>
    ${newsBanner(shown)}
    <div data-region="broken">${broken > 0 && banner('bad', broken === 1 ? t`1 pinned answer no longer holds.` : t`${broken} pinned answers no longer hold.`)}</div>
    <form class="ask" method="get" action="/admin/try">
      <label class="hidden" for="question">${t`A customer’s question`}</label>
      <input id="question" name="question" required maxlength="1000" dir="auto" placeholder=${t`Ask a question, then pin it…`} autocomplete="off" />
      <button>${t`Ask`}</button>
    </form>
    ${pins.length === 0 ? none() : html`<ul class="pins">${pins.map((pin) => item(pin, shown))}</ul>`}`;
}

/** The console and what was pinned from it. */
export function tryTabs(current: 'try' | 'pins', count: number): View {
  return html`<nav class="tabs" aria-label=${t`Try it`}>
    <a href="/admin/try" aria-current=${current === 'try' ? 'page' : undefined}>${t`Ask a question`}</a>
    <a href="/admin/pins" aria-current=${current === 'pins' ? 'page' : undefined}>${t`Pinned`} <span class="count">${count}</span></a>
  </nav>`;
}

function newsBanner({ news, csrfToken }: PinsShown): View {
  const { pinned, isReplayed, refused, before } = news;
  if (pinned) return banner('good', t`Pinned. You will be asked before a change alters this answer.`);
  if (refused === '') return banner('bad', t`200 questions are pinned already. Unpin one first.`);
  if (refused !== undefined)
    return banner(
      'bad',
      html`<span>${tView`The bot has no answer to “${html`<bdi>${refused}</bdi>`}” yet, so there is nothing to pin.`}</span>
      <a class="button small" href=${`/admin/knowledge/new?kind=question_answer&question=${encodeURIComponent(refused)}`}>${t`Teach it the answer`}</a>`,
    );
  if (before) return undoPin(before, csrfToken);
  return isReplayed && banner('good', t`All pinned questions were asked again.`);
}

function undoPin(
  { question, language, documentId, expectedText, isUnpinned }: NonNullable<PinsShown['news']['before']>,
  csrfToken: string,
): View {
  const fields = { question, language, document: documentId, text: expectedText };
  return banner(
    'good',
    html`<span>${isUnpinned ? t`Unpinned.` : t`Changed what must answer.`}</span>
      <form method="post" action="/admin/pins">
        ${token(csrfToken)}
        ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
        <button class="small">${t`Undo`}</button>
      </form>`,
  );
}

function item(pin: Pin, { csrfToken, clock }: PinsShown): View {
  const { id, question, state, language, documentId, title, expectedText, isDeleted, checkedAt } = pin;
  return html`<li class="card pin" id=${`pin-${id}`}>
    <div data-region=${`pin-${id}`}>
    <div class="title-row">
      <h2><bdi dir="auto">${question}</bdi></h2>
      <span class=${`tag ${STATE_TAGS[state]}`}>${tText(STATE_WORDS[state])}</span>
    </div>
    <dl class="facts">
      <dt>${t`Must answer`}</dt>
      <dd>
        ${isDeleted ? html`<bdi>${title}</bdi> <span class="tag failed">${t`deleted`}</span>` : html`<a href=${`/admin/knowledge/${documentId}`}><bdi>${title}</bdi></a>`}
        ${expectedText && html`<div>${tView`with the words “${html`<bdi>${expectedText}</bdi>`}”`}</div>`}
      </dd>
      <dt>${t`Answers now`}</dt>
      <dd>${answeredWords(pin)}</dd>
    </dl>
    </div>
    <div class="title-row">
      <p class="tags" data-region=${`pin-time-${id}`}><span>${languageWord(language)}</span><span>${tView`asked ${moment(checkedAt, clock)}`}</span></p>
      <div class="buttons" data-region=${`pin-acts-${id}`}>
        <a class="button small" href=${`/admin/try?question=${encodeURIComponent(question)}`}>${t`Try it`}</a>
        ${state === 'changed' && post(`/admin/pins/${id}/accept`, { csrfToken, label: t`Expect this answer from now on`, answered: pin.answered?.documentId })}
        ${post(`/admin/pins/${id}/remove`, { csrfToken, label: t`Unpin` })}
      </div>
    </div>
    <details>
      <summary>${expectedText ? t`Change the words that must appear` : t`Say which words must appear`}</summary>
      <form class="ask" method="post" action=${`/admin/pins/${id}/expect`}>
        ${token(csrfToken)}
        <label class="hidden" for=${`text-${id}`}>${t`Words that must appear in the answer`}</label>
        <input id=${`text-${id}`} name="text" value=${expectedText} maxlength="300" dir="auto" placeholder=${t`For example: $5, or 9 am`} autocomplete="off" />
        <button>${t`Save`}</button>
      </form>
    </details>
  </li>`;
}

function post(
  action: string,
  { csrfToken, label, answered }: { csrfToken: string; label: string; answered?: string | undefined },
): View {
  return html`<form method="post" action=${action}>${token(csrfToken)}
    ${answered && html`<input type="hidden" name="answered" value=${answered} />`}<button class="small">${label}</button></form>`;
}

function answeredWords({ answered }: Replayed): View {
  if (!answered) return t`Nothing: the bot would say that it doesn’t know.`;
  const { documentId, title, text, confidence, isHumanOnly } = answered;
  const sure = t`${`${Math.round(confidence * 100)}%`} sure`;
  return html`<a href=${`/admin/knowledge/${documentId}`}><bdi>${title}</bdi></a> <span class="hint">${sure}</span>
    ${isHumanOnly && html`<span class="tag human">${t`Only a person answers`}</span>`}
    <p class="excerpt" dir="auto">${glimpse(text, GLIMPSE_CHARS)}</p>`;
}

/** Above what was typed: nothing is published yet. @param action the button that was pressed. @param form its id. */
export function pinChangesView(
  changes: readonly PinChange[],
  {
    action,
    form = 'editor',
    clock,
  }: { readonly action: string; readonly form?: string; readonly clock: Clock },
): View {
  return html`<section class="card pin-changes" role="alert" aria-labelledby="pin-changes">
    ${heading(changes)}
    <p>${t`Nothing is published yet. Change your text below, or publish it all the same.`}</p>
    ${comparison(changes, clock)}
    <div class="buttons">
      <button class="danger" form=${form} name="anyway" value=${action || 'save'}>${t`Publish anyway`}</button>
      <a class="button" href="/admin/pins">${t`See pinned questions`}</a>
    </div>
  </section>`;
}

export interface ConfirmShown {
  readonly changes: readonly PinChange[];
  /** Where the button sends it, and what it says. */
  readonly action: string;
  readonly label: string;
  readonly back: string;
  /** What was sent, to be sent again. */
  readonly fields?: readonly (readonly [name: string, value: string])[];
  readonly csrfToken: string;
  readonly clock: Clock;
}

/** A page of its own, for what has no editor. */
export function confirmView({
  changes,
  action,
  label,
  back,
  fields = [],
  csrfToken,
  clock,
}: ConfirmShown): View {
  return html`<section class="card pin-changes" role="alert" aria-labelledby="pin-changes">
    ${heading(changes)}
    <p>${t`Nothing has changed yet.`}</p>
    ${comparison(changes, clock)}
    <form class="buttons" method="post" action=${action}>
      ${token(csrfToken)}
      ${fields.map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
      <input type="hidden" name="anyway" value="yes" />
      <button class="danger">${label}</button>
      <a class="button" href=${back}>${t`Cancel`}</a>
    </form>
  </section>`;
}

function heading({ length }: readonly PinChange[]): View {
  return html`<h2 id="pin-changes">${icon('warning')} ${
    length === 1
      ? t`This change would alter 1 pinned answer`
      : t`This change would alter ${length} pinned answers`
  }</h2>`;
}

export function comparison(changes: readonly PinChange[], clock: Clock): View {
  return html`<ul class="comparison">
    ${changes.map(
      ({ pin, from, before, after }) => html`<li>
        <h3><bdi dir="auto">${pin.question}</bdi> ${from && html`<span class="tag dated">${t`from ${dayWord(from, clock)}`}</span>`}</h3>
        <div class="sides">
          <div><p class="hint">${t`Before`}</p>${answeredWords(before)}</div>
          <div><p class="hint">${t`After`}</p>${answeredWords(after)}${missingWords(pin, after)}</div>
        </div>
      </li>`,
    )}
  </ul>`;
}

// The same entry answers, without the words that were asked for.
function missingWords({ documentId, expectedText }: PinChange['pin'], { answered }: Replayed): View {
  return (
    expectedText !== '' &&
    answered?.documentId === documentId &&
    html`<p class="error">${tView`without the words “${html`<bdi>${expectedText}</bdi>`}”`}</p>`
  );
}

function none(): View {
  return empty({
    title: t`Nothing is pinned yet`,
    text: t`Ask what must always be answered right, such as your prices or opening hours, and pin it. You will be warned before a change alters the answer.`,
    action: html`<a class="button" href="/admin/try">${t`Ask a question`}</a>`,
  });
}
