// Shows what is written as customers will see it, beside the editor, where there is room for both.
import { takeRegions } from './regions.ts';

const QUIET_MS = 350;
// Beyond it a preview with every pause would be work without end; the button still gives one.
const MOST_CHARS = 60_000;

export function startPreview(): void {
  const form = document.querySelector<HTMLFormElement>('#editor');
  if (!form || !document.querySelector('[data-region="preview"]')) return;
  const isWide = matchMedia('(min-width: 1080px)');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: AbortController | undefined;
  const later = (delayMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      last?.abort();
      last = new AbortController();
      if (isWide.matches) void show(form, last.signal);
    }, delayMs);
  };
  form.addEventListener('input', () => later(QUIET_MS));
  isWide.addEventListener('change', () => later(0));
  later(0);
}

async function show(form: HTMLFormElement, signal: AbortSignal): Promise<void> {
  const text = form.querySelector<HTMLTextAreaElement>('#body')?.value ?? '';
  if (text.length > MOST_CHARS) return;
  const data = new FormData(form);
  data.delete('file');
  data.set('action', 'preview');
  try {
    const address = form.getAttribute('action') ?? '';
    const response = await fetch(address, { method: 'POST', body: data, signal });
    if (response.ok && !response.redirected) takeRegions(await response.text(), ['preview']);
  } catch {
    // A newer one is on its way, or the server is away: what is shown stays.
  }
}
