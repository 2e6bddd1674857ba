import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { environmentOf, openSides, type Sides } from '../support/desk.ts';
import { until } from '../support/house.ts';
import { findPort, type ServerProcess, startServer } from '../support/server.ts';
import type { Place } from '../support/slack-simulator-people.ts';

/** What surface.md promises after a restart. */
const MADE_GOOD_WITHIN_MS = 14_000;

describe('kill -9 around a hand-over', () => {
  let sides: Sides;
  let dataDir: string;
  let environment: Readonly<Record<string, string>>;
  let server: ServerProcess;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'kaki-desk-crash-'));
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
    // Slack tells again for six minutes; a simulator that gave up sooner would lose what a slow machine can't take yet.
    sides = await openSides({ retryDelaysMs: Array(60).fill(1_000) });
    const port = String(await findPort());
    environment = {
      ...environmentOf(sides),
      DATA_DIR: dataDir,
      PORT: port,
      BURST_QUIET_MS: '50',
      LOG_LEVEL: 'fatal',
    };
    server = await startServer(environment);
  });
  afterEach(async () => {
    await server.kill();
    await sides.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const killWhen = async (what: string, holds: () => boolean): Promise<void> => {
    await until(what, holds, 20_000);
    await server.kill();
    sides.telegram.heal();
    server = await startServer(environment);
  };
  const handOver = async (): Promise<Place> => {
    sides.customer.says('I want to talk to a person');
    await until('the card is posted', () => sides.cards().length === 1, 20_000);
    return sides.cards()[0] as Place;
  };
  const count = (text: string): number => sides.shown().filter((shown) => shown.includes(text)).length;

  it('before the platform took a message: it is sent once', async () => {
    const thread = await handOver();
    await sides.ana.presses('desk.claim', thread);
    await until('Ana has it', () => count('Ana from our team') === 1, 20_000);
    sides.telegram.fail({ kind: 'stall', method: 'sendMessage' });
    const calls = sides.telegram.callsOf('sendMessage').length;
    await sides.ana.writesIn(thread, 'Only once, please.');
    await killWhen('the message is on its way', () => sides.telegram.callsOf('sendMessage').length > calls);
    await until('it arrives', () => count('Only once, please.') > 0, MADE_GOOD_WITHIN_MS);
    expect(count('Only once, please.')).toBe(1);
  }, 120_000);

  it('after Telegram took a message and before it was marked: at most that one is said twice, and none is lost', async () => {
    const thread = await handOver();
    await sides.ana.presses('desk.claim', thread);
    await until('Ana has it', () => count('Ana from our team') === 1, 20_000);
    // Telegram knows no key by which a message could be looked up: this one repeat can't be avoided.
    sides.telegram.fail({ kind: 'drop', method: 'sendMessage' });
    await sides.ana.writesIn(thread, 'Maybe twice.');
    await killWhen('it was taken', () => count('Maybe twice.') > 0);
    await sides.ana.writesIn(thread, 'And this once.');
    await until('the next arrives', () => count('And this once.') > 0, 30_000);
    expect(count('Maybe twice.')).toBeGreaterThanOrEqual(1);
    expect(count('Maybe twice.')).toBeLessThanOrEqual(2);
    expect(count('And this once.')).toBe(1);
    expect(sides.shown().at(-1)).toBe('And this once.');
  }, 120_000);

  it('after Slack took a card and before it was marked: the card is looked up, and posted once', async () => {
    sides.slack.fail('chat.postMessage', { kind: 'stall', accept: true });
    sides.customer.says('I want to talk to a person');
    await killWhen('the card is there', () => sides.cards().length === 1);
    sides.customer.says('Are you there?');
    const [thread] = sides.cards() as [Place];
    await until('the thread goes on', () => sides.find(thread, 'Are you there?').length > 0, 30_000);
    expect(sides.cards()).toHaveLength(1);
    expect(sides.find(thread, 'Are you there?')).toHaveLength(1);
  }, 120_000);

  it('after Slack took a customer’s message and before it was marked: it is posted once', async () => {
    const thread = await handOver();
    await sides.ana.presses('desk.claim', thread);
    await until('Ana has it', () => count('Ana from our team') === 1, 20_000);
    await until('the thread is quiet', () => sides.find(thread, 'Ana from our team').length > 0, 20_000);
    sides.slack.fail('chat.postMessage', { kind: 'stall', accept: true });
    sides.customer.says('Just one copy');
    await killWhen('it is there', () => sides.find(thread, 'Just one copy').length === 1);
    sides.customer.says('Another line');
    await until('the thread goes on', () => sides.find(thread, 'Another line').length > 0, 30_000);
    expect(sides.find(thread, 'Just one copy')).toHaveLength(1);
  }, 120_000);

  it('while staff type: what Slack was not acknowledged for, it tells again', async () => {
    const thread = await handOver();
    await server.kill();
    const typed = sides.ana.writesIn(thread, 'Typed during the outage');
    server = await startServer(environment);
    await typed;
    await until('it reaches the customer', () => count('Typed during the outage') > 0, 30_000);
    expect(count('Typed during the outage')).toBe(1);
  }, 120_000);
});
