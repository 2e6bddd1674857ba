// Takes parts of a fresh copy of this page into the page that is open, leaving all that didn't change.
import { showTimes } from './times.ts';

/** What the server sent for an element: its own copy changes, for example by relative times. */
const sent = new WeakMap<Element, string>();

/** Remembers the page as it came; call it before anything changes it. */
export function rememberRegions(): void {
  for (const region of regions(document)) remember(region);
}

/** @param names all where it isn't told. @returns whether anything changed. */
export function takeRegions(html: string, names?: readonly string[]): boolean {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  let hasChanged = false;
  for (const region of regions(fresh)) {
    const name = region.dataset.region ?? '';
    const current = document.querySelector<HTMLElement>(`[data-region="${name}"]`);
    // What is only there when it was asked for, such as a preview, is taken by its name alone.
    const isWanted = names ? names.includes(name) : region.dataset.onDemand === undefined;
    if (!current || !isWanted) continue;
    hasChanged =
      (region.dataset.keyed === undefined ? replace(current, region) : merge(current, region)) || hasChanged;
  }
  showTimes(document);
  // What counts ticks, counts anew.
  if (hasChanged) document.dispatchEvent(new Event('change'));
  return hasChanged;
}

function regions(root: ParentNode): readonly HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('[data-region]')];
}

function remember(region: HTMLElement): void {
  sent.set(region, region.innerHTML);
  if (region.dataset.keyed === undefined) return;
  for (const child of region.children) sent.set(child, child.outerHTML);
}

function replace(current: HTMLElement, fresh: HTMLElement): boolean {
  const html = fresh.innerHTML;
  if (sent.get(current) === html) return false;
  sent.set(current, html);
  const focus = takeOver(current, fresh);
  current.replaceChildren(...fresh.childNodes);
  focus();
  return true;
}

// Messages are told apart by their ids, so that one that is open, or selected, stays as it is: what neither changed nor
// has another place is not touched.
function merge(current: HTMLElement, fresh: HTMLElement): boolean {
  const known = new Map([...current.children].map((child) => [child.getAttribute('data-key'), child]));
  const focuses: (() => void)[] = [];
  const stays = [...fresh.children].map((child) => {
    const old = known.get(child.getAttribute('data-key'));
    const html = child.outerHTML;
    if (old && sent.get(old) === html) return old;
    sent.set(child, html);
    if (old) focuses.push(takeOver(old, child));
    return child;
  });
  const gone = [...known.values()].filter((old) => !stays.includes(old));
  const hasChanged = gone.length > 0 || stays.some((child) => child.parentElement !== current);
  for (const old of gone) old.remove();
  let at = current.firstElementChild;
  for (const child of stays) {
    if (child === at) at = child.nextElementSibling;
    else current.insertBefore(child, at);
  }
  for (const focus of focuses) focus();
  return hasChanged;
}

/** What was ticked or opened in `old` is so in what takes its place. @returns call it once that is there, for the focus. */
function takeOver(old: Element, fresh: Element): () => void {
  const like = <T extends HTMLElement>(one: T): T | undefined =>
    [...fresh.querySelectorAll<T>(one.tagName)].find((other) => signOf(other) === signOf(one));
  for (const box of old.querySelectorAll<HTMLInputElement>('[type="checkbox"]')) {
    const next = box.checked === box.defaultChecked ? undefined : like(box);
    if (next) next.checked = box.checked;
  }
  const parts = fresh.querySelectorAll('details');
  old.querySelectorAll('details').forEach((part, at) => {
    const next = parts[at];
    if (next && part.open) next.open = true;
  });
  const focused = document.activeElement;
  const next = focused instanceof HTMLElement && old.contains(focused) ? like(focused) : undefined;
  return () => next?.focus({ preventScroll: true });
}

/** Told apart by where it leads, or by its words; those of a link may tell a time. */
function signOf(element: HTMLElement): string {
  const [href, ...others] = ['href', 'name', 'value'].map((name) => element.getAttribute(name));
  const action = element.closest('form')?.getAttribute('action');
  return JSON.stringify([href ?? element.textContent, action, ...others]);
}
