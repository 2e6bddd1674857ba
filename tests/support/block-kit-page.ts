// A thread of the simulated Slack as a page: exactly its blocks, buttons and reactions, in a look of our own.
import { LOGO_FILE } from '../../knowledge/form/icons.ts';
import { escapeHtml, mrkdwnToHtml, type NameOf } from './block-kit-mrkdwn.ts';
import type { SimulatedMessage } from './slack-simulator-workspace.ts';

export interface ThreadPage {
  readonly title: string;
  /** The card first. */
  readonly messages: readonly SimulatedMessage[];
  readonly nameOf: NameOf;
}

type Part = Readonly<Record<string, unknown>>;

const REACTIONS: Readonly<Record<string, string>> = {
  hourglass_flowing_sand: '⏳',
  white_check_mark: '✅',
  eyes: '👀',
  warning: '⚠️',
};

export function threadPage({ title, messages, nameOf }: ThreadPage): string {
  const [card, ...replies] = messages.map((message) => messageHtml(message, nameOf));
  const count = replies.length === 1 ? '1 reply' : `${replies.length} replies`;
  return `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${CSS}</style>
<main><header>Thread <span>${escapeHtml(title)}</span></header>
${card ?? ''}${replies.length > 0 ? `<div class="count">${count}</div>` : ''}${replies.join('\n')}</main></html>`;
}

function messageHtml(message: SimulatedMessage, nameOf: NameOf): string {
  const { user, ts, bot_id: botId, blocks, text, files = [], reactions, edited } = message;
  const name = nameOf(user);
  const body =
    blocks.length > 0
      ? blocks.map((block) => blockHtml(block, nameOf)).join('')
      : `<div class="section">${mrkdwnToHtml(text, nameOf)}</div>`;
  const shared = files.map((file) => `<div class="file">📄 ${escapeHtml(file.name)}</div>`);
  const marks = reactions.map((one) => `<span>${escapeHtml(REACTIONS[one] ?? `:${one}:`)} 1</span>`);
  // Slack calls only people's own changes so.
  const change = edited && !botId ? '<small>(edited)</small>' : '';
  return `<article data-ts="${escapeHtml(ts)}"><div class="avatar">${botId ? LOGO_FILE : escapeHtml(name.slice(0, 1))}</div>
<div class="body"><div class="who"><b>${escapeHtml(name)}</b>${botId ? '<em>APP</em>' : ''}<time>${timeOf(ts)}</time></div>
${body}${change}${shared.join('')}${marks.length > 0 ? `<div class="marks">${marks.join('')}</div>` : ''}</div></article>`;
}

function timeOf(ts: string): string {
  return new Intl.DateTimeFormat('en-SG', {
    timeZone: 'Asia/Singapore',
    hour: 'numeric',
    minute: '2-digit',
  }).format(Number(ts) * 1000);
}

function blockHtml(block: Part, nameOf: NameOf): string {
  const elements = (block.elements ?? []) as readonly Part[];
  switch (block.type) {
    case 'header':
      return `<h2>${textHtml(block.text, nameOf)}</h2>`;
    case 'section':
      return `<div class="section">${textHtml(block.text, nameOf)}</div>`;
    case 'context':
      return `<div class="context">${elements.map((element) => `<span>${textHtml(element, nameOf)}</span>`).join('')}</div>`;
    case 'actions':
      return `<div class="actions">${elements.map(buttonHtml).join('')}</div>`;
    case 'divider':
      return '<hr>';
    default:
      return unknownHtml(block);
  }
}

function buttonHtml(element: Part): string {
  if (element.type !== 'button') return unknownHtml(element);
  const { text } = element.text as { readonly text: string };
  const style = escapeHtml(String(element.style ?? 'plain'));
  return `<button class="${style}" data-action="${escapeHtml(String(element.action_id))}">${escapeHtml(text)}</button>`;
}

