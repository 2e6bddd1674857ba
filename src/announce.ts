// What is printed: where to go and how each channel is, and the code that a phone has to scan.
import type { AccountStatus } from '../channels/account.ts';
import type { Config } from './config.ts';
import type { OpenChannels } from './open-channels.ts';
import { printQr } from './qr.ts';

const TITLES: Readonly<Record<string, string>> = {
  webchat: 'Web chat',
  telegram: 'Telegram',
  'whatsapp cloud': 'WhatsApp',
  'whatsapp web': 'WhatsApp, phone',
  slack: 'Slack',
  'staff room': 'Staff room',
};

export function say(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

/** What there is, once everything is. */
export function announce(
  config: Config,
  port: number,
  now: Pick<OpenChannels, 'states'> & {
    readonly password: string | undefined;
    readonly model: { readonly name: string } | undefined;
  },
): readonly string[] {
  const { server, business } = config;
  const model = now.model?.name;
  const lines = [
    `  Answers          ${model ? `written by ${model}` : 'quoted from the knowledge (set OPENAI_API_KEY to have them written)'}`,
    ...Array.from(now.states, ([name, state]) => `  ${(TITLES[name] ?? name).padEnd(16)} ${state}`),
    '',
  ];
  if (server.role === 'worker')
    return [
      '',
      `${business.name}: this worker hosts the paired phone, and answers who writes to it.`,
      `  Health           http://localhost:${port}/health   (chat and form are with ROLE=web)`,
      ...lines,
    ];
  const url = server.publicUrl ?? `http://localhost:${port}`;
  return [
    '',
    `${business.name} is open.`,
    `  Chat             ${url}/`,
    `  Owner's form     ${url}/admin   sign in as ${server.ownerEmail}`,
    ...(now.password
      ? [`  Owner's password ${now.password}   (shown this once: keep it, or change it in the form)`]
      : []),
    ...lines,
  ];
}

/** In a terminal, each code once. Elsewhere what is printed becomes a log, and the code lets anybody in who scans it. */
export function showCode(): (status: AccountStatus) => void {
  let shown: string | undefined;
  return ({ qr, title }) => {
    if (qr && process.stdout.isTTY && qr !== shown)
      say('', `${title}: on the phone open Settings, Linked devices, Link a device, and scan`, printQr(qr));
    else if (qr && !shown) say(`${title}: open Channels in the owner's form, and scan the code there.`);
    shown = qr;
  };
}
