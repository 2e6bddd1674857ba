// The customer of a desk's test, on Telegram or on WhatsApp: the same person, the same deeds, real adapters.
import type { Channel, OpenFile } from '../../channels/channel.ts';
import { type Clock, MACHINE_CLOCK } from '../../channels/clock.ts';
import { type GraphSimulator, startGraphSimulator } from './graph-simulator.ts';
import { buildWhatsapp } from './graph-simulator-channel.ts';
import type { WhatsappUser } from './graph-simulator-user.ts';
import { buildTelegram } from './telegram-channel.ts';
import type { TelegramSimulator } from './telegram-simulator.ts';
import type { Upload } from './telegram-simulator-requests.ts';
import type { SimulatedUser } from './telegram-simulator-user.ts';

export interface Writer {
  /** @returns the platform's id of the message. */
  says(text: string): string | number;
  edits(id: string | number, text: string): void;
  sendsFile(file: Upload, caption: string): void;
  /** Presses the newest button of that title. */
  presses(title: string): void;
  /** What the chat shows of the business, oldest first, as it is read. */
  shown(): readonly string[];
  /** Everything that the chat shows of the business, files included. */
  sees(): readonly object[];
}

export interface CustomerSide {
  readonly channel: Channel;
  readonly writer: Writer;
  /** The platform refuses the next message for good. */
  refusesNext(): void;
  close(): Promise<void>;
}

/** That platforms take about a message a second, and short bursts, is proved on its own: at a desk nobody waits for it. */
const SPEED = 20;
export const FAST_CLOCK: Clock = {
  now: () => Date.now() * SPEED,
  wait: (ms, signal) => MACHINE_CLOCK.wait(ms / SPEED, signal),
};

export function onTelegram(
  telegram: TelegramSimulator,
  customer: SimulatedUser,
  { openFile, edits }: { readonly openFile: OpenFile; readonly edits: boolean },
): CustomerSide {
  const channel = buildTelegram(telegram, { openFile, spacing: FAST_CLOCK });
  return {
    channel: { ...channel, traits: { ...channel.traits, edit: edits } } as Channel,
    writer: {
      says: customer.says,
      edits: (id, text) => customer.edits(Number(id), text),
      sendsFile: customer.sendsFile,
      presses: customer.presses,
      shown: () => customer.sees().map(({ text }) => text),
      sees: () => customer.sees(),
    },
    refusesNext() {
      const description = 'Forbidden: bot was blocked by the user';
      telegram.fail({ kind: 'status', status: 403, method: 'sendMessage', description });
    },
    close: async () => undefined,
  };
}

export interface WhatsappSide extends CustomerSide {
  readonly graph: GraphSimulator;
  readonly user: WhatsappUser;
}

export async function onWhatsapp(openFile: OpenFile): Promise<WhatsappSide> {
  const graph = await startGraphSimulator();
  const channel = buildWhatsapp(graph, { openFile });
  const customer = graph.user({ name: 'Mei Ling' });
  graph.webhooks.tell(channel.webhook);
  return {
    graph,
    user: customer,
    channel: { ...channel, hasTemplate: true } as Channel,
    writer: {
      says: customer.says,
      edits: (id, text) => void customer.edits(String(id), text),
      sendsFile: (file, caption) => void customer.sends(file, { caption }),
      presses: (title) => void customer.presses(title),
      // Without the signs of WhatsApp's formatting, which the app draws.
      shown: () => customer.sees().map(({ text }) => text.replace(/(?<!\w)[*_~]|[*_~](?!\w)/g, '')),
      sees: () => customer.sees(),
    },
    refusesNext: () => graph.fail({ kind: 'error', method: 'messages', code: 131026, status: 400 }),
    close: () => graph.close(),
  };
}
