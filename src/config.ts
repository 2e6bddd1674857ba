// process.env -> one frozen Config; every fault is reported at once. Read by main.ts alone.
import { z } from 'zod';
import { LANGUAGES, type Language } from './model/language.ts';
import { type OpeningHours, parseOpeningHours } from './model/opening-hours.ts';

export interface Config {
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly publicUrl: string | undefined;
    readonly appSecret: string | undefined;
    readonly ownerEmail: string;
    readonly ownerPassword: string | undefined;
    readonly dataDir: string;
    readonly logLevel: string;
    readonly trustProxy: boolean;
  };
  readonly storage: { readonly databaseUrl: string | undefined };
  readonly business: {
    readonly name: string;
    readonly hours: OpeningHours;
    readonly languages: readonly Language[];
  };
  readonly model: ModelConfig;
  readonly webchat: { readonly origins: readonly string[]; readonly secret: string | undefined };
  readonly behaviour: {
    readonly burstQuietMs: number;
    readonly burstMaxMs: number;
    readonly confidenceThreshold: number;
  };
}

/** `none`: answers are quoted from knowledge. */
export type ModelConfig =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'openai' | 'azure';
      readonly apiKey: string;
      /** openai: API root ending in /v1; azure: the resource's endpoint. */
      readonly baseUrl: string;
      readonly model: string;
      /** '' where the server has no embeddings: search stays lexical. */
      readonly embeddingModel: string;
    };

