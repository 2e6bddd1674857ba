// The sign-in page.

import { html, type View } from '../html.ts';
import { banner, field, otherLanguage, token } from '../parts.ts';
import { t, tView } from '../speech.ts';

export function signInView(shown: {
  readonly businessName: string;
  readonly csrfToken: string;
  readonly next: string;
  readonly email: string;
  readonly error: string | undefined;
  readonly hasSignedOut: boolean;
}): View {
  return html`<div class="card sign-in">
    <h1>${t`Welcome back`}</h1>
    <p class="lead">${tView`Sign in to look after ${html`<bdi>${shown.businessName}</bdi>`}.`}</p>
    ${shown.hasSignedOut && !shown.error && banner('good', t`You are signed out.`)}
    ${shown.error && banner('bad', shown.error)}
    <form method="post" action="/admin/sign-in">
      ${token(shown.csrfToken)}
      <input type="hidden" name="next" value=${shown.next} />
      ${field(
        { id: 'email', label: t`E-mail address` },
        (attributes) =>
          html`<input ...${attributes} type="email" required autocomplete="username" maxlength="254" value=${shown.email} autofocus=${shown.email === ''} />`,
      )}
      ${field(
        { id: 'password', label: t`Password` },
        (attributes) =>
          html`<input ...${attributes} type="password" required autocomplete="current-password" autofocus=${shown.email !== ''} />`,
      )}
      <button class="primary wide">${t`Sign in`}</button>
    </form>
    <details class="help">
      <summary>${t`First time here?`}</summary>
      <p>
        ${tView`The first password was printed once where Kaki was started, next to the address of this page. It can also be set with ${html`<code>OWNER_EMAIL</code>`} and ${html`<code>OWNER_PASSWORD</code>`} before the first start.`}
      </p>
    </details>
    <p class="hint">${otherLanguage(shown.next)}</p>
  </div>`;
}
