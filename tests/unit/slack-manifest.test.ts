// The app that owners install asks for what the code needs: no scope too few, none too many.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { METHODS } from '../support/slack-simulator-methods.ts';
import { readManifest } from '../support/slack-simulator-shop.ts';

const manifest = readManifest();
const { bot_events: events } = manifest.settings.event_subscriptions;
// https://docs.slack.dev/reference/events
const EVENT_SCOPES: Readonly<Record<string, string>> = {
  app_mention: 'app_mentions:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
};
const KINDS = ['channel', 'group', 'im'] as const;
const source = globSync('channels/slack/*.ts')
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
const called = Array.from(
  source.matchAll(/\b(?:web|quick)\.(\w+)\s*\.(\w+)\(/g),
  ([, family, name]) => `${family}.${name}`,
);
const methods = [...new Set(called)];

test('asks for the scopes of every method that is called and every event that is heard', () => {
  expect(methods.length).toBeGreaterThan(12);
  const asked = methods.flatMap((method) => {
    // Asked of the staff channel alone.
    const kinds = method === 'conversations.info' ? KINDS.slice(0, 2) : KINDS;
    const { scopes } = METHODS[method] ?? { scopes: [`unknown method ${method}`] };
    return typeof scopes === 'function' ? kinds.flatMap((kind) => scopes({ kind })) : scopes;
  });
  const heard = events.map((event) => EVENT_SCOPES[event] ?? `unknown event ${event}`);
  const needed = [...new Set([...asked, ...heard])].sort();
  expect([...manifest.oauth_config.scopes.bot].sort()).toEqual(needed);
});

test('hears messages where staff and customers write, mentions, and pressed buttons', () => {
  expect([...events].sort()).toEqual(Object.keys(EVENT_SCOPES).sort());
  expect(manifest.settings.interactivity.is_enabled).toBe(true);
});
