import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Inbound } from '../../src/model/activity.ts';
import { LANGUAGES, type Language } from '../../src/model/language.ts';
import { phrase } from '../../src/model/phrases.ts';
import { createUser, findUserByEmail } from '../../src/store/users.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { inboundText } from '../support/platform.ts';

/** Wednesday 11:00 in Singapore: open. */
const OPEN_AT = Date.parse('2026-03-04T03:00:00Z');
const PASSED_ON = phrase('handedOverOpen', 'en');
const EMAIL = 'ana@example.sg';
const REFUND_RULE = 'Above one hundred dollars the manager decides within reason';

interface Escalation {
  readonly reason: string;
  readonly priority: string;
  readonly state: string;
  readonly summary: string;
  readonly draft: string;
}

const teach = async (house: House): Promise<void> => {
  const { tenantId } = house.database;
  await house.library.save(tenantId, {
    kind: 'question_answer',
    title: 'When are you open?',
    body: 'We are open from nine to six on weekdays.',
    alsoAsked: 'opening hours\nwhat time do you open',
    language: 'en',
  });
  await house.library.save(tenantId, {
    kind: 'question_answer',
    title: 'Can I get a refund for a wedding cake?',
    body: REFUND_RULE,
    alsoAsked: 'wedding cake refund',
    language: 'en',
    isHumanOnly: true,
  });
};

const escalationsOf = async (house: House, conversation: string): Promise<readonly Escalation[]> => {
  const { rows } = await house.database.pool.query<Escalation>(
    `select e.reason, e.priority, e.state, e.summary, e.draft
     from escalations e
     join conversations c on c.id = e.conversation_id
     where c.external_id = $1
     order by e.opened_at`,
    [conversation],
  );
  return rows;
};

/** Writes, and waits for the bot's next message in that conversation. */
const ask = async (house: House, conversation: string, said: string | Inbound): Promise<string> => {
  const before = house.platform.textsOf(conversation).length;
  await house.receive(typeof said === 'string' ? inboundText(said, { conversation }) : said);
  await until(
    `the bot answers "${typeof said === 'string' ? said : 'a file'}"`,
    () => house.platform.textsOf(conversation).length > before,
  );
  return house.platform.textsOf(conversation)[before] ?? '';
};

const file = (conversation: string, contentType: string): Inbound => ({
  ...inboundText('', { conversation }),
  attachments: [{ contentType, contentUrl: 'telegram:file-1', name: 'file' }],
});

