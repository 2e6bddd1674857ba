// The page for a new password.

import { html, type View } from '../html.ts';
import { field, token } from '../parts.ts';
import { t } from '../speech.ts';

export function passwordView(
  csrfToken: string,
  email: string,
  errors: Readonly<Record<string, string | undefined>>,
): View {
  const secret = (id: string, label: string, autocomplete: string, hint?: string): View =>
    field(
      { id, label, error: errors[id], ...(hint ? { hint } : {}) },
      (attributes) => html`<input ...${attributes} type="password" required autocomplete=${autocomplete} />`,
    );
  return html`<h1>${t`Change your password`}</h1>
    <p class="lead">${t`All other places where you are signed in are signed out.`}</p>
    <form class="card short" method="post" action="/admin/settings/password">
      ${token(csrfToken)}
      <input type="hidden" name="username" autocomplete="username" value=${email} />
      ${secret('current', t`Current password`, 'current-password')}
      ${secret('password', t`New password`, 'new-password', t`At least 10 characters. A short sentence is easy to remember.`)}
      ${secret('again', t`New password again`, 'new-password')}
      <div class="buttons">
        <button class="primary">${t`Change password`}</button>
        <a class="button" href="/admin/settings">${t`Cancel`}</a>
      </div>
    </form>`;
}
