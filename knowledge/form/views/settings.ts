// The settings page: read-only, except for the name that customers see and the password.

import { isOpen, type OpeningHours } from '../../../src/model/opening-hours.ts';
import type { User } from '../../../src/store/users.ts';
import { html, type View } from '../html.ts';
import { banner, type Clock, field, otherLanguage, token } from '../parts.ts';
import { t, tText, tView } from '../speech.ts';

export function settingsView(shown: {
  readonly business: { readonly name: string; readonly hours: OpeningHours };
  readonly user: User;
  readonly csrfToken: string;
  readonly origin: string;
  /** As typed, with what is wrong with it. */
  readonly name: { readonly typed: string; readonly fault: string | undefined };
  readonly hasNewPassword: boolean;
  readonly hasNewName: boolean;
  readonly clock: Clock;
}): View {
  const { business, user } = shown;
  const tag = `<script src="${shown.origin}/webchat/widget.js" async></script>`;
  return html`<h1>${t`Settings`}</h1>
    ${shown.hasNewPassword && banner('good', t`Your password is changed. Everywhere else you are signed out.`)}
    ${shown.hasNewName && banner('good', t`Saved. Customers see this name from now on.`)}
    <section class="card">
      <h2>${t`Put the chat on your site`}</h2>
      <p>${tView`Paste this line into the pages of your site, before ${html`<code>${'</body>'}</code>`}. The chat button appears by itself.`}</p>
      <div class="snippet">
        <code id="snippet">${tag}</code>
        <button type="button" class="small" data-copy="snippet" data-copied=${t`Copied`} data-selected=${t`Selected: press Ctrl+C`} hidden>${t`Copy`}</button>
      </div>
      <p class="hint">
        ${tView`Only sites listed in ${html`<code>WEBCHAT_ORIGINS</code>`} may show it.`} <a href="/">${t`See it on the sample page`}</a>
      </p>
    </section>
    <div class="columns">
      <section class="card">
        <h2>${t`Your business`}</h2>
        <dl class="facts">
          <dt>${t`Name`}</dt>
          <dd><bdi>${business.name}</bdi></dd>
          <dt>${t`Now`}</dt>
          <dd>${isOpen(business.hours, new Date(shown.clock.nowMs)) ? t`Open` : t`Closed`}</dd>
          <dt>${t`Time zone`}</dt>
          <dd>${business.hours.timezone}</dd>
        </dl>
        ${week(business.hours)}
        <p class="hint">${t`Set where Kaki is started:`} <code>BUSINESS_NAME</code>, <code>BUSINESS_HOURS</code>, <code>BUSINESS_TIMEZONE</code>.</p>
      </section>
      <section class="card">
        <h2>${t`Your account`}</h2>
        <form method="post" action="/admin/settings/name">
          ${token(shown.csrfToken)}
          ${field(
            {
              id: 'name',
              label: t`Your name`,
              hint: t`Customers see it when you take over.`,
              error: shown.name.fault,
            },
            (attributes) =>
              html`<input ...${attributes} value=${shown.name.typed} maxlength="60" required autocomplete="name" dir="auto" />`,
          )}
          <div class="buttons"><button>${t`Save name`}</button></div>
        </form>
        <dl class="facts">
          <dt>${t`E-mail`}</dt>
          <dd><bdi>${user.email}</bdi></dd>
          <dt>${t`This form in`}</dt>
          <dd>${otherLanguage('/admin/settings')}</dd>
        </dl>
        <div class="buttons">
          <a class="button" href="/admin/settings/password">${t`Change password`}</a>
          <form method="post" action="/admin/sign-out">${token(shown.csrfToken)}<button>${t`Sign out`}</button></form>
        </div>
      </section>
    </div>`;
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

// A week that starts on Monday, as shop signs do.
function week(hours: OpeningHours): View {
  const days = [1, 2, 3, 4, 5, 6, 0].map((index) => ({
    name: DAYS[index] ?? '',
    spans: hours.week[index] ?? [],
  }));
  return html`<table class="week">
    <caption>${t`Opening hours`}</caption>
    <tbody>
      ${days.map(
        ({ name, spans }) => html`<tr>
          <th scope="row">${tText(name)}</th>
          <td>${spans.length === 0 ? t`Closed` : spans.map(({ from, to }) => `${clockTime(from)} – ${clockTime(to)}`).join(', ')}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function clockTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
