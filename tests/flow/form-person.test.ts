// The form's page of a conversation shows where else its customer writes; staff separate whom a proof joined by mistake.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConversationId } from '../../src/model/ids.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';
import { customerOf, PHONE, SIGNED_IN, write } from '../support/people.ts';

describe('a customer of several channels in the form', () => {
  let server: FormServer;
  let owner: Visitor;
  let number = 0;
  beforeAll(async () => {
    server = await startForm();
  });
  afterAll(() => server?.close());
  beforeEach(async () => {
    owner = new Visitor(server.url);
    await owner.signIn();
    number += 1;
  });

  const open = async (id: ConversationId, query = '') =>
    (await owner.get(`/admin/conversations/${id}${query}`)).text;
  const mergeOf = (page: string): string => /name="merge" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const areOne = async (one: ConversationId, other: ConversationId): Promise<boolean> =>
    (await customerOf(server.house.database, one)) === (await customerOf(server.house.database, other));
  async function joinTwo() {
    const { database } = server.house;
    const proofs = [{ kind: 'phone', value: `+6591234${500 + number}` }] as const;
    const telegram = await write(database, {
      channel: 'telegram',
      user: `t${number}`,
      name: 'Mei Ling',
      proofs,
    });
    const whatsapp = await write(database, { channel: 'whatsapp', user: `w${number}`, name: 'Mei', proofs });
    return { telegram: telegram.conversationId, whatsapp: whatsapp.conversationId };
  }

  it('shows the other channels, by which proof they were joined, and the proven number', async () => {
    const { telegram, whatsapp } = await joinTwo();
    const page = await open(telegram);
    const phone = `+65 9123 4${500 + number}`;
    expect(page).toContain(`<a href="/admin/conversations/${whatsapp}">WhatsApp ${phone}</a>`);
    expect(page).toMatch(/WhatsApp joined <time[^>]*>[^<]*<\/time>: both have the number <bdi>\+65 9123 4/);
    expect(await open(whatsapp)).toContain(`<a href="/admin/conversations/${telegram}">Telegram</a>`);
  });

  it('shows nothing of it where a customer is known on one channel only', async () => {
    const alone = await write(server.house.database, { channel: 'telegram', user: `alone${number}` });
    expect(await open(alone.conversationId)).not.toContain('Same person');
  });

  it('says that they are separated only while they are', async () => {
    const { telegram } = await joinTwo();
    const merge = mergeOf(await open(telegram));
    const separate = () => owner.post(`/admin/conversations/${telegram}/separate`, { merge });
    const { location } = await separate();
    expect((await owner.get(location ?? '')).text).toContain('They are two customers now');
    await owner.post(`/admin/conversations/${telegram}/rejoin`, { merge });
    // By the browser's way back, and pressed once more there.
    expect((await owner.get(location ?? '')).text).not.toContain('They are two customers now');
    const again = await separate();
    expect((await owner.get(again.location ?? '')).text).not.toContain('They are two customers now');
    expect(mergeOf(await open(telegram))).not.toBe('');
  });

  it('separates whom staff know better, keeps that in the audit, and takes it back', async () => {
    const { telegram, whatsapp } = await joinTwo();
    const merge = mergeOf(await open(telegram));
    const separated = await owner.post(`/admin/conversations/${telegram}/separate`, { merge });
    expect(separated).toMatchObject({
      status: 303,
      location: `/admin/conversations/${telegram}?separated=${merge}`,
    });
    expect(await areOne(telegram, whatsapp)).toBe(false);
    const page = await open(telegram, `?separated=${merge}`);
    expect(page).toContain('Separated. They are two customers now.');
    expect(page).not.toContain('Same person');

    await owner.post(`/admin/conversations/${telegram}/rejoin`, { merge: mergeOf(page) });
    expect(await areOne(telegram, whatsapp)).toBe(true);
    expect(await open(whatsapp)).toContain('Same person');
    const { rows } = await server.house.database.pool.query(
      'select action, user_id is not null as is_known from audit where subject = $1 order by id',
      [telegram],
    );
    expect(rows).toEqual([
      { action: 'customers_separated', is_known: true },
      { action: 'customers_rejoined', is_known: true },
    ]);
  });

  it('does it once when two press at the same time', async () => {
    const { telegram } = await joinTwo();
    const merge = mergeOf(await open(telegram));
    const press = () => owner.post(`/admin/conversations/${telegram}/separate`, { merge });
    expect((await Promise.all([press(), press()])).map(({ status }) => status)).toEqual([303, 303]);
    const { rows } = await server.house.database.pool.query('select count(*) from audit where subject = $1', [
      telegram,
    ]);
    expect(rows).toEqual([{ count: 1 }]);
  });

  it('refuses what is no merge, and who is not signed in', async () => {
    const { telegram, whatsapp } = await joinTwo();
    const merge = mergeOf(await open(telegram));
    expect((await owner.post(`/admin/conversations/${telegram}/separate`, { merge: 'x' })).status).toBe(400);
    const stranger = new Visitor(server.url);
    expect((await stranger.post(`/admin/conversations/${telegram}/separate`, { merge })).status).not.toBe(
      200,
    );
    expect(await areOne(telegram, whatsapp)).toBe(true);
  });

  it('names each of three, and says how each of them is known', async () => {
    const { database } = server.house;
    const user = `three${number}`;
    const web = await write(database, { channel: 'webchat', user, proofs: [SIGNED_IN] });
    await write(database, { channel: 'telegram', user, proofs: [SIGNED_IN, PHONE] });
    await write(database, { channel: 'whatsapp', user, proofs: [PHONE] });
    const page = await open(web.conversationId);
    expect(page).toMatch(
      /Telegram joined .*signed in on your website as the same user, <bdi>member-17<\/bdi>/,
    );
    expect(page).toMatch(/WhatsApp joined .*both have the number <bdi>\+65 9123 4567<\/bdi>/);
  });
});
