// How every channel is, in the owner's words: from what the server knows of channels and of accounts on them.

import type { AccountState, AccountStatus } from '../../channels/account.ts';
import { tText } from './speech.ts';

/** What the server knows of its channels now. */
export interface ChannelsNow {
  /** Open-channels' own words by name: "on, by webhook", "off: set …", "off: why", "trouble: why". */
  readonly states: ReadonlyMap<string, string>;
  readonly accounts: readonly AccountStatus[];
}

export interface ChannelShown {
  /** Safe in addresses and as an element's id. */
  readonly key: string;
  readonly title: string;
  /** What it is for, in a line. */
  readonly about: string;
  /** wait: somebody or something has to act first. off: nobody has set it up. */
  readonly health: 'good' | 'wait' | 'bad' | 'off';
  readonly words: string;
  /** What happened and what to do next; '' where there is nothing to say. */
  readonly detail: string;
  /** What turns it on: variables, and the README's section that tells how. */
  readonly setUp: { readonly variables: readonly string[]; readonly section: string };
  readonly account: AccountStatus | undefined;
}

type Known = Pick<ChannelShown, 'key' | 'title' | 'about' | 'setUp'>;

/** The paired phone: unofficial, and the page says so. */
export const PAIRED_PHONE = 'whatsapp-web';

const CATALOGUE: readonly Known[] = [
  {
    key: 'whatsapp-cloud',
    title: 'WhatsApp, Cloud API',
    about: 'Customers write to your business number. Meta’s official way, and the one to choose.',
    setUp: {
      variables: [
        'WHATSAPP_PHONE_NUMBER_ID',
        'WHATSAPP_ACCESS_TOKEN',
        'WHATSAPP_APP_SECRET',
        'WHATSAPP_VERIFY_TOKEN',
      ],
      section: 'WhatsApp, by Meta’s Cloud API',
    },
  },
  {
    key: PAIRED_PHONE,
    title: 'WhatsApp, paired phone',
    about: 'The shop’s own phone, linked like WhatsApp Web on a computer.',
    setUp: { variables: ['WHATSAPP_WEB=on'], section: 'WhatsApp, by a paired phone' },
  },
  {
    key: 'webchat',
    title: 'Web chat',
    about: 'The chat button on your own pages.',
    setUp: { variables: ['WEBCHAT_ORIGINS'], section: 'Web chat' },
  },
  {
    key: 'telegram',
    title: 'Telegram',
    about: 'A bot that customers write to, alone or in groups.',
    setUp: { variables: ['TELEGRAM_BOT_TOKEN'], section: 'Telegram' },
  },
  {
    key: 'slack',
    title: 'Slack',
    about: 'People of your workspace write to the app.',
    setUp: { variables: ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'], section: 'Slack' },
  },
  {
    key: 'staff-room',
    title: 'Staff room',
    about: 'Where your team hears of customers who need a person.',
    setUp: { variables: ['SLACK_STAFF_CHANNEL'], section: 'Slack' },
  },
];

/** Everything that there is to show; what the page doesn't know by name is shown all the same. */
export function listChannels({ states, accounts }: ChannelsNow): readonly ChannelShown[] {
  const given = new Map([...states].map(([name, state]) => [name.replaceAll(' ', '-'), state]));
  const byKey = new Map(accounts.map((account) => [account.key, account]));
  const keys = new Set(CATALOGUE.map(({ key }) => key));
  const others = [...given.keys(), ...byKey.keys()].filter((key) => !keys.has(key));
  return [...CATALOGUE, ...[...new Set(others)].map(stranger)].map((known) => {
    const account = byKey.get(known.key);
    const state = account ? ofAccount(account) : ofState(given.get(known.key) ?? 'off: set');
    return {
      ...known,
      ...state,
      title: tText(account?.title || known.title),
      about: tText(known.about),
      words: tText(state.words),
      detail: tText(state.detail),
      account,
    };
  });
}

/** Somebody has to do something about it. */
export function needsAttention({ health, account }: ChannelShown): boolean {
  return health === 'bad' || account?.state === 'waiting_for_scan';
}

function stranger(key: string): Known {
  const title = sentence(key.replaceAll('-', ' '));
  return { key, title, about: '', setUp: { variables: [], section: '' } };
}

type State = Pick<ChannelShown, 'health' | 'words' | 'detail'>;

const ACCOUNT_WORDS: Readonly<Record<AccountState, Omit<State, 'detail'>>> = {
  connecting: { health: 'wait', words: 'Connecting' },
  waiting_for_scan: { health: 'wait', words: 'Waiting for its phone' },
  ready: { health: 'good', words: 'On' },
  deaf: { health: 'bad', words: 'Hears nothing any more, being restarted' },
  logged_out: { health: 'bad', words: 'Logged out' },
  trouble: { health: 'bad', words: 'Not working' },
  stopped: { health: 'off', words: 'Stopped' },
};

// How to scan a code is told beside the code.
function ofAccount({ state, detail }: AccountStatus): State {
  return { ...ACCOUNT_WORDS[state], detail: state === 'waiting_for_scan' ? '' : detail };
}

function ofState(state: string): State {
  const [, kind = '', rest = ''] = /^(off|trouble|on)\b[:,]?\s*(.*)$/s.exec(state) ?? [];
  if (kind === 'off' && /^set\b/.test(rest)) return { health: 'off', words: 'Not set up', detail: '' };
  if (kind === 'off') return { health: 'bad', words: 'Off', detail: rest };
  if (kind === 'trouble') return { health: 'bad', words: 'Not working', detail: rest };
  if (kind === 'on') return { health: 'good', words: 'On', detail: sentence(rest) };
  // The staff room's, where it is this form.
  const [what = '', hint] = state.split('; ');
  return hint === undefined
    ? { health: 'good', words: 'On', detail: what }
    : { health: 'off', words: 'In this form', detail: '' };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
