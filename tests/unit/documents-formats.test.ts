// Each format as people have it, read without its thread: words, tables and places.
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../knowledge/parse/format.ts';
import { joinLines, type Line } from '../../knowledge/parse/pdf-page.ts';
import { readKnown } from '../../knowledge/parse/readers.ts';
import { makeWord, makeZip } from '../support/documents.ts';
import { encodeText } from '../support/encodings.ts';
import {
  makeBook,
  makeOpenDocument,
  makeShape,
  makeSlides,
  makeWorkbook,
} from '../support/office-documents.ts';
import { makeChinesePdf, makePagedPdf, makeScannedPdf } from '../support/pdf-documents.ts';

const read = (name: string, bytes: Buffer | string) =>
  readKnown({ name, bytes: Uint8Array.from(Buffer.from(bytes)) }, 100_000);

describe('a PDF', () => {
  it('is read page by page, and says which pages hold no text', async () => {
    const bytes = makePagedPdf([['Delivery', 'takes three days.'], [], ['Returns are free.'], []]);
    expect(await read('terms.pdf', bytes)).toEqual({
      title: '',
      kind: 'text',
      text: '<!-- page 1 -->\nDelivery\ntakes three days.\n\n<!-- page 3 -->\nReturns are free.',
      warnings: ['Pages without text, blank or scanned: 2, 4.'],
    });
  });

  it('says which pages are pictures with a stray text over them, and takes a poster for what it says', async () => {
    const stamped = [Array(8).fill('Delivery takes three days.'), ['Page 2'], [], ['RECEIVED 3 MAY'], ['5']];
    const { warnings, text } = await read('terms.pdf', makeScannedPdf(stamped));
    expect(text).toContain('Delivery takes three days.');
    expect(warnings).toEqual([
      'Pages that are pictures, whose words are not read: 2–5. Run text recognition (OCR) on them.',
    ]);
    const poster = ['Every Sunday: two cakes for one.', 'At both outlets, until six.'];
    expect((await read('poster.pdf', makeScannedPdf([poster]))).text).toContain('Every Sunday');
    expect((await read('logo.pdf', makeScannedPdf([['Cakes']], 0.3))).warnings).toEqual([]);
  });

  it('goes on where only the margin broke a line, and says once what stands on every page', async () => {
    const sentence = 'Whoever orders bread before noon of one day gets it at the door on the next';
    const pages = Array.from({ length: 4 }, (_, at) => [
      'Shop handbook',
      `${at}. ${sentence}`,
      'one, by bicycle.',
      `${at + 1} / 4`,
    ]);
    const { text } = await read('handbook.pdf', makePagedPdf(pages));
    expect(text.match(/Shop handbook/g)).toHaveLength(1);
    expect(text).not.toMatch(/\d \/ 4/);
    expect(text.match(/the next one, by bicycle\.$/gm)).toHaveLength(4);
  });

  it('keeps the rows of a table apart, and joins Chinese without a blank', () => {
    const line = (text: string, at: number, isRow = false): Line => ({
      text,
      top: 700 - 14 * at,
      height: 12,
      right: 0.9,
      isRow,
    });
    expect(joinLines([line('Tea 2', 0, true), line('Toast 3', 1, true)])).toBe('Tea 2\nToast 3');
    expect(joinLines([line('本店每天上午十点开', 0), line('门。', 1), line('1. 茶', 2)])).toBe(
      '本店每天上午十点开门。\n1. 茶',
    );
  });

  it('in Chinese is read by the character maps that it only names', async () => {
    expect((await read('送货.pdf', makeChinesePdf('送货需要三天'))).text).toContain('送货需要三天');
  });
});

