import { describe, expect, it } from 'vitest';
import { listChannels, needsAttention } from '../../knowledge/form/channel-states.ts';
import { shopChannels } from '../support/form-channels.ts';

function find(key: string, states: Readonly<Record<string, string>> = {}) {
  const shop = shopChannels();
  for (const [name, state] of Object.entries(states)) shop.states.set(name, state);
  const found = listChannels(shop.now()).find((channel) => channel.key === key);
  if (!found) throw new Error(`there is no ${key}`);
  return found;
}

describe("a channel in the owner's words", () => {
  it.each([
    ['on', 'good', 'On', ''],
    ['on, by webhook', 'good', 'On', 'By webhook'],
    ['off: set TELEGRAM_BOT_TOKEN', 'off', 'Not set up', ''],
    ['off: Telegram refused the token.', 'bad', 'Off', 'Telegram refused the token.'],
    ['trouble: Telegram does not answer.', 'bad', 'Not working', 'Telegram does not answer.'],
  ] as const)('that is “%s” is %s: %s', (state, health, words, detail) => {
    const channel = find('telegram', { telegram: state });
    expect(channel).toMatchObject({ health, words, detail });
    expect(needsAttention(channel)).toBe(health === 'bad');
  });

  it('tells a staff room in Slack from one in the form', () => {
    expect(find('staff-room')).toMatchObject({ health: 'off', words: 'In this form' });
    expect(find('staff-room', { 'staff room': 'Slack, support' })).toMatchObject({
      health: 'good',
      detail: 'Slack, support',
    });
  });

  it('offers what nobody has set up', () => {
    const channel = find('whatsapp-cloud');
    expect(channel).toMatchObject({ health: 'off', words: 'Not set up' });
    expect(channel.setUp.variables).toContain('WHATSAPP_ACCESS_TOKEN');
  });

  it.each([
    ['connecting', 'wait', false],
    ['waiting_for_scan', 'wait', true],
    ['ready', 'good', false],
    ['deaf', 'bad', true],
    ['logged_out', 'bad', true],
    ['trouble', 'bad', true],
    ['stopped', 'off', false],
  ] as const)('whose account is %s is %s', (state, health, isUrgent) => {
    const shop = shopChannels();
    shop.phone(state, { detail: 'What to do.' });
    const channel = listChannels(shop.now()).find(({ key }) => key === 'whatsapp-web');
    const detail = state === 'waiting_for_scan' ? '' : 'What to do.';
    expect(channel).toMatchObject({ health, detail });
    expect(channel && needsAttention(channel)).toBe(isUrgent);
  });

  it('that this page does not know is shown all the same', () => {
    expect(find('fax-machine', { 'fax machine': 'trouble: no paper' })).toMatchObject({
      title: 'Fax machine',
      health: 'bad',
      detail: 'no paper',
    });
  });
});
