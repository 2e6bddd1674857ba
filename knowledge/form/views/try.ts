// The console's page: a question, and all that the bot makes of it.

import type { Trial } from '../../../src/agent/preview.ts';
import type { Found } from '../../search.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { markdown } from '../markdown.ts';
import { empty, token, typed } from '../parts.ts';
import { t } from '../speech.ts';
import { decisionWords, kindWords, languageWord } from '../words.ts';
import { tryTabs } from './pins.ts';

const EXAMPLES = [
  'What time do you open on Saturday?',
  '你们送货吗？',
  'Boleh bayar guna PayNow?',
  'Human please',
];

export function tryView(shown: {
  readonly question: string;
  readonly trial: Trial | undefined;
  /** How many questions are pinned. */
  readonly pins: number;
  readonly csrfToken: string;
}): View {
  const { question, trial } = shown;
  return html`<h1>${t`Try it`}</h1>
    ${tryTabs('try', shown.pins)}
    <p class="lead">${t`Ask as a customer would. Nothing is sent or kept.`}</p>
    <form class="ask" method="get" action="/admin/try" data-swap="trial">
      <label class="hidden" for="question">${t`A customer’s question`}</label>
      <input id="question" name="question" value=${question} required maxlength="1000" dir="auto" placeholder=${t`Ask a question…`} autofocus=${question === ''} autocomplete="off" />
      <button class="primary">${t`Ask`}</button>
    </form>
    <div data-region="trial" aria-live="polite">${trial ? result(trial, shown) : examples()}</div>`;
}

function examples(): View {
  return empty({
    title: t`See what the bot sees`,
    text: t`For each question: what it finds in your knowledge, how sure it is, and what it would say.`,
    action: html`<span class="buttons center">
      ${EXAMPLES.map((text) => html`<a class="button small" href=${`/admin/try?question=${encodeURIComponent(text)}`}><bdi>${text}</bdi></a>`)}
    </span>`,
  });
}

function result(trial: Trial, { question, csrfToken }: { question: string; csrfToken: string }): View {
  const { decision, text, confidence, threshold, language, passages } = trial;
  return html`<div class="trial">
    <section class="card" aria-labelledby="would-say">
      <h2 id="would-say">${t`What it would say`}</h2>
      <div class="message bot">
        <div class="bubble">${text.trim() === '' ? html`<p class="hint">${t`Nothing.`}</p>` : markdown(text)}</div>
      </div>
      <p><strong>${t`${kindWords(decision.kind)}.`}</strong> ${decisionWords(decision.reason)}</p>
      <p class="hint">${t`It answers in ${languageWord(language)}.`}</p>
    </section>
    <section class="card" aria-labelledby="found">
      <h2 id="found">${t`What it found`}</h2>
      <div class="confidence">
        <p>
          <strong>${t`${percent(confidence)} sure`}</strong>${' '}
          <span class="hint">${t`that the answer is here; it needs ${percent(threshold)} to answer.`}</span>
        </p>
        ${bar(confidence, threshold)}
      </div>
      ${passages.length > 0 ? passageList(passages) : html`<p class="hint">${t`Nothing in your knowledge is close to this.`}</p>`}
      ${decision.reason === 'found' && pinForm({ question, language, csrfToken })}
      ${
        confidence < threshold &&
        html`<p><a class="button" href=${`/admin/knowledge/new?kind=question_answer&question=${encodeURIComponent(question)}`}>${t`Teach it the answer`}</a></p>`
      }
    </section>
  </div>`;
}

// What is right now must stay so.
function pinForm(pin: {
  readonly question: string;
  readonly language: string;
  readonly csrfToken: string;
}): View {
  return html`<form method="post" action="/admin/pins">
    ${token(pin.csrfToken)}
    <input type="hidden" name="question" value=${pin.question} />
    <input type="hidden" name="language" value=${pin.language} />
    <button title=${t`You will be asked before a change alters this answer`}>${icon('pin')} ${t`Pin this question`}</button>
  </form>`;
}

function passageList(passages: readonly Found[]): View {
  return html`<ol class="passages">
    ${passages.map(
      ({ documentId, title, heading, text, kind, score, isHumanOnly }) => html`<li>
        <div class="score">${bar(score)}<span>${percent(score)}</span></div>
        <a href=${`/admin/knowledge/${documentId}`}><bdi>${title}</bdi></a>
        ${isHumanOnly && html`<span class="tag human">${t`Only a person answers`}</span>`}
        ${heading && heading !== title && html`<p class="hint"><bdi>${heading}</bdi></p>`}
        ${kind === 'text' ? typed(text, 'typed excerpt') : markdown(text, 'typed rich excerpt')}
      </li>`,
    )}
  </ol>`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

// Drawn, not styled: the page allows no style attributes.
function bar(share: number, mark?: number): View {
  const width = Math.max(0, Math.min(1, share)) * 100;
  const isEnough = mark === undefined || share >= mark;
  return html`<svg class=${isEnough ? 'bar' : 'bar low'} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="6" />
    <rect class="fill" width=${width} height="6" />
    ${mark !== undefined && html`<rect class="mark" x=${mark * 100 - 0.4} width="0.8" height="6" />`}
  </svg>`;
}
