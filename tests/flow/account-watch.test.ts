// A phone that has to be linked again: heard in Slack, with its code, until it works.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAccountWatch } from '../../src/account-watch.ts';
import { createLog } from '../../src/log.ts';
import { drawQrPicture } from '../../src/qr.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk.ts';
import { scanCode, shopChannels } from '../support/form-channels.ts';
import { until } from '../support/house.ts';

let desk: DeskHouse;
beforeEach(async () => {
  desk = await openDeskHouse({ onCall: 'S0ONCALL1' });
});
afterEach(() => desk.close());

it('calls the staff once with each code in the thread, outlives an outage of Slack, and is solved in place', async () => {
  const { slack, house, cards, seen } = desk;
  const shop = shopChannels();
  const watch = createAccountWatch({
    alerts: house.alerts,
    log: createLog('silent'),
    now: Date.now,
    draw: drawQrPicture,
  });
  const tell: typeof shop.phone = (state, given) => {
    shop.phone(state, given);
    for (const account of shop.now().accounts) watch(account);
  };
  const shown = (): string => {
    const [card] = cards();
    return card ? seen(card).join('\n') : '';
  };
  tell('ready', { phone: '+6591234567' });
  slack.fail('chat.postMessage', { kind: 'status', status: 503 });
  tell('waiting_for_scan', { qr: scanCode(1) });
  await until('the staff hear of it, when Slack is back', () => shown().includes('[file picture-1.png]'));
  expect(shown()).toContain(
    '⚠️ <!subteam^S0ONCALL1> WhatsApp, paired phone: the phone needs to be linked again.',
  );
  tell('waiting_for_scan', { qr: scanCode(2) });
  await until('the next code is there', () => shown().includes('[file picture-2.png]'));
  const [card] = cards();
  const [, first] = card ? slack.thread(card) : [];
  expect(first?.files?.[0]?.bytes).toEqual(new Uint8Array(await drawQrPicture(scanCode(1))));
  tell('ready', { phone: '+6591234567' });
  await until('it is solved', () =>
    shown().includes('✅ WhatsApp, paired phone (+65 9123 4567): it works again.'),
  );
  expect(cards()).toHaveLength(1);
  expect(slack.calledPeople()).toEqual([]);
});
