// Files and folders dropped or chosen: sent one by one with their progress, so that what is sent stays sent.
const AT_ONCE = 2;
const LARGEST_BYTES = 50_000_000;
const NOISE = /^(?:\..*|node_modules|__MACOSX|Thumbs\.db|desktop\.ini|~\$.*)$/i;

interface Chosen {
  readonly path: string;
  readonly file: File;
}

interface Sending {
  readonly form: HTMLFormElement;
  readonly queue: Chosen[];
  total: number;
  finished: number;
  failed: number;
  running: number;
}

export function startImport(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-import]');
  if (!form) return;
  form.classList.add('scripted');
  for (const element of form.querySelectorAll<HTMLElement>('[data-scripted]')) element.hidden = false;
  const sending: Sending = { form, queue: [], total: 0, finished: 0, failed: 0, running: 0 };
  offerFolder(form);
  for (const input of form.querySelectorAll<HTMLInputElement>('input[type="file"]'))
    input.addEventListener('change', () => {
      add(
        sending,
        [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file })),
      );
      input.value = '';
    });
  listenForDrops(form, (chosen) => add(sending, chosen));
  window.addEventListener('beforeunload', (event) => {
    if (sending.running > 0) event.preventDefault();
  });
}

// Phones have no folders to choose.
function offerFolder(form: HTMLFormElement): void {
  const label = form.querySelector<HTMLElement>('[data-folder]');
  const input = label?.querySelector('input');
  if (!label || !input || !('webkitdirectory' in input) || !matchMedia('(hover: hover)').matches) return;
  label.hidden = false;
  input.disabled = false;
}

// Anywhere on the page: a browser opens what misses its place.
function listenForDrops(form: HTMLFormElement, take: (chosen: readonly Chosen[]) => void): void {
  const zone = form.querySelector('.drop');
  const isFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  document.addEventListener('dragover', (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    zone?.classList.add('over');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) zone?.classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    zone?.classList.remove('over');
    // Taken at once: after the event the list is empty.
    const items = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry());
    const files = [...(event.dataTransfer?.files ?? [])];
    const entries = items.filter((entry) => entry !== null);
    if (entries.length === 0) take(files.map((file) => ({ path: file.name, file })));
    else void Promise.all(entries.map(walk)).then((found) => take(found.flat()));
  });
}

async function walk(entry: FileSystemEntry): Promise<readonly Chosen[]> {
  if (NOISE.test(entry.name)) return [];
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const file = await new Promise<File | undefined>((resolve) =>
      (entry as FileSystemFileEntry).file(resolve, () => resolve(undefined)),
    );
    return file ? [{ path, file }] : [];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Chosen[] = [];
  // A browser gives a hundred at a time, and none when it is done.
  for (;;) {
    const entries = await new Promise<readonly FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (entries.length === 0) return found;
    for (const one of entries) found.push(...(await walk(one)));
  }
}

function add(sending: Sending, chosen: readonly Chosen[]): void {
  const meant = chosen.filter(({ path }) => !path.split('/').some((part) => NOISE.test(part)));
  area(sending).hidden = false;
  sending.total += meant.length;
  sending.queue.push(...meant);
  if (sending.total === 0) say(sending, sending.form.dataset.nothing ?? '');
  else next(sending);
}

function next(sending: Sending): void {
  while (sending.running < AT_ONCE) {
    const chosen = sending.queue.shift();
    if (!chosen) break;
    sending.running += 1;
    void send(sending, chosen).then((refusal) => {
      sending.running -= 1;
      sending.finished += 1;
      if (refusal !== undefined) tellFailure(sending, chosen.path, refusal);
      next(sending);
    });
  }
  show(sending);
  if (sending.running === 0 && sending.finished === sending.total && sending.total > 0) leave(sending);
}

/** @returns why it was not taken, to be told here; what the server wrote down is told on the import's page. */
function send(sending: Sending, { path, file }: Chosen): Promise<string | undefined> {
  const { form } = sending;
  if (file.size > LARGEST_BYTES) return Promise.resolve(form.dataset.tooLarge ?? '');
  if (file.size === 0) return Promise.resolve(form.dataset.empty ?? '');
  const data = new FormData();
  const csrf = form.querySelector<HTMLInputElement>('[name="csrf"]')?.value ?? '';
  for (const [name, value] of Object.entries({ csrf, import: form.dataset.import ?? '', path, as: 'json' }))
    data.append(name, value);
  data.append('files', file);
  const row = showRow(sending, path);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => {
      row.progress.max = total;
      row.progress.value = loaded;
      show(sending);
    };
    request.onloadend = () => {
      row.element.remove();
      resolve(request.status === 200 ? undefined : (reasonOf(request) ?? form.dataset.broken ?? ''));
    };
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.send(data);
  });
}

function reasonOf(request: XMLHttpRequest): string | undefined {
  try {
    const { detail } = JSON.parse(request.responseText) as { readonly detail?: unknown };
    return typeof detail === 'string' ? detail : undefined;
  } catch {
    return undefined;
  }
}

function area({ form }: Sending): HTMLElement {
  return form.querySelector<HTMLElement>('[data-sending-area]') ?? form;
}

function showRow(sending: Sending, path: string): { element: HTMLElement; progress: HTMLProgressElement } {
  const element = document.createElement('li');
  const name = document.createElement('bdi');
  name.textContent = path;
  const progress = document.createElement('progress');
  progress.setAttribute('aria-label', path);
  progress.value = 0;
  element.append(name, progress);
  area(sending).querySelector('.sending-now')?.append(element);
  return { element, progress };
}

function show(sending: Sending): void {
  const { form, finished, total } = sending;
  const bar = area(sending).querySelector<HTMLProgressElement>(':scope > progress');
  const underWay = [...area(sending).querySelectorAll<HTMLProgressElement>('.sending-now progress')];
  const shares = underWay.reduce((sum, { value, max }) => sum + value / max, 0);
  if (bar) bar.value = total === 0 ? 0 : (finished + shares) / total;
  say(sending, fill(form.dataset.sending, Math.min(finished + 1, total), total));
}

function say(sending: Sending, words: string): void {
  const line = area(sending).querySelector('.sending-words');
  if (line && line.textContent !== words) line.textContent = words;
}

function tellFailure(sending: Sending, path: string, reason: string): void {
  sending.failed += 1;
  const element = document.createElement('li');
  const name = document.createElement('bdi');
  name.textContent = path;
  const words = document.createElement('span');
  words.className = 'error';
  words.textContent = reason;
  element.append(name, words);
  area(sending).querySelector('.sending-failed')?.append(element);
}

// Everything is stored: its page shows the reading. Who has to read what was not sent goes there when ready.
function leave(sending: Sending): void {
  const { form, failed, total } = sending;
  const page = `/admin/knowledge/import/${form.dataset.import}`;
  if (failed === 0) {
    say(sending, form.dataset.sent ?? '');
    location.assign(page);
    return;
  }
  const refused = failed === 1 ? (form.dataset.oneFailed ?? '') : fill(form.dataset.someFailed, failed);
  const sent = failed === total ? '' : fill(form.dataset.someSent, total - failed, total);
  say(sending, [sent, refused].join(' ').trim());
  if (failed === total || area(sending).querySelector('.sending-open')) return;
  const link = document.createElement('a');
  link.className = 'button primary sending-open';
  link.href = page;
  link.textContent = form.dataset.open ?? '';
  area(sending).append(link);
}

function fill(words = '', ...counts: readonly number[]): string {
  const left = [...counts];
  return words.replace(/#/g, () => String(left.shift() ?? ''));
}
