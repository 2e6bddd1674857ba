// What people type: sent with Ctrl+Enter, never lost by leaving the page, copied with a button.
export function startTyping(): void {
  document.addEventListener('keydown', sendByKey);
  document.addEventListener('click', onClick);
  document.addEventListener('submit', onSubmit);
  window.addEventListener('beforeunload', (event) => {
    if ([...document.querySelectorAll<HTMLFormElement>('form[data-guard]')].some(isChanged))
      event.preventDefault();
  });
  for (const button of document.querySelectorAll<HTMLElement>('[data-copy]')) button.hidden = false;
}

function sendByKey(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const target = event.target;
  if (target instanceof HTMLTextAreaElement && target.form) {
    event.preventDefault();
    target.form.requestSubmit();
  }
}

// A form that is on its way is not unsaved, and its buttons don't send it twice. Disabled a moment later, because a
// disabled button's name and value aren't sent.
function onSubmit(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form.method !== 'post') return;
  form.dataset.sent = '';
  setTimeout(() => {
    for (const button of form.querySelectorAll('button')) button.disabled = true;
  });
}

function isChanged(form: HTMLFormElement): boolean {
  if (form.dataset.sent !== undefined) return false;
  if (form.dataset.guard === 'unsaved') return true;
  return [...form.elements].some((control) => {
    if (control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue;
    if (!(control instanceof HTMLInputElement)) return false;
    return control.type !== 'hidden' && control.type !== 'checkbox' && control.value !== control.defaultValue;
  });
}

function onClick(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : undefined;
  const copy = target?.closest<HTMLElement>('[data-copy]');
  if (copy) void copyText(copy);
  const draft = target?.closest<HTMLElement>('[data-draft]');
  if (draft && useDraft(draft.dataset.draft ?? '')) event.preventDefault();
}

async function copyText(button: HTMLElement): Promise<void> {
  const source = document.getElementById(button.dataset.copy ?? '');
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.textContent ?? '');
    button.textContent = button.dataset.copied ?? 'Copied';
  } catch {
    // Without https there is no clipboard: the text is selected, and one key press copies it.
    getSelection()?.selectAllChildren(source);
    button.textContent = button.dataset.selected ?? 'Selected: press Ctrl+C';
  }
}

// After what is typed already, never instead of it.
function useDraft(text: string): boolean {
  const box = document.querySelector<HTMLTextAreaElement>('form[data-send] textarea');
  if (!box) return false;
  box.value = box.value.trim() === '' ? text : `${box.value.trimEnd()}\n\n${text}`;
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
  return true;
}
