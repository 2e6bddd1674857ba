import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { html, renderDocument, type View } from '../../knowledge/form/html.ts';
import { weekView } from '../../knowledge/form/views/week.ts';
import { readWeek } from '../../src/store/week.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';
import { fillWeeks } from '../support/form-week.ts';

const DAY_MS = 86_400_000;
const NOON_MS = Date.parse('2026-01-01T12:00:00+08:00');

describe('the week at a glance on the first page', () => {
  let server: FormServer;
  let owner: Visitor;
  beforeAll(async () => {
    server = await startForm();
    // Noon in Singapore: what was written in the last minutes is of the same day.
    server.clock.skewMs = DAY_MS - ((Date.now() - NOON_MS) % DAY_MS);
    owner = new Visitor(server.url);
    await owner.signIn();
  });
  afterAll(() => server?.close());

  it('says what will be here while a shop is new', async () => {
    const { text } = await owner.get('/admin');
    expect(text).toContain('No conversations yet');
    expect(text).not.toContain('class="day-chart"');
  });

  it('draws both weeks, and says every number in words for who does not see them', async () => {
    await fillWeeks(server.house.database, Date.now() + server.clock.skewMs);
    server.clock.skewMs += 60_000;
    const { text } = await owner.get('/admin');
    expect(text).toMatch(/Conversations<\/dt><dd><strong>69<\/strong>.*?50 the week before/s);
    expect(text).toMatch(/By the bot alone<\/dt><dd><strong>54<\/strong>\s*<span class="share">78%/);
    expect(text).toMatch(/8 conversations, 6 by the bot alone, 1 with a person, 1 without an answer/);
    expect(text).toMatch(/WhatsApp: 34 conversations/);
    expect(text.match(/<tr>/g)?.length, 'a head, seven days, four channels, four languages, the week').toBe(
      17,
    );
    expect(text.indexOf('People who need you')).toBeLessThan(text.indexOf('The last seven days'));
  });

  it('compares with the week before only where there was one', async () => {
    const { pool, tenantId } = server.house.database;
    const now = new Date(Date.now() + server.clock.skewMs);
    const week = await readWeek(pool, tenantId, { now, timezone: 'Asia/Singapore' });
    const nobody = { bot: 0, person: 0, unanswered: 0 };
    const before = { tally: nobody, ratings: { good: 0, fair: 0, bad: 0 }, minutesToPerson: undefined };
    const shown = (view: View) => renderDocument(html`<main>${view}</main>`);
    expect(shown(weekView(week))).toContain(' the week before</dd>');
    expect(shown(weekView({ ...week, before }))).not.toContain(' the week before</dd>');
  });

  it('speaks Chinese', async () => {
    const { text } = await owner.get('/admin', { 'Accept-Language': 'zh' });
    for (const words of ['最近七天', '机器人独立回答', '等到人工的时间', '按渠道', '网页聊天'])
      expect(text).toContain(words);
  });
});
