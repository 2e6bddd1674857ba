import { describe, expect, it } from 'vitest';
import { cleanFileName, pictureType, typeOf } from '../../src/model/file.ts';

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
