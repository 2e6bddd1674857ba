// WhatsApp: one channel over the accounts that are on, Meta's Cloud API and a paired phone.
import type { Address } from '../../src/model/activity.ts';
import { DeliveryError, InvalidInput } from '../../src/model/errors.ts';
import type { AccountStatus } from '../account.ts';
import type { Channel, Receive, Reports, Stop } from '../channel.ts';
import { toPlace } from './address.ts';
import { encodeMessage, WHATSAPP_TRAITS } from './encode.ts';
import type { Transport, WhatsappPayload } from './transport.ts';

export type Whatsapp = Channel<unknown, WhatsappPayload> &
  Required<Pick<Channel<unknown, WhatsappPayload>, 'openFile' | 'show' | 'accounts' | 'webhook'>>;

/** @param transports at most one of each name. */
export function createWhatsapp(transports: readonly Transport[]): Whatsapp {
  // What could not start says so among the accounts until it can.
  const failures = new Map<Transport, AccountStatus>();
  return {
    name: 'whatsapp',
    traits: WHATSAPP_TRAITS,
    decode: (raw) => decodeByAny(transports, raw),
    encode: encodeMessage,
    send: async (to, payload) => transportOf(transports, to).send(to, payload),
    async show(to, progress) {
      await transports.find(({ name }) => name === nameOf(to))?.show(to, progress);
    },
    async openFile(contentUrl, signal) {
      const name = /^whatsapp:(\w+):/.exec(contentUrl)?.[1];
      const transport = transports.find((one) => one.name === name);
      if (transport) return transport.openFile(contentUrl, signal);
      throw new DeliveryError(
        'file_unknown',
        'This file is kept by an account of WhatsApp that is switched off.',
      );
    },
    async start(receive, reports) {
      const stops = await Promise.all(
        transports.map((transport) => startOne(transport, failures, { receive, reports })),
      );
      return async () => {
        await Promise.all(stops.map((stop) => stop()));
      };
    },
    accounts: () => transports.map((transport) => failures.get(transport) ?? transport.status()),
    async webhook(request) {
      const called = transports.find(({ webhook }) => webhook);
      return called?.webhook?.(request) ?? new Response(null, { status: 404 });
    },
  };
}

// Each knows its own shape, and refuses the others'.
function decodeByAny(transports: readonly Transport[], raw: unknown): ReturnType<Transport['decode']> {
  let refusal = new InvalidInput('message_malformed', 'No account of WhatsApp tells anything like this.');
  for (const transport of transports) {
    try {
      return transport.decode(raw);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function transportOf(transports: readonly Transport[], to: Address): Transport {
  const { transport: name } = toPlace(to);
  const transport = transports.find((one) => one.name === name);
  if (transport) return transport;
  throw new DeliveryError(
    'channel_off',
    `This customer writes to an account of WhatsApp that is switched off (${name}). Set its variables and start again.`,
    { retryable: true },
  );
}

function nameOf(to: Address): string | undefined {
  return to.serviceUrl?.replace('whatsapp:', '');
}

async function startOne(
  transport: Transport,
  failures: Map<Transport, AccountStatus>,
  { receive, reports }: { readonly receive: Receive; readonly reports: Reports | undefined },
): Promise<Stop> {
  failures.delete(transport);
  try {
    return await transport.start(receive, reports);
  } catch (error) {
    const detail = `It could not be started: ${error instanceof Error ? error.message : String(error)}`;
    failures.set(transport, { ...transport.status(), state: 'trouble', detail });
    return async () => undefined;
  }
}
