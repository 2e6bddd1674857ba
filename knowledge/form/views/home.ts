// The first page: calm cards, each with its next step.
import type { Mode } from '../../../src/model/conversation.ts';
import { isOpen, nextOpening, type OpeningHours } from '../../../src/model/opening-hours.ts';
import type { ThreadSummary } from '../../../src/store/threads.ts';
import type { Week } from '../../../src/store/week.ts';
import type { Gap } from '../../gaps.ts';
import type { ChannelShown } from '../channel-states.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { banner, type Clock, empty, token, upcoming } from '../parts.ts';
import { t, tView } from '../speech.ts';
import { stateLine } from './channels.ts';
import { threadRows } from './conversation-list.ts';
import { heldBanner } from './held.ts';
import { weekView } from './week.ts';

export function homeView(shown: {
  readonly business: { readonly name: string; readonly hours: OpeningHours };
  /** Channels about which somebody has to do something. */
  readonly attention: readonly ChannelShown[];
  readonly counts: Readonly<Record<Mode, number>>;
  readonly threads: readonly ThreadSummary[];
  readonly gaps: readonly Gap[];
  readonly knowledge: {
    readonly total: number;
    readonly failed: number;
    /** So many came with a first start. */
    readonly sample: number;
  };
  readonly csrfToken: string;
  /** Pinned answers that no longer hold. */
  readonly brokenPins: number;
  /** Imported texts that wait for the owner. */
  readonly held: Parameters<typeof heldBanner>[0];
  readonly week: Week;
  readonly clock: Clock;
}): View {
  const { counts, threads, gaps, knowledge, clock } = shown;
  return html`<div data-region="greeting">
      <h1>${headline(counts)}</h1>
      <p class="lead">${openingWords(shown.business, clock)}</p>
    </div>
    <div data-region="attention">${shown.attention.length > 0 && attentionCard(shown.attention)}</div>
    <div data-region="sample">${knowledge.sample > 0 && sampleCard(knowledge.sample, shown.csrfToken)}</div>
    <div data-region="failed">${knowledge.failed > 0 && failedBanner(knowledge.failed)}</div>
    <div data-region="held">${heldBanner(shown.held)}</div>
    <div data-region="pins">${shown.brokenPins > 0 && pinsBanner(shown.brokenPins)}</div>
    <ul class="figures" data-region="figures">
      ${figure(counts.waiting, t`waiting`, '/admin/conversations', counts.waiting > 0 ? 'urgent' : '')}
      ${figure(counts.human, t`in hand`, '/admin/conversations')}
      ${figure(counts.bot, t`with the bot`, '/admin/conversations?show=bot')}
      ${figure(knowledge.total, knowledge.total === 1 ? t`knowledge entry` : t`knowledge entries`, '/admin/knowledge')}
    </ul>
    <div class="columns">
      <section class="card" aria-labelledby="people">
        <h2 id="people">${t`People who need you`}</h2>
        <div data-region="threads">${threads.length > 0 ? threadRows(threads, clock) : nobody()}</div>
      </section>
      <section class="card" aria-labelledby="open-questions">
        <h2 id="open-questions">${t`Questions without an answer`}</h2>
        <div data-region="gaps">${gaps.length > 0 ? gapRows(gaps) : noGaps()}</div>
      </section>
    </div>
    <div data-region="teach">${knowledge.total === 0 && teach()}</div>
    <div data-region="week">${weekView(shown.week)}</div>`;
}

// A shop that goes live with it would promise its customers somebody else's prices.
function sampleCard(entries: number, csrfToken: string): View {
  const words =
    entries === 1
      ? t`1 entry tells of a shop that does not exist. Your customers get this answer, too, until you delete it.`
      : t`${entries} entries tell of a shop that does not exist, so that you can try the bot. Your customers get these answers, too, until you delete them.`;
  return html`<section class="card sample" aria-labelledby="sample">
    <h2 id="sample">${t`The bot still speaks for a sample shop`}</h2>
    <p>${words}</p>
    <div class="buttons">
      <a class="button primary" href="/admin/knowledge/import">${t`Import files or a web page`}</a>
      <a class="button" href="/admin/knowledge?source=starter">${t`Look at the sample content`}</a>
      <form method="post" action="/admin/knowledge/bulk">
        ${token(csrfToken)}
        <input type="hidden" name="scope" value="all" /><input type="hidden" name="source" value="starter" />
        <button class="danger" name="action" value="delete">${t`Delete the sample content`}</button>
      </form>
    </div>
  </section>`;
}

function attentionCard(channels: readonly ChannelShown[]): View {
  return html`<section class="card attention" aria-labelledby="attention">
    <h2 id="attention">${channels.length === 1 ? t`A channel needs you` : t`${channels.length} channels need you`}</h2>
    <ul class="lines more">
      ${channels.map((channel) => {
        const { title, detail, health, words } = channel;
        return html`<li>${stateLine({ health, words: `${title}: ${words}` })}${detail && html`<p class="hint">${detail}</p>`}</li>`;
      })}
    </ul>
    <p><a class="button primary" href="/admin/channels">${t`Open channels`}</a></p>
  </section>`;
}

function headline(counts: Readonly<Record<Mode, number>>): string {
  if (counts.waiting === 1) return t`One person is waiting for you`;
  if (counts.waiting > 1) return t`${counts.waiting} people are waiting for you`;
  return counts.human > 0 ? t`Nobody is waiting` : t`All is quiet`;
}

function openingWords(
  { name, hours }: { readonly name: string; readonly hours: OpeningHours },
  clock: Clock,
): View {
  const at = new Date(clock.nowMs);
  const shop = html`<bdi>${name}</bdi>`;
  if (isOpen(hours, at)) return tView`${shop} is open now.`;
  const next = nextOpening(hours, at);
  return next
    ? tView`${shop} is closed now and opens on ${upcoming(next, clock)}.`
    : tView`${shop} is closed now.`;
}

function failedBanner(failed: number): View {
  const words =
    failed === 1 ? t`1 of your entries could not be read.` : t`${failed} of your entries could not be read.`;
  return banner('bad', html`${words} <a href="/admin/knowledge?status=failed">${t`See which`}</a>`);
}

function pinsBanner(broken: number): View {
  const words =
    broken === 1 ? t`1 pinned answer no longer holds.` : t`${broken} pinned answers no longer hold.`;
  return banner('bad', html`${words} <a href="/admin/pins">${t`See what changed`}</a>`);
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
            <span class="hint">${gap.times === 1 ? t`asked once` : t`asked ${gap.times} times`}</span>
          </a>
        </li>`,
      )}
    </ul>
    <p><a class="button" href="/admin/questions">${t`See all questions`}</a></p>`;
}

function nobody(): View {
  return empty({
    title: t`Nobody is waiting`,
    text: t`The bot looks after your customers. Whoever asks for a person appears here.`,
  });
}

function noGaps(): View {
  return empty({
    title: t`No open questions`,
    text: t`What customers ask and your knowledge cannot answer is collected here, so that you can add it.`,
    action: html`<a class="button" href="/admin/try">${t`Try a question yourself`}</a>`,
  });
}

function teach(): View {
  return html`<section class="card teach">
    <h2>${t`Teach the bot your business`}</h2>
    <p>${t`It answers only from what you tell it. Start with the three questions that you hear most.`}</p>
    <div class="buttons">
      <a class="button primary" href="/admin/knowledge/new?kind=question_answer">${icon('add')} ${t`Add a question and answer`}</a>
      <a class="button" href="/admin/knowledge/new?kind=markdown">${t`Upload a document`}</a>
    </div>
  </section>`;
}
