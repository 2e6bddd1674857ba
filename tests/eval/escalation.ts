// For a scorer: whether a customer wants a person or complains, as the decision reads it.
import { readFeeling } from '../../src/agent/complaint.ts';
import { readSmallTalk } from '../../src/agent/small-talk.ts';

export function classify(text: string): 'human' | 'complaint' | 'other' {
  if (readSmallTalk(text) === 'ask_person') return 'human';
  return readFeeling(text).isComplaint ? 'complaint' : 'other';
}
