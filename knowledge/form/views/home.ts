// The first page: calm cards, each with its next step.
import type { Mode } from '../../../src/model/conversation.ts';
import { isOpen, nextOpening, type OpeningHours } from '../../../src/model/opening-hours.ts';
import type { ThreadSummary } from '../../../src/store/threads.ts';
import type { Gap } from '../../gaps.ts';
import type { ChannelShown } from '../channel-states.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { banner, type Clock, empty, upcoming } from '../parts.ts';
import { stateLine } from './channels.ts';
import { threadRows } from './conversation-list.ts';

export function homeView(shown: {
  readonly business: { readonly name: string; readonly hours: OpeningHours };
  /** Channels about which somebody has to do something. */
  readonly attention: readonly ChannelShown[];
  readonly counts: Readonly<Record<Mode, number>>;
  readonly threads: readonly ThreadSummary[];
  readonly gaps: readonly Gap[];
  readonly knowledge: { readonly total: number; readonly failed: number };
  readonly clock: Clock;
}): View {
  const { counts, threads, gaps, knowledge, clock } = shown;
  return html`<div data-region="greeting">
      <h1>${headline(counts)}</h1>
      <p class="lead"><bdi>${shown.business.name}</bdi> is ${openingWords(shown.business.hours, clock)}</p>
    </div>
    <div data-region="attention">${shown.attention.length > 0 && attentionCard(shown.attention)}</div>
    ${knowledge.failed > 0 && banner('bad', html`${knowledge.failed} of your entries could not be read. <a href="/admin/knowledge?status=failed">See which</a>`)}
    <ul class="figures" data-region="figures">
      ${figure(counts.waiting, 'waiting', '/admin/conversations', counts.waiting > 0 ? 'urgent' : '')}
      ${figure(counts.human, 'in hand', '/admin/conversations')}
      ${figure(counts.bot, 'with the bot', '/admin/conversations?show=bot')}
      ${figure(knowledge.total, knowledge.total === 1 ? 'knowledge entry' : 'knowledge entries', '/admin/knowledge')}
    </ul>
    <div class="columns">
      <section class="card" aria-labelledby="people">
        <h2 id="people">People who need you</h2>
        <div data-region="threads">${threads.length > 0 ? threadRows(threads, clock) : NOBODY}</div>
      </section>
      <section class="card" aria-labelledby="open-questions">
        <h2 id="open-questions">Questions without an answer</h2>
        ${gaps.length > 0 ? gapRows(gaps) : NO_GAPS}
      </section>
    </div>
    ${knowledge.total === 0 && TEACH}`;
}

function attentionCard(channels: readonly ChannelShown[]): View {
  return html`<section class="card attention" aria-labelledby="attention">
    <h2 id="attention">${channels.length === 1 ? 'A channel needs you' : `${channels.length} channels need you`}</h2>
    <ul class="lines more">
      ${channels.map((channel) => {
        const { title, detail, health, words } = channel;
        return html`<li>${stateLine({ health, words: `${title}: ${words}` })}${detail && html`<p class="hint">${detail}</p>`}</li>`;
      })}
    </ul>
    <p><a class="button primary" href="/admin/channels">Open channels</a></p>
  </section>`;
}

function headline(counts: Readonly<Record<Mode, number>>): string {
  if (counts.waiting === 1) return 'One person is waiting for you';
  if (counts.waiting > 1) return `${counts.waiting} people are waiting for you`;
  return counts.human > 0 ? 'Nobody is waiting' : 'All is quiet';
}

function openingWords(hours: OpeningHours, clock: Clock): View {
  const at = new Date(clock.nowMs);
  if (isOpen(hours, at)) return 'open now.';
  const next = nextOpening(hours, at);
  return next ? html`closed now and opens on ${upcoming(next, clock)}.` : 'closed now.';
}

function figure(value: number, name: string, href: string, kind = ''): View {
  return html`<li><a class=${`figure ${kind}`} href=${href}><strong>${value}</strong><span>${name}</span></a></li>`;
}

function gapRows(gaps: readonly Gap[]): View {
  return html`<ul class="lines">
      ${gaps.map(
        (gap) => html`<li>
          <a href=${`/admin/knowledge/new?kind=question_answer&gap=${gap.id}`}>
            <bdi>${gap.question}</bdi>
            <span class="hint">${gap.times === 1 ? 'asked once' : `asked ${gap.times} times`}</span>
          </a>
        </li>`,
      )}
    </ul>
    <p><a class="button" href="/admin/questions">See all questions</a></p>`;
}

const NOBODY = empty({
  title: 'Nobody is waiting',
  text: 'The bot looks after your customers. Whoever asks for a person appears here.',
});

const NO_GAPS = empty({
  title: 'No open questions',
  text: 'What customers ask and your knowledge cannot answer is collected here, so that you can add it.',
  action: html`<a class="button" href="/admin/try">Try a question yourself</a>`,
});

const TEACH = html`<section class="card teach">
  <h2>Teach the bot your business</h2>
  <p>It answers only from what you tell it. Start with the three questions that you hear most.</p>
  <div class="buttons">
    <a class="button primary" href="/admin/knowledge/new?kind=question_answer">${icon('add')} Add a question and answer</a>
    <a class="button" href="/admin/knowledge/new?kind=markdown">Upload a document</a>
  </div>
</section>`;
