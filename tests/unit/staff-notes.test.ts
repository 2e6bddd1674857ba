import { describe, expect, it } from 'vitest';
import { messageIdOf, readNote } from '../../src/desk/typed.ts';

describe('a message typed in the staff room', () => {
  it.each([
    '// call her back first',
    '  // call her back first',
    '**// call her back first**',
    '*//call her back first*',
    '> // call her back first',
    '`// call her back first`',
    '\u200B\uFEFF// call her back first',
    '／／ call her back first',
    '- // call her back first',
    '/// call her back first',
  ])('is a note when two slashes begin it: %j', (text) => {
    const note = readNote(text);
    expect(note.isNote).toBe(true);
    expect(note.text).toContain('call her back first');
    expect(note.text.startsWith('//')).toBe(false);
  });

  it.each([
    'See https://example.sg/delivery',
    'Either / or',
    '/start works on Telegram',
    'We open 9 // 10 on Sundays',
    '',
  ])('is a reply otherwise: %j', (text) => {
    expect(readNote(text)).toEqual({ isNote: false, text });
  });

  it('has one id, however often it is told, and another one in another place', () => {
    const id = messageIdOf({ room: 'C1', post: '1.0' });
    expect(messageIdOf({ room: 'C1', post: '1.0' })).toBe(id);
    expect(messageIdOf({ room: 'C2', post: '1.0' })).not.toBe(id);
    expect(messageIdOf({ room: 'C1', post: '1.1' })).not.toBe(id);
  });
});
