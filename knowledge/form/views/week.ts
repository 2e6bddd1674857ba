// The week at a glance: a few figures and small charts, drawn on the server, each readable without the drawing.
import type { Ending, Period, Ratings, Share, Tally, Week } from '../../../src/store/week.ts';
import { total } from '../../../src/store/week.ts';
import { html, type View } from '../html.ts';
import { empty } from '../parts.ts';
import { formLanguage, t, tText } from '../speech.ts';
import { channelWord, languageWord } from '../words.ts';

const ENDINGS: readonly Ending[] = ['bot', 'person', 'unanswered'];
const ENDING_WORDS: Readonly<Record<Ending, string>> = {
  bot: 'By the bot alone',
  person: 'With a person',
  unanswered: 'Without an answer',
};
const ENDING_CLASSES: Readonly<Record<Ending, string>> = {
  bot: 'by-bot',
  person: 'by-person',
  unanswered: 'by-nobody',
};
const FACES: Readonly<Record<keyof Ratings, string>> = { good: '😀', fair: '😐', bad: '🙁' };
const RATING_WORDS: Readonly<Record<keyof Ratings, string>> = { good: 'good', fair: 'fair', bad: 'bad' };

export function weekView(week: Week): View {
  const isNew = total(week.tally) + total(week.before.tally) === 0;
  return html`<section class="card glance" aria-labelledby="week">
    <div class="title-row">
      <h2 id="week">${t`The last seven days`}</h2>
      ${!isNew && definitions()}
    </div>
    ${isNew ? nothingYet() : html`${figures(week)}${legend()}${dayChart(week.days)}${shares(week)}${table(week)}`}
  </section>`;
}

function nothingYet(): View {
  return empty({
    title: t`No conversations yet`,
    text: t`Once customers write, you see here how many there are, who answered them and where they came from.`,
    action: html`<a class="button" href="/admin/channels">${t`Open channels`}</a>`,
  });
}

// Whoever reads a number must be able to know what was counted.
function definitions(): View {
  return html`<details class="explains">
    <summary aria-label=${t`What is counted?`}><span aria-hidden="true">?</span></summary>
    <dl>
      <dt>${t`Conversation`}</dt>
      <dd>${t`All that one customer writes on one channel on one day, by your own time. The week is today and the six days before; it is compared with the seven days before those.`}</dd>
      <dt>${tText(ENDING_WORDS.bot)}</dt>
      <dd>${t`The bot answered everything that it could be asked, and nobody was called.`}</dd>
      <dt>${tText(ENDING_WORDS.person)}</dt>
      <dd>${t`Somebody of your team was called, or wrote.`}</dd>
      <dt>${tText(ENDING_WORDS.unanswered)}</dt>
      <dd>${t`The bot could not answer at least one question, and no person came in.`}</dd>
      <dt>${t`Until a person came`}</dt>
      <dd>${t`From the moment the bot called a person until somebody took over, closed hours included. Half of them were quicker.`}</dd>
      <dt>${t`Ratings`}</dt>
      <dd>${t`What customers pressed when your team had helped them.`}</dd>
    </dl>
  </details>`;
}

function figures(week: Week): View {
  const { tally, ratings, before } = week;
  const all = total(tally);
  // Nothing can be compared with a week without conversations.
  const earlier = (value: string | number): View =>
    total(before.tally) > 0 && html`<dd class="hint">${t`${value} the week before`}</dd>`;
  return html`<dl class="counts">
    ${figure(t`Conversations`, html`<strong>${all}</strong>`, earlier(total(before.tally)))}
    ${ENDINGS.map((ending) =>
      figure(tText(ENDING_WORDS[ending]), share(tally[ending], all), earlier(before.tally[ending])),
    )}
    ${figure(
      t`Until a person came`,
      html`<strong>${duration(week.minutesToPerson)}</strong>`,
      earlier(duration(before.minutesToPerson)),
    )}
    ${figure(
      t`Ratings`,
      count(ratings) === 0 ? html`<strong>–</strong>` : faces(ratings),
      earlier(count(before.ratings)),
    )}
  </dl>`;
}

function figure(name: string, value: View, earlier: View): View {
  return html`<div><dt>${name}</dt><dd>${value}</dd>${earlier}</div>`;
}

function share(part: number, whole: number): View {
  return html`<strong>${part}</strong> <span class="share">${percent(part, whole)}</span>`;
}

function faces(ratings: Ratings): View {
  return html`<span class="ratings">${(Object.keys(FACES) as (keyof Ratings)[]).map(
    (rating) =>
      html`<span><span role="img" aria-label=${tText(RATING_WORDS[rating])}>${FACES[rating]}</span> <strong>${ratings[rating]}</strong></span>`,
  )}</span>`;
}

