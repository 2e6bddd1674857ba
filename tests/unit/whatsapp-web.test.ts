// The paired phone's rules that need no browser: its pace, its patience, what it remembers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createHearing, type HearingDeps } from '../../channels/whatsapp/web/hearing.ts';
import { createPacer, untilMidnightMs, untilNightMs } from '../../channels/whatsapp/web/pacing.ts';
import { openPeople } from '../../channels/whatsapp/web/people.ts';
import { type FromChild, TIMINGS } from '../../channels/whatsapp/web/protocol.ts';
import { createRestarts } from '../../channels/whatsapp/web/restarts.ts';
import { hashOf, openSends } from '../../channels/whatsapp/web/sends.ts';
import { openProgress } from '../../channels/whatsapp/web/through.ts';
import { until } from '../support/house.ts';

const folder = mkdtempSync(join(tmpdir(), 'kaki-web-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = (): string => {
  files += 1;
  return join(folder, `${files}.json`);
};

describe('the pace of a paired phone', () => {
  it('types as long as the text asks for, pauses between messages, and sends back what would wait too long', () => {
    let at = 1_000_000;
    const pacer = createPacer(
      () => at,
      () => 0.5,
      TIMINGS,
    );
    expect(pacer.reserve(0)).toBe(800);
    at += 800;
    // 2,250 ms of rest, and 50 characters typed in 2 s, are more than the outbox waits for.
    expect(() => pacer.reserve(50)).toThrow(
      expect.objectContaining({ code: 'paced', retryable: true, retryAfterMs: 2_250 }),
    );
    at += 2_250;
    expect(pacer.reserve(50)).toBe(2_000);
    at += 60_000;
    expect(pacer.reserve(10_000)).toBe(4_000);
  });

  it('knows midnight, and finds some moment of the night', () => {
    const noon = new Date(2026, 10, 21, 12, 0, 0).getTime();
    expect(untilMidnightMs(noon)).toBe(12 * 3_600_000);
    const nights = [0, 0.99].map((random) => new Date(noon + untilNightMs(noon, () => random)).getHours());
    expect(nights).toEqual([3, 4]);
  });
});

describe('restarts', () => {
  it('come slower and slower, end at the cap, and begin anew when forgiven or forgotten', () => {
    let at = 0;
    const restarts = createRestarts(
      () => at,
      () => 0.5,
      TIMINGS,
    );
    expect(Array.from({ length: 7 }, () => restarts.next())).toEqual([
      1_000,
      2_000,
      4_000,
      8_000,
      16_000,
      32_000,
      undefined,
    ]);
    expect(restarts.nextOffline()).toBe(1_000);
    at = 3_600_001;
    expect(restarts.next()).toBe(1_000);
    restarts.forgive();
    expect(restarts.next()).toBe(1_000);
  });

  it('are tried for ever where only the internet is away', () => {
    const restarts = createRestarts(
      () => 0,
      () => 0.5,
      TIMINGS,
    );
    const delays = Array.from({ length: 20 }, () => restarts.nextOffline());
    expect(delays.at(-1)).toBe(300_000);
    expect(restarts.next()).toBe(1_000);
  });
});

describe('the mark of what was stored', () => {
  it('moves only when everything before it is stored, and survives', () => {
    const path = newFile();
    let at = 1_000_000_000;
    const progress = openProgress(path, () => at);
    const later = (): number => 1_000_600_000;
    expect(progress.begin('6580001234')).toBe(1_000_000);
    expect(openProgress(path, later).begin('6580001234')).toBe(1_000_000);
    at = later();
    progress.took('a', 1_000_510);
    progress.took('b', 1_000_520);
    progress.stored('b');
    expect(openProgress(path, later).begin('6580001234')).toBe(1_000_509 - 120);
    progress.stored('a');
    expect(openProgress(path, later).begin('6580001234')).toBe(1_000_520 - 120);
  });

  it('never lies ahead, whatever a customer’s clock says; one that does is not believed', () => {
    const path = newFile();
    let at = 1_000_000_000;
    const progress = openProgress(path, () => at);
    progress.begin('6580001234');
    at += 600_000;
    progress.took('edit', 1_000_600 + 3 * 3_600);
    progress.stored('edit');
    const began = (): number => openProgress(path, () => at).begin('6580001234');
    expect(began()).toBe(1_000_600 - 120);
    writeFileSync(path, JSON.stringify({ account: '6580001234', from: 1_000_000, through: 4_000_000_000 }));
    expect(began()).toBe(1_000_000);
  });

  it('is now for another phone, and never so old that last week would be answered', () => {
    const path = newFile();
    openProgress(path, () => 1_000_000_000).begin('6580001234');
    const later = (): number => 2_000_000_000;
    expect(openProgress(path, later).begin('6580001234')).toBe(2_000_000 - 2 * 86_400);
    expect(openProgress(path, later).begin('6599999999')).toBe(2_000_000);
  });
});

describe('what no event told', () => {
  const hear = (client: unknown, of: Pick<HearingDeps, 'now' | 'tell'>) =>
    createHearing({
      client: client as HearingDeps['client'],
      people: openPeople(newFile(), async () => undefined),
      progress: openProgress(newFile(), of.now),
      sending: {} as HearingDeps['sending'],
      timings: TIMINGS,
      ...of,
    });

  it('is told as an edit, too, also where the customer’s clock is slow', async () => {
    const at = 1_000_000_000;
    const edited = at - 3_600_000;
    const message = {
      id: { _serialized: 'false_6591234567@c.us_1' },
      from: '6591234567@c.us',
      type: 'chat',
      body: 'Three teas',
      timestamp: at / 1_000 + 5,
      rawData: { latestEditSenderTimestampMs: edited },
    };
    const found = { ids: [message.id._serialized], isWhole: true };
    const evaluate = async (_: unknown, of: unknown) => (typeof of === 'number' ? [message.from] : found);
    const told: FromChild[] = [];
    const client = { pupPage: { evaluate }, getMessageById: async () => message };
    const hearing = hear(client, { now: () => at, tell: (event) => told.push(event) });
    await hearing.becomeReady('6580001234');
    const edits = () => told.flatMap((event) => (event.kind === 'message' ? [event.message.editedAt] : []));
    await until('both are told', () => edits().length === 2);
    expect(edits()).toEqual([undefined, edited]);
  });

  it('is looked for since the last look, also where a newer word was heard meanwhile', async () => {
    let at = 1_000_000_000;
    const lookedFrom: unknown[] = [];
    const page = { evaluate: async (_: unknown, from: number) => lookedFrom.push(from) && [] };
    const hearing = hear({ pupPage: page }, { now: () => at, tell: () => undefined });
    await hearing.becomeReady('6580001234');
    // The page was without WhatsApp for ten minutes, in which it was not looked through.
    at += 600_000;
    await hearing.findUnheard(at);
    at += 30_000;
    await hearing.findUnheard(at);
    // What is edited may have been written a quarter of an hour before, which moves no chat up.
    const back = 16 * 60;
    expect(lookedFrom).toEqual([1_000_000 - back, 1_000_000 - 120 - back, 1_000_600 - 120 - back]);
  });
});

describe('who somebody is', () => {
  it('stays one and the same, whatever comes to light later', async () => {
    const path = newFile();
    const numbers = new Map([['111@lid', '6591111111@c.us']]);
    const asked: string[] = [];
    const look = async (lid: string): Promise<string | undefined> => {
      asked.push(lid);
      return numbers.get(lid);
    };
    const people = openPeople(path, look);
    expect(await people.find('111@lid')).toEqual({ customer: '6591111111', phone: '6591111111' });
    expect(await people.find('222@lid')).toEqual({ customer: '222@lid', phone: undefined });
    numbers.set('222@lid', '6592222222@c.us');
    const again = openPeople(path, look);
    expect(await again.find('111@lid')).toEqual({ customer: '6591111111', phone: '6591111111' });
    expect(asked.filter((lid) => lid === '111@lid')).toHaveLength(1);
    expect(await again.find('222@lid')).toEqual({ customer: '222@lid', phone: '6592222222' });
    expect(await again.find('6592222222@c.us')).toEqual({ customer: '222@lid', phone: '6592222222' });
    expect([again.chatOf('222@lid'), again.chatOf('6591111111')]).toEqual(['222@lid', '6591111111@c.us']);
  });
});

describe('the journal of what was sent', () => {
  const spoken = { customer: '6591234567', hash: hashOf('Hello') };

  it('finds what nobody heard of, by a process that died, and nothing that was written down', () => {
    let at = 1_000_000;
    const path = newFile();
    const sends = openSends(path, () => at);
    const entry = sends.begin(spoken);
    expect(openSends(path, () => at).findLost(spoken, [])?.id).toBeUndefined();
    sends.went(entry, 'true_1');
    expect(sends.findLost(spoken, ['true_1'])).toBeUndefined();
    expect(openSends(path, () => at).findLost(spoken, [])?.id).toBe('true_1');
    at += 16 * 60_000;
    expect(openSends(path, () => at).findLost(spoken, [])).toBeUndefined();
    at -= 16 * 60_000;
    sends.confirm(entry);
    expect(openSends(path, () => at).findLost(spoken, [])).toBeUndefined();
  });

  it('knows its own by id, by words and time, and nobody else’s', () => {
    const sends = openSends(newFile(), () => 1_000_000);
    sends.begin(spoken);
    expect(sends.owns({ ...spoken, hash: hashOf('Hi'), id: 'true_0', atMs: 1_000_000 })).toBe(false);
    expect(sends.owns({ ...spoken, id: 'true_0', atMs: 1_000_000 - 120_000 })).toBe(false);
    expect(sends.owns({ ...spoken, hash: hashOf(' Hello\n'), id: 'true_1', atMs: 1_001_000 })).toBe(true);
    expect(sends.owns({ ...spoken, id: 'true_2', atMs: 1_001_000 })).toBe(false);
    expect(sends.owns({ ...spoken, id: 'true_1', atMs: 1_001_000 })).toBe(true);
  });

  it('starts with nothing where its file is torn', () => {
    const path = newFile();
    writeFileSync(path, '[{"custo');
    expect(openSends(path, () => 0).findLost(spoken, [])).toBeUndefined();
  });
});