describe('a hand-over', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ now: () => OPEN_AT });
    await teach(house);
  });
  afterAll(() => house.close());

  const COMPLAINTS: Readonly<Record<Language, string>> = {
    en: 'Your delivery service is terrible, what time do you open?',
    zh: '你们的送货服务太差了，我很失望',
    ms: 'Perkhidmatan kedai ini sangat teruk dan mengecewakan',
    ta: 'உங்கள் கடையின் சேவை மிகவும் மோசமாக இருக்கிறது',
  };

  it.each(LANGUAGES)('for a complaint in %s is urgent, and begins with an apology', async (language) => {
    const text = await ask(house, `complaint-${language}`, COMPLAINTS[language]);
    expect(text.startsWith(phrase('sorryForThis', language))).toBe(true);
    expect(text.endsWith(phrase('handedOverOpen', language))).toBe(true);
    const [escalation] = await escalationsOf(house, `complaint-${language}`);
    expect(escalation).toMatchObject({ reason: 'complaint', priority: 'high', state: 'open' });
    expect(escalation?.summary).toContain(`Wants: “${COMPLAINTS[language]}”`);
    expect(escalation?.summary).toContain('Mood: unhappy');
  });

  it('follows two questions in a row that the knowledge does not answer, with what was tried', async () => {
    const first = await ask(house, 'twice', 'Who painted the Mona Lisa?');
    expect(first).toBe(phrase('cannotAnswer', 'en'));
    expect(await escalationsOf(house, 'twice')).toEqual([]);
    const second = await ask(house, 'twice', 'And who built the Eiffel tower?');
    expect(second).toBe(`${phrase('stillNoAnswer', 'en')} ${PASSED_ON}`);
    const [escalation] = await escalationsOf(house, 'twice');
    expect(escalation).toMatchObject({ reason: 'not_answered_twice', priority: 'normal' });
    expect(escalation?.summary.split('\n')).toEqual([
      'Wants: “Who painted the Mona Lisa?” · “And who built the Eiffel tower?”',
      expect.stringMatching(/^Tried: “Sorry, that isn't in the information I have/),
      expect.stringMatching(/^Sources: /),
      'Mood: calm',
      'Language: English',
    ]);
    await until('the owner hears of both', async () => {
      const { rowCount } = await house.database.pool.query(
        `select from gap_wordings where question in ('Who painted the Mona Lisa?', 'And who built the Eiffel tower?')`,
      );
      return rowCount === 2;
    });
  });

  it('is offered for that one of several questions which has no answer, and the owner hears of it', async () => {
    const text = await ask(house, 'part', 'Hello? What time do you open? Who painted the Mona Lisa?');
    expect(text).toMatch(/nine to six/);
    expect(text).toContain(phrase('noAnswerTo', 'en', { question: 'Who painted the Mona Lisa?' }));
    expect(text.endsWith(phrase('offerPerson', 'en'))).toBe(true);
    expect(await escalationsOf(house, 'part')).toEqual([]);
    expect(await ask(house, 'part', 'yes please')).toBe(PASSED_ON);
    expect(await escalationsOf(house, 'part')).toMatchObject([{ reason: 'accepted_offer' }]);
    await until('the owner hears of that question alone', async () => {
      const { rows } = await house.database.pool.query(
        `select w.question
         from gap_wordings w
         join conversations c on c.id = w.conversation_id
         where c.external_id = 'part'`,
      );
      return rows.length === 1 && rows[0].question === 'Who painted the Mona Lisa?';
    });
  });

  it('does not follow two misses with an answer between them', async () => {
    await ask(house, 'between', 'Who painted the Mona Lisa?');
    expect(await ask(house, 'between', 'what time do you open?')).toContain('nine to six');
    expect(await ask(house, 'between', 'Who built the Eiffel tower?')).toBe(phrase('cannotAnswer', 'en'));
    expect(await escalationsOf(house, 'between')).toEqual([]);
  });

  it('follows a topic for people only, which is shown to the staff and never quoted', async () => {
    const text = await ask(house, 'reserved', 'Can I get a refund for my wedding cake?');
    expect(text).toBe(`${phrase('onlyTeamAnswers', 'en')} ${PASSED_ON}`);
    const [shown] = house.platform.shown.filter((one) => one.conversation === 'reserved');
    expect(JSON.stringify(shown)).not.toContain('manager decides');
    const [escalation] = await escalationsOf(house, 'reserved');
    expect(escalation).toMatchObject({ reason: 'human_only', priority: 'normal' });
    expect(escalation?.summary).toContain(
      'Sources: Can I get a refund for a wedding cake? (only a person may answer)',
    );
    expect(escalation?.draft).toContain(REFUND_RULE);
  });

  it('does not follow where an ordinary answer fits better than the one for people only', async () => {
    await house.library.save(house.database.tenantId, {
      kind: 'question_answer',
      title: 'How many tiers does a wedding cake have?',
      body: 'Three tiers.',
      language: 'en',
    });
    expect(await ask(house, 'better', 'how many tiers does a wedding cake have?')).toBe('Three tiers.');
    expect(await escalationsOf(house, 'better')).toEqual([]);
  });

  it.each([
    ['image/jpeg', 'cannotSee'],
    ['audio/ogg', 'cannotHear'],
    ['video/mp4', 'cannotWatch'],
    ['application/pdf', 'cannotReadFile'],
  ] as const)('is offered after a message that is only %s, and follows a yes', async (contentType, key) => {
    const conversation = `file-${contentType}`;
    expect(await ask(house, conversation, file(conversation, contentType))).toBe(
      `${phrase(key, 'en', { name: 'file' })} ${phrase('offerPerson', 'en')}`,
    );
    expect(await escalationsOf(house, conversation)).toEqual([]);
    expect(await ask(house, conversation, 'yes please')).toBe(PASSED_ON);
    const [escalation] = await escalationsOf(house, conversation);
    expect(escalation).toMatchObject({ reason: 'accepted_offer', priority: 'normal' });
    expect(escalation?.summary).toContain('Wants: “[');
  });

  it('does not follow a picture with a question that can be answered, nor an empty message', async () => {
    const captioned = { ...file('caption', 'image/jpeg'), text: 'what time do you open?' };
    expect(await ask(house, 'caption', captioned)).toContain('nine to six');
    expect(await ask(house, 'empty', '\u200b')).toBe(phrase('emptyMessage', 'en'));
    expect(await escalationsOf(house, 'empty')).toEqual([]);
  });

  it('happens once while one is open, however many reasons come', async () => {
    await ask(house, 'once', 'human please');
    for (const text of ['this is terrible service', 'human please', 'you useless bot', 'wedding cake refund'])
      await house.receive(inboundText(text, { conversation: 'once' }));
    await until('all is left to the staff', async () => {
      const { rowCount } = await house.database.pool.query(
        `select from messages m
         join conversations c on c.id = m.conversation_id
         where c.external_id = 'once' and m.outcome = 'to_staff'`,
      );
      return rowCount === 4;
    });
    expect(await escalationsOf(house, 'once')).toMatchObject([{ reason: 'asked_for_person', state: 'open' }]);
    expect(house.platform.textsOf('once')).toHaveLength(1);
  });
});

