import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeAnswered } from '../../knowledge/form/gap-answer.ts';
import { dismissGap, type Gap, listGaps, reopenGap } from '../../knowledge/gaps.ts';
import { createLog } from '../../src/log.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';
import { until } from '../support/house.ts';

describe('questions without an answer on the form', () => {
  let server: FormServer;
  let owner: Visitor;
  beforeAll(async () => {
    server = await startForm();
    owner = new Visitor(server.url);
    await owner.signIn();
  });
  afterAll(() => server?.close());

  const gaps = () => listGaps(server.house.database.pool, server.house.database.tenantId, 50);
  const gap = async (question: string): Promise<Gap> => {
    const found = (await gaps()).find(({ wordings }) => wordings.some((one) => one.question === question));
    if (!found) throw new Error(`no gap "${question}"`);
    return found;
  };
  const ask = async (...questions: readonly string[]) => {
    for (const question of questions)
      await server.house.recordGap(server.house.database.tenantId, {
        ...{ question, language: 'en', channel: 'whatsapp', conversationId: undefined },
      });
  };

  it('are one row for all ways to ask, with counts, channels and where each was asked', async () => {
    const id = await server.customerWrites('Do you have decaf beans?', {
      conversation: 'decaf',
      name: 'Mei',
    });
    // After the answer, which does not wait for it.
    await until('it is counted', async () => (await gaps()).length === 1);
    await ask('decaf beans got or not', 'Got any decaf?', 'decaf beans got or not');
    const { text } = await owner.get('/admin/questions');
    expect(text.match(/class="row question"/g)).toHaveLength(1);
    expect(text).toContain('Asked 4 times');
    expect(text).toMatch(/WhatsApp <span class="count">3</);
    expect(text).toContain('Also asked in 2 other ways');
    expect(text).toContain(`href="/admin/conversations/${id}"`);
    expect(text).toMatch(/class="badge calm"[^>]*>1</);
  });

  it('are answered at once in the editor, which begins with all of their wordings', async () => {
    const decaf = await gap('Got any decaf?');
    const page = await owner.get(`/admin/knowledge/new?kind=question_answer&gap=${decaf.id}`);
    expect(page.text).toContain(`value="${decaf.question}"`);
    for (const { question } of decaf.wordings) expect(page.text).toContain(question);
    const others = decaf.wordings.slice(1).map(({ question }) => question);
    const saved = await owner.post('/admin/knowledge/new', {
      ...{ kind: 'question_answer', title: decaf.question, alsoAsked: others.join('\n') },
      ...{ body: 'Yes, every Friday.', gap: decaf.id },
    });
    expect(saved.location).toBe(`/admin/questions?answered=${decaf.id}`);
    const done = await owner.get(saved.location ?? '');
    expect(done.text).toContain('It closes 3 ways to ask it.');
    expect(done.text).not.toContain('would still not get this answer');
    expect(done.text, 'what is told once is not asked again with every change').toContain(
      'data-address="/admin/questions"',
    );
    expect(await gaps()).toEqual([]);
  });

  it('say which wordings the new answer still misses, and add one with one press', async () => {
    await ask('Is there wheelchair access?', 'wheelchair access to the loft upstairs');
    const access = await gap('Is there wheelchair access?');
    const saved = await owner.post('/admin/knowledge/new', {
      ...{ kind: 'question_answer', title: 'Is there a ramp?', body: 'Yes, at the back.', gap: access.id },
    });
    const told = await owner.get(saved.location ?? '');
    expect(told.text).toContain('Customers who ask it this way would still not get this answer');
    for (const { id } of access.wordings) {
      expect(told.text).toContain(`/admin/questions/wordings/${id}/add`);
      const added = await owner.post(`/admin/questions/wordings/${id}/add`, { gap: access.id });
      expect(added.location).toBe(saved.location);
    }
    expect((await owner.get(saved.location ?? '')).text).not.toContain('would still not get');
  });

  it('are not closed by an entry that answers them, where somebody decided or asked otherwise while it was looked for', async () => {
    const { pool, tenantId } = server.house.database;
    const { pins } = server.house;
    await ask('Do you sell kaya jam?', 'Is kaya jam sold here by the jar?');
    const kaya = await gap('Do you sell kaya jam?');
    const mayAnswer = pins.mayAnswer;
    const during = async (change: () => Promise<unknown>): Promise<readonly string[]> => {
      await reopenGap(pool, tenantId, kaya.id);
      let isChanged = false;
      pins.mayAnswer = async (...given) => {
        if (!isChanged) await change();
        isChanged = true;
        return mayAnswer(...given);
      };
      const saved = await owner.post('/admin/knowledge/new', {
        ...{ kind: 'question_answer', title: 'Do you sell kaya jam?', body: 'Yes, by the jar.' },
      });
      pins.mayAnswer = mayAnswer;
      expect(isChanged).toBe(true);
      // Of two that say the same either is the answer.
      const id = new URLSearchParams(saved.location?.split('?')[1]).get('saved') as DocumentId;
      await server.house.library.remove(tenantId, id);
      const { rows } = await pool.query('select state from gaps where id = $1', [kaya.id]);
      return rows.map(({ state }) => state);
    };
    const another = async () =>
      pool.query(
        `insert into gap_wordings (tenant_id, gap_id, question, normalized, language, channels)
         values ($1, $2, 'kaya jam in Penang?', 'kaya jam in penang', 'en', '{"whatsapp": 1}')`,
        [tenantId, kaya.id],
      );
    try {
      expect(await during(() => dismissGap(pool, tenantId, kaya.id))).toEqual(['dismissed']);
      expect(await during(async () => undefined)).toEqual(['answered']);
      expect(await during(another)).toEqual(['open']);
    } finally {
      pins.mayAnswer = mayAnswer;
      await dismissGap(pool, tenantId, kaya.id);
    }
  });

  it('stay as they are where there is no time to look, and nothing is told to have failed', async () => {
    const { database, library, pins } = server.house;
    const { pool, tenantId } = database;
    await ask('Do you sell tikar mats?');
    const { id } = await gap('Do you sell tikar mats?');
    const entry = { kind: 'question_answer', title: 'Do you sell tikar mats?', body: 'Yes.' } as const;
    const documentId = await library.save(tenantId, entry);
    const late = AbortSignal.abort(new DOMException('It took too long.', 'TimeoutError'));
    const deps = { pool, tenantId, pins, log: createLog('silent') };
    expect(await closeAnswered(deps, documentId, late)).toBe(0);
    expect((await gap('Do you sell tikar mats?')).state).toBe('open');
    await dismissGap(pool, tenantId, id);
    await library.remove(tenantId, documentId);
  });

  it('are not answered twice by two owners without a word, nor gone without one', async () => {
    await ask('Do you sell ketupat?', 'Where do you park bicycles?');
    const ketupat = await gap('Do you sell ketupat?');
    await owner.get(`/admin/knowledge/new?kind=question_answer&gap=${ketupat.id}`);
    const save = (title: string, fields = {}) =>
      owner.post('/admin/knowledge/new', {
        ...{ kind: 'question_answer', title, body: 'Yes.', gap: ketupat.id, ...fields },
      });
    await save('Ketupat, by Aisha');
    const told = await save('Ketupat, by Ben');
    expect(told.status).toBe(422);
    expect(told.text).toContain('Somebody answered this question meanwhile, with “Ketupat, by Aisha”.');
    const answeredBy = /name="answeredBy" value="([^"]+)"/.exec(told.text)?.[1] ?? '';
    expect(await save('Ketupat, by Ben', { answeredBy })).toMatchObject({ status: 303 });

    const bicycles = await gap('Where do you park bicycles?');
    await owner.post(`/admin/questions/${bicycles.id}/dismiss`);
    const late = await owner.get(`/admin/knowledge/new?kind=question_answer&gap=${bicycles.id}`);
    expect((await owner.get(late.location ?? '')).text).toContain(
      'This question was answered, joined or dismissed meanwhile.',
    );
  });

  it('come back with a note when they are asked again without an answer', async () => {
    const { database } = server.house;
    await ask('Do you repair violins?');
    const violins = await gap('Do you repair violins?');
    await owner.post('/admin/knowledge/new', {
      ...{ kind: 'question_answer', title: 'Violin repairs', body: 'No, sorry.', gap: violins.id },
    });
    await ask('do you repair violins');
    const { text } = await owner.get('/admin/questions');
    expect(text).toContain('You answered this before, but it was asked again without an answer');
    expect(text).toMatch(/href="\/admin\/knowledge\/[^"]+">See that answer/);
    const reused = await owner.post(`/admin/questions/${violins.id}/same-answer`);
    expect(reused.location).toBe(`/admin/questions?answered=${violins.id}`);
    expect((await owner.get(reused.location ?? '')).text).not.toContain('would still not get this answer');
    expect(await listGaps(database.pool, database.tenantId, 5)).toEqual([]);
  });

  it('close by themselves when an entry for something else answers them too, and are opened again by the owner', async () => {
    await ask('Where can I park my lorry?', 'Is there a place for lorries to park?', 'Do you hire staff?');
    await owner.get('/admin/knowledge/new');
    await owner.post('/admin/knowledge/new', {
      ...{ kind: 'question_answer', title: 'Where can I park my lorry?', body: 'Behind the shop.' },
      alsoAsked: 'Is there a place for lorries to park?',
    });
    expect((await gaps()).map(({ question }) => question)).toEqual(['Do you hire staff?']);
    const { text } = await owner.get('/admin/questions');
    expect(text).toMatch(/Answered lately.*Where can I park my lorry/s);
    const id = /questions\/([0-9a-f-]+)\/reopen/.exec(text.slice(text.indexOf('Answered lately')))?.[1];
    await owner.post(`/admin/questions/${id}/reopen`);
    expect(await gaps()).toHaveLength(2);
    for (const { id: open } of await gaps()) await owner.post(`/admin/questions/${open}/dismiss`);
  });

  it('are joined, split and dismissed by the owner, each with Undo', async () => {
    await ask('Can dogs come in?', 'Is the patio for pets?', 'asdf');
    const [dogs, patio, noise] = await Promise.all(
      ['Can dogs come in?', 'Is the patio for pets?', 'asdf'].map(gap),
    );
    const choice = await owner.get(`/admin/questions/${patio?.id}/join`);
    expect(choice.text).toContain('Which question means the same?');
    expect(choice.text).toContain(`value="${dogs?.id}"`);
    const joined = await owner.post(`/admin/questions/${patio?.id}/join`, { into: String(dogs?.id) });
    expect((await gap('Is the patio for pets?')).id).toBe(dogs?.id);
    expect((await owner.get(joined.location ?? '')).text).toContain('Joined: both are one question now.');
    await owner.post(`/admin/questions/${dogs?.id}/move-back`, { home: String(patio?.id) });
    expect((await gap('Is the patio for pets?')).id).toBe(patio?.id);

    await owner.post(`/admin/questions/${patio?.id}/join`, { into: String(dogs?.id) });
    const wording = (await gap('Can dogs come in?')).wordings.find(({ question }) =>
      question.includes('patio'),
    );
    const apart = await owner.post(`/admin/questions/wordings/${wording?.id}/split`, {
      gap: String(dogs?.id),
    });
    expect((await owner.get(apart.location ?? '')).text).toContain('Split out');
    expect(await gaps()).toHaveLength(3);

    const dismissed = await owner.post(`/admin/questions/${noise?.id}/dismiss`);
    expect((await owner.get(dismissed.location ?? '')).text).toContain(
      `/admin/questions/${noise?.id}/reopen`,
    );
    expect(await gaps()).toHaveLength(2);
    await owner.post(`/admin/questions/${noise?.id}/reopen`);
    expect(await gaps()).toHaveLength(3);
  });

  it('speak Chinese, both parts of them', async () => {
    const headers = { 'Accept-Language': 'zh' };
    const { text } = await owner.get('/admin/questions', headers);
    for (const words of ['没有答案', '同事的答复', '写答案', '问过 1 次']) expect(text).toContain(words);
    expect((await owner.get('/admin/questions/answers', headers)).text).toContain('没有待审核的答复');
  });
});
