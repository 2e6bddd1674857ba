// process.env -> one frozen Config; every fault is reported at once. Read by main.ts alone.
import type { z } from 'zod';
import {
  type BucketConfig,
  groupFaults,
  type ModelConfig,
  type RerankConfig,
  type SlackConfig,
  type TelegramConfig,
  toBucketConfig,
  toCloudConfig,
  toModelConfig,
  toRerankConfig,
  toSlackConfig,
  toTelegramConfig,
  type WhatsappCloudConfig,
  type WhatsappWebConfig,
} from './config-groups.ts';
import type { Language } from './model/language.ts';
import { type OpeningHours, parseOpeningHours } from './model/opening-hours.ts';
import { isTimezone, schema, VARIABLES } from './variables.ts';

export interface Config {
  readonly server: {
    /** worker: hosts the paired phone, and nothing else. web: all but that. */
    readonly role: 'all' | 'web' | 'worker';
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
  readonly storage: {
    readonly databaseUrl: string | undefined;
    /** Where files are kept; undefined: in the data folder. */
    readonly bucket: BucketConfig | undefined;
  };
  readonly business: {
    readonly name: string;
    readonly hours: OpeningHours;
    readonly languages: readonly Language[];
  };
  readonly model: ModelConfig;
  /** Finds by meaning in this process, in place of the model service's; undefined: off. */
  readonly localEmbeddingModel: string | undefined;
  /** undefined: off. */
  readonly reranker: RerankConfig | undefined;
  /** undefined: off. */
  readonly telegram: TelegramConfig | undefined;
  readonly slack: SlackConfig | undefined;
  readonly whatsapp: {
    /** Meta's Cloud API; undefined: off. */
    readonly cloud: WhatsappCloudConfig | undefined;
    /** A paired phone in a browser; undefined: off. */
    readonly web: WhatsappWebConfig | undefined;
    /** After the business wrote from its own phone, the bot is silent for so long. */
    readonly quietMinutes: number;
  };
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
  faults.push(...groupFaults(given));
  if (!read.success || !hours || faults.length > 0) throw new ConfigError(faults);
  return freeze(toConfig(read.data, hours));
}

function toConfig(env: z.output<typeof schema>, hours: OpeningHours): Config {
  return {
    server: {
      role: env.ROLE,
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
    storage: { databaseUrl: env.DATABASE_URL, bucket: toBucketConfig(env) },
    business: { name: env.BUSINESS_NAME, hours, languages: env.BUSINESS_LANGUAGES },
    model: toModelConfig(env),
    localEmbeddingModel: env.LOCAL_EMBEDDING_MODEL,
    reranker: toRerankConfig(env),
    telegram: toTelegramConfig(env),
    slack: toSlackConfig(env),
    whatsapp: {
      cloud: toCloudConfig(env),
      web: env.WHATSAPP_WEB
        ? { chromiumPath: env.CHROMIUM_PATH, dailyLimit: env.WHATSAPP_WEB_DAILY_LIMIT }
        : undefined,
      quietMinutes: env.WHATSAPP_QUIET_MINUTES,
    },
    staff: { language: env.STAFF_LANGUAGE, reminderMinutes: env.REMINDER_MINUTES },
    webchat: { origins: env.WEBCHAT_ORIGINS, secret: env.WEBCHAT_SECRET },
    behaviour: {
      burstQuietMs: env.BURST_QUIET_MS,
      burstMaxMs: env.BURST_MAX_MS,
      confidenceThreshold: env.CONFIDENCE_THRESHOLD,
    },
  };
}

function freeze<T>(value: T): T {
  if (value && typeof value === 'object') for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
