// Channels of a shop as the server would tell of them: plain data that a test changes as it goes.
import type { AccountState, AccountStatus } from '../../channels/account.ts';
import type { ChannelsNow } from '../../knowledge/form/channel-states.ts';

export interface ShopChannels {
  readonly states: Map<string, string>;
  readonly accounts: Map<string, AccountStatus>;
  /** What the page asks for. */
  readonly now: () => ChannelsNow;
  /** The paired phone, from now on. */
  phone(state: AccountState, given?: Partial<AccountStatus>): void;
  /** What the owner pressed. */
  readonly pressed: string[];
}

/** As long as the codes of WhatsApp are. */
export function scanCode(number: number): string {
  const part = (length: number): string =>
    Array.from({ length }, (_, at) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef'[(at * 7 + number) % 32]).join('');
  return `2@${part(64)}/${number},${part(43)}=,${part(43)}=,${part(43)}=,1`;
}

export function shopChannels(): ShopChannels {
  const accounts = new Map<string, AccountStatus>();
  const pressed: string[] = [];
  const states = new Map([
    ['webchat', 'on'],
    ['telegram', 'on, by long polling (set PUBLIC_URL for a webhook)'],
    ['slack', 'off: set SLACK_BOT_TOKEN'],
    ['staff room', 'the owner’s form; set SLACK_STAFF_CHANNEL for threads in Slack'],
  ]);
  return {
    states,
    accounts,
    pressed,
    now: () => ({ states, accounts: [...accounts.values()] }),
    phone: (state, given = {}) =>
      void accounts.set('whatsapp-web', {
        channel: 'whatsapp',
        key: 'whatsapp-web',
        title: 'WhatsApp, paired phone',
        state,
        since: new Date(),
        detail: '',
        phone: undefined,
        qr: undefined,
        restart: () => void pressed.push('restart'),
        unlink: async () => void pressed.push('unlink'),
        ...given,
      }),
  };
}