describe('slides', () => {
  const title = makeShape(['Delivery'], 'title');
  const table =
    '<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc><p:txBody><a:p><a:r><a:t>Area</a:t></a:r></a:p></p:txBody></a:tc><a:tc><p:txBody><a:p><a:r><a:t>Fee</a:t></a:r></a:p></p:txBody></a:tc></a:tr><a:tr><a:tc><p:txBody><a:p><a:r><a:t>East</a:t></a:r></a:p></p:txBody></a:tc><a:tc><p:txBody><a:p><a:r><a:t>S$5</a:t></a:r></a:p></p:txBody></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>';
  const picture =
    '<p:pic><p:nvPicPr><p:cNvPr id="4" descr="A van in the rain"/></p:nvPicPr></p:pic><p:pic><p:nvPicPr><p:cNvPr id="5" descr="A dog. Description automatically generated"/></p:nvPicPr></p:pic>';

  it('of PowerPoint keep their order, titles, tables and what pictures are said to show', async () => {
    const deck = makeSlides([title + makeShape(['Three days', '# 1 in town']), table + picture]);
    expect(await read('deck.pptx', deck)).toMatchObject({
      title: 'Made by hand',
      text: [
        '<!-- slide 1 -->',
        '## Delivery',
        'Three days',
        '\\# 1 in town',
        '<!-- slide 2 -->',
        '| Area | Fee |\n| --- | --- |\n| East | S$5 |',
        'A van in the rain',
      ].join('\n\n'),
    });
  });

  it('that are hidden, and the speaker’s notes, stay with their owner', async () => {
    const more = {
      'ppt/slides/_rels/slide1.xml.rels':
        '<Relationships><Relationship Id="rId1" Type="http://x/notesSlide" Target="../notesSlides/notesSlide1.xml"/></Relationships>',
    };
    const { text, warnings } = await read('deck.pptx', makeSlides([title, `hidden${title}`], more));
    expect(text).toBe('<!-- slide 1 -->\n\n## Delivery');
    expect(warnings).toEqual(['Hidden slides are left out: 2.', 'The speaker’s notes are left out.']);
  });

  it('of OpenDocument are read too', async () => {
    const page =
      '<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>Returns</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:list><text:list-item><text:p>Within 14 days</text:p></text:list-item></text:list></draw:text-box></draw:frame></draw:page>';
    expect((await read('deck.odp', makeOpenDocument('presentation', page + page))).text).toBe(
      '<!-- slide 1 -->\n\n## Returns\n\n- Within 14 days\n\n<!-- slide 2 -->\n\n## Returns\n\n- Within 14 days',
    );
  });
});

