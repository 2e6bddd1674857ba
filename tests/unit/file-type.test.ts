import { describe, expect, it } from 'vitest';
import { cleanFileName, pictureType, typeOf, WORD_TYPE } from '../../src/model/file.ts';
import { kindOf } from '../../src/model/file-kind.ts';
import { makeWord, makeZip } from '../support/documents.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('what a file is', () => {
  it.each([
    ['image/png', '\x89PNG\r\n\x1a\n'],
    ['image/jpeg', '\xff\xd8\xff\xe0'],
    ['image/webp', 'RIFF\x10\x00\x00\x00WEBPVP8 '],
    ['image/heic', '\x00\x00\x00\x18ftypheic'],
    ['video/mp4', '\x00\x00\x00\x18ftypisom'],
    ['audio/mp4', '\x00\x00\x00\x18ftypM4A '],
    ['audio/ogg', 'OggS\x00'],
    ['audio/amr', '#!AMR\n'],
    ['audio/flac', 'fLaC\x00'],
    ['image/avif', '\x00\x00\x00\x18ftypavif'],
    ['application/zip', 'PK\x03\x04\x14\x00'],
    ['application/x-cfb', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
    ['application/rtf', '{\\rtf1\\ansi'],
    ['text/plain', '\xff\xfeh\x00i\x00'],
    ['text/plain', 'PK is short for Park'],
    ['application/pdf', '%PDF-1.7'],
    ['text/plain', '<svg onload="alert(1)"/>'],
    ['application/octet-stream', 'MZ\x90\x00\x03'],
    ['application/octet-stream', ''],
  ])('is %s by its bytes', (type, content) => {
    expect(typeOf(bytes(content))).toBe(type);
  });

  it('is text where a letter is cut at the end of what is looked at', () => {
    expect(typeOf(new TextEncoder().encode(`a${'发'.repeat(600)}`))).toBe('text/plain');
  });

  it('is a Word document, or a plain archive, by what stands in it', () => {
    expect(typeOf(makeWord(['Hello']))).toBe(WORD_TYPE);
    expect(typeOf(makeZip({ 'xl/workbook.xml': '<workbook/>' }))).toMatch(/spreadsheetml/);
    expect(typeOf(makeZip({ 'photo.txt': 'x' }))).toBe('application/zip');
    const book = Buffer.from(`PK\x03\x04${'\0'.repeat(26)}mimetypeapplication/epub+zipPK`);
    expect(typeOf(book)).toBe('application/epub+zip');
  });

  it.each([
    ['voice', 'audio/ogg', 'voice.ogg', 'audio/ogg'],
    ['voice', 'audio/webm', 'voice.webm', 'video/webm'],
    ['video', 'video/mp4', 'video-note.mp4', 'video/mp4'],
    ['picture', 'application/pdf', 'scan.pdf', 'image/png'],
    ['document', 'image/jpeg', 'photo.jpg', 'application/pdf'],
    ['sticker', 'image/webp', 'sticker 😀.webp', 'image/webp'],
    ['sticker', 'application/x-tgsticker', 'sticker.tgs', 'application/x-tgsticker'],
    ['picture', 'image/jpeg', 'sticker.jpg', 'image/jpeg'],
    ['document', 'application/octet-stream', 'backup.bin', 'application/octet-stream'],
  ])('is a %s to people: %s, %s, %s', (kind, contentType, name, sniffed) => {
    expect(kindOf({ contentType, name }, sniffed)).toBe(kind);
  });

  it('is a picture only where nothing in it can run', () => {
    expect(pictureType(bytes('GIF89a'))).toBe('image/gif');
    expect(pictureType(bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeUndefined();
    expect(pictureType(bytes('\x00\x00\x00\x18ftypheic'))).toBeUndefined();
  });
});

describe('what a file is called', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\mei\\发票.pdf', '发票.pdf'],
    ['..', 'file'],
    ['', 'file'],
    ['a\u0000b\n c.png', 'ab c.png'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ])('%j is called %j', (given, name) => {
    expect(cleanFileName(given, 'file')).toBe(name);
  });

  it('is at most 120 characters long', () => {
    expect(cleanFileName('x'.repeat(500), 'file')).toHaveLength(120);
  });
});
