// Alerts to the staff: durable, told once, in a simulated Slack over either database.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AlertDesk, createAlerts } from '../../src/desk/alerts.ts';
import { createLog } from '../../src/log.ts';
import { claimAlertBehind } from '../../src/store/alerts.ts';
import { releaseAllLeases } from '../../src/store/sweep.ts';
import { ENGINES, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { textOf } from '../support/desk.ts';
import { until } from '../support/house.ts';
import { openShop, type Shop } from '../support/slack-simulator-shop.ts';

const KEY = 'account:whatsapp-web';
const DOWN = { key: KEY, text: 'WhatsApp needs to be linked again.' };
const UP = { key: KEY, text: 'WhatsApp works again.' };
const PICTURE = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);

describe.each(ENGINES)('alerts on %s', (engine) => {
  let database: TestDatabase;
  let shop: Shop;
  let alerts: AlertDesk;
  const troubles: (string | undefined)[] = [];

  beforeEach(async () => {
    database = await openTestDatabase(engine);
    shop = await openShop({ onCall: 'S0ONCALL1' });
    alerts = build(shop.room);
  });
  afterEach(async () => {
    await alerts.settled();
    await shop.stop();
    await database.close();
    troubles.length = 0;
  });

  function build(room: Shop['room'] | undefined): AlertDesk {
    return createAlerts({
      ...database,
      room,
      publicUrl: 'https://shop.example.sg',
      reportRoom: (trouble) => void troubles.push(trouble),
      random: () => 0,
      log: createLog('silent'),
    });
  }
  /** What the staff channel shows, threads left out. */
  const posts = (): readonly string[] =>
    shop.staffChannel.messages.filter(({ thread_ts }) => !thread_ts).map(textOf);
  const files = (): readonly string[] =>
    shop.staffChannel.messages.flatMap((message) => (message.files ?? []).map(({ name }) => name));
  const query = (sql: string) => database.pool.query(sql);
  /** As the sweeper looks, until it is so. */
  const showUntil = (what: string, holds: () => boolean): Promise<void> =>
    until(what, async () => {
      alerts.show();
      await alerts.settled();
      return holds();
    });

  it('are told once, however often they are raised, and rewritten when they are solved', async () => {
    await Promise.all([alerts.raise(DOWN), alerts.raise(DOWN), alerts.raise(DOWN)]);
    await alerts.raise(DOWN);
    await alerts.settled();
    expect(posts()).toHaveLength(1);
    expect(posts()[0]).toContain('⚠️ <!subteam^S0ONCALL1> WhatsApp needs to be linked again.');
    expect(posts()[0]).toContain('https://shop.example.sg/admin/channels');
    expect(await alerts.list()).toMatchObject([DOWN]);
    await alerts.raise({ key: KEY, text: 'Its browser ended.' });
    await alerts.settled();
    expect(posts()).toHaveLength(1);
    expect(posts()[0]).toContain('⚠️ Its browser ended.');
    expect(shop.simulator.calledPeople()).toEqual([]);
    await alerts.clear(UP);
    await alerts.clear(UP);
    await alerts.settled();
    expect(posts()).toHaveLength(1);
    expect(posts()[0]).toContain('✅ WhatsApp works again.');
    expect(await alerts.list()).toEqual([]);
    expect(shop.simulator.calls('chat.postMessage')).toHaveLength(1);
  });

  it('open the same post again within ten minutes, and a new one later', async () => {
    await alerts.raise(DOWN);
    await alerts.clear(UP);
    await alerts.raise(DOWN);
    await alerts.settled();
    await showUntil('it is open again', () => posts()[0]?.includes('⚠️') ?? false);
    expect(posts()).toHaveLength(1);
    await alerts.clear(UP);
    await alerts.settled();
    await query(`update alerts set cleared_at = cleared_at - interval '11 minutes'`);
    await alerts.raise(DOWN);
    await alerts.settled();
    expect(posts()).toHaveLength(2);
    expect(posts()[0]).toContain('✅');
    expect(posts()[1]).toContain('<!subteam^S0ONCALL1>');
  });

  it('bring five pictures at most, each once', async () => {
    for (let count = 0; count < 8; count += 1) {
      await alerts.raise({ ...DOWN, picture: PICTURE });
      await alerts.settled();
    }
    expect(files()).toEqual([1, 2, 3, 4, 5].map((number) => `picture-${number}.png`));
    expect(posts()).toHaveLength(1);
  });

  it('leave out pictures that were too old when the room was back', async () => {
    shop.simulator.fail('chat.postMessage', { kind: 'error', error: 'fatal_error' });
    await alerts.raise({ ...DOWN, picture: PICTURE });
    await alerts.settled();
    await query(`update alerts set pictured_at = now() - interval '2 minutes', next_attempt_at = now()`);
    await showUntil('it is posted', () => posts().length === 1);
    expect(files()).toEqual([]);
  });

  it('leave out a picture that grew too old after the text was posted, and come to rest', async () => {
    await alerts.raise(DOWN);
    await alerts.settled();
    await query(
      `update alerts set picture = '\\x89504e47', pictures = 1, pictured_at = now() - interval '2 minutes'`,
    );
    alerts.show();
    await alerts.settled();
    expect(files()).toEqual([]);
  });

  it('never take an old picture for a new one', async () => {
    await alerts.raise({ ...DOWN, picture: PICTURE });
    await alerts.settled();
    await query(
      `update alerts set picture = '\\x89504e47', pictures = 5, pictured_at = now() - interval '2 minutes'`,
    );
    await alerts.raise({ ...DOWN, picture: PICTURE });
    await alerts.settled();
    expect(files()).toEqual(['picture-1.png']);
  });

  it('are posted once Slack is back, as they are by then', async () => {
    shop.simulator.fail('chat.postMessage', { kind: 'status', status: 503 });
    await alerts.raise(DOWN);
    await alerts.settled();
    expect(posts()).toEqual([]);
    expect(troubles.at(-1)).toContain('Slack');
    await alerts.raise({ key: KEY, text: 'Its browser ended.' });
    await query('update alerts set next_attempt_at = now()');
    await showUntil('it is posted', () => posts().length === 1);
    expect(posts()[0]).toContain('Its browser ended.');
    expect(troubles.at(-1)).toBeUndefined();
  });

  it('are posted once though the answer to the post was lost', async () => {
    shop.simulator.fail('chat.postMessage', { kind: 'cut', accept: true });
    await alerts.raise(DOWN);
    await alerts.settled();
    await alerts.clear(UP);
    await query('update alerts set next_attempt_at = now()');
    await showUntil('it is solved', () => posts()[0]?.includes('✅') ?? false);
    expect(posts()).toHaveLength(1);
    expect(shop.simulator.calls('chat.postMessage')).toHaveLength(1);
  });

  it('are posted once though the process died between the post and its mark', async () => {
    const dying = build(undefined);
    await dying.raise({ ...DOWN, picture: PICTURE });
    const claimed = await claimAlertBehind(database.pool, database.tenantId, 60_000);
    if (!claimed) throw new Error('nothing to post');
    const { id: key, text, raisedAt } = claimed;
    const post = await shop.room.announce({ key, text, raisedAt, isSolved: false, url: undefined }, false);
    const picture = { name: 'picture-1.png', contentType: 'image/png', bytes: PICTURE };
    await shop.room.illustrate(post, { key, picture }, false);
    await releaseAllLeases(database.pool);
    alerts.show();
    await alerts.settled();
    expect(posts()).toHaveLength(1);
    expect(files()).toEqual(['picture-1.png']);
    await alerts.clear(UP);
    await alerts.settled();
    expect(posts()[0]).toContain('✅');
  });

  it('are not mentioned in a room that never heard of them', async () => {
    const roomless = build(undefined);
    await roomless.raise(DOWN);
    expect(await roomless.list()).toHaveLength(1);
    await roomless.clear(UP);
    alerts.show();
    await alerts.settled();
    expect(posts()).toEqual([]);
  });

  it('are posted anew where somebody deletes them while they last', async () => {
    await alerts.raise(DOWN);
    await alerts.settled();
    const [message] = shop.staffChannel.messages;
    await shop.mei.deletes({ channel: shop.staffChannel.id, ts: message?.ts ?? '' });
    await alerts.raise({ key: KEY, text: 'Its browser ended.' });
    await showUntil('it is posted anew', () => posts().length === 1);
    await shop.mei.deletes({ channel: shop.staffChannel.id, ts: shop.staffChannel.messages[0]?.ts ?? '' });
    await alerts.clear(UP);
    await alerts.settled();
    alerts.show();
    await alerts.settled();
    expect(posts()).toEqual([]);
  });

  it('that the room refuses for good hold up nothing', async () => {
    shop.simulator.fail('chat.postMessage', { kind: 'error', error: 'invalid_blocks' });
    await alerts.raise(DOWN);
    await alerts.raise({ key: 'other', text: 'The model refuses its key.' });
    await showUntil('the other is posted', () => posts().length === 1);
    expect(posts()[0]).toContain('The model refuses its key.');
    expect(await alerts.list()).toHaveLength(2);
  });
});
