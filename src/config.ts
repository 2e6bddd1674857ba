// process.env -> one frozen Config; every fault is reported at once. Read by main.ts alone.
import type { z } from 'zod';
import type { Language } from './model/language.ts';
import { type OpeningHours, parseOpeningHours } from './model/opening-hours.ts';
import { isTimezone, schema, VARIABLES } from './variables.ts';

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
  /** undefined: off. */
  readonly telegram:
    | {
        readonly botToken: string;
        /** Of the webhook; undefined: made from the token. */
        readonly webhookSecret: string | undefined;
        readonly apiRoot: string;
      }
    | undefined;
  readonly slack: SlackConfig | undefined;
  readonly staff: {
    readonly language: Language;
    /** Minutes of opening hours after which a hand-over that nobody took is called out again. */
    readonly reminderMinutes: readonly number[];
  };
  readonly webchat: { readonly origins: readonly string[]; readonly secret: string | undefined };
  readonly behaviour: {
    readonly burstQuietMs: number;
    readonly burstMaxMs: number;
    readonly confidenceThreshold: number;
  };
}

export interface SlackConfig {
  readonly botToken: string;
  /** HTTP, where the app token is not set. */
  readonly signingSecret: string | undefined;
  /** Socket Mode. */
  readonly appToken: string | undefined;
  /** Where hand-overs become threads; undefined: Slack is a channel for customers only. */
  readonly staffChannel: string | undefined;
  /** The user group that reminders call. */
  readonly onCall: string | undefined;
  readonly staffNames: 'display' | 'business';
  /** Ends in /api/. */
  readonly apiUrl: string;
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
  if (given.SLACK_BOT_TOKEN && !given.SLACK_SIGNING_SECRET && !given.SLACK_APP_TOKEN)
    faults.push(
      'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) must be set when SLACK_BOT_TOKEN is, for example xapp-1-A012-345-abcdef',
    );
  for (const name of ['SLACK_STAFF_CHANNEL', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET']) {
    if (given[name] && !given.SLACK_BOT_TOKEN)
      faults.push(`SLACK_BOT_TOKEN must be set when ${name} is, for example xoxb-12345-67890-AbCdEf`);
  }
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
    telegram: toTelegramConfig(env),
    slack: toSlackConfig(env),
    staff: { language: env.STAFF_LANGUAGE, reminderMinutes: env.REMINDER_MINUTES },
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

function toTelegramConfig(env: z.output<typeof schema>): Config['telegram'] {
  if (!env.TELEGRAM_BOT_TOKEN) return undefined;
  return {
    botToken: env.TELEGRAM_BOT_TOKEN,
    webhookSecret: env.TELEGRAM_WEBHOOK_SECRET,
    apiRoot: env.TELEGRAM_API_ROOT,
  };
}

function toSlackConfig(env: z.output<typeof schema>): SlackConfig | undefined {
  if (!env.SLACK_BOT_TOKEN) return undefined;
  return {
    botToken: env.SLACK_BOT_TOKEN,
    signingSecret: env.SLACK_SIGNING_SECRET,
    appToken: env.SLACK_APP_TOKEN,
    staffChannel: env.SLACK_STAFF_CHANNEL,
    onCall: env.SLACK_ON_CALL,
    staffNames: env.SLACK_STAFF_NAMES,
    apiUrl: env.SLACK_API_URL,
  };
}

function freeze<T>(value: T): T {
  if (value && typeof value === 'object') for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
