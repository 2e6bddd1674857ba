// What customers see on Telegram: formatting that its server takes, sources, buttons, files.
import { describe, expect, it } from 'vitest';
import { encodeMessage, type TelegramPayload } from '../../channels/telegram/encode.ts';
import { LANGUAGES } from '../../src/model/language.ts';
import { parseHtml } from '../support/telegram-simulator-html.ts';
import { outbound } from './channel-contract.ts';

const textsOf = (payloads: readonly TelegramPayload[]) =>
  payloads.flatMap((payload) => (payload.kind === 'text' ? [payload.html] : []));

describe('formatting', () => {
  it('is understood by Telegram, whatever the text holds', () => {
    for (const text of [
      '# Hours\n\n**Mon–Fri** 09:00 & *Sat* `10 < 11`\n\n> quoted **bold**\n\n```js\na && b < c\n```',
      '<b>not bold</b> <script>alert(1)</script> &lt; & &amp;amp; "quotes" \'too\'',
      '[x](https://example.sg/?a="b"&c=<d>) ![p](https://example.sg/p.png) [no](javascript:alert(1))',
      '**bold *both** italic* ~~a **b~~ c**',
      '| A | B |\n|--|--|\n| <1> | **2 & 3** |',
    ]) {
      for (const html of textsOf(encodeMessage(outbound(text)))) {
        const parsed = parseHtml(html);
        expect(parsed.text).not.toMatch(/&(?:lt|gt);<\/?(?:b|i|a)>/);
        for (const { url } of parsed.entities) expect(url ?? 'https:').toMatch(/^https:/);
      }
    }
  });

  it('keeps a program as a program in its language', () => {
    const [html = ''] = textsOf(encodeMessage(outbound('```python\nprint("<hi>")\n```')));
    expect(html).toBe('<pre><code class="language-python">print("&lt;hi&gt;")</code></pre>');
    expect(parseHtml(html).text).toBe('print("<hi>")');
  });

  it('splits formatted text into messages that Telegram takes each by itself', () => {
    const text =
      '**Bold words & more** that go on, [a link](https://example.sg/a?b=c&d=e) and `code`. '.repeat(300);
    const pieces = textsOf(encodeMessage(outbound(text)));
    expect(pieces.length).toBeGreaterThan(5);
    for (const piece of pieces) expect(parseHtml(piece).text.length).toBeGreaterThan(0);
  });

  it('says something where there is nothing to say', () => {
    expect(textsOf(encodeMessage(outbound('  ')))).toEqual(['…']);
  });
});

describe('sources', () => {
  const citations = [
    {
      position: 1,
      title: 'Delivery *zones* [East]',
      excerpt: 'x',
      url: 'https://example.sg/delivery?a=1&b=2',
    },
    { position: 2, title: 'Returns & <refunds>', excerpt: 'y' },
  ];

  it('stand in one line below, with the numbers of the text', () => {
    const [html] = textsOf(encodeMessage({ ...outbound('Yes, every day [1][2].'), citations }));
    expect(html).toBe(
      'Yes, every day [1][2].\n\n<i>Sources:</i> [1] <a href="https://example.sg/delivery?a=1&amp;b=2">Delivery *zones* [East]</a> · [2] Returns &amp; &lt;refunds&gt;',
    );
  });

  it('are named in the language of the message', () => {
    const labels = LANGUAGES.map((language) => {
      const [html = ''] = textsOf(
        encodeMessage({ ...outbound('Ya [1]'), language, citations: citations.slice(1) }),
      );
      return /<i>(.*?):<\/i>/.exec(html)?.[1];
    });
    expect(labels).toEqual(['Source', '来源', 'Sumber', 'ஆதாரம்']);
  });
});

describe('quick replies', () => {
  it('are buttons under the last part, one to a row, eight at most', () => {
    const suggestions = Array.from({ length: 10 }, (_, index) => ({
      title: `T${index}`,
      value: `value ${index}`,
    }));
    const payloads = encodeMessage({ ...outbound('word '.repeat(2000)), suggestions });
    const buttons = payloads.map((payload) => (payload.kind === 'text' ? payload.buttons : []));
    expect(buttons.slice(0, -1).flat()).toEqual([]);
    expect(buttons.at(-1)?.map((row) => row.map(({ text }) => text))).toEqual(
      Array.from({ length: 8 }, (_, index) => [`T${index}`]),
    );
  });

  it('fit into 64 bytes in every script', () => {
    const values = [
      'Yes',
      '想找真人客服，请帮我转接一下，谢谢你们的帮助',
      'ஊழியர் ஒருவருடன் பேச விரும்புகிறேன்',
      'x'.repeat(62),
      'x'.repeat(63),
    ];
    const suggestions = values.map((value) => ({ title: 'title', value }));
    const [payload] = encodeMessage({ ...outbound('?'), suggestions });
    const data = payload?.kind === 'text' ? payload.buttons.flat().map((button) => button.callback_data) : [];
    expect(data).toEqual(['v:Yes', 't:1', 't:2', `v:${'x'.repeat(62)}`, 't:4']);
  });
});

describe('files', () => {
  const attachments = [{ contentType: 'application/pdf', contentUrl: 'slack:F1', name: 'quote.pdf' }];
  const file = { kind: 'file', contentUrl: 'slack:F1', contentType: 'application/pdf', name: 'quote.pdf' };

  it('come behind the text, or alone', () => {
    expect(encodeMessage({ ...outbound('Here you are'), attachments })).toEqual([
      { kind: 'text', html: 'Here you are', buttons: [] },
      file,
    ]);
    expect(encodeMessage({ ...outbound(''), attachments })).toEqual([file]);
  });
});
