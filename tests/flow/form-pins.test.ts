import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markDocuments } from '../../knowledge/document-changes.ts';
import { listDocuments } from '../../knowledge/documents.ts';
import { listPins } from '../../knowledge/pins.ts';
import type { DocumentId, EscalationId } from '../../src/model/ids.ts';
import { listDrafts, saveDraft } from '../../src/store/answer-drafts.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';

const FEE = { kind: 'question_answer', title: 'How much is delivery?', body: 'Delivery is **$5**.' } as const;

describe('pinned questions on the form', () => {
  let server: FormServer;
  let owner: Visitor;
  let fee: DocumentId;
  beforeAll(async () => {
    server = await startForm();
    owner = new Visitor(server.url);
    await owner.signIn();
    fee = await server.house.library.save(server.house.database.tenantId, FEE);
  });
  afterAll(() => server?.close());

  const pins = () => listPins(server.house.database.pool, server.house.database.tenantId);
  const bodyOf = async (title: string) => {
    const { pool, tenantId } = server.house.database;
    const { documents } = await listDocuments(pool, tenantId, { query: title, limit: 5, offset: 0 });
    return documents[0]?.body;
  };
  const save = async (fields: Readonly<Record<string, string>>) => {
    const page = await owner.get(`/admin/knowledge/${fee}`);
    const version = /name="version" value="(\d+)"/.exec(page.text)?.[1] ?? '';
    return owner.post(`/admin/knowledge/${fee}`, { ...FEE, version, ...fields });
  };

  it('begin in the console, where a right answer is pinned with one press', async () => {
    const trial = await owner.get('/admin/try?question=How%20much%20is%20delivery');
    expect(trial.text).toContain('Pin this question');
    expect((await owner.get('/admin/try?question=Do%20you%20sell%20elephants')).text).not.toContain(
      'Pin this',
    );
    const pinned = await owner.post('/admin/pins', { question: 'How much is delivery', language: 'en' });
    const page = await owner.get(pinned.location ?? '');
    expect(page.text).toContain('Pinned. You will be asked before a change alters this answer.');
    expect(page.text).toMatch(/class="tag ready"[^>]*>Holds</);
    const none = await owner.post('/admin/pins', { question: 'Do you sell elephants?' });
    expect((await owner.get(none.location ?? '')).text).toContain('so there is nothing to pin');
    expect(await pins()).toMatchObject([{ question: 'How much is delivery', documentId: fee }]);
  });

  it('stop a change in the editor, show both answers, and let it through when the owner says so', async () => {
    const [pin] = await pins();
    await owner.post(`/admin/pins/${pin?.id}/expect`, { text: 'is $5' });
    expect(await pins()).toMatchObject([{ state: 'holds', expectedText: 'is $5' }]);

    const asked = await save({ body: 'Delivery is **$8**.', action: 'save' });
    expect(asked.status).toBe(409);
    expect(asked.text).toContain('This change would alter 1 pinned answer');
    expect(asked.text).toMatch(
      /Before<\/p>.*Delivery is \$5.*After<\/p>.*Delivery is \$8.*without the words/s,
    );
    expect(asked.text, 'what was typed is kept').toContain('Delivery is **$8**.</textarea>');
    expect(await bodyOf(FEE.title)).toBe(FEE.body);

    expect(await save({ body: 'Delivery is **$8**.', anyway: 'save' })).toMatchObject({ status: 303 });
    expect(await bodyOf(FEE.title)).toBe('Delivery is **$8**.');
    expect((await owner.get('/admin')).text).toContain('1 pinned answer no longer holds.');
    const list = await owner.get('/admin/pins');
    expect(list.text).toMatch(/class="tag human"[^>]*>Another answer</);
    // What another answer came in between for was never read.
    await owner.post(`/admin/pins/${pin?.id}/accept`, { answered: randomUUID() });
    expect(await pins()).toMatchObject([{ state: 'changed', expectedText: 'is $5' }]);
    expect(list.text).toContain(`name="answered" value="${fee}"`);
    const accepted = await owner.post(`/admin/pins/${pin?.id}/accept`, { answered: fee });
    expect(await pins()).toMatchObject([{ state: 'holds', expectedText: '' }]);
    expect((await owner.get(accepted.location ?? '')).text).toMatch(
      /Changed what must answer\..*name="text" value="is \$5".*Undo/s,
    );
    expect((await owner.get('/admin')).text).not.toContain('no longer hold');
  });

  it('ask before an entry is deleted that one rests on, and tell on the first page what came another way', async () => {
    const { house } = server;
    const asked = await owner.post(`/admin/knowledge/${fee}/delete`);
    expect(asked.status).toBe(409);
    expect(asked.text).toContain('the bot would say that it doesn’t know');
    expect(await bodyOf(FEE.title)).toBeDefined();
    for (const action of ['delete', 'human']) {
      const many = await owner.post('/admin/knowledge/bulk', { action, id: fee });
      expect(many.status, action).toBe(409);
      expect(many.text).toContain(`name="id" value="${fee}"`);
    }
    expect(await pins()).toMatchObject([{ state: 'holds' }]);
    server.clock.skewMs += 60_000;
    await house.library.remove(house.database.tenantId, fee);
    expect((await owner.get('/admin')).text).toContain('1 pinned answer no longer holds.');
    await house.library.restore(house.database.tenantId, fee);
    expect(await owner.post(`/admin/knowledge/${fee}/delete`, { anyway: 'yes' })).toMatchObject({
      status: 303,
    });
    expect(await pins()).toMatchObject([{ isDeleted: true }]);
  });

  it('ask before an undo brings back what would answer in their place on a day to come', async () => {
    const { database, library } = server.house;
    const { pool, tenantId } = database;
    await library.restore(tenantId, fee);
    const sale = await library.save(tenantId, {
      ...{
        kind: 'question_answer',
        title: 'How much is delivery',
        body: 'It is free.',
        alsoAsked: FEE.title,
      },
      validFrom: new Date(Date.now() + 86_400_000),
    });
    const expectAsked = async (fields: Readonly<Record<string, string>>) => {
      expect((await owner.post('/admin/knowledge/bulk/undo', fields)).status).toBe(409);
      const done = await owner.post('/admin/knowledge/bulk/undo', { ...fields, anyway: 'yes' });
      expect(done.location).toContain('count=1');
    };
    await owner.post('/admin/knowledge/bulk', { action: 'delete', id: sale, anyway: 'yes' });
    const { rows } = await pool.query('select deletion from documents where id = $1', [sale]);
    await expectAsked({ deletion: rows[0]?.deletion });
    const { moment } = await markDocuments(pool, tenantId, { ids: [sale] }, { isDraft: true });
    await expectAsked({ moment });
    await library.remove(tenantId, sale);
    expect((await owner.post(`/admin/knowledge/${sale}/restore`)).status).toBe(409);
  });

  it('ask before an answer of the team is approved that would answer in place of theirs', async () => {
    const { house } = server;
    const { pool, tenantId } = house.database;
    const [question, answer] = ['How much is gift wrapping?', 'It is $99.'];

    const wrapping = await house.library.save(tenantId, {
      ...{ kind: 'question_answer', title: 'What does gift wrapping cost?', body: 'It is $3 a box.' },
    });
    await owner.post('/admin/pins', { question, language: 'en' });
    const pin = (await pins()).find((one) => one.question === question);
    expect(pin).toMatchObject({ documentId: wrapping, state: 'holds' });

    const conversation = await server.customerWrites('human please', { conversation: 'draft', name: 'Mei' });
    const { rows } = await pool.query<{ id: EscalationId }>(
      'select id from escalations where conversation_id = $1',
      [conversation],
    );
    const [escalation] = rows;
    if (!escalation) throw new Error('nobody was called');
    await saveDraft(pool, tenantId, { escalationId: escalation.id, question, answer, language: 'en' });
    const [draft] = await listDrafts(pool, tenantId);
    const approve = (fields = {}) =>
      owner.post(`/admin/answers/${draft?.id}/approve`, { question, answer, language: 'en', ...fields });
    await owner.get('/admin/questions/answers');
    const asked = await approve();
    expect(asked.text).toContain('This change would alter 1 pinned answer');
    expect(asked.text).toContain(`form="draft-${draft?.id}"`);
    expect(await listDrafts(pool, tenantId)).toHaveLength(1);
    expect(await approve({ anyway: 'approve' })).toMatchObject({ status: 303 });
    expect(await listDrafts(pool, tenantId)).toEqual([]);
    await owner.post(`/admin/pins/${pin?.id}/remove`);
  });

  it('are unpinned, and come back as they were', async () => {
    const pin = (await pins()).find(({ documentId }) => documentId === fee);
    const { pins: guard, database } = server.house;
    const { answer } = guard;
    guard.answer = async (...given) => {
      await database.pool.query(`update pins set expected_text = '$7' where id = $1`, [pin?.id]);
      return answer(...given);
    };
    const late = await owner.post(`/admin/pins/${pin?.id}/expect`, { text: '$6' });
    guard.answer = answer;
    expect(late.location).toBe('/admin/pins');
    expect(await pins(), 'what a colleague expects meanwhile').toMatchObject([{ expectedText: '$7' }]);
    await owner.post(`/admin/pins/${pin?.id}/expect`, { text: '$8' });
    const removed = await owner.post(`/admin/pins/${pin?.id}/remove`);
    expect(await pins()).toEqual([]);
    const page = await owner.get(removed.location ?? '');
    const hidden = (name: string) =>
      new RegExp(`name="${name}" value="([^"]*)"`).exec(
        page.text.slice(page.text.indexOf('Unpinned.')),
      )?.[1] ?? '';
    const fields = ['question', 'language', 'document', 'text'].map((name) => [name, hidden(name)]);
    await owner.post('/admin/pins', Object.fromEntries(fields));
    expect(await pins()).toMatchObject([{ state: 'holds', documentId: fee, expectedText: '$8' }]);
  });

  it('speak Chinese', async () => {
    const chinese = new Visitor(server.url);
    await chinese.signIn();
    const { text } = await chinese.get('/admin/pins', { 'Accept-Language': 'zh' });
    for (const words of ['固定的问题', '成立', '应由此条回答', '取消固定']) expect(text).toContain(words);
    expect(text).not.toMatch(/>(Unpin|Holds|Must answer)</);
  });
});