describe('a workbook', () => {
  const styles =
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="&quot;S$&quot;#,##0.00"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="9"/><xf numFmtId="165"/></cellXfs></styleSheet>';
  const strings =
    '<sst><si><t>Item</t></si><si><r><t>Kaya </t></r><r><t>toast</t></r><rPh sb="0"><t>sound</t></rPh></si></sst>';
  const rows =
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Prices from May</t></is></c></row>' +
    '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="C3" t="str"><v>Price</v></c><c r="D3" t="str"><v>Off</v></c><c r="E3" t="str"><v>Until</v></c></row>' +
    '<row r="4"><c r="A4" t="s"><v>1</v></c><c r="C4" s="1"><v>1234.5</v></c><c r="D4" s="2"><v>0.15</v></c><c r="E4" s="3"><v>45782</v></c><c r="F4" t="e"><v>#REF!</v></c></row>';

  it('is read sheet by sheet, its numbers as its owner sees them', async () => {
    const workbook = makeWorkbook(
      { Prices: rows, Hidden: rows },
      { 'xl/styles.xml': styles, 'xl/sharedStrings.xml': strings },
    );
    expect(await read('prices.xlsx', workbook)).toMatchObject({
      text: [
        '<!-- sheet Prices -->',
        'Prices from May',
        '| Item | Price | Off | Until |\n| --- | --- | --- | --- |\n| Kaya toast | S$1,234.50 | 15% | 2025-05-05 |',
      ].join('\n\n'),
      warnings: ['Hidden sheets are left out: Hidden.'],
    });
  });

  it('of OpenDocument is read, however often its empty cells are repeated', async () => {
    const cell = (text: string) => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`;
    const body = `<table:table table:name="价格"><table:table-row>${cell('Tea')}${cell('$2')}<table:table-cell table:number-columns-repeated="16000"/></table:table-row><table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row></table:table>`;
    expect((await read('prices.ods', makeOpenDocument('spreadsheet', body))).text).toBe(
      '<!-- sheet 价格 -->\n\n| Tea | $2 |\n| --- | --- |',
    );
  });

  it('as CSV is read with whatever parts its fields', async () => {
    const lines = '商品;价格;备注\n叻沙;6,50;"辣; 有虾"\n"鸡""饭""";5,00;\n';
    expect((await read('prices.csv', encodeText(lines, 'gb18030'))).text).toBe(
      '| 商品 | 价格 | 备注 |\n| --- | --- | --- |\n| 叻沙 | 6,50 | 辣; 有虾 |\n| 鸡"饭" | 5,00 |  |',
    );
    expect((await read('prices.tsv', 'Item\tFee\nTea, hot\t2')).text).toContain('| Tea, hot | 2 |');
  });
});

describe('a text', () => {
  it('of Word means what was typed, not what Markdown would make of it', async () => {
    const { kind, text } = await read('terms.docx', makeWord(['Within 14_days * of [a] (b) <c>']));
    expect(kind).toBe('markdown');
    expect(text).toBe('Within 14_days \\* of [a] (b) \\<c>');
  });

  it('of OpenDocument keeps headings, lists, notes and tables', async () => {
    const body =
      '<text:h text:outline-level="2">Care</text:h><text:p>Keep<text:s/>dry.<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Really.</text:p></text:note-body></text:note></text:p><text:list><text:list-item><text:p>Oil</text:p><text:list><text:list-item><text:p>twice</text:p></text:list-item></text:list></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>a|b</text:p></table:table-cell><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>';
    expect((await read('care.odt', makeOpenDocument('text', body))).text).toBe(
      '## Care\n\nKeep dry. (Really.)\n\n- Oil\n  - twice\n\n| a\\|b | c |\n| --- | --- |',
    );
  });

  it('of RTF is read in the code pages of its fonts, with lists and tables', async () => {
    const rtf =
      "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset134 SimSun;}}{\\*\\generator X;}{\\pard\\outlinelevel0 Returns\\par}\\pard Caf\\'e9 \\u8364?5 \\f1\\'cb\\'cd\\'bb\\'f5\\f0 \\par{\\pict 89504e47}{\\listtext 1.\\tab}one\\par{\\listtext 2.\\tab}two\\par\\trowd A\\cell B\\cell\\row 1\\cell 2\\cell\\row\\pard end\\par}";
    expect((await read('terms.rtf', rtf)).text).toBe(
      '# Returns\n\nCafé €5 送货\n\n- one\n- two\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\nend',
    );
  });

  it('of a book is read chapter by chapter', async () => {
    const book = makeBook('Tea &amp; toast', [
      '<h1>Tea</h1><p>Hot.</p>',
      '<title/>',
      '<script src="x"/><p>Toast.</p>',
    ]);
    expect(await read('book.epub', book)).toMatchObject({
      title: 'Tea & toast',
      text: '<!-- chapter 1 -->\n\n# Tea\n\nHot.\n\n<!-- chapter 2 -->\n\nToast.',
    });
  });

  it('of the web is read without what only browsers need', async () => {
    const page = encodeText(
      '<html><head><title>Käse &amp; Brot</title></head><form><p>Täglich <a href="/x">frisch</a>, <a href="https://a.example/(b)">bestellen</a><img src="data:," alt="Ein Laib"></p></form>',
      'windows-1252',
    );
    expect(await read('index.html', page)).toMatchObject({
      title: 'Käse & Brot',
      text: 'Täglich frisch, [bestellen](https://a.example/%28b%29)Ein Laib',
    });
  });

  it('of mail tells who wrote, in its own encoding, and names what is attached', async () => {
    const mail = [
      'From: Mei <mei@shop.example>\r\nSubject: Order\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n',
      '你好\r\n--x\r\nContent-Disposition: attachment; filename="a.pdf"\r\n\r\nAAAA\r\n--x--\r\n',
    ].map((part) => encodeText(part, 'gb18030'));
    expect(await read('order.eml', Buffer.concat(mail))).toMatchObject({
      title: 'Order',
      text: expect.stringMatching(/From: Mei, mei@shop\.example.*你好/s),
      warnings: ['Attached files are not read: a.pdf.'],
    });
  });

  it('of data is read as names and values', async () => {
    expect((await read('shop.json', '{"shop":"Kaki","items":[{"name":"Tea","fee":2.50}]}')).text).toBe(
      '**shop:** Kaki\n\n# items\n\n| name | fee |\n| --- | --- |\n| Tea | 2.50 |',
    );
    expect((await read('order.json', '{"order": 12345678901234567890}')).text).toContain(
      '12345678901234567890',
    );
    expect(
      (await read('shop.xml', '<?xml version="1.0"?><a><b id="1"><n>Tea</n><p>2</p></b></a>')).text,
    ).toBe('id: 1\nn: Tea\np: 2');
  });
});

describe('the format of a file', () => {
  it.each([
    ['markdown', 'a.md', '# Tea'],
    ['text', 'a.txt', '# Tea'],
    ['html', 'a.txt', '<!DOCTYPE html><p>Tea'],
    ['mail', 'a.txt', 'Received: from b\nMIME-Version: 1.0\n\nTea'],
    ['pdf', 'a.txt', 'some lines first\n%PDF-1.4'],
    ['unknown', 'a.exe', 'MZ\u0000\u0001\u0002\u0003'],
    ['archive', 'a.docx', makeZip({ 'word.docx': makeWord(['Tea']) })],
    ['broken', 'a.zip', makeWord(['Tea']).subarray(0, 300)],
  ])('is %s by what is in it, called %s', (format, name, content) => {
    expect(formatOf({ name, bytes: Buffer.from(content) })).toBe(format);
  });
});