function textHtml(value: unknown, nameOf: NameOf): string {
  const { type, text } = value as { readonly type?: unknown; readonly text?: unknown };
  if (typeof text !== 'string') return unknownHtml(value);
  return type === 'mrkdwn' ? mrkdwnToHtml(text, nameOf) : escapeHtml(text);
}

// What this page can't draw must not look as if it weren't there.
function unknownHtml(value: unknown): string {
  return `<pre class="unknown">${escapeHtml(JSON.stringify(value, undefined, 1))}</pre>`;
}

const CSS = `
:root { color: #1c2421; background: #fbfaf7; font: 15px/1.47 system-ui, "Noto Sans", "Noto Sans SC", "Noto Sans CJK SC", "Noto Sans Tamil", "Noto Color Emoji", sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px; }
main { max-width: 720px; margin: 0 auto; background: #fff; border: 1px solid #e4e1d8; border-radius: 14px; padding-bottom: 14px; overflow-wrap: anywhere; }
header { padding: 14px 20px; border-bottom: 1px solid #e4e1d8; font-weight: 700; }
header span { color: #68706c; font-weight: 400; margin-left: 6px; }
article { display: flex; gap: 10px; padding: 10px 20px 4px; }
.avatar { flex: none; width: 36px; height: 36px; border-radius: 9px; background: #fff1cf; display: grid; place-items: center; font-weight: 700; }
.avatar svg { width: 36px; height: 36px; padding: 4px; background: #e6f2f1; border-radius: 9px; }
.body { min-width: 0; flex: 1; }
.who { display: flex; gap: 7px; align-items: baseline; line-height: 1.3; }
.who em { font: 700 10px/1 system-ui, sans-serif; background: #f1efe8; color: #5a615e; border-radius: 3px; padding: 3px 4px; }
time, small, .context { color: #68706c; font-size: 12.5px; }
h2 { font-size: 18px; line-height: 1.35; margin: 6px 0 4px; }
.section, .context { white-space: pre-wrap; padding: 2px 0; }
.context { display: flex; gap: 8px; flex-wrap: wrap; }
.context b { color: #1c2421; }
blockquote { margin: 2px 0; padding: 1px 0 1px 12px; border-left: 4px solid #ddd9cf; }
pre { background: #f6f4ee; border: 1px solid #e4e1d8; border-radius: 6px; padding: 8px; white-space: pre-wrap; margin: 4px 0; }
code { background: #f6f4ee; border: 1px solid #e4e1d8; border-radius: 4px; padding: 0 3px; }
pre.unknown { background: #c22; color: #fff; }
a { color: #0b7a75; text-decoration: none; }
.call { background: #fff1cf; color: #8a5a00; border-radius: 3px; padding: 0 2px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; padding: 6px 0; }
button { font: 600 13.5px/1 inherit; font-family: inherit; min-height: 34px; padding: 0 13px; border: 1px solid #c9c5b9; border-radius: 7px; background: #fff; color: inherit; }
button.primary { background: #0b7a75; border-color: #0b7a75; color: #fff; }
button.danger { background: #b3261e; border-color: #b3261e; color: #fff; }
.file { display: inline-block; border: 1px solid #e4e1d8; border-radius: 8px; padding: 8px 12px; margin: 4px 0; }
.marks { display: flex; gap: 5px; padding: 4px 0 2px; }
.marks span { border: 1px solid #e4e1d8; background: #f6f4ee; border-radius: 11px; padding: 1px 8px; font-size: 12.5px; }
.count { display: flex; align-items: center; gap: 12px; color: #68706c; font-size: 13px; padding: 6px 20px; }
.count::after { content: ""; flex: 1; border-top: 1px solid #e4e1d8; }
@media (max-width: 500px) { body { padding: 0; } main { border: 0; border-radius: 0; } article { padding: 10px 14px 4px; } header, .count { padding-left: 14px; } }
`;
