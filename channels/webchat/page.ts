// The page at "/": the business's name, what can be asked, the widget. Its owner sees here how it will look on their site.

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function renderPage(businessName: string): string {
  const name = businessName.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="description" content="Ask ${name} anything, in English, Chinese, Malay or Tamil.">
<title>${name}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
<link rel="stylesheet" href="/webchat/page.css">
<script src="/webchat/widget.js" async data-open></script>
</head>
<body>
<main>
${ICON}
<h1>${name}</h1>
<p class="lead">Ask us anything.</p>
<ul>
<li lang="en">Opening hours, prices, delivery, returns: you are answered at once.</li>
<li lang="zh">用中文问也可以，马上回答您。</li>
<li lang="ms">Boleh tanya dalam bahasa Melayu juga.</li>
<li lang="ta">தமிழிலும் கேட்கலாம்.</li>
</ul>
<p class="note">Prefer a person? Say so in the chat, and our team will reply there.</p>
<noscript><p class="note">The chat needs JavaScript. Please switch it on, or visit us in person.</p></noscript>
</main>
<footer><a href="/admin">For the owner</a></footer>
</body>
</html>
`;
}

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="56" height="56" aria-hidden="true">' +
  '<path fill="#f2b84b" d="M29 20h7a8 8 0 0 1 8 8v5a8 8 0 0 1-3 6.200V45l-6.400-4H29a8 8 0 0 1-8-8v-5a8 8 0 0 1 8-8z"/>' +
  '<path fill="#0b7a75" d="M12 4h14a9 9 0 0 1 9 9v6a9 9 0 0 1-9 9h-8.200L10 33.500v-6A9 9 0 0 1 3 19v-6a9 9 0 0 1 9-9z"/>' +
  '<g fill="#fff"><circle cx="13" cy="16" r="2"/><circle cx="19" cy="16" r="2"/><circle cx="25" cy="16" r="2"/></g></svg>';

export const PAGE_STYLE = `
:root { --ink: #1c2421; --paper: #fbfaf7; --line: #e4e1d8; --muted: #5f6763; --accent: #0b7a75; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceeea; --paper: #141917; --line: #323a36; --muted: #a1aaa5; --accent: #4fd1c5; }
}
* { box-sizing: border-box; margin: 0; }
body {
  min-height: 100svh; display: grid; grid-template-rows: 1fr auto; background: var(--paper); color: var(--ink);
  font: 400 1.0625rem/1.6 system-ui, "Noto Sans", "Noto Sans SC", "Noto Sans Tamil", sans-serif;
}
main { width: 100%; max-width: 68rem; margin: 0 auto; padding: clamp(2rem, 10vh, 7rem) clamp(1.25rem, 5vw, 4rem); }
h1 { margin: 1.25rem 0 0; font-size: clamp(2.25rem, 6vw, 4rem); line-height: 1.1; letter-spacing: -0.02em; overflow-wrap: anywhere; }
.lead { margin: 0.5rem 0 2rem; font-size: clamp(1.25rem, 3vw, 1.75rem); color: var(--muted); }
ul { max-width: 30rem; padding: 0; list-style: none; border-top: 1px solid var(--line); }
li { padding: 0.875rem 0; border-bottom: 1px solid var(--line); }
.note { max-width: 30rem; margin-top: 1.5rem; color: var(--muted); }
footer { padding: 1rem clamp(1.25rem, 5vw, 4rem) 1.5rem; }
footer a { display: inline-block; padding: 0.75rem 0; color: var(--muted); font-size: 0.9375rem; text-underline-offset: 0.2em; }
footer a:hover { color: var(--accent); }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
`;
