// Variables that belong together: each group becomes one part of the configuration, or none.
import type { z } from 'zod';
import type { schema } from './variables.ts';

type Environment = z.output<typeof schema>;

export interface TelegramConfig {
  readonly botToken: string;
  /** Of the webhook; undefined: made from the token. */
  readonly webhookSecret: string | undefined;
  readonly apiRoot: string;
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

export interface WhatsappCloudConfig {
  readonly phoneNumberId: string;
  readonly accessToken: string;
  readonly appSecret: string;
  /** undefined: the handshake is refused, so the webhook can't be set up anew. */
  readonly verifyToken: string | undefined;
  /** A bare host. */
  readonly apiUrl: string;
  /** Of the Graph API, like v24.0. */
  readonly apiVersion: string;
  /** Approved by Meta: opens a conversation whose 24 hours are over. */
  readonly template: { readonly name: string; readonly language: string } | undefined;
}

export interface WhatsappWebConfig {
  /** undefined: looked for in the usual places. */
  readonly chromiumPath: string | undefined;
  /** Messages sent in a day at most. */
  readonly dailyLimit: number;
}

/** S3, or whatever speaks like it. */
export interface BucketConfig {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** An endpoint that puts passages in order, as Cohere's. */
export interface RerankConfig {
  readonly url: string;
  /** undefined: a server that asks for none. */
  readonly apiKey: string | undefined;
  readonly model: string;
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
      /** '' where the server transcribes no speech. */
      readonly transcriptionModel: string;
    };

// A base URL without a key is a local server that asks for none. Only OpenAI itself is known to serve the default
// embedding model; any other server has embeddings when the owner names one.
export function toModelConfig(env: Environment): ModelConfig {
  if (env.AZURE_OPENAI_ENDPOINT && env.AZURE_OPENAI_API_KEY) {
    return {
      kind: 'azure',
      apiKey: env.AZURE_OPENAI_API_KEY,
      baseUrl: env.AZURE_OPENAI_ENDPOINT,
      model: env.OPENAI_MODEL,
      embeddingModel: env.OPENAI_EMBEDDING_MODEL ?? '',
      transcriptionModel: env.OPENAI_TRANSCRIPTION_MODEL ?? '',
    };
  }
  if (!env.OPENAI_API_KEY && !env.OPENAI_BASE_URL) return { kind: 'none' };
  return {
    kind: 'openai',
    apiKey: env.OPENAI_API_KEY ?? 'none',
    baseUrl: env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1',
    model: env.OPENAI_MODEL,
    embeddingModel: env.OPENAI_EMBEDDING_MODEL ?? (env.OPENAI_BASE_URL ? '' : 'text-embedding-3-small'),
    transcriptionModel:
      env.OPENAI_TRANSCRIPTION_MODEL ?? (env.OPENAI_BASE_URL ? '' : 'gpt-4o-mini-transcribe'),
  };
}

export function toTelegramConfig(env: Environment): TelegramConfig | undefined {
  if (!env.TELEGRAM_BOT_TOKEN) return undefined;
  return {
    botToken: env.TELEGRAM_BOT_TOKEN,
    webhookSecret: env.TELEGRAM_WEBHOOK_SECRET,
    apiRoot: env.TELEGRAM_API_ROOT,
  };
}

export function toSlackConfig(env: Environment): SlackConfig | undefined {
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

export function toCloudConfig(env: Environment): WhatsappCloudConfig | undefined {
  const { WHATSAPP_PHONE_NUMBER_ID, WHATSAPP_ACCESS_TOKEN, WHATSAPP_APP_SECRET } = env;
  if (!WHATSAPP_PHONE_NUMBER_ID || !WHATSAPP_ACCESS_TOKEN || !WHATSAPP_APP_SECRET) return undefined;
  const [name, language] = env.WHATSAPP_TEMPLATE?.split('/') ?? [];
  return {
    phoneNumberId: WHATSAPP_PHONE_NUMBER_ID,
    accessToken: WHATSAPP_ACCESS_TOKEN,
    appSecret: WHATSAPP_APP_SECRET,
    verifyToken: env.WHATSAPP_VERIFY_TOKEN,
    apiUrl: env.WHATSAPP_API_URL,
    apiVersion: env.WHATSAPP_API_VERSION,
    template: name && language ? { name, language } : undefined,
  };
}

export function toBucketConfig(env: Environment): BucketConfig | undefined {
  const { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = env;
  if (!S3_ENDPOINT || !S3_BUCKET || !S3_ACCESS_KEY_ID || !S3_SECRET_ACCESS_KEY) return undefined;
  return {
    endpoint: S3_ENDPOINT,
    bucket: S3_BUCKET,
    region: env.S3_REGION,
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: S3_SECRET_ACCESS_KEY,
  };
}

/** @returns undefined: what was found stays in the order of the search. */
export function toRerankConfig(env: Environment): RerankConfig | undefined {
  if (!env.RERANK_URL || !env.RERANK_MODEL) return undefined;
  return { url: env.RERANK_URL, apiKey: env.RERANK_API_KEY, model: env.RERANK_MODEL };
}

// Settings that are of no use without each other.
const GROUPS: readonly (readonly [names: readonly string[], example: string])[] = [
  [['RERANK_URL', 'RERANK_MODEL'], 'https://api.cohere.com/v2/rerank and rerank-v3.5'],
  [['AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_API_KEY'], 'the key shown in the Azure portal'],
  [
    ['WHATSAPP_PHONE_NUMBER_ID', 'WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_APP_SECRET'],
    'as the Meta app shows it under WhatsApp, API setup, and App settings, Basic',
  ],
  [
    ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'],
    'as the console of your storage shows it',
  ],
];

type Given = Readonly<Record<string, string | undefined>>;

/** One line for each variable that is missing beside others of its group. */
export function groupFaults(given: Given): readonly string[] {
  const faults = GROUPS.flatMap(([names, example]) => {
    const [first] = names.filter((name) => given[name]);
    if (!first) return [];
    const missing = names.filter((name) => !given[name]);
    return missing.map((name) => `${name} must be set when ${first} is, for example ${example}`);
  });
  if (given.SLACK_BOT_TOKEN && !given.SLACK_SIGNING_SECRET && !given.SLACK_APP_TOKEN)
    faults.push(
      'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) must be set when SLACK_BOT_TOKEN is, for example xapp-1-A012-345-abcdef',
    );
  for (const name of ['SLACK_STAFF_CHANNEL', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET']) {
    if (given[name] && !given.SLACK_BOT_TOKEN)
      faults.push(`SLACK_BOT_TOKEN must be set when ${name} is, for example xoxb-12345-67890-AbCdEf`);
  }
  faults.push(...roleFaults(given));
  return faults;
}

function roleFaults({ ROLE, DATABASE_URL, WHATSAPP_WEB }: Given): readonly string[] {
  const faults: string[] = [];
  if ((ROLE === 'web' || ROLE === 'worker') && !DATABASE_URL)
    faults.push(
      `DATABASE_URL must be set when ROLE is ${ROLE}, since the embedded database is one process’s, for example postgresql://kaki:password@localhost:5432/kaki`,
    );
  if (ROLE === 'worker' && WHATSAPP_WEB !== 'on')
    faults.push(
      'WHATSAPP_WEB must be on when ROLE is worker, which has nothing but the paired phone to do, for example WHATSAPP_WEB=on',
    );
  return faults;
}
