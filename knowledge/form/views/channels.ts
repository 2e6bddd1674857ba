// The channels page: each with its state in words, the code to scan, and what to do next.

import type { AccountStatus } from '../../../channels/account.ts';
import { formatPhone } from '../../../src/model/identity.ts';
import { drawQrPath } from '../../../src/qr.ts';
import { type ChannelShown, needsAttention, PAIRED_PHONE } from '../channel-states.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { banner, type Clock, since, token } from '../parts.ts';
import { t, tView } from '../speech.ts';

interface Shown {
  readonly channels: readonly ChannelShown[];
  readonly isOwner: boolean;
  /** Titles of what was just done. */
  readonly restarted: string | undefined;
  readonly unlinked: string | undefined;
  readonly refusal: string | undefined;
  readonly csrfToken: string;
  readonly clock: Clock;
}

export function channelsView(shown: Shown): View {
  const { channels, restarted, unlinked, refusal } = shown;
  const used = channels.filter(({ health }) => health !== 'off');
  // Sorting keeps the order of what is equal.
  const first = used.toSorted((a, b) => Number(needsAttention(b)) - Number(needsAttention(a)));
  const unused = channels.filter(({ health }) => health === 'off');
  return html`<h1>${t`Channels`}</h1>
    <p class="lead">${t`Where your customers reach you, and how each of them does.`}</p>
    ${restarted && banner('good', t`${restarted} is being restarted.`)}
    ${unlinked && banner('good', t`${unlinked}: the phone is being unlinked. A code to link one follows below.`)}
    ${refusal && banner('bad', refusal)}
    <p class="hidden" role="status" data-region="said">${used.map(({ title, words }) => `${title}: ${words}.`).join(' ')}</p>
    <div class="channels">${first.map((channel) => card(channel, shown))}</div>
    ${unused.length > 0 && more(unused)}`;
}

function card(channel: ChannelShown, shown: Shown): View {
  const { key, account } = channel;
  return html`<section class="card channel" aria-labelledby=${`channel-${key}`}>
    <div class="state-of" data-region=${`state-${key}`}>${state(channel, shown)}</div>
    ${key === PAIRED_PHONE && unofficial()}
    ${account && shown.isOwner && html`<div class="buttons" data-region=${`actions-${key}`}>${actions(account, shown)}</div>`}
  </section>`;
}

/** Colour is never alone: the words say the same. */
export function stateLine({ health, words }: Pick<ChannelShown, 'health' | 'words'>, more?: View): View {
  return html`<p class=${`state ${health}`}>
    <span class="dot"></span><span><strong>${words}</strong>${more && html` <span class="hint">${more}</span>`}</span>
  </p>`;
}

function state(channel: ChannelShown, { clock, isOwner }: Shown): View {
  const { key, title, about, account, detail, health } = channel;
  return html`<div class="title-row">
      <div>
        <h2 id=${`channel-${key}`}>${title}</h2>
        ${about && html`<p class="hint">${about}</p>`}
      </div>
      ${stateLine(channel, account && since(account.since, clock))}
    </div>
    ${account?.phone && html`<p>${t`Linked:`} <strong class="number">${formatPhone(account.phone)}</strong></p>`}
    ${detail && html`<p class=${health === 'bad' ? 'error' : 'hint'}>${detail}</p>`}
    ${account?.state === 'waiting_for_scan' && (isOwner ? code(account) : html`<p>${t`An owner has to scan a code on this page with the business’s phone. Until then customers there get no answer.`}</p>`)}`;
}

function code({ qr }: AccountStatus): View {
  return html`<div class="scan">
    ${qr ? qrCode(qr) : html`<p class="qr making" aria-hidden="true">${t`The code is on its way …`}</p>`}
    <div class="steps">
      <p><strong>${t`Link the phone`}</strong></p>
      <ol>
        <li>${t`Open WhatsApp on the business’s phone.`}</li>
        <li>
          ${tView`Go to ${html`<strong>${t`Linked devices`}</strong>`}: under ${html`<em>${t`Settings`}</em>`} on an iPhone, behind the three dots on Android.`}
        </li>
        <li>${tView`Tap ${html`<strong>${t`Link a device`}</strong>`}, and point the phone at this code.`}</li>
      </ol>
      <p class="hint">${t`The code changes by itself every 20 seconds or so; leave this page open, on another screen than the phone’s own.`}</p>
      <noscript><p class="hint">${t`Reload the page for a new code.`}</p></noscript>
    </div>
  </div>`;
}

// Its own white and black in dark mode too: phones read nothing else.
function qrCode(text: string): View {
  const { size, path } = drawQrPath(text);
  return html`<div class="qr">
    <svg viewBox=${`0 0 ${size} ${size}`} role="img" aria-label=${t`QR code that links the phone`} shape-rendering="crispEdges">
      <path fill="#ffffff" d=${`M0 0h${size}v${size}H0z`} />
      <path fill="#000000" d=${path} />
    </svg>
  </div>`;
}

function unofficial(): View {
  return html`<p class="unofficial">
    ${icon('warning')}
    <span>${t`This way is not WhatsApp’s official one: WhatsApp may block the number at any time. For a number that you can’t lose, use the Cloud API.`}</span>
  </p>`;
}

function actions(account: AccountStatus, { csrfToken }: Shown): View {
  const { key, title, restart, unlink, state: now } = account;
  const fields = html`${token(csrfToken)}<input type="hidden" name="account" value=${key} />`;
  return html`${
    restart &&
    html`<form method="post" action="/admin/channels/restart">
      ${fields}<button class="small">${t`Restart`}<span class="hidden"> ${title}</span></button>
    </form>`
  }
  ${
    unlink &&
    now !== 'waiting_for_scan' &&
    html`<details class="unlink">
      <summary class="button small danger">${t`Unlink this phone`}</summary>
      <form method="post" action="/admin/channels/unlink">
        ${fields}
        <p>${t`Customers there get no answer until a phone is linked again. What was said stays here.`}</p>
        <button class="danger">${t`Unlink it now`}</button>
      </form>
    </details>`
  }`;
}

function more(channels: readonly ChannelShown[]): View {
  return html`<section class="card" aria-labelledby="more-channels">
    <h2 id="more-channels">${t`More channels`}</h2>
    <ul class="lines more">
      ${channels.map(
        ({
          key,
          title,
          about,
          words,
          setUp,
          health,
          detail,
          account,
        }) => html`<li data-region=${`state-${key}`}>
          <div class="title-row">
            <strong>${title}${key === 'whatsapp-cloud' && html` <span class="tag ready">${t`Recommended`}</span>`}</strong>
            ${stateLine({ health, words })}
          </div>
          <p class="hint">${[about, detail].filter(Boolean).join(' ')}</p>
          ${!account && setUp.variables.length > 0 && html`<p class="hint">${tView`To turn it on, set ${list(setUp.variables)} where Kaki is started. How: README, “${setUp.section}”.`}</p>`}
          ${key === PAIRED_PHONE && html`<p class="hint">${t`Not WhatsApp’s official way: it may block the number. The Cloud API is recommended.`}</p>`}
        </li>`,
      )}
    </ul>
  </section>`;
}

function list(names: readonly string[]): View {
  return html`${names.map((name, at) => html`${at === 0 ? '' : at === names.length - 1 ? t` and ` : ', '}<code>${name}</code>`)}`;
}
