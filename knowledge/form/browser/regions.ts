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
  current.replaceChildren(...fresh.childNodes);
  return true;
}

// Messages are told apart by their ids, so that one that is open, or selected, stays as it is: what neither changed nor
// has another place is not touched.
function merge(current: HTMLElement, fresh: HTMLElement): boolean {
  const known = new Map([...current.children].map((child) => [child.getAttribute('data-key'), child]));
  const stays = [...fresh.children].map((child) => {
    const old = known.get(child.getAttribute('data-key'));
    return old && sent.get(old) === child.outerHTML ? old : child;
  });
  for (const old of known.values()) if (!stays.includes(old)) old.remove();
  let hasChanged = false;
  let at = current.firstElementChild;
  for (const child of stays) {
    if (child === at) {
      at = child.nextElementSibling;
      continue;
    }
    if (child.parentElement !== current) {
      sent.set(child, child.outerHTML);
      hasChanged = true;
    }
    current.insertBefore(child, at);
  }
  return hasChanged;
}
