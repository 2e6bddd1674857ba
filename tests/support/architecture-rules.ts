// The house's rules: each takes modules and returns its faults, one sentence each.
import type { Import, Module, SourceFile } from './modules.ts';

interface Room {
  readonly floor: number;
  readonly name: string;
}

// A room imports from lower floors and from itself; so two rooms on one floor never know each other.
const FLOORS: readonly (readonly [floor: number, room: RegExp])[] = [
  [
    6,
    /^src\/(?=(main|announce|first-start|ingest|ingest-progress|open-channels|open-importer|open-whatsapp|account-watch|core)\.ts$)/,
  ],
  [5, /^src\/http\//],
  [5, /^knowledge\/form\//],
  [4, /^src\/pipeline\//],
  [3, /^src\/(agent|desk)\//],
  [2, /^knowledge\//],
  [2, /^channels\/[^/]+\//],
  [1, /^src\/(store|llm)\//],
  [1, /^src\/(?=(variables|config-groups|qr)\.ts$)/],
  [1, /^channels\/(?=(account|channel|clock|staff-room|format|incoming|markdown|sources|split)\.ts$)/],
  [0, /^src\/model\//],
  [0, /^src\/log\.ts$/],
];
const CONFIG = 'src/config.ts';
// What is started by itself reads the config, and hands it out.
const STARTS = ['src/main.ts', 'src/ingest.ts'];
const CONFIG_TYPES_FROM_FLOOR = 4;
const WIDGET = 'channels/webchat/widget/';
const MAX_LINES = 300;
const SQL_ROOMS =
  /^(src\/store\/|knowledge\/(passages|finding|meaning|vectors|vector-index|documents|document-changes|staged|unread|versions|gaps|gap-[a-z]+|pins)\.ts$)/;

/** Libraries that one place alone knows; `types` where everybody may use their types. */
const LIBRARIES: readonly { name: string; at: RegExp; types: boolean }[] = [
  { name: 'openai', at: /^src\/llm\/openai[^/]*\.ts$/, types: false },
  { name: 'pg', at: /^src\/store\//, types: false },
  { name: 'botbuilder', at: /^channels\/botframework\//, types: true },
  { name: 'telegraf', at: /^channels\/telegram\//, types: false },
  { name: 'qrcode', at: /^src\/qr\.ts$/, types: false },
  { name: '@slack/bolt', at: /^channels\/slack\//, types: false },
  { name: 'whatsapp-web.js', at: /^channels\/whatsapp\//, types: false },
];

function roomOf(path: string): Room | undefined {
  for (const [floor, pattern] of FLOORS) {
    const match = pattern.exec(path);
    if (match) return { floor, name: match[0] };
  }
  return undefined;
}

export function floorFaults(modules: readonly Module[]): readonly string[] {
  return modules
    .filter((module) => !module.path.startsWith(WIDGET))
    .flatMap((module) => {
      if (module.path !== CONFIG && !roomOf(module.path))
        return [`${module.path} stands on no floor: give it a place in FLOORS`];
      return module.imports.flatMap((used) => floorFault(module.path, used));
    });
}

function floorFault(path: string, { target, typeOnly }: Import): readonly string[] {
  if (!target) return [];
  const told = `${path} may not import ${target}`;
  // Config stands beside the floors: it knows its variables and the model's words.
  const from = path === CONFIG ? { floor: 2, name: CONFIG } : roomOf(path);
  if (!from) return [];
  if (target === CONFIG) {
    if (typeOnly && from.floor >= CONFIG_TYPES_FROM_FLOOR) return [];
    return STARTS.includes(path) ? [] : [`${told}: main.ts hands out what each part needs`];
  }
  if (target.startsWith(WIDGET)) return [`${told}: it runs in the browser`];
  const to = roomOf(target);
  if (!to) return [`${told}: it stands on no floor`];
  if (to.name === from.name || to.floor < from.floor) return [];
  return [`${told}: floor ${from.floor} (${from.name}) knows only lower floors and itself`];
}

/** Circles of imports, of values and of types alike: each is named once, from its first path on. */
export function cycleFaults(modules: readonly Module[]): readonly string[] {
  const targets = new Map(modules.map((module) => [module.path, module.imports.map((used) => used.target)]));
  const faults = new Set<string>();
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) faults.add(describeCircle(trail.slice(start)));
    if (start >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) if (target) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const module of modules) visit(module.path, []);
  return [...faults];
}

function describeCircle(circle: readonly string[]): string {
  const first = [...circle].sort()[0] ?? '';
  const at = circle.indexOf(first);
  return [...circle.slice(at), ...circle.slice(0, at), first].join(' → ');
}

export function sizeFaults(files: readonly SourceFile[]): readonly string[] {
  return files
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines, more than ${MAX_LINES}: split it by purpose`);
}

export function purposeFaults(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ text }) => !/^(\/\/|\/\*\*?|--) ?\p{L}.{14,}/u.test(text))
    .map(({ path }) => `${path} does not tell its purpose in a comment on its first line`);
}

export function environmentFaults(modules: readonly Module[]): readonly string[] {
  return modules
    .filter((module) => module.path !== CONFIG)
    .filter(
      (module) => module.readsEnvironment || (module.passesEnvironment && !STARTS.includes(module.path)),
    )
    .map((module) => `${module.path} reads the environment: only config.ts does, handed over by main.ts`);
}

export function exportFaults(modules: readonly Module[]): readonly string[] {
  return modules.flatMap((module) => [
    ...(module.hasDefaultExport ? [`${module.path} has a default export: name it`] : []),
    ...(module.isBarrel ? [`${module.path} only re-exports: import the file itself`] : []),
  ]);
}

export function libraryFaults(modules: readonly Module[]): readonly string[] {
  return modules.flatMap((module) =>
    module.imports.flatMap((used) =>
      LIBRARIES.filter(
        ({ name, at, types }) =>
          (used.specifier === name || used.specifier.startsWith(`${name}/`)) &&
          !at.test(module.path) &&
          !(types && used.typeOnly),
      ).map(({ name }) => `${module.path} may not import ${name}: one place alone knows it`),
    ),
  );
}

export function sqlFaults(modules: readonly Module[]): readonly string[] {
  return modules
    .filter((module) => module.hasSql && !SQL_ROOMS.test(module.path))
    .map((module) => `${module.path} holds SQL: give the statement a name in src/store`);
}

/** The widget runs in the browser, on other people's pages: it takes along nothing of the server's but types. */
export function widgetFaults(modules: readonly Module[]): readonly string[] {
  return modules
    .filter((module) => module.path.startsWith(WIDGET))
    .flatMap((module) =>
      module.imports
        .filter(({ specifier, target, typeOnly }) => {
          if (!target) return specifier.startsWith('node:');
          return !target.startsWith(WIDGET) && !(typeOnly && target.startsWith('src/model/'));
        })
        .map(({ specifier }) => `${module.path} may not import ${specifier}: it runs in the browser`),
    );
}
