// Bolt's log lines in ours: its debug lines carry whole messages, so they go nowhere.
import { type Logger, type LogLevel, webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';

export function createLogger(log: Log): Logger {
  const line = (parts: readonly unknown[]): string => `Slack: ${parts.map(String).join(' ')}`;
  return {
    debug: () => undefined,
    info: (...parts) => log.debug(line(parts)),
    warn: (...parts) => log.warn(line(parts)),
    error: (...parts) => log.warn(line(parts)),
    setLevel: () => undefined,
    getLevel: (): LogLevel => webApi.LogLevel.WARN,
    setName: () => undefined,
  };
}
