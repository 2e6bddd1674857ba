// The blocks that messages are made of. Texts are verbatim: Slack makes no mention of a plain "@here" by itself.
import type { types } from '@slack/bolt';

export type Block = types.KnownBlock;

/** @param text in Slack's formatting, 3,000 characters at most. Shown whole, not behind "see more". */
export function section(text: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true }, expand: true };
}

/** Small print. */
export function context(...texts: readonly string[]): Block {
  return { type: 'context', elements: texts.map((text) => ({ type: 'mrkdwn', text, verbatim: true })) };
}
