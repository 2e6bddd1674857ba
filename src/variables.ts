// Every variable that is read from the environment: its form, its default, and what to say when it is wrong.
import { z } from 'zod';
import { LANGUAGES } from './model/language.ts';

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

export const schema = z.object({
  HOST: text('must be an address to listen on', '0.0.0.0').default('0.0.0.0'),
  PORT: wholeNumber(0, 65_535, '3000').default(3000),
  ROLE: z
    .enum(['all', 'web', 'worker'], 'must be all, web or worker, for example ROLE=worker')
    .default('all'),
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
  OPENAI_TRANSCRIPTION_MODEL: z.string().optional(),
  LOCAL_EMBEDDING_MODEL: z
    .string()
    .regex(
      /^\w[\w.-]*\/\w[\w.-]*$/,
      'must be the name of a model at Hugging Face in ONNX form, for example Xenova/multilingual-e5-small',
    )
    .optional(),
  RERANK_URL: url('https://api.cohere.com/v2/rerank').optional(),
  RERANK_API_KEY: z.string().optional(),
  RERANK_MODEL: z.string().optional(),
  AZURE_OPENAI_ENDPOINT: url('https://my-resource.openai.azure.com').optional(),
  AZURE_OPENAI_API_KEY: z.string().optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(
      /^\d{5,}:[\w-]{30,}$/,
      'must be a token from @BotFather, for example 123456789:AAF3k9xPq0T7yBv2nR5sW8uZc1dE4gH6jK0',
    )
    .optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(
      /^[\w-]{16,256}$/,
      'must have 16 to 256 letters, digits, _ or -, for example the output of: openssl rand -hex 24',
    )
    .optional(),
  TELEGRAM_API_ROOT: url('https://api.telegram.org').default('https://api.telegram.org'),
  SLACK_BOT_TOKEN: z
    .string()
    .regex(/^xoxb-/, 'must be a bot token, for example xoxb-12345-67890-AbCdEf')
    .optional(),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(16, 'must be the signing secret of the app, for example 8f742231b10e8888abcd99yyyzzz85a5')
    .optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-/, 'must be an app-level token, for example xapp-1-A012-345-abcdef')
    .optional(),
  SLACK_STAFF_CHANNEL: z
    .string()
    .regex(/^#?[^\s#]+$/, 'must be a channel’s id or name, for example C0123ABCDEF or support')
    .optional(),
  SLACK_ON_CALL: z
    .string()
    .regex(/^S[A-Z0-9]{6,}$/, 'must be the id of a user group, for example S0123ABCDEF')
    .optional(),
  SLACK_STAFF_NAMES: z
    .enum(['display', 'business'], 'must be display or business, for example SLACK_STAFF_NAMES=display')
    .default('display'),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address, for example https://slack.com/api/' })
    .regex(/\/api\/$/, 'must end in /api/, for example https://slack.com/api/')
    .default('https://slack.com/api/'),
  WHATSAPP_PHONE_NUMBER_ID: z
    .string()
    .regex(/^\d{6,20}$/, 'must be the id of the phone number, not the number, for example 106540352242922')
    .optional(),
  WHATSAPP_ACCESS_TOKEN: z
    .string()
    .min(20, 'must be the access token of a system user, for example EAAJB3k9xPq0T7yBv2nR5sW8uZc1dE4gH6jK0')
    .optional(),
  WHATSAPP_APP_SECRET: z
    .string()
    .regex(
      /^[0-9a-f]{32}$/,
      'must be the secret of the Meta app, for example 8f742231b10e8888abcd99feedcafe85',
    )
    .optional(),
  WHATSAPP_VERIFY_TOKEN: z
    .string()
    .min(12, 'must have at least 12 characters, for example the output of: openssl rand -hex 16')
    .optional(),
  WHATSAPP_API_URL: url('https://graph.facebook.com').default('https://graph.facebook.com'),
  WHATSAPP_API_VERSION: z
    .string()
    .regex(/^v\d{2}\.\d$/, 'must be a version of the Graph API, for example v24.0')
    .default('v24.0'),
  WHATSAPP_TEMPLATE: z
    .string()
    .regex(
      /^[a-z0-9_]{1,512}\/[a-z]{2}(_[A-Z]{2})?$/,
      'must be an approved template without placeholders and its language, for example we_have_an_answer/en',
    )
    .optional(),
  WHATSAPP_WEB: flag('WHATSAPP_WEB').default(false),
  CHROMIUM_PATH: text('must be the path of a Chromium or Chrome', '/usr/bin/chromium').optional(),
  WHATSAPP_WEB_DAILY_LIMIT: wholeNumber(1, 10_000, '300').default(300),
  WHATSAPP_QUIET_MINUTES: wholeNumber(1, 10_080, '60').default(60),
  S3_ENDPOINT: url('https://s3.ap-southeast-1.amazonaws.com').optional(),
  S3_BUCKET: text('must be the name of a bucket', 'kaki-files').optional(),
  S3_REGION: text('must be a region', 'ap-southeast-1').default('auto'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  STAFF_LANGUAGE: z.enum(LANGUAGES, `must be one of ${LANGUAGES.join(', ')}, for example en`).default('en'),
  REMINDER_MINUTES: z
    .string()
    .regex(/^\d{1,4}(\s*,\s*\d{1,4})*$/, 'must be minutes, for example 5,15,30')
    .transform((value) => value.split(',').map(Number))
    .refine(
      (minutes) => minutes.every((minute, index) => index === 0 || minute > (minutes[index - 1] ?? 0)),
      'must rise, for example 5,15,30',
    )
    .default([5, 15, 30]),
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

/** Whether this is the name of an IANA time zone: "+08:00" is none, and to PostgreSQL it lies west of Greenwich. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[a-z]/i.test(name);
  } catch {
    return false;
  }
}
