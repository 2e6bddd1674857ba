// Who a chat's person is: WhatsApp calls the same one by a number (`…@c.us`) or by a made-up id (`…@lid`), as it likes.
import { z } from 'zod';
import { readJson, writeJson } from './json-file.ts';

const kept = z.record(z.string(), z.object({ customer: z.string(), phone: z.string().optional() }));

export interface Person {
  /** What this program calls them, for ever. */
  readonly customer: string;
  /** Digits only. */
  readonly phone: string | undefined;
}

/** @param look asks the page for the number behind a lid, as `NUMBER@c.us`; rejects where it can't tell. */
export function openPeople(path: string, look: (lid: string) => Promise<string | undefined>) {
  const lids = readJson(path, kept, {});
  const byPhone = (phone: string): string | undefined =>
    Object.values(lids).find((person) => person.phone === phone)?.customer;
  const find = async (chat: string): Promise<Person> => {
    const [user = '', server] = chat.split('@');
    if (server !== 'lid') return { customer: byPhone(user) ?? user, phone: user };
    const known = lids[chat];
    if (known?.phone !== undefined) return { customer: known.customer, phone: known.phone };
    const phone = (await look(chat).catch(() => undefined))?.split('@')[0];
    // Whoever was known without a number stays that person when it comes to light.
    const person = { customer: known?.customer ?? phone ?? chat, ...(phone && { phone }) };
    if (!known || phone) {
      lids[chat] = person;
      writeJson(path, lids);
    }
    return { customer: person.customer, phone };
  };
  return {
    find,
    /** The chat in which a customer is written to. */
    chatOf: (customer: string): string => (customer.includes('@') ? customer : `${customer}@c.us`),
  };
}
export type People = ReturnType<typeof openPeople>;
