// Office documents and books, made part by part: slides, workbooks, OpenDocument, EPUB.
import { makeZip } from './documents.ts';

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
type Parts = Readonly<Record<string, string | Buffer>>;

/** @param targets relation type -> part; they are numbered rId1, rId2 … in order. */
function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const each = targets.map(
    ([type, target], at) =>
      `<Relationship Id="rId${at + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`,
  );
  return `${XML}<Relationships>${each.join('')}</Relationships>`;
}

function office(main: string, parts: Parts): Buffer {
  return makeZip({
    '[Content_Types].xml': `${XML}<Types/>`,
    '_rels/.rels': relations([
      ['officeDocument', main],
      ['core-properties', 'docProps/core.xml'],
    ]),
    'docProps/core.xml': `${XML}<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>Made by hand</dc:title></cp:coreProperties>`,
    ...parts,
  });
}

/** @param slides the shapes of each, in PresentationML; one that begins with "hidden" is not shown. */
export function makeSlides(slides: readonly string[], more: Parts = {}): Buffer {
  const ids = slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="rId${at + 1}"/>`).join('');
  return office('ppt/presentation.xml', {
    'ppt/presentation.xml': `${XML}<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      slides.map((_, at) => ['slide', `slides/slide${at + 1}.xml`] as const),
    ),
    ...Object.fromEntries(
      slides.map((shapes, at) => [
        `ppt/slides/slide${at + 1}.xml`,
        `${XML}<p:sld xmlns:p="p" xmlns:a="a" xmlns:r="r"${shapes.startsWith('hidden') ? ' show="0"' : ''}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`,
      ]),
    ),
    ...more,
  });
}

export function makeShape(paragraphs: readonly string[], kind = ''): string {
  const lines = paragraphs.map((text) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`).join('');
  const place = kind ? `<p:nvSpPr><p:nvPr><p:ph type="${kind}"/></p:nvPr></p:nvSpPr>` : '';
  return `<p:sp>${place}<p:txBody>${lines}</p:txBody></p:sp>`;
}

/** @param sheets name -> rows, in SpreadsheetML; a name that begins with "Hidden" is. */
export function makeWorkbook(sheets: Parts, more: Parts = {}): Buffer {
  const names = Object.keys(sheets);
  const list = names.map(
    (name, at) =>
      `<sheet name="${name}" ${name.startsWith('Hidden') ? 'state="hidden" ' : ''}r:id="rId${at + 1}"/>`,
  );
  return office('xl/workbook.xml', {
    'xl/workbook.xml': `${XML}<workbook xmlns:r="r"><sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ...names.map((_, at) => ['worksheet', `worksheets/sheet${at + 1}.xml`] as const),
      ['styles', 'styles.xml'],
      ['sharedStrings', 'sharedStrings.xml'],
    ]),
    ...Object.fromEntries(
      names.map((name, at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        `${XML}<worksheet><sheetData>${sheets[name]}</sheetData></worksheet>`,
      ]),
    ),
    ...more,
  });
}

/** @param kind text, spreadsheet or presentation. @param body in OpenDocument's own XML. */
export function makeOpenDocument(kind: string, body: string, manifest = ''): Buffer {
  const names = ['office', 'text', 'table', 'draw', 'presentation'].map((name) => `xmlns:${name}="${name}"`);
  return makeZip({
    mimetype: `application/vnd.oasis.opendocument.${kind}`,
    'META-INF/manifest.xml': `${XML}<manifest:manifest>${manifest}</manifest:manifest>`,
    'content.xml': `${XML}<office:document-content ${names.join(' ')}><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
  });
}

/** @param chapters the body of each, in XHTML. */
export function makeBook(title: string, chapters: readonly string[], more: Parts = {}): Buffer {
  const items = chapters.map(
    (_, at) => `<item id="c${at}" href="text/c%20${at}.xhtml" media-type="application/xhtml+xml"/>`,
  );
  const spine = chapters.map((_, at) => `<itemref idref="c${at}"/>`);
  return makeZip({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': `${XML}<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>`,
    'OEBPS/book.opf': `${XML}<package><metadata xmlns:dc="d"><dc:title>${title}</dc:title></metadata><manifest>${items.join('')}</manifest><spine>${spine.join('')}</spine></package>`,
    ...Object.fromEntries(
      chapters.map((body, at) => [
        `OEBPS/text/c ${at}.xhtml`,
        `${XML}<html><head><title>x</title></head><body>${body}</body></html>`,
      ]),
    ),
    ...more,
  });
}