describe('after a hand-back', () => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse({ now: () => OPEN_AT });
    await teach(house);
    const { pool, tenantId } = house.database;
    await createUser(pool, { tenantId, email: EMAIL, name: 'Ana', passwordHash: 'x', role: 'staff' });
  });
  afterEach(() => house.close());

  const handBack = async (): Promise<void> => {
    const { pool, tenantId } = house.database;
    const user = await findUserByEmail(pool, tenantId, EMAIL);
    const { rows } = await pool.query('select id from conversations');
    if (!user) throw new Error('no user');
    const before = house.platform.shown.length;
    const staff = { userId: user.id, name: 'Ana' };
    await house.desk.handBack({ tenantId, conversationId: rows[0].id, staff });
    await until('the customer is told', () => house.platform.shown.length > before);
  };
  const say = (said: string | Inbound): Promise<string> => ask(house, 'chat-1', said);
  const reasons = async (): Promise<readonly string[]> =>
    (await escalationsOf(house, 'chat-1')).map((escalation) => escalation.reason);

  it('the bot offers a person where it would call one by itself, and calls one when they want it', async () => {
    await say('wedding cake refund');
    await handBack();
    expect(await say('wedding cake refund')).toBe(
      `${phrase('onlyTeamAnswers', 'en')} ${phrase('offerPerson', 'en')}`,
    );
    const last = house.platform.shown.at(-1)?.message;
    expect(last?.suggestions).toEqual([
      { title: phrase('buttonHuman', 'en'), value: phrase('buttonHuman', 'en') },
    ]);
    expect(JSON.stringify(last)).not.toContain('manager decides');
    expect(await say('yes')).toBe(PASSED_ON);
    expect(await reasons()).toEqual(['human_only', 'accepted_offer']);
  });

  it('misses count anew', async () => {
    await say('Who painted the Mona Lisa?');
    await say('And who built the Eiffel tower?');
    await handBack();
    expect(await say('And who wrote Hamlet?')).toBe(phrase('cannotAnswer', 'en'));
    await say('And who wrote Faust?');
    expect(await reasons()).toEqual(['not_answered_twice', 'not_answered_twice']);
  });

  it('who asks for a person or complains gets one at once', async () => {
    await say('wedding cake refund');
    await handBack();
    expect(await say('human please')).toBe(PASSED_ON);
    await handBack();
    expect(await say('your service is terrible')).toBe(`${phrase('sorryForThis', 'en')} ${PASSED_ON}`);
    expect(await reasons()).toEqual(['human_only', 'asked_for_person', 'complaint']);
  });
});
