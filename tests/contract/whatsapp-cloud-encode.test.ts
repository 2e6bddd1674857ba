// What a customer reads on WhatsApp: its formatting, sources, quick replies within its limits, files, the template.
import { describe, expect, it } from 'vitest';
import { toTextMessage } from '../../channels/whatsapp/cloud/interactive.ts';
import { encodeMessage } from '../../channels/whatsapp/encode.ts';
import type { WhatsappPayload } from '../../channels/whatsapp/transport.ts';
import { LANGUAGES } from '../../src/model/language.ts';
import { outbound } from './channel-contract.ts';

const textsOf = (payloads: readonly WhatsappPayload[]): readonly string[] =>
  payloads.map((payload) => ('text' in payload ? payload.text : ''));
const shown = (markdown: string): string => textsOf(encodeMessage(outbound(markdown))).join('¶');
const options = (...titles: string[]) => titles.map((title) => ({ title, value: title }));

describe('formatting', () => {
  it.each([
    ['**bold** *italic* ~~struck~~ `code`', '*bold* _italic_ ~struck~ `code`'],
    ['***both***', '_*both*_'],
    ['# Opening **hours**\n\nDaily', '*Opening hours*\nDaily'],
    ['> quoted\n> **text**', '> quoted\n> *text*'],
    ['```js\ngo(`x`);\n```', '```\ngo(`x`);\n```'],
    ['``a`b``', 'a`b'],
    ['1. one\n2. two', '1. one\n2. two'],
    ['terms & <b>conditions</b>', 'terms & <b>conditions</b>'],
  ])('%j is shown as %j', (markdown, text) => {
    expect(shown(markdown)).toBe(text);
  });

  it.each([
    ['https://shop.sg/m?a=1&b=2', 'https://shop.sg/m?a=1&b=2'],
    ['https://shop.sg/_a_/*b*', 'https://shop.sg/_a_/*b*'],
    ['[menu](https://shop.sg/m)', 'menu (https://shop.sg/m)'],
    ['[**menu**](https://shop.sg/m)', '*menu* (https://shop.sg/m)'],
    ['[https://shop.sg/m](https://shop.sg/m)', 'https://shop.sg/m'],
    ['[shop.sg](https://shop.sg/)', 'https://shop.sg/'],
    ['[a@shop.sg](mailto:a@shop.sg)', 'a@shop.sg'],
    ['[write](mailto:a@shop.sg)', 'write (a@shop.sg)'],
    ['[6123 4567](tel:+6561234567)', '6123 4567 (+6561234567)'],
    ['[+65 6123 4567](tel:+6561234567)', '+65 6123 4567'],
  ])('the link %j is shown as %j', (markdown, text) => {
    expect(shown(markdown)).toBe(text);
  });

  it('keeps marks that mean themselves from becoming formatting', () => {
    expect(shown('\\*not bold\\*')).toBe('\u2060*not bold*');
    expect(shown('\\_x\\_ and \\~y\\~')).toBe('\u2060_x_ and \u2060~y~');
    expect(shown('snake_case_name, 5 * 3 * 2')).toBe('snake_case_name, 5 * 3 * 2');
    expect(shown('2*3*4')).toBe('2\u200a_3_\u200a4');
    expect(shown('2\\*3\\*4')).toBe('2*3*4');
    expect(shown('\\> 3 kg')).toBe('\u2060> 3 kg');
    expect(shown('a lone \\* star')).toBe('a lone * star');
  });

  it('works beside letters, where Chinese puts no spaces', () => {
    expect(shown('是**上午9点。**请来')).toBe('是\u200a*上午9点。*\u200a请来');
    expect(shown('**9点** 来, **10点**。')).toBe('*9点* 来, *10点*\u200a。');
  });

  it('says something where there is nothing to say', () => {
    expect(shown('  ')).toBe('…');
  });
});

describe('sources', () => {
  const citations = [
    { position: 1, title: 'Delivery *zones*', excerpt: 'x', url: 'https://example.sg/d?a=1' },
    { position: 2, title: 'Returns', excerpt: 'y' },
  ];

  it('stand in one line below, with the numbers of the text', () => {
    const [text] = textsOf(encodeMessage({ ...outbound('Yes [1][2].'), citations }));
    expect(text).toBe(
      'Yes [1][2].\n\n_Sources:_ [1] Delivery \u2060*zones* (https://example.sg/d?a=1) · [2] Returns',
    );
  });

  it('are named in the language of the message', () => {
    const labels = LANGUAGES.map((language) => {
      const one = { ...outbound('Ya'), language, citations: citations.slice(1) };
      return /_(.*?):_/.exec(textsOf(encodeMessage(one))[0] ?? '')?.[1];
    });
    expect(labels).toEqual(['Source', '来源', 'Sumber', 'ஆதாரம்']);
  });
});

