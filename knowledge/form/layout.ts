// The frame around every page: name, navigation and footer; and the page for what went wrong.
import { ACCOUNT_ALERT } from '../../channels/account.ts';
import type { OpenAlert } from '../../src/store/alerts.ts';
import { html, renderDocument, type View } from './html.ts';
import { icon, logo } from './icons.ts';
import { banner } from './parts.ts';
import type { Page, Section } from './route.ts';
import { formLanguage, readIn, t, tText } from './speech.ts';

export interface Frame {
  readonly businessName: string;
  /** Who is signed in; nobody on the sign-in page. */
  readonly userName?: string;
  readonly csrfToken?: string;
  /** How many people wait for an answer. */
  readonly waiting?: number;
  /** How many questions have no answer, and how many answers of the staff wait to be approved. */
  readonly questions?: number;
  /** What doesn't work now. */
  readonly alerts?: readonly OpenAlert[];
  /** Somebody has to do something about a channel. */
  readonly hasAlarm?: boolean;
  readonly assets: Readonly<Record<'form.css' | 'form.js' | 'logo.svg', string>>;
}

const NAVIGATION: readonly {
  readonly section: Exclude<Section, 'channels' | 'settings'>;
  readonly name: string;
  readonly href: string;
}[] = [
  { section: 'home', name: 'Home', href: '/admin' },
  { section: 'conversations', name: 'Conversations', href: '/admin/conversations' },
  { section: 'questions', name: 'Questions', href: '/admin/questions' },
  { section: 'knowledge', name: 'Knowledge', href: '/admin/knowledge' },
  { section: 'try', name: 'Try it', href: '/admin/try' },
];

export function renderPage(page: Page, frame: Frame): string {
  const waiting = frame.waiting ? `(${frame.waiting}) ` : '';
  return renderDocument(html`<html lang=${formLanguage()}>
    ${head(`${waiting}${tText(page.title)} · ${frame.businessName}`, frame.assets)}
    <body
      class=${page.layout ?? 'plain'}
      data-title=${`${tText(page.title)} · ${frame.businessName}`}
      data-watch=${page.live?.watch}
      data-version=${page.live?.version}
      data-address=${page.live?.address}
    >
      <a class="skip" href="#main">${t`Skip to the content`}</a>
      ${frame.userName ? side(page.section, frame) : brand(frame.businessName, 'bare')}
      <main id="main">${alerts(page.section, frame.alerts ?? [])}${page.body}</main>
    </body>
  </html>`);
}

/** A whole page, for people, of what failed and what to do next; needs nothing but the style sheet. */
export function renderErrorPage(error: {
  readonly status: number;
  readonly title: string;
  readonly message: string;
  readonly requestId: string;
  /** A FormLanguage where the form was reached. */
  readonly language: unknown;
}): string {
  return readIn(error.language === 'zh' ? 'zh' : 'en', () => errorPage(error));
}

function errorPage(error: Omit<Parameters<typeof renderErrorPage>[0], 'language'>): string {
  const assets = {
    'form.css': '/admin/assets/form.css',
    'form.js': '',
    'logo.svg': '/admin/assets/logo.svg',
  };
  return renderDocument(html`<html lang=${formLanguage()}>
    ${head(tText(error.title), assets)}
    <body class="narrow">
      ${brand('Kaki', 'bare')}
      <main id="main" class="card">
        <h1>${tText(error.title)}</h1>
        <p class="lead">${tText(error.message)}</p>
        <p><a class="button primary" href="/admin">${t`Back to the start`}</a></p>
        <p class="hint">${t`Error ${error.status}. If you ask for help, give this number:`} <code>${error.requestId}</code></p>
      </main>
    </body>
  </html>`);
}

function head(title: string, assets: Frame['assets']): View {
  return html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <meta name="color-scheme" content="light dark" />
    <meta name="theme-color" content="#fbfaf7" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="#141a18" media="(prefers-color-scheme: dark)" />
    <title>${title}</title>
    <link rel="icon" type="image/svg+xml" href=${assets['logo.svg']} />
    <link rel="stylesheet" href=${assets['form.css']} />
    ${assets['form.js'] && html`<script type="module" src=${assets['form.js']}></script>`}
  </head>`;
}

function brand(name: string, kind: 'bare' | 'linked'): View {
  const words = html`${logo()}<bdi class="name">${name}</bdi>`;
  return kind === 'bare'
    ? html`<header class="brand bare">${words}</header>`
    : html`<a class="brand" href="/admin">${words}</a>`;
}

function side(current: Section | undefined, frame: Frame): View {
  return html`<header class="side">
    ${brand(frame.businessName, 'linked')}
    <nav class="nav" aria-label=${t`Main`}>
      ${NAVIGATION.map(
        ({
          section,
          name,
          href,
        }) => html`<a href=${href} aria-current=${section === current ? 'page' : undefined}>
          ${icon(section)}<span class="label">${tText(name)}</span>
          ${section === 'conversations' && waitingBadge(frame.waiting ?? 0)}
          ${section === 'questions' && questionsBadge(frame.questions ?? 0)}
        </a>`,
      )}
    </nav>
    <div class="account">
      <a href="/admin/channels" aria-current=${current === 'channels' ? 'page' : undefined}>
        ${icon('channels')}<span class="label">${t`Channels`}</span>
        <span data-region="alarm">${frame.hasAlarm && html`<span class="alarm" role="img" aria-label=${t`needs you`}></span>`}</span>
      </a>
      <a href="/admin/settings" aria-current=${current === 'settings' ? 'page' : undefined}>
        ${icon('settings')}<span class="label">${t`Settings`}</span>
      </a>
      <form method="post" action="/admin/sign-out">
        <input type="hidden" name="csrf" value=${frame.csrfToken} />
        <button class="plain">${icon('leave')}<span class="label">${t`Sign out`}<bdi>${frame.userName}</bdi></span></button>
      </form>
    </div>
  </header>`;
}

// The home page and the channels' own show how accounts are by themselves.
function alerts(section: Section | undefined, open: readonly OpenAlert[]): View {
  const isTold = section === 'home' || section === 'channels';
  const shown = open.filter(({ key }) => !(isTold && key.startsWith(ACCOUNT_ALERT)));
  return html`<div class="alerts" data-region="alerts">${shown.map(alert)}</div>`;
}

// Of an account its first sentence is enough: the rest stands on the page that it leads to.
function alert({ key, text }: OpenAlert): View {
  if (!key.startsWith(ACCOUNT_ALERT)) return banner('bad', tText(text));
  const [first] = text.split(/(?<=\.)\s/);
  return banner(
    'bad',
    html`<span>${tText(first ?? '')}</span><a href="/admin/channels">${t`Open channels`}</a>`,
  );
}

function waitingBadge(waiting: number): View {
  return html`<span class="badge" data-waiting hidden=${waiting === 0} title=${t`waiting`}>${waiting}</span>`;
}

function questionsBadge(questions: number): View {
  return html`<span data-region="to-look-at">${questions > 0 && html`<span class="badge calm" title=${t`to look at`}>${questions}</span>`}</span>`;
}
