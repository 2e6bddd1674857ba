import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../src/llm/llm.ts';
import { threadPage } from '../support/block-kit-page.ts';
import { DESK, launchBrowser, overflowPx, PHONE, savePicture } from '../support/browser.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk.ts';
import { until } from '../support/house.ts';
import type { Place } from '../support/slack-simulator-people.ts';

const TRANSLATIONS: Readonly<Record<string, string>> = {
  '你们周六几点开门？': 'What time do you open on Saturday?',
  '我的磨豆机修好了吗？我要找真人客服。': 'Has my grinder been repaired? I would like to talk to a person.',
  '谢谢！大概什么时候可以取？<3 & 要多少钱？': 'Thanks! When can I collect it? <3 & how much is it?',
  '太好了，我五点过来 👍': 'Great, I’ll come by at five 👍',
  'Hi Mei Ling! Let me ask the workshop.': '美玲您好！我去问一下维修部。',
  'It’s ready: **$35**, any time before 6 pm today.': '已经修好了：**$35**，今天下午六点前都可以来取。',
};
const TABLET = { width: 768, height: 1024 };
// The test shop is open.
const FRIDAY = Date.parse('2026-11-20T10:00:00+08:00');
const ANSWER = '周六 **10:00 至 16:00** 营业，星期日休息。[1]';

/** Speaks as a model would: translations by heart, and one answer. */
const MODEL: LanguageModel = {
  name: 'by heart',
  async reply({ messages }) {
    const said = messages.at(-1)?.content ?? '';
    const isTranslation = messages[0]?.content.startsWith('Translate') ?? false;
    const text = isTranslation ? (TRANSLATIONS[said] ?? inEnglish(said)) : ANSWER;
    return { text, toolCalls: [], usage: { inputTokens: 0, outputTokens: 0 } };
  },
};

function inEnglish(said: string): string {
  if (said.includes(ANSWER.slice(0, 10)))
    return 'On Saturday we are open **10 am to 4 pm**. Closed on Sundays. [1]';
  if (said.includes('Ana')) return 'Our colleague Ana is here now and will help you.';
  if (said.includes('谢谢您联系')) return 'Thank you for contacting Test shop. Glad we could help!';
  return 'I have passed this to our team, and a person will reply to you here.';
}

describe('a hand-over’s thread in Slack, as staff see it', () => {
  let desk: DeskHouse;
  let browser: Browser;
  let thread: Place;
  beforeAll(async () => {
    [desk, browser] = await Promise.all([
      openDeskHouse({ model: MODEL, now: () => FRIDAY }),
      launchBrowser(),
    ]);
    const body = '周一至周五 9:00 至 18:00，周六 10:00 至 16:00，星期日休息。';
    await desk.house.library.save(desk.house.database.tenantId, {
      kind: 'question_answer',
      title: '你们几点开门？',
      alsoAsked: '周六几点开门？',
      body,
    });
    await says('你们周六几点开门？', '10:00 至 16:00');
    await says('我的磨豆机修好了吗？我要找真人客服。', '真人');
    await until('the card is posted', () => desk.cards().length === 1);
    [thread] = desk.cards() as [Place];
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  const shows = (text: string): Promise<void> =>
    until(`the customer sees “${text}”`, () => desk.shown().some((shown) => shown.includes(text)));
  const staffSee = (text: string): Promise<void> =>
    until(`the thread shows “${text}”`, () => desk.find(thread, text).length > 0);
  const marked = (post: Place, mark: string): Promise<void> =>
    until(`the post has ${mark}`, () =>
      desk.slack.thread(thread).some(({ ts, reactions }) => ts === post.ts && reactions[0] === mark),
    );
  async function says(text: string, answer: string): Promise<void> {
    desk.customer.says(text);
    await shows(answer);
  }
  async function draw(viewport: { readonly width: number; readonly height: number }): Promise<Page> {
    const page = await (await browser.newContext({ viewport, deviceScaleFactor: 2 })).newPage();
    const { workspace } = desk.slack;
    await page.setContent(
      threadPage({
        title: '#support',
        messages: desk.slack.thread(thread),
        nameOf: (id) => workspace.users.get(id)?.display ?? id,
      }),
    );
    return page;
  }
  async function keepPictures(name: string): Promise<string> {
    let text = '';
    for (const [size, viewport] of Object.entries({ phone: PHONE, tablet: TABLET, desk: DESK })) {
      const page = await draw(viewport);
      expect(await overflowPx(page), `${name} on a ${size}`).toBe(0);
      expect(await page.locator('.unknown').count()).toBe(0);
      await savePicture(page, `slack-${name}-${size}`, true);
      text = await page.locator('main').innerText();
      await page.context().close();
    }
    return text;
  }

  it('begins with a card that is read at a glance, in the staff’s language and without raw marks', async () => {
    const text = await keepPictures('card');
    for (const part of ['Mei Ling', 'Waiting for a person', 'Telegram', 'Chinese', 'Asked for a person'])
      expect(text).toContain(part);
    expect(text).toContain('On Saturday we are open 10 am to 4 pm.');
    expect(text).toContain('周六 10:00 至 16:00 营业');
    expect(text).not.toMatch(/\*\*|&\w+;|中文/);
  });

  it('shows both languages, what is sent, what is only noted, and what failed with its way out', async () => {
    const hello = await desk.ana.writesIn(thread, 'Hi Mei Ling! Let me ask the workshop.');
    await shows('美玲您好！');
    await marked(hello, 'white_check_mark');
    desk.customer.says('谢谢！大概什么时候可以取？<3 & 要多少钱？');
    await staffSee('When can I collect it?');
    await desk.ana.writesIn(thread, '// Raj, is the blue grinder done?');
    await desk.raj.writesIn(thread, '// Yes, it’s on the shelf. $35.');
    desk.telegram.fail({
      kind: 'status',
      status: 403,
      method: 'sendMessage',
      description: 'Forbidden: bot was blocked by the user',
    });
    const price = await desk.ana.writesIn(thread, 'It’s ready: *$35*, any time before 6 pm today.');
    await marked(price, 'warning');
    await staffSee('Not delivered');
    await until('the card says who has it', () => desk.seen(thread)[0]?.includes('Ana has it') ?? false);
    const text = await keepPictures('failed');
    for (const part of ['Ana has it', '<3 & 要多少钱', 'Try again', '⚠️ 1', '✅ 1'])
      expect(text).toContain(part);
    expect(text).not.toMatch(/\*\*|&\w+;/);
    const [failed] = desk.find(thread, 'Not delivered');
    await desk.ana.presses('desk.retry', { channel: thread.channel, ts: failed?.ts ?? '' });
    await marked(price, 'white_check_mark');
    await shows('已经修好了');
  });

  it('ends resolved, with the answer offered as knowledge', async () => {
    desk.customer.says('太好了，我五点过来 👍');
    await staffSee('come by at five');
    await desk.ana.presses('desk.resolve', thread);
    await staffSee('Save this answer?');
    await until('the card says so', () => desk.seen(thread)[0]?.includes('Resolved') ?? false);
    await until('the goodbye is in the thread', () => desk.find(thread, 'Glad we could help').length === 1);
    const text = await keepPictures('thread');
    expect(text).toContain('Save this answer');
    expect(text).not.toMatch(/\*\*|&\w+;/);
  });
});
