// An alert in the staff channel: what doesn't work, and in its place later that it works again.
import type { AlertPost } from '../staff-room.ts';
import { context, section } from './blocks.ts';
import { escapeShort } from './mrkdwn.ts';
import type { Content } from './post.ts';

// Below what one block takes, the call and the sign included.
const TEXT_CHARS = 2_500;
const NOTIFICATION_CHARS = 300;

/** @param onCall the user group to call; undefined: nobody. */
export function renderAlert({ text, isSolved, url }: AlertPost, onCall: string | undefined): Content {
  const sign = isSolved ? '✅' : '⚠️';
  const call = onCall && !isSolved ? `<!subteam^${onCall}> ` : '';
  const link =
    url && !isSolved ? [context(`<${escapeShort(url, TEXT_CHARS)}|Open Channels in the form>`)] : [];
  return {
    blocks: [section(`${sign} ${call}${escapeShort(text, TEXT_CHARS)}`), ...link],
    text: `${sign} ${call}${escapeShort(text, NOTIFICATION_CHARS)}`,
  };
}