/** All faults of the environment, one line each: name, what is wrong, an example. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} fault${faults.length > 1 ? 's' : ''}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

const text = (what: string, example: string) => z.string().min(1, `${what}, for example ${example}`);
const url = (example: string) =>
  z
    .url({ protocol: /^https?$/, error: `must be an http(s) address, for example ${example}` })
    .transform((value) => value.replace(/\/+$/, ''));
const wholeNumber = (least: number, most: number, example: string) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number, for example ${example}`)
    .transform(Number)
    .refine(
      (value) => value >= least && value <= most,
      `must be between ${least} and ${most}, for example ${example}`,
    );
const flag = (name: string) =>
  z.enum(['on', 'off'], `must be on or off, for example ${name}=on`).transform((value) => value === 'on');

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const schema = z.object({
  HOST: text('must be an address to listen on', '0.0.0.0').default('0.0.0.0'),
  PORT: wholeNumber(0, 65_535, '3000').default(3000),
  PUBLIC_URL: url('https://chat.example.sg').optional(),
  APP_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters, for example the output of: openssl rand -hex 32')
    .optional(),
  OWNER_EMAIL: z.email('must be an e-mail address, for example owner@example.sg').default('owner@kaki.local'),
  OWNER_PASSWORD: z
    .string()
    .min(10, 'must have at least 10 characters, for example a sentence you remember')
    .optional(),
  DATA_DIR: text('must be a folder', './data').default('./data'),
  LOG_LEVEL: z.enum(LEVELS, `must be one of ${LEVELS.join(', ')}, for example info`).default('info'),
  TRUST_PROXY: flag('TRUST_PROXY').default(false),
  DATABASE_URL: z
    .string()
    .regex(
      /^postgres(ql)?:\/\/./,
      'must be a PostgreSQL address, for example postgresql://kaki:password@localhost:5432/kaki',
    )
    .optional(),
  BUSINESS_NAME: text('must be a name', 'Kopi & Kind')
    .max(80, 'must have at most 80 characters, for example Kopi & Kind')
    .default('Kopi & Kind'),
  BUSINESS_HOURS: z.string().default('Mon-Fri 09:00-18:00'),
  BUSINESS_TIMEZONE: z
    .string()
    .refine(isTimezone, 'must be an IANA time zone, for example Asia/Singapore')
    .default('Asia/Singapore'),
  BUSINESS_LANGUAGES: z
    .string()
    .transform((value) => value.split(',').map((item) => item.trim()))
    .pipe(
      z
        .array(z.enum(LANGUAGES, `must be a list out of ${LANGUAGES.join(',')}, for example en,zh,ms,ta`))
        .min(1),
    )
    .default([...LANGUAGES]),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: url('https://api.openai.com/v1').optional(),
  OPENAI_MODEL: z.string().default('gpt-4.1-mini'),
  OPENAI_EMBEDDING_MODEL: z.string().optional(),
  AZURE_OPENAI_ENDPOINT: url('https://my-resource.openai.azure.com').optional(),
  AZURE_OPENAI_API_KEY: z.string().optional(),
  WEBCHAT_ORIGINS: z
    .string()
    .transform((value) => value.split(',').map((item) => item.trim().replace(/\/+$/, '')))
    .pipe(
      z.array(
        z
          .string()
          .regex(
            /^(\*|https?:\/\/[^/\s*]+)$/,
            'must be a list of sites, for example https://shop.example.sg,https://www.example.sg',
          ),
      ),
    )
    .default([]),
  WEBCHAT_SECRET: z
    .string()
    .min(24, 'must have at least 24 characters, for example the output of: openssl rand -hex 24')
    .optional(),
  BURST_QUIET_MS: wholeNumber(0, 30_000, '1500').default(1500),
  BURST_MAX_MS: wholeNumber(0, 60_000, '8000').default(8000),
  CONFIDENCE_THRESHOLD: z
    .string()
    .transform(Number)
    .refine((value) => value >= 0 && value <= 1, 'must be a number from 0 to 1, for example 0.5')
    .default(0.5),
});

/** Every variable that this program reads; a test holds `.env.example` to it. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape);

/** @throws ConfigError with every fault at once. Empty values count as unset. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment)
      .filter(([name, value]) => value?.trim() && VARIABLES.includes(name))
      .map(([name, value]) => [name, value?.trim()]),
  );
  const read = schema.safeParse(given);
  const faults = read.success
    ? []
    : read.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
  const timezone = isTimezone(given.BUSINESS_TIMEZONE ?? '')
    ? (given.BUSINESS_TIMEZONE as string)
    : 'Asia/Singapore';
  const hours = parseOpeningHours(given.BUSINESS_HOURS ?? 'Mon-Fri 09:00-18:00', timezone);
  if (!hours)
    faults.push('BUSINESS_HOURS must list days and times, for example Mon-Fri 09:00-18:00, Sat 10:00-13:00');
  if (given.AZURE_OPENAI_ENDPOINT && !given.AZURE_OPENAI_API_KEY)
    faults.push(
      'AZURE_OPENAI_API_KEY must be set when AZURE_OPENAI_ENDPOINT is, for example the key shown in the Azure portal',
    );
  if (!read.success || !hours || faults.length > 0) throw new ConfigError(faults);
  return freeze(toConfig(read.data, hours));
}

function toConfig(env: z.output<typeof schema>, hours: OpeningHours): Config {
  return {
    server: {
      host: env.HOST,
      port: env.PORT,
      publicUrl: env.PUBLIC_URL,
      appSecret: env.APP_SECRET,
      ownerEmail: env.OWNER_EMAIL,
      ownerPassword: env.OWNER_PASSWORD,
      dataDir: env.DATA_DIR,
      logLevel: env.LOG_LEVEL,
      trustProxy: env.TRUST_PROXY,
    },
    storage: { databaseUrl: env.DATABASE_URL },
    business: { name: env.BUSINESS_NAME, hours, languages: env.BUSINESS_LANGUAGES },
    model: toModelConfig(env),
    webchat: { origins: env.WEBCHAT_ORIGINS, secret: env.WEBCHAT_SECRET },
    behaviour: {
      burstQuietMs: env.BURST_QUIET_MS,
      burstMaxMs: env.BURST_MAX_MS,
      confidenceThreshold: env.CONFIDENCE_THRESHOLD,
    },
  };
}

// A base URL without a key is a local server that asks for none. Only OpenAI itself is known to serve the default
// embedding model; any other server has embeddings when the owner names one.
function toModelConfig(env: z.output<typeof schema>): ModelConfig {
  if (env.AZURE_OPENAI_ENDPOINT && env.AZURE_OPENAI_API_KEY) {
    return {
      kind: 'azure',
      apiKey: env.AZURE_OPENAI_API_KEY,
      baseUrl: env.AZURE_OPENAI_ENDPOINT,
      model: env.OPENAI_MODEL,
      embeddingModel: env.OPENAI_EMBEDDING_MODEL ?? '',
    };
  }
  if (!env.OPENAI_API_KEY && !env.OPENAI_BASE_URL) return { kind: 'none' };
  return {
    kind: 'openai',
    apiKey: env.OPENAI_API_KEY ?? 'none',
    baseUrl: env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1',
    model: env.OPENAI_MODEL,
    embeddingModel: env.OPENAI_EMBEDDING_MODEL ?? (env.OPENAI_BASE_URL ? '' : 'text-embedding-3-small'),
  };
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name !== '';
  } catch {
    return false;
  }
}

function freeze<T>(value: T): T {
  if (value && typeof value === 'object') for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
