// Buttons and forms that change only a part of the page: the same request, of which one region is shown.
import { takeRegions } from './regions.ts';

export function startSwaps(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!(form instanceof HTMLFormElement)) return;
    const region = button?.dataset.swap ?? form.dataset.swap;
    if (!region) return;
    event.preventDefault();
    void swap(form, button, region);
  });
}

async function swap(form: HTMLFormElement, button: HTMLElement | null, region: string): Promise<void> {
  const data = new FormData(form, button);
  const target = document.querySelector(`[data-region="${region}"]`);
  target?.setAttribute('aria-busy', 'true');
  try {
    const html = await send(form, data);
    takeRegions(html, [region]);
    document
      .querySelector(`[data-region="${region}"]`)
      ?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  } catch {
    // Something is in the way, perhaps the session has ended: the browser does it, and shows what it gets.
    delete form.dataset.swap;
    if (button) delete button.dataset.swap;
    form.requestSubmit(button);
  } finally {
    target?.removeAttribute('aria-busy');
  }
}

async function send(form: HTMLFormElement, data: FormData): Promise<string> {
  // Not `form.action`: a button that is named "action" stands in its place.
  const action = new URL(form.getAttribute('action') ?? '', location.href);
  if (form.method === 'get') {
    for (const [name, value] of data) if (typeof value === 'string') action.searchParams.set(name, value);
    history.replaceState(null, '', action);
  }
  const response = await fetch(action, form.method === 'get' ? {} : { method: 'POST', body: data });
  const isPage = response.headers.get('content-type')?.startsWith('text/html');
  const isRefusal = !response.ok && response.status !== 422;
  if (!isPage || response.redirected || isRefusal) throw new Error('not this page');
  return response.text();
}