describe('a message', () => {
  const attachments = [{ contentType: 'application/pdf', contentUrl: 'slack:F1', name: 'quote.pdf' }];
  const file = { kind: 'file', contentUrl: 'slack:F1', contentType: 'application/pdf', name: 'quote.pdf' };

  it('has its files behind the text, or alone', () => {
    const payloads = encodeMessage({ ...outbound('Here you are'), attachments });
    expect(payloads).toEqual([{ kind: 'text', text: 'Here you are', options: [] }, file]);
    expect(encodeMessage({ ...outbound(''), attachments })).toEqual([file]);
  });

  it('has its quick replies under the last text, ten at most', () => {
    const suggestions = options(...Array.from({ length: 12 }, (_, index) => `T${index}`));
    const payloads = encodeMessage({ ...outbound('word '.repeat(2_000)), suggestions, attachments });
    const counts = payloads.map((payload) => (payload.kind === 'text' ? payload.options.length : -1));
    expect(counts).toEqual([0, 0, 10, -1]);
  });

  it('goes as the approved template where it is one, with what that says', () => {
    const payloads = encodeMessage({ ...outbound('We have an **answer**.'), isTemplate: true, attachments });
    expect(payloads).toEqual([{ kind: 'template', text: 'We have an *answer*.' }]);
  });
});

describe('quick replies', () => {
  const read = (text: string, given: readonly { title: string; value: string }[]) => {
    const { interactive } = toTextMessage({ kind: 'text', text, options: given }) as {
      interactive?: {
        type: string;
        action: {
          button?: string;
          buttons?: { reply: { id: string; title: string; description?: string } }[];
          sections?: { rows: { id: string; title: string; description?: string }[] }[];
        };
      };
    };
    const { action } = interactive ?? {};
    return {
      type: interactive?.type,
      button: action?.button,
      rows: action?.buttons?.map(({ reply }) => reply) ?? action?.sections?.flatMap(({ rows }) => rows) ?? [],
    };
  };

  it('are buttons where there are up to three with short titles under a short text', () => {
    expect(read('Sure?', options('Yes', 'No', 'x'.repeat(20)))).toMatchObject({ type: 'button' });
    expect(read('x'.repeat(1_024), options('Yes'))).toMatchObject({ type: 'button' });
  });

  it.each([
    ['four of them', 'Sure?', options('a', 'b', 'c', 'd')],
    ['a long title', 'Sure?', options('x'.repeat(21))],
    ['a long text', 'x'.repeat(1_025), options('Yes')],
    ['two of one title', 'Sure?', [...options('Yes'), { title: 'Yes', value: 'Yes, the other' }]],
  ])('are a list with %s', (_, text, given) => {
    const { type, rows, button } = read(text, given);
    expect(type).toBe('list');
    expect(rows).toHaveLength(given.length);
    expect(button).toBe('⋯');
  });

  it('are shortened between what is read as one character, the rest beneath', () => {
    const family = '👩‍👩‍👧‍👦';
    const [row] = read('?', options(`${family}${family}${family}`)).rows;
    expect(row).toEqual({ id: family.repeat(3), title: `${family}${family}…`, description: family });
    const [long] = read('?', options('Deliver to Tampines and Bedok tomorrow, please')).rows;
    expect(`${long?.title.slice(0, -1)}|${long?.description}`).toBe(
      'Deliver to Tampines and| Bedok tomorrow, please'.replace('| ', '|'),
    );
    const tamil = 'ஊழியர் ஒருவருடன் இப்போதே பேச விரும்புகிறேன்';
    const [said] = read('?', options(tamil)).rows;
    expect(said?.title.length).toBeLessThanOrEqual(24);
    expect(tamil.startsWith(said?.title.slice(0, -1) ?? 'x')).toBe(true);
  });

  it('say their value, or their title where that is too long for an id', () => {
    const given = [
      { title: 'A', value: 'x'.repeat(256) },
      { title: 'B', value: 'x'.repeat(257) },
      { title: 'C', value: '' },
    ];
    expect(read('?', given).rows.map(({ id }) => id)).toEqual(['x'.repeat(256), 'B', 'C']);
  });

  it('are told once where two say the same, and not at all where they say nothing', () => {
    expect(read('?', [...options('Yes', 'Yes'), { title: '', value: '' }]).rows).toHaveLength(1);
    expect(toTextMessage({ kind: 'text', text: 'Hi', options: options('') })).toEqual({
      type: 'text',
      text: { body: 'Hi', preview_url: false },
    });
  });
});
