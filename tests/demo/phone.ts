// The demo of a paired phone: the real whatsapp-web.js in a real Chromium on a simulated WhatsApp Web, linked by the code
// that the owner's form shows.
import { printQr } from '../../src/qr.ts';
import type { Sides } from '../support/desk.ts';
import { Visitor } from '../support/form-visitor.ts';
import { until } from '../support/house.ts';
import { findShownCode } from '../support/qr-reader.ts';
import type { ServerProcess } from '../support/server.ts';
import type { WhatsappWebSimulator } from '../support/whatsapp-web-simulator.ts';
import { createChatPrinter, createThreadPrinter, print } from './printing.ts';

const DEADLINE_MS = 60_000;
export const DEMO_PASSWORD = 'a sentence for the demo';

export async function playPhone(
  sides: Sides,
  web: WhatsappWebSimulator,
  server: ServerProcess,
): Promise<void> {
  const owner = new Visitor(server.url);
  await owner.signIn(DEMO_PASSWORD, 'owner@kaki.local');
  let code: string | undefined;
  const readCode = async (): Promise<boolean> => {
    code = findShownCode((await owner.get('/admin/channels')).text);
    return code !== undefined;
  };
  await until('the form shows a code', readCode, DEADLINE_MS);
  process.stdout.write(`The owner’s form, Channels:\n${printQr(code ?? '')}\n`);
  print('The phone:', '(scans the code)');
  web.phone.scan(code ?? '');
  await until('the phone is linked', () => isLinked(server), DEADLINE_MS);

  const customer = web.customer('Mr Ravi', '6598765432');
  const printSlack = createThreadPrinter(sides);
  const printChat = createChatPrinter('WhatsApp, the business:', () =>
    customer.texts().map((text) => ({ text, buttons: [] })),
  );
  const asks = async (text: string): Promise<void> => {
    const before = customer.texts().length;
    print('WhatsApp, Mr Ravi:', text);
    customer.says(text);
    await until('there is an answer', () => customer.texts().length > before, DEADLINE_MS);
    printChat();
  };
  await asks('When do you open on Saturday?');
  await asks('Can I talk to a person?');
  await until('the staff have a card', () => sides.cards().length === 1, DEADLINE_MS);
  const [card] = sides.cards();
  if (!card) throw new Error('there is no card');
  printSlack(card);
  print('The phone, the boss types:', 'Ravi, it’s me. Come by at six.');
  web.phone.types(customer, 'Ravi, it’s me. Come by at six.');
  await until('the thread shows it', () => sides.find(card, 'Come by at six').length > 0, DEADLINE_MS);
  const silent = customer.texts().length;
  print('WhatsApp, Mr Ravi:', 'ok, where are you?');
  customer.says('ok, where are you?');
  await until('the thread shows it', () => sides.find(card, 'where are you').length > 0, DEADLINE_MS);
  printSlack(card);
  if (customer.texts().length === silent) print('The bot:', '(is silent: somebody answers from the phone)');
}

async function isLinked({ url }: ServerProcess): Promise<boolean> {
  const health = (await fetch(`${url}/health`).then((response) => response.json())) as {
    components: { accounts: Record<string, { state: string }> };
  };
  return health.components.accounts['whatsapp-web']?.state === 'ready';
}
