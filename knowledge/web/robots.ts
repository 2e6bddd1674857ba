// What a site's robots.txt asks of programs (RFC 9309): which paths they leave alone, and how much time they take.

export interface Robots {
  /** @param path with its query. */
  allows(path: string): boolean;
  /** Between two requests. */
  readonly delayMs: number;
}

interface Rule {
  readonly isAllowed: boolean;
  readonly pattern: string;
}

interface Group {
  readonly agents: string[];
  readonly rules: Rule[];
  delayMs: number;
}

export const ALLOW_ALL: Robots = { allows: () => true, delayMs: 0 };
// More than that of a site's wish would make it unreadable.
const LONGEST_DELAY_MS = 10_000;
/** More than that of it nobody reads, as RFC 9309 has it. */
export const MOST_ROBOTS_BYTES = 500_000;
const MOST_PATH_CHARS = 2_000;

/** @param agent our name, in lower case. */
export function parseRobots(text: string, agent: string): Robots {
  const groups = readGroups(text.slice(0, MOST_ROBOTS_BYTES));
  const own = groups.filter(({ agents }) => agents.includes(agent));
  const chosen = own.length > 0 ? own : groups.filter(({ agents }) => agents.includes('*'));
  const rules = chosen.flatMap((group) => group.rules);
  return {
    allows: (path) => isAllowed(rules, path.slice(0, MOST_PATH_CHARS)),
    delayMs: Math.min(LONGEST_DELAY_MS, Math.max(0, ...chosen.map((group) => group.delayMs))),
  };
}

function readGroups(text: string): readonly Group[] {
  const groups: Group[] = [];
  let isHead = false;
  for (const line of text.split(/\r\n?|\n/)) {
    const [, name = '', value = ''] = /^\s*([a-z-]+)\s*:\s*([^#]*)/i.exec(line) ?? [];
    const field = name.toLowerCase();
    if (field === 'user-agent') {
      if (!isHead) groups.push({ agents: [], rules: [], delayMs: 0 });
      groups.at(-1)?.agents.push(value.trim().toLowerCase().replace(/\/.*$/, ''));
      isHead = true;
    } else if (field !== '') {
      const group = groups.at(-1);
      if (group) addRule(group, field, value.trim());
      if (field === 'allow' || field === 'disallow' || field === 'crawl-delay') isHead = false;
    }
  }
  return groups;
}

function addRule(group: Group, field: string, value: string): void {
  if (field === 'crawl-delay') group.delayMs = Number(value) * 1_000 || 0;
  // An empty path forbids nothing.
  else if ((field === 'allow' || field === 'disallow') && value !== '')
    group.rules.push({ isAllowed: field === 'allow', pattern: decoded(value) });
}

// The longest pattern that matches wins; of two as long the one that allows.
function isAllowed(rules: readonly Rule[], path: string): boolean {
  let best: Rule | undefined;
  const plain = decoded(path);
  for (const rule of rules) {
    const isLonger = !best || rule.pattern.length > best.pattern.length;
    const isKinder = rule.pattern.length === best?.pattern.length && rule.isAllowed;
    if ((isLonger || isKinder) && matches(rule.pattern, plain)) best = rule;
  }
  return best?.isAllowed ?? true;
}

// Piece by piece from the left: a pattern full of asterisks costs no more than one without.
function matches(pattern: string, path: string): boolean {
  const isWhole = pattern.endsWith('$');
  const [first = '', ...rest] = (isWhole ? pattern.slice(0, -1) : pattern).split('*');
  if (!path.startsWith(first)) return false;
  if (rest.length === 0) return !isWhole || path === first;
  let at = first.length;
  const last = isWhole ? (rest.pop() ?? '') : '';
  for (const piece of rest) {
    const found = path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return !isWhole || (path.length - last.length >= at && path.endsWith(last));
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
