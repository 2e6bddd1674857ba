import { describe, expect, it } from 'vitest';
import { draftPlainly } from '../../src/desk/learning.ts';

const customer = (text: string) => ({ author: 'customer' as const, text });
const staff = (text: string) => ({ author: 'staff' as const, text });

describe('the draft of a staff member’s answer, without a model', () => {
  it('asks what the customer asked at most length, and answers all that the staff wrote', () => {
    const said = [
      customer('hi'),
      customer('Can I swap the grinder for a smaller one?'),
      customer('please'),
      staff('Yes, within 14 days.'),
      customer('great'),
      staff('Bring the receipt.'),
    ];
    expect(draftPlainly({ customerName: 'Mei', language: 'en', said })).toEqual({
      question: 'Can I swap the grinder for a smaller one?',
      answer: 'Yes, within 14 days.\n\nBring the receipt.',
    });
  });

  it('is not made where nobody answered, or nobody asked', () => {
    expect(draftPlainly({ customerName: '', language: 'en', said: [customer('Hello?')] })).toBeUndefined();
    expect(draftPlainly({ customerName: '', language: 'en', said: [staff('Hello!')] })).toBeUndefined();
  });
});
