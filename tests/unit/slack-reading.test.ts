// What staff type in Slack, as Markdown; what customers type, as plain text.
import { describe, expect, test } from 'vitest';
import { mentionedUsers, toMarkdown, toPlain } from '../../channels/slack/reading.ts';

const names = new Map([['U0MEI0001', 'Mei Ling']]);

describe('a staff message becomes Markdown', () => {
  test.each([
    ['*bold* and _soft_ and ~gone~', '**bold** and *soft* and ~~gone~~'],
    ['*_both_*', '***both***'],
    ['(*bold*), "_soft_".', '(**bold**), "*soft*".'],
    ['2*3*4 = 24', '2\\*3*4 = 24'],
    ['snake_case_word and 5 * 3 * 2', 'snake_case_word and 5 * 3 * 2'],
    ['a &lt; b &amp;&amp; c &gt; d', 'a < b && c > d'],
    ['&amp;lt;', '&lt;'],
    ['<https://kopi.example.sg/a_b_c|our *page*>', '[our *page*](https://kopi.example.sg/a_b_c)'],
    ['<https://kopi.example.sg>', 'https://kopi.example.sg'],
    ['<https://kopi.example.sg/|kopi.example.sg>', 'https://kopi.example.sg/'],
    ['<mailto:a@kopi.example.sg|a@kopi.example.sg>', 'a@kopi.example.sg'],
    ['<tel:+6561234567|+6561234567>', '+6561234567'],
    ['<@U0MEI0001> and <@U0NOBODY1> and <@U0NOBODY2|ravi>', '@Mei Ling and @someone and @ravi'],
    ['<#C0LOBBY01|lobby>, <!here>, <!subteam^S0TEAM001|@oncall>', '#lobby, @here, @oncall'],
    ['<!date^1719392712^{date}|26 June>', '26 June'],
    ['`*code* _x_ &lt;`', '`*code* _x_ <`'],
    ['```\n*a*\n```', '```\n*a*\n```'],
    ['• one\n• two', '- one\n- two'],
    ['&gt; You asked\nYes', '> You asked\n\nYes'],
    ['*two\nlines*', '*two\nlines*'],
    ['*是*的', '\\*是*的'],
  ])('%s', (mrkdwn, markdown) => {
    expect(toMarkdown(mrkdwn, names)).toBe(markdown);
  });
});

describe('a note stays a note, whatever decorates it', () => {
  test.each([
    '// call the supplier',
    ' // call the supplier',
    '*// call the supplier*',
    '_*//* call the supplier_',
    '~// call~ the supplier',
    '`// call the supplier`',
    '```// call the supplier```',
    '```\n// call the supplier\n```',
    '&gt; // call the supplier',
    '> // call the supplier',
    '• // call the supplier',
    '- // call the supplier',
    '\u200b// call the supplier',
    '\ufeff\u2060*//* call the supplier',
    '／／ call the supplier',
    '/／ call the supplier',
    '\n\n// call the supplier',
  ])('%j', (mrkdwn) => {
    expect(toMarkdown(mrkdwn, names)).toMatch(/^\/\//);
  });

  test.each(['https://kopi.example.sg', '<https://kopi.example.sg|here>', 'either // or', '/ /no'])(
    '%j is none',
    (mrkdwn) => {
      expect(toMarkdown(mrkdwn, names)).not.toMatch(/^\/\//);
    },
  );
});

describe('a customer’s message becomes plain text', () => {
  test.each([
    ['<@U0KAKIBOT> are you open?', 'are you open?'],
    ['<@U0KAKIBOT|kaki>: are you open?', 'are you open?'],
    ['hey <@U0KAKIBOT>', 'hey'],
    ['is *this* &lt; $5 &amp; new?', 'is *this* < $5 & new?'],
    ['see <https://kopi.example.sg/menu|the menu>', 'see the menu (https://kopi.example.sg/menu)'],
    ['<@U0MEI0001> said so', '@Mei Ling said so'],
    ['nul\u0000 goes', 'nul goes'],
  ])('%s', (mrkdwn, plain) => {
    expect(toPlain(mrkdwn, names, 'U0KAKIBOT')).toBe(plain);
  });

  test('names who is mentioned, so that they can be looked up', () => {
    expect(mentionedUsers('<@U0MEI0001> <@W0GRID001|x> <!here> U0NOT')).toEqual(['U0MEI0001', 'W0GRID001']);
  });

  test('takes linear time on text made to be slow', () => {
    const started = performance.now();
    for (const text of [
      '*'.repeat(40_000),
      '_a'.repeat(20_000),
      '<'.repeat(40_000),
      '~ '.repeat(20_000),
      '> '.repeat(20_000),
      '[/／]'.repeat(10_000),
      '*a '.repeat(13_000),
    ])
      toMarkdown(text, names);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
