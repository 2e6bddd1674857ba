// The web chat against the contract of all channels.
import { randomUUID } from 'node:crypto';
import type { DirectLineRaw } from '../../channels/webchat/decode.ts';
import { startWebchat } from '../support/webchat-server.ts';
import { describeChannel, outbound } from './channel-contract.ts';

const pass = { conversationId: 'Zq0aVbT1cYk2dXs3eWm4fUh5', userId: 'dl_Rj6gTn7hSp8iQo9j' };
const posted = (activity: unknown): DirectLineRaw => ({ pass, activity, fallbackId: 'from-the-server' });
const conversation = { id: pass.conversationId, isGroup: false, conversationType: 'personal', name: '' };

describeChannel('webchat', async () => {
  const server = await startWebchat();
  const { webchat } = server;
  const sendUnknown = () =>
    webchat.send({ channelId: 'webchat', conversation }, { ...outbound('Hello'), id: randomUUID() as never });
  return {
    channel: webchat,
    received: [
      {
        title: 'a message from Web Chat',
        raw: posted({
          type: 'message',
          from: { id: 'someone-else', name: 'Mei Ling' },
          text: 'Are you open today?',
          textFormat: 'plain',
          locale: 'en-SG',
          channelData: { clientActivityID: '1719392712345abc', 'webchat:sequence-id': 3.001 },
        }),
        inbound: {
          id: `${pass.conversationId}|1719392712345abc`,
          from: { id: pass.userId, name: 'Mei Ling' },
          text: 'Are you open today?',
          locale: 'en-SG',
        },
      },
      {
        title: 'a pressed button of type postBack',
        raw: posted({
          type: 'message',
          value: 'delivery',
          channelData: { clientActivityID: 'b', postBack: true },
        }),
        inbound: { text: 'delivery' },
      },
      {
        title: 'a message of a client that numbers nothing',
        raw: posted({ type: 'message', text: 'hello', from: { id: 'user1' } }),
        inbound: { id: `${pass.conversationId}|from-the-server`, from: { id: pass.userId, name: '' } },
      },
      {
        title: 'a photo without words',
        raw: posted({
          type: 'message',
          attachments: [
            { contentType: 'image/jpeg', name: 'receipt.jpg', contentUrl: 'data:image/jpeg;base64,AA' },
          ],
          channelData: { clientActivityID: 'c' },
        }),
        inbound: { text: '', attachments: [{ contentType: 'image/jpeg', name: 'receipt.jpg' }] },
      },
    ],
    ignored: [
      { title: 'typing', raw: posted({ type: 'typing' }) },
      { title: 'joining', raw: posted({ type: 'event', name: 'webchat/join', value: { language: 'en' } }) },
      { title: 'a reaction', raw: posted({ type: 'messageReaction', reactionsAdded: [{ type: 'like' }] }) },
      { title: 'a type of tomorrow', raw: posted({ type: 'hologram' }) },
    ],
    malformed: [
      { title: 'no activity', raw: posted(undefined) },
      { title: 'a list', raw: posted([]) },
      { title: 'no type', raw: posted({ text: 'hello' }) },
      { title: 'a text that is none', raw: posted({ type: 'message', text: { $ne: 1 } }) },
      { title: 'nothing said', raw: posted({ type: 'message', text: ' \u0000 ' }) },
    ],
    formatted: [
      {
        markdown: '**Bold** and [a link](https://example.sg)',
        text: '**Bold** and [a link](https://example.sg)',
      },
    ],
    textOf: (payload) => payload.text,
    refused: [{ title: 'a message that was erased', send: sendUnknown, retryable: false }],
    forged: [],
    close: () => server.close(),
  };
});
