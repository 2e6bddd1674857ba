// Phone numbers as people and platforms write them: one spelling for one number, and none for what is no number.
import { describe, expect, it } from 'vitest';
import { formatPhone, normalizePhone } from '../../src/model/identity.ts';

describe('a phone number', () => {
  it.each([
    ['91234567', '+6591234567'],
    ['9123 4567', '+6591234567'],
    ['8123-4567', '+6581234567'],
    ['6345 6789', '+6563456789'],
    ['+6591234567', '+6591234567'],
    ['+65 9123 4567', '+6591234567'],
    [' +65-9123-4567 ', '+6591234567'],
    ['(+65) 9123 4567', '+6591234567'],
    ['+65 (9123) 4567', '+6591234567'],
    ['65 9123 4567', '+6591234567'],
    ['+65\u00a09123\u00a04567', '+6591234567'],
    ['＋６５９１２３４５６７', '+6591234567'],
    ['1800 123 4567', '+6518001234567'],
    ['+60 12-345 6789', '+60123456789'],
    ['+62 812-3456-7890', '+6281234567890'],
    ['+91 98765 43210', '+919876543210'],
    ['+86 138 0013 8000', '+8613800138000'],
    ['+1 (415) 555-2671', '+14155552671'],
    ['+44 7911 123456', '+447911123456'],
    ['+1 555 012 3456', '+15550123456'],
  ])('%s is %s', (given, normalized) => {
    expect(normalizePhone(given)).toBe(normalized);
    expect(normalizePhone(normalized)).toBe(normalized);
  });

  it.each([
    '',
    ' ',
    'call me',
    '123',
    '9123',
    '9123456789012345678',
    '+65 9123',
    '+65 9123 45678',
    '+999 12345678',
    'my number is 9123 4567',
    '9123 4567 or 8123 4567',
    'order 91234567',
    '+',
    '\u0000',
    '120363025246125486@g.us',
  ])('%j is none', (given) => {
    expect(normalizePhone(given)).toBeUndefined();
  });

  it('is shown with its country and in groups; what is no number as it is', () => {
    expect(formatPhone('+6591234567')).toBe('+65 9123 4567');
    expect(formatPhone('+60123456789')).toBe('+60 12 345 6789');
    expect(formatPhone('nobody')).toBe('nobody');
  });
});
