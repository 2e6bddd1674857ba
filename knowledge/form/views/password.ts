// The page for a new password.
import { html, type View } from '../html.ts';
import { field, token } from '../parts.ts';

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
  return html`<h1>Change your password</h1>
    <p class="lead">All other places where you are signed in are signed out.</p>
    <form class="card short" method="post" action="/admin/settings/password">
      ${token(csrfToken)}
      <input type="hidden" name="username" autocomplete="username" value=${email} />
      ${secret('current', 'Current password', 'current-password')}
      ${secret('password', 'New password', 'new-password', 'At least 10 characters. A short sentence is easy to remember.')}
      ${secret('again', 'New password again', 'new-password')}
      <div class="buttons">
        <button class="primary">Change password</button>
        <a class="button" href="/admin/settings">Cancel</a>
      </div>
    </form>`;
}
