// What a benchmark is made of: measures are opened once and repeated; each repetition reads figures beside their bars.

export interface Bar {
  readonly kind: 'at_least' | 'at_most';
  readonly value: number;
}

export const atLeast = (value: number): Bar => ({ kind: 'at_least', value });
export const atMost = (value: number): Bar => ({ kind: 'at_most', value });

/** One figure of one repetition. */
export interface Reading {
  readonly name: string;
  readonly value: number;
  readonly unit: '×' | 'ms' | 's' | 'MB' | '/s' | '';
  /** undefined: told, not judged. */
  readonly bar?: Bar;
  /** The two sides of a ratio in words, e.g. "812/s against 1,240/s". */
  readonly detail?: string;
  /** The reference itself was not steady: other programs were using the machine. */
  readonly isNoisy?: boolean;
}

export interface Measure {
  /** Both sides of every ratio, interleaved. */
  repeat(): Promise<readonly Reading[]>;
  close(): Promise<void>;
}

export interface Bench {
  readonly name: string;
  readonly title: string;
  open(context: Context): Promise<Measure>;
}

export interface Context {
  readonly isQuick: boolean;
  readonly databases: Databases;
  /** One line on the terminal that the next one replaces. */
  readonly tell: (line: string) => void;
}

export type Engine = 'embedded' | 'postgresql';
export const ENGINES: readonly Engine[] = ['embedded', 'postgresql'];
export const ENGINE_NAMES: Readonly<Record<Engine, string>> = {
  embedded: 'embedded',
  postgresql: 'PostgreSQL',
};

/** What `openDatabase` takes. */
export interface Where {
  readonly databaseUrl?: string;
  readonly dataDir: string;
}

export interface Databases {
  /** A new, empty database; the embedded one is already migrated. */
  create(engine: Engine): Promise<Where>;
  /** An empty data folder. */
  createFolder(): string;
  close(): Promise<void>;
}

/** A reference that varies more than this between the rounds of one repetition says that the machine was busy. */
const STEADY = 1.4;

export function isSteady(spread: number): boolean {
  return spread <= STEADY;
}
