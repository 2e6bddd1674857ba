// Meta's Cloud API as a way to WhatsApp: a webhook that tells, and calls that send.
// https://developers.facebook.com/documentation/business-messaging/whatsapp
import type { Log } from '../../../src/log.ts';
import { InvalidInput, StoreError } from '../../../src/model/errors.ts';
import type { AccountStatus } from '../../account.ts';
import type { OpenFile, Receive, Reports } from '../../channel.ts';
import type { Transport } from '../transport.ts';
import { type CloudAccount, createAccount } from './account.ts';
import { readEvent, type Told } from './decode.ts';
import { sendPayload } from './deliver.ts';
import { openCloudFile } from './files.ts';
import { type CloudSettings, createGraph } from './graph.ts';
import { createTyping } from './typing.ts';
import { answerWebhook } from './webhook.ts';

export interface CloudDeps {
  readonly settings: CloudSettings;
  /** Reads the files that staff send from other platforms. */
  readonly openFile: OpenFile;
  readonly log: Log;
  readonly now: () => number;
  /** Told of every change of the account. */
  readonly onStatus?: (status: AccountStatus) => void;
}

interface Listener {
  readonly receive: Receive;
  readonly reports: Reports | undefined;
}

export function createCloudTransport(deps: CloudDeps): Transport & Required<Pick<Transport, 'webhook'>> {
  const { settings, openFile, log, now, onStatus } = deps;
  const { phoneNumberId } = settings;
  const account = createAccount({ phoneNumberId, log, now, onStatus });
  const graph = createGraph(settings, (refusal) => account.refused(refusal, 'call'));
  const delivering = { graph, settings, openFile, uploads: new Map() };
  let listener: Listener | undefined;
  const take = async (event: unknown): Promise<void> => {
    const told = readEvent(event, phoneNumberId);
    if (!listener) throw new StoreError('not_listening', 'WhatsApp is not listened to at the moment.');
    await storeAll(told, { listener, account, log });
  };
  return {
    name: 'cloud',
    decode: (raw) =>
      readEvent(raw, phoneNumberId).flatMap((told) => (told.kind === 'message' ? [told.inbound] : [])),
    async send(to, payload) {
      const id = await sendPayload(delivering, to, payload);
      account.succeeded('call');
      return id;
    },
    show: createTyping({ graph, settings, log, now }),
    openFile: (contentUrl, signal) => openCloudFile(delivering, contentUrl, signal),
    status: account.status,
    async start(receive, reports) {
      const own = { receive, reports };
      const abort = new AbortController();
      listener = own;
      const { ended } = await account.begin(graph, abort.signal);
      return async () => {
        abort.abort();
        await ended;
        if (listener !== own) return;
        listener = undefined;
        account.stop();
      };
    },
    webhook: (request) => answerWebhook(request, { ...settings, take, log }),
  };
}

interface Storing {
  readonly listener: Listener;
  readonly account: CloudAccount;
  readonly log: Log;
}

// One after the other, so that what a customer wrote stays in order. What can't be taken keeps nothing else away; only
// where the database fails the rest waits for Meta to tell it all again.
async function storeAll(told: readonly Told[], storing: Storing): Promise<void> {
  const failures: unknown[] = [];
  for (const one of told) {
    try {
      await store(one, storing);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      storing.log.error({ err: error }, 'something that WhatsApp told was not taken');
      if (!(error instanceof InvalidInput)) failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function store(told: Told, { listener, account, log }: Storing): Promise<void> {
  switch (told.kind) {
    case 'message':
      return listener.receive(told.inbound);
    case 'receipt':
      if (told.refusal) account.refused(told.refusal, 'receipt');
      else account.succeeded('receipt');
      return listener.reports?.receipt(told.receipt);
    case 'spoke':
      return listener.reports?.spoke(told.words);
    case 'skipped':
      return log.info({ why: told.why }, 'something that WhatsApp told was passed over');
    default:
      return told satisfies never;
  }
}
