import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Activity, openVisitor, type Visitor } from '../support/direct-line.ts';
import { findPort, type ServerProcess, startServer } from '../support/server.ts';

const KILLS = 30;
const CONVERSATIONS = 40;
/** What surface.md promises after a restart. */
const ANSWERED_WITHIN_MS = 14_000;
const HANGS_AFTER_MS = 200_000;

describe('kill -9 at any moment', () => {
  let dataDir: string;
  let environment: Readonly<Record<string, string>>;
  let server: ServerProcess;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'kaki-crash-'));
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
    environment = {
      DATA_DIR: dataDir,
      PORT: String(await findPort()),
      BURST_QUIET_MS: '100',
      LOG_LEVEL: 'error',
    };
    server = await startServer(environment);
  });
  afterAll(async () => {
    await server.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(`loses nothing that was acknowledged and answers nothing twice, over ${KILLS} kills and ${CONVERSATIONS} conversations`, async () => {
    const visitors = await Promise.all(Array.from({ length: CONVERSATIONS }, () => openVisitor(server.url)));
    let isOver = false;
    const talks = Promise.all(visitors.map((visitor) => talk(visitor, () => isOver)));
    // Where the server doesn't come back, that is what is told.
    talks.catch(() => undefined);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 1_500));
      await server.kill();
      server = await startServer(environment);
    }
    isOver = true;
    const restartedAt = Date.now();
    const sent = await talks;
    expect(Date.now() - restartedAt).toBeLessThan(ANSWERED_WITHIN_MS);
    const screens = await Promise.all(visitors.map((visitor) => visitor.read()));
    const messages = sent.reduce((sum, count) => sum + count, 0);
    const faults = screens.flatMap((screen, index) => faultsOf(screen, sent[index] ?? 0));
    console.info(
      `crash: ${KILLS} kills, ${CONVERSATIONS} conversations, ${messages} messages acknowledged, faults: ${faults.length}`,
    );
    expect(faults).toEqual([]);
    expect(messages).toBeGreaterThan(CONVERSATIONS);
  }, 300_000);
});

// Writes, retries until it is acknowledged, waits for the answer, writes again.
async function talk(visitor: Visitor, isOver: () => boolean): Promise<number> {
  let answers = 0;
  for (let count = 0; ; count += 1) {
    if (isOver()) return count;
    const key = `message-${count}`;
    while ((await visitor.post('When are you open?', key)) !== 200) await pause();
    // Between two kills the server has a second at most: who waits for longest has bad luck, not a fault. What is
    // promised holds from the last start on.
    const end = Date.now() + HANGS_AFTER_MS;
    for (;;) {
      // Not the whole screen each time: forty of them would be all that the server does.
      const news = await visitor.readNew().catch(() => []);
      answers += news.filter(isAnswer).length;
      if (answers > count) break;
      if (Date.now() > end) throw new Error(`${key} of ${visitor.conversationId} was never answered`);
      await pause();
    }
  }
}

/** Lost, doubled, or out of order: anything but question, answer, question, answer. */
function faultsOf(screen: readonly Activity[], sent: number): readonly string[] {
  const messages = screen.filter((activity) => activity.type === 'message');
  const faults = messages.flatMap((activity, index) => {
    const expected = index % 2 === 0 ? `message-${index / 2}` : 'an answer';
    const key = activity.channelData?.clientActivityID;
    const holds = index % 2 === 0 ? key === expected : isAnswer(activity);
    return holds ? [] : [`${activity.id}: expected ${expected}`];
  });
  const ids = new Set(messages.map((activity) => activity.id));
  if (ids.size !== messages.length) faults.push('an activity is shown twice');
  return messages.length === sent * 2
    ? faults
    : [...faults, `${messages.length} messages for ${sent} questions`];
}

function isAnswer(activity: Activity): boolean {
  return activity.type === 'message' && !activity.from.id.startsWith('dl_');
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}
