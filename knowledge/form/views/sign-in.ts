// The sign-in page.
import { html, type View } from '../html.ts';
import { banner, field, token } from '../parts.ts';

export function signInView(shown: {
  readonly businessName: string;
  readonly csrfToken: string;
  readonly next: string;
  readonly email: string;
  readonly error: string | undefined;
  readonly hasSignedOut: boolean;
}): View {
  return html`<div class="card sign-in">
    <h1>Welcome back</h1>
    <p class="lead">Sign in to look after <bdi>${shown.businessName}</bdi>.</p>
    ${shown.hasSignedOut && !shown.error && banner('good', 'You are signed out.')}
    ${shown.error && banner('bad', shown.error)}
    <form method="post" action="/admin/sign-in">
      ${token(shown.csrfToken)}
      <input type="hidden" name="next" value=${shown.next} />
      ${field(
        { id: 'email', label: 'E-mail address' },
        (attributes) =>
          html`<input ...${attributes} type="email" required autocomplete="username" maxlength="254" value=${shown.email} autofocus=${shown.email === ''} />`,
      )}
      ${field(
        { id: 'password', label: 'Password' },
        (attributes) =>
          html`<input ...${attributes} type="password" required autocomplete="current-password" autofocus=${shown.email !== ''} />`,
      )}
      <button class="primary wide">Sign in</button>
    </form>
    <details class="help">
      <summary>First time here?</summary>
      <p>
        The first password was printed once where Kaki was started, next to the address of this page. It can also be set
        with <code>OWNER_EMAIL</code> and <code>OWNER_PASSWORD</code> before the first start.
      </p>
    </details>
  </div>`;
}
