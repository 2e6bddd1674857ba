// Structured logs with personal data masked: JSON lines, or a readable form on a terminal.
import { type BaseLogger, type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

// A child's own fields would go into its lines unmasked: pino gives no hook for them.
export type Log = BaseLogger & Pick<Logger, 'flush'>;

// Kept whole in the database, never in a log line.
const SECRET_KEYS = new Set(
  [
    'text',
    'body',
    'question',
    'answer',
    'content',
    'password',
    'token',
    'secret',
    'authorization',
    'cookie',
    'apiKey',
    'email',
    'phone',
    'name',
  ].map((key) => key.toLowerCase()),
);

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[email]'],
  // Singapore's NRIC and FIN: prefix letter, seven digits, check letter.
  [/\b[STFGM]\d{7}[A-Z]\b/gi, '[nric]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '[token]'],
  [/\b(?:sk|xox[abeprs]|xapp|EAA)[-_]?[\w-]{10,}/g, '[token]'],
  [/(?<!\d)\d{8,10}:[\w-]{30,}/g, '[token]'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [token]'],
  [/([?&](?:t|token|key|secret)=)[^&\s"]+/gi, '$1[token]'],
  // International numbers, and Singapore's eight digits starting with 3, 6, 8 or 9, with or without its 65 (WhatsApp
  // writes 6591234567); ids with letters or dashes stay.
  [/(?<![\w-])\+\d[\d ()-]{6,16}\d(?![\w-])/g, '[phone]'],
  [/(?<![\w-]|\d\.)(?:65[ -]?)?[3689]\d{3}[ -]?\d{4}(?![\w-]|\.\d)/g, '[phone]'],
];

/** Replaces phone numbers, e-mail addresses, NRIC/FIN and tokens in free text by what they are. */
export function mask(text: string): string {
  return PATTERNS.reduce((masked, [pattern, label]) => masked.replace(pattern, label), text);
}

function maskFields(fields: object): Record<string, unknown> {
  return maskValue('', fields, 0) as Record<string, unknown>;
}

function maskValue(key: string, value: unknown, depth: number): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value;
  if (SECRET_KEYS.has(key.toLowerCase())) return '[masked]';
  if (typeof value === 'string') return mask(value);
  if (typeof value !== 'object') return value;
  if (depth > 6) return '[deep]';
  if (value instanceof Error) return maskValue(key, errorFields(value), depth + 1);
  if (Array.isArray(value)) return value.map((item) => maskValue(key, item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([inner, item]) => [inner, maskValue(inner, item, depth + 1)]),
  );
}

// A database error carries rows in `detail` and `where`, an API error the request: only these fields are kept.
function errorFields(error: Error): Record<string, unknown> {
  const { type, message, stack } = stdSerializers.err(error);
  const code = 'code' in error ? { code: error.code } : {};
  return { type, message, stack, ...code };
}

/** Where lines go: made readable on a terminal, as they are elsewhere. */
export async function openLogStream(): Promise<DestinationStream> {
  if (!process.stdout.isTTY) return process.stdout;
  const { default: pretty } = await import('pino-pretty');
  return pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', sync: true });
}

/** @param level pino's: fatal, error, warn, info, debug, trace, silent. */
export function createLog(level: string, destination: DestinationStream = process.stdout): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      serializers: { err: (error: unknown) => error },
      formatters: {
        level: (label) => ({ level: label }),
        log: maskFields,
      },
      hooks: {
        logMethod(args, method) {
          const masked = args.map((arg: unknown) => (typeof arg === 'string' ? mask(arg) : arg));
          method.apply(this, masked as typeof args);
        },
      },
    },
    destination,
  );
}
