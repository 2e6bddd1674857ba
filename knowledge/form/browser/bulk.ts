// Ticking entries of a list: how many are ticked, all of a page at once, and a menu that closes by itself.
export function startBulk(): void {
  const form = document.querySelector<HTMLFormElement>('#bulk');
  if (!form) return;
  const ofPage = document.querySelector<HTMLElement>('[data-pick-page]');
  const pageBox = ofPage?.querySelector('input');
  const show = (): void => showCount(form, pageBox);
  if (ofPage) ofPage.hidden = false;
  pageBox?.addEventListener('change', () => {
    for (const box of boxes()) box.checked = pageBox.checked;
    show();
  });
  document.addEventListener('change', show);
  document.addEventListener('click', (event) => closeMenu(form, event.target));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && closeMenu(form, null)) form.querySelector('summary')?.focus();
  });
  show();
}

function boxes(): readonly HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>('.documents .pick input')];
}

function showCount(form: HTMLFormElement, pageBox: HTMLInputElement | null | undefined): void {
  const all = boxes();
  const ticked = all.filter(({ checked }) => checked).length;
  const isAll = form.querySelector<HTMLInputElement>('[name="scope"]')?.checked ?? false;
  const words = form.querySelector<HTMLElement>('[data-picked]');
  if (words) {
    const { one = '', many = '' } = words.dataset;
    words.textContent = isAll ? '' : ticked === 1 ? one : many.replace('#', String(ticked));
  }
  if (pageBox) {
    pageBox.checked = ticked > 0 && ticked === all.length;
    pageBox.indeterminate = ticked > 0 && ticked < all.length;
  }
  form.hidden = ticked === 0 && !isAll;
}

/** @returns whether it was open. */
function closeMenu(form: HTMLFormElement, target: EventTarget | null): boolean {
  const menu = form.querySelector<HTMLDetailsElement>('details[open]');
  if (!menu || (target instanceof Node && menu.contains(target))) return false;
  menu.open = false;
  return true;
}
