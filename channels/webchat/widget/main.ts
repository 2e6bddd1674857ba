// Starts the widget on the page that embeds it: one element, all of it in a shadow tree.
import { LANGUAGE_CODES } from './labels.ts';
import { type Config, fetchConfig, readSettings, type Settings } from './settings.ts';
import { css as adapt } from './styles/adapt.css';
import { css as base } from './styles/base.css';
import { css as composer } from './styles/composer.css';
import { css as files } from './styles/files.css';
import { css as markdown } from './styles/markdown.css';
import { css as messages } from './styles/messages.css';
import { css as panel } from './styles/panel.css';
import { Widget } from './widget.ts';

const TAG = 'kaki-webchat';
// Known only while the script runs for the first time.
const settings = readSettings(document.currentScript);

interface Page {
  /** For pages whose visitors sign in and out without being loaded anew. */
  Kaki?: { identify(token?: string | null): void };
}

async function start(given: Settings): Promise<void> {
  let widget: Widget | undefined;
  let identity = given.identity;
  (window as Page).Kaki ??= {
    identify(token) {
      identity = token ?? undefined;
      widget?.identify(identity);
    },
  };
  const config = await fetchConfig(given.server).catch((error: unknown): Config => {
    console.warn(`Web chat: ${location.origin} could not read its settings from ${given.server}.`, error);
    return { businessName: given.title ?? '', languages: LANGUAGE_CODES, greetings: {} };
  });
  // Loaded twice, shown once.
  if (document.querySelector(TAG)) return;
  const host = document.createElement(TAG);
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync([base, panel, messages, files, markdown, composer, adapt].join('\n'));
  root.adoptedStyleSheets = [sheet];
  widget = new Widget(root, { ...given, identity }, config);
  widget.start();
  document.body.append(host);
}

if (!settings)
  console.error('Web chat: load it with <script src="https://…/webchat/widget.js" async></script>.');
else if (document.readyState === 'loading') addEventListener('DOMContentLoaded', () => start(settings));
else void start(settings);
