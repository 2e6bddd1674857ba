// The settings page: read-only, except for the name that customers see and the password.
import { isOpen, type OpeningHours } from '../../../src/model/opening-hours.ts';
import type { User } from '../../../src/store/users.ts';
import { html, type View } from '../html.ts';
import { banner, type Clock, field, token } from '../parts.ts';

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
  return html`<h1>Settings</h1>
    ${shown.hasNewPassword && banner('good', 'Your password is changed. Everywhere else you are signed out.')}
    ${shown.hasNewName && banner('good', 'Saved. Customers see this name from now on.')}
    <section class="card">
      <h2>Put the chat on your site</h2>
      <p>Paste this line into the pages of your site, before <code>${'</body>'}</code>. The chat button appears by itself.</p>
      <div class="snippet">
        <code id="snippet">${tag}</code>
        <button type="button" class="small" data-copy="snippet" hidden>Copy</button>
      </div>
      <p class="hint">
        Only sites listed in <code>WEBCHAT_ORIGINS</code> may show it. <a href="/">See it on the sample page</a>.
      </p>
    </section>
    <div class="columns">
      <section class="card">
        <h2>Your business</h2>
        <dl class="facts">
          <dt>Name</dt>
          <dd><bdi>${business.name}</bdi></dd>
          <dt>Now</dt>
          <dd>${isOpen(business.hours, new Date(shown.clock.nowMs)) ? 'Open' : 'Closed'}</dd>
          <dt>Time zone</dt>
          <dd>${business.hours.timezone}</dd>
        </dl>
        ${week(business.hours)}
        <p class="hint">Set where Kaki is started: <code>BUSINESS_NAME</code>, <code>BUSINESS_HOURS</code>, <code>BUSINESS_TIMEZONE</code>.</p>
      </section>
      <section class="card">
        <h2>Your account</h2>
        <form method="post" action="/admin/settings/name">
          ${token(shown.csrfToken)}
          ${field(
            {
              id: 'name',
              label: 'Your name',
              hint: 'Customers see it when you take over.',
              error: shown.name.fault,
            },
            (attributes) =>
              html`<input ...${attributes} value=${shown.name.typed} maxlength="60" required autocomplete="name" dir="auto" />`,
          )}
          <div class="buttons"><button>Save name</button></div>
        </form>
        <dl class="facts">
          <dt>E-mail</dt>
          <dd><bdi>${user.email}</bdi></dd>
        </dl>
        <div class="buttons">
          <a class="button" href="/admin/settings/password">Change password</a>
          <form method="post" action="/admin/sign-out">${token(shown.csrfToken)}<button>Sign out</button></form>
        </div>
      </section>
    </div>`;
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

// A week that starts on Monday, as shop signs do.
function week(hours: OpeningHours): View {
  const days = [1, 2, 3, 4, 5, 6, 0].map((index) => ({ name: DAYS[index], spans: hours.week[index] ?? [] }));
  return html`<table class="week">
    <caption>Opening hours</caption>
    <tbody>
      ${days.map(
        ({ name, spans }) => html`<tr>
          <th scope="row">${name}</th>
          <td>${spans.length === 0 ? 'Closed' : spans.map(({ from, to }) => `${clockTime(from)} – ${clockTime(to)}`).join(', ')}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function clockTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
