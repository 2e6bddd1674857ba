// Gives back what was typed when sending it failed, for example because the session had ended meanwhile.
const KEY = 'kaki-form-sent';
// Kept for this tab alone, and only until the page is seen again.
const { sessionStorage: store } = window;

interface Sent {
  readonly path: string;
  readonly form: string;
  /** The reply's id: a conversation that shows it has it. */
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

export function startRescue(): void {
  giveBack();
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.guard === undefined || event.defaultPrevented)
      return;
    const fields = Object.fromEntries(texts(form).map(({ name, value }) => [name, value]));
    const message = form.querySelector<HTMLInputElement>('[name="message"]')?.value ?? '';
    store.setItem(
      KEY,
      JSON.stringify({ path: location.pathname, form: form.id, message, fields } satisfies Sent),
    );
  });
}

function giveBack(): void {
  const kept = store.getItem(KEY);
  if (!kept) return;
  const { path, form: id, message, fields }: Sent = JSON.parse(kept);
  const form = document.querySelector<HTMLFormElement>(`form[data-guard]#${CSS.escape(id)}`);
  const wasSaved = new URLSearchParams(location.search).has('saved');
  if (!wasSaved && (!form || path !== location.pathname)) return;
  store.removeItem(KEY);
  // It arrived, or the server has sent it back itself, with what is wrong.
  const hasArrived = message !== '' && document.querySelector(`[data-key="${CSS.escape(message)}"]`) !== null;
  if (!form || wasSaved || hasArrived || form.dataset.guard === 'unsaved') return;
  for (const control of texts(form)) control.value = fields[control.name] ?? control.value;
  form.dataset.guard = 'unsaved';
}

function texts(form: HTMLFormElement): readonly (HTMLTextAreaElement | HTMLInputElement)[] {
  return [...form.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>('textarea, input:not([type])')];
}
