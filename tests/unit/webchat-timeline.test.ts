import { describe, expect, it } from 'vitest';
import { Timeline } from '../../channels/webchat/widget/timeline.ts';
import type { Activity } from '../../channels/webchat/widget/wire.ts';

const said = (id: string, text: string, place: number, data: Activity['channelData'] = {}): Activity => ({
  type: 'message',
  id: `conversation|${id}`,
  from: { name: 'Aisyah', role: 'bot' },
  text,
  channelData: { author: 'staff', ...data, 'webchat:sequence-id': place },
});
const edited = { edited: true };
const takenBack = (id: string): Activity => ({ ...said(id, '', 0), type: 'messageDelete' });

function shown(...activities: readonly Activity[]): readonly string[] {
  const timeline = new Timeline(() => 0);
  for (const activity of activities) timeline.apply(activity);
  return timeline.entries().map(({ text, change }) => (change ? `${text} (${change})` : text));
}

describe('the widget’s timeline', () => {
  it('puts a change in the place of what it changes', () => {
    expect(shown(said('a', 'one', 1), said('b', 'two', 2), said('a', 'ONE', 1, edited))).toEqual([
      'ONE (edited)',
      'two',
    ]);
  });

  it('takes the last of several changes, and sees a repeated one as nothing new', () => {
    const timeline = new Timeline(() => 0);
    const changes = ['ONE', 'Uno', 'Uno'].map((text) => said('a', text, 1, edited));
    expect([said('a', 'one', 1), ...changes].map((activity) => timeline.apply(activity))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(timeline.entries()).toMatchObject([{ text: 'Uno', change: 'edited' }]);
  });

  it('leaves the place of what was taken back, and nothing brings it back', () => {
    const late = said('a', 'ONE', 1, edited);
    expect(shown(said('a', 'one', 1), said('b', 'two', 2), takenBack('a'), late)).toEqual([
      ' (takenBack)',
      'two',
    ]);
  });

  it('says nothing of what was taken back before it was seen', () => {
    expect(shown(takenBack('a'), said('b', 'two', 2))).toEqual(['two']);
  });

  it('knows a streamed answer by its message, whether or not that was changed', () => {
    const frame: Activity = {
      type: 'typing',
      id: 'conversation|a.1',
      text: 'On',
      channelData: { streamId: 'a', streamType: 'streaming', streamSequence: 1 },
    };
    expect(shown(frame, said('a', 'One.', 1, { streamId: 'a', streamType: 'final' }))).toEqual(['One.']);
    expect(shown(frame, said('a', 'One!', 1, edited))).toEqual(['One! (edited)']);
  });
});
