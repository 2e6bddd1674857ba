import { describe, expect, it } from 'vitest';
import { type Mode, nextMode, requireChange } from '../../src/model/conversation.ts';
import { cleanText, shorten } from '../../src/model/text.ts';

describe('the lifecycle of a conversation', () => {
  it('goes from the bot to waiting, to a human, and back', () => {
    expect(nextMode('bot', 'hand_over')).toBe('waiting');
    expect(nextMode('waiting', 'claim')).toBe('human');
    expect(nextMode('human', 'hand_back')).toBe('bot');
    expect(nextMode('human', 'resolve')).toBe('closed');
  });

  it('refuses a change that makes no sense, saying what to do', () => {
    expect(() => requireChange('bot', 'hand_back')).toThrow(/Reload the page/);
    expect(nextMode('human', 'hand_over')).toBeUndefined();
  });

  it('lets a person step in wherever the conversation is', () => {
    const modes: readonly Mode[] = ['bot', 'waiting', 'human', 'closed'];
    expect(modes.map((mode) => nextMode(mode, 'claim'))).toEqual(modes.map(() => 'human'));
  });
});

describe('text from outside', () => {
  it('loses what no database or terminal takes, and nothing that a person can read', () => {
    expect(cleanText('a\0b\u0007\r\nc\td')).toBe('ab\nc\td');
    expect(cleanText('\ud83d hello')).toBe('\ufffd hello');
    expect(cleanText('مرحبا 你好 வணக்கம் 👩‍👩‍👧')).toBe('مرحبا 你好 வணக்கம் 👩‍👩‍👧');
  });

  it('is cut between graphemes, never inside an emoji', () => {
    expect(shorten('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 18)).toBe('👩‍👩‍👧👩‍👩‍👧…');
    expect(shorten('short', 18)).toBe('short');
  });
});
