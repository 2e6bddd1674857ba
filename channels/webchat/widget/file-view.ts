// A file of a message: a picture where it is one, otherwise a card that saves it.
import { element, icon } from './dom.ts';
import type { Labels } from './labels.ts';
import type { Attachment } from './wire.ts';

export interface Files {
  /** Opens without a token. */
  urlOf(contentUrl: string): string;
  /** @throws where the file can't be had just now. */
  load(contentUrl: string): Promise<Blob>;
}

export interface FileContext {
  readonly labels: Labels;
  readonly files: Files;
}

// Only a guess, to know what to try: what it really is the server looks at.
const PICTURE = /^image\/(png|jpe?g|gif|webp)$/i;
// Long after the browser has taken what it saves.
const RELEASE_MS = 60_000;

export function renderFile(file: Attachment, context: FileContext): HTMLElement {
  const frame = element('div', { class: 'file' });
  if (PICTURE.test(file.contentType ?? '')) showPicture(frame, file, context);
  else showCard(frame, file, context);
  return frame;
}

// Drawn, not linked: many sites' policies let no address of the browser's own be shown. Large enough for a sharp screen.
const DRAWN_PX = 480;

/** A file that is not sent yet. */
export function renderChosen(file: File): HTMLElement {
  const { name, size, type } = file;
  const hint = size < 100_000 ? `${Math.ceil(size / 1_000)} KB` : `${(size / 1_000_000).toFixed(1)} MB`;
  const names = element(
    'span',
    { class: 'names' },
    element('b', {}, name),
    element('span', { class: 'hint' }, hint),
  );
  const frame = element('div', { class: 'file own' }, element('div', { class: 'card' }, icon('file'), names));
  if (PICTURE.test(type)) void draw(file, frame);
  return frame;
}

// What isn't the picture that it is called stays a card.
async function draw(file: File, frame: HTMLElement): Promise<void> {
  const options = { resizeWidth: DRAWN_PX, resizeQuality: 'medium' } as const;
  const bitmap = await createImageBitmap(file, options).catch(() => undefined);
  if (!bitmap) return;
  const { width, height } = bitmap;
  const canvas = element('canvas', {
    width: `${width}`,
    height: `${height}`,
    role: 'img',
    'aria-label': file.name,
  });
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  frame.replaceChildren(canvas);
}

// By its own address, which needs no token: the browser keeps it, and loads it when it comes near the window.
function showPicture(frame: HTMLElement, file: Attachment, context: FileContext): void {
  const href = context.files.urlOf(file.contentUrl ?? '');
  const image = element('img', { alt: file.name, loading: 'lazy', decoding: 'async' });
  image.addEventListener('load', () => image.setAttribute('data-loaded', ''));
  image.addEventListener('error', () => {
    showCard(frame, file, context);
    fail(frame, context.labels, () => showPicture(frame, file, context));
  });
  image.src = href;
  frame.replaceChildren(element('a', { href, target: '_blank', rel: 'noopener noreferrer' }, image));
}

function showCard(frame: HTMLElement, file: Attachment, context: FileContext): void {
  const { labels } = context;
  const name = file.name || 'file';
  const hint = element('span', { class: 'hint' }, labels.download);
  const card = element(
    'button',
    { type: 'button', class: 'card' },
    icon('file'),
    element('span', { class: 'names' }, element('b', {}, name), hint),
    icon('save'),
  );
  const save = async (): Promise<void> => {
    if (card.getAttribute('aria-busy')) return;
    frame.replaceChildren(card);
    card.setAttribute('aria-busy', 'true');
    hint.textContent = labels.downloading;
    const blob = await context.files.load(file.contentUrl ?? '').catch(() => undefined);
    card.removeAttribute('aria-busy');
    hint.textContent = labels.download;
    if (blob) saveAs(blob, name);
    else fail(frame, labels, save);
  };
  card.addEventListener('click', save);
  frame.replaceChildren(card);
}

function fail(frame: HTMLElement, labels: Labels, again: () => void): void {
  const retry = element('button', { type: 'button', class: 'retry' }, labels.retry);
  retry.addEventListener('click', again);
  frame.append(element('div', { class: 'meta failed', role: 'alert' }, labels.fileFailed, ' ', retry));
}

function saveAs(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  element('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), RELEASE_MS);
}