function count({ good, fair, bad }: Ratings): number {
  return good + fair + bad;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${Math.round((part / whole) * 100)}%`;
}

/** "5 min", "1 h 20 min", "2 days". */
export function duration(minutes: Period['minutesToPerson']): string {
  if (minutes === undefined) return '–';
  const whole = Math.round(minutes);
  if (whole < 1) return t`under 1 min`;
  if (whole < 60) return t`${whole} min`;
  if (whole < 48 * 60) {
    const [hours, rest] = [Math.floor(whole / 60), whole % 60];
    return rest === 0 || hours >= 10 ? t`${hours} h` : t`${hours} h ${rest} min`;
  }
  return t`${Math.round(whole / (24 * 60))} days`;
}

function legend(): View {
  return html`<ul class="legend">
    ${ENDINGS.map((ending) => html`<li><svg class=${`swatch ${ENDING_CLASSES[ending]}`} viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" /></svg>${tText(ENDING_WORDS[ending])}</li>`)}
  </ul>`;
}

function dayChart(days: Week['days']): View {
  const most = Math.max(1, ...days.map(({ tally }) => total(tally)));
  return html`<ol class="day-chart" aria-label=${t`Conversations by day`}>
    ${days.map(
      ({ day, tally }) => html`<li>
        <span class="count" aria-hidden="true">${total(tally) || ''}</span>
        ${column(tally, most)}
        <span class="day" aria-hidden="true"><b>${dayName(day, { weekday: 'short' })}</b><span>${dayName(day, { day: 'numeric' })}</span></span>
        <span class="hidden">${inWords(dayName(day, { weekday: 'long', day: 'numeric', month: 'long' }), tally)}</span>
      </li>`,
    )}
  </ol>`;
}

function inWords(name: string, tally: Tally): string {
  const { bot, person, unanswered } = tally;
  return t`${name}: ${total(tally)} conversations, ${bot} by the bot alone, ${person} with a person, ${unanswered} without an answer`;
}

// Noon in UTC is on that day everywhere that it is printed in UTC.
function dayName(day: string, as: Intl.DateTimeFormatOptions): string {
  const locale = formLanguage() === 'zh' ? 'zh-SG' : 'en-SG';
  return new Date(`${day}T12:00:00Z`).toLocaleDateString(locale, { ...as, timeZone: 'UTC' });
}

const GAP = 1;

/** From the bottom up; a thin gap tells the parts apart where colours don't. */
function column(tally: Tally, most: number): View {
  let top = 100;
  const parts = ENDINGS.flatMap((ending) => {
    const height = (tally[ending] / most) * 100;
    if (height === 0) return [];
    top -= height;
    return [
      html`<rect class=${ENDING_CLASSES[ending]} x="0" y=${round(top)} width="10" height=${round(Math.max(height - GAP, 0.5))} />`,
    ];
  });
  return html`<svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}

function bar(tally: Tally, most: number): View {
  let left = 0;
  const parts = ENDINGS.flatMap((ending) => {
    const width = (tally[ending] / most) * 100;
    if (width === 0) return [];
    left += width;
    return [
      html`<rect class=${ENDING_CLASSES[ending]} x=${round(left - width)} y="0" width=${round(Math.max(width - GAP / 2, 0.5))} height="10" />`,
    ];
  });
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function shares({ channels, languages }: Week): View {
  return html`<div class="shares">
    ${shareList(t`By channel`, channels, channelWord)}
    ${shareList(t`By language`, languages, (name) => (name === '' ? t`not known yet` : languageWord(name)))}
  </div>`;
}

function shareList(title: string, all: readonly Share[], word: (name: string) => string): View {
  if (all.length === 0) return false;
  const most = Math.max(1, ...all.map(({ tally }) => total(tally)));
  return html`<div>
    <h3>${title}</h3>
    <ul class="share-list">
      ${all.map(
        ({ name, tally }) => html`<li>
          <span class="name" aria-hidden="true">${word(name)}</span>
          ${bar(tally, most)}
          <span class="count" aria-hidden="true">${total(tally)}</span>
          <span class="hidden">${inWords(word(name), tally)}</span>
        </li>`,
      )}
    </ul>
  </div>`;
}

function table({ days, channels, languages, tally }: Week): View {
  const row = (name: string, of: Tally): View => html`<tr>
    <th scope="row">${name}</th>
    <td>${total(of)}</td>
    ${ENDINGS.map((ending) => html`<td>${of[ending]}</td>`)}
  </tr>`;
  return html`<details class="as-table">
    <summary>${t`The same as a table`}</summary>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <td></td>
            <th scope="col">${t`All`}</th>
            ${ENDINGS.map((ending) => html`<th scope="col">${tText(ENDING_WORDS[ending])}</th>`)}
          </tr>
        </thead>
        <tbody>${days.map(({ day, tally: of }) => row(dayName(day, { weekday: 'short', day: 'numeric', month: 'short' }), of))}</tbody>
        <tbody>${channels.map(({ name, tally: of }) => row(channelWord(name), of))}</tbody>
        <tbody>${languages.map(({ name, tally: of }) => row(name === '' ? t`not known yet` : languageWord(name), of))}</tbody>
        <tfoot>${row(t`The week`, tally)}</tfoot>
      </table>
    </div>
  </details>`;
}
