// The Slack channel against the contract of all channels.
import type { SlackRaw } from '../../channels/slack/decode.ts';
import type { Outbound } from '../../src/model/activity.ts';
import { SIGNING_SECRET } from '../support/slack-simulator.ts';
import { textsOf } from '../support/slack-simulator-blocks.ts';
import { wrapEvent } from '../support/slack-simulator-people.ts';
import { openShop } from '../support/slack-simulator-shop.ts';
import { BOT_ID, BOT_USER, TEAM } from '../support/slack-simulator-workspace.ts';
import { describeChannel, outbound } from './channel-contract.ts';

const home = { teamId: TEAM, botUserId: BOT_USER, botId: BOT_ID, staffChannel: 'C0STAFF001' };
const people = new Map([['U0RAVI001', { name: 'Ravi', locale: 'ta-SG', isColleague: true }]]);
const raw = (body: unknown): SlackRaw => ({ home, people, body });
const event = (given: object, team?: string): SlackRaw => raw(wrapEvent({ type: 'message', ...given }, team));
const said = (given: object) => ({ user: 'U0RAVI001', ts: '1719392712.000100', team: TEAM, ...given });
const direct = (given: object): SlackRaw =>
  event({ channel: 'D0RAVI001', channel_type: 'im', ...said(given) });
const pressed = (given: object = {}): SlackRaw =>
  raw({
    type: 'block_actions',
    team: { id: TEAM, domain: 'kopi' },
    user: { id: 'U0RAVI001', team_id: TEAM },
    channel: { id: 'D0RAVI001', name: 'directmessage' },
    message: { ts: '1719392712.000700', text: 'Anything else?' },
    actions: [
      { type: 'button', action_id: 'chat.reply:1', value: 'Opening hours', action_ts: '1719392713.000001' },
    ],
    ...given,
  });

describeChannel('Slack', async () => {
  const shop = await openShop({ now: Date.now });
  const { simulator, slack, customer } = shop;
  const channelId = simulator.workspace.directOf(customer.id).id;
  const to = {
    channelId: 'slack',
    conversation: { id: channelId, isGroup: false, conversationType: 'personal', name: '' },
  };
  const send = (id: string, message: Outbound = outbound('Hello')) => {
    const [payload] = slack.channel.encode(message);
    if (!payload) throw new Error('Nothing to send.');
    return slack.channel.send({ ...to, conversation: { ...to.conversation, id } }, payload);
  };
  const failing =
    (...fault: Parameters<typeof simulator.fail>) =>
    async () => {
      simulator.fail(...fault);
      await send(channelId);
    };
  const body = wrapEvent({
    type: 'message',
    channel: channelId,
    channel_type: 'im',
    ...said({ text: 'Forged' }),
  });
  return {
    channel: slack.channel,
    received: [
      {
        title: 'a direct message',
        raw: direct({ text: 'Is it &lt; $5? See <https://shop.example.sg|shop.example.sg>' }),
        inbound: {
          id: 'D0RAVI001:1719392712.000100',
          account: TEAM,
          from: { id: 'U0RAVI001', name: 'Ravi' },
          locale: 'ta-SG',
          text: 'Is it < $5? See https://shop.example.sg',
        },
      },
      {
        title: 'a photo with a caption',
        raw: direct({
          ts: '1719392712.000200',
          subtype: 'file_share',
          text: 'It came broken',
          files: [{ id: 'F0PHOTO01', name: 'cup.jpg', mimetype: 'image/jpeg', size: 12, mode: 'hosted' }],
        }),
        inbound: {
          text: 'It came broken',
          attachments: [{ contentType: 'image/jpeg', name: 'cup.jpg', contentUrl: 'slack:F0PHOTO01' }],
        },
      },
      {
        title: 'an edit',
        raw: event({
          subtype: 'message_changed',
          channel: 'D0RAVI001',
          channel_type: 'im',
          ts: '1719392712.000500',
          message: said({ text: 'Order 1044', edited: { user: 'U0RAVI001', ts: '1719392712.000400' } }),
          previous_message: said({ text: 'Order 1043' }),
        }),
        inbound: {
          id: 'D0RAVI001:1719392712.000100:edit:1719392712.000400',
          editOf: 'D0RAVI001:1719392712.000100',
          text: 'Order 1044',
        },
      },
      {
        title: 'a mention in a channel',
        raw: event({
          type: 'app_mention',
          channel: 'C0ASK0001',
          ...said({ ts: '1719392712.000300', text: `Hi <@${BOT_USER}> are you open?` }),
        }),
        inbound: { text: 'Hi are you open?', id: 'C0ASK0001:1719392712.000300' },
      },
      {
        title: 'a pressed button',
        raw: pressed(),
        inbound: { text: 'Opening hours', id: 'D0RAVI001:press:1719392713.000001' },
      },
    ],
    ignored: [
      { title: 'our own message', raw: direct({ user: BOT_USER, bot_id: BOT_ID, text: 'Hello' }) },
      {
        title: 'a message of another bot',
        raw: direct({ bot_id: 'B0OTHER', subtype: 'bot_message', text: 'Buy now' }),
      },
      { title: 'a line of Slack', raw: direct({ subtype: 'channel_join', text: 'has joined' }) },
      {
        title: 'a message in a channel that mentions nobody',
        raw: event({ channel: 'C0ASK0001', channel_type: 'channel', ...said({ text: 'lunch?' }) }),
      },
      {
        title: 'a group conversation',
        raw: event({ channel: 'G0GROUP01', channel_type: 'mpim', ...said({ text: 'lunch?' }) }),
      },
      {
        title: 'what staff write in their channel',
        raw: event({ type: 'app_mention', channel: 'C0STAFF001', ...said({ text: `<@${BOT_USER}> hi` }) }),
      },
      {
        title: 'another workspace',
        raw: event({ channel: 'D0RAVI001', channel_type: 'im', ...said({ text: 'hi' }) }, 'T0OTHER01'),
      },
      {
        title: 'an unfurled link',
        raw: event({
          subtype: 'message_changed',
          channel: 'D0RAVI001',
          message: said({ text: 'a' }),
          previous_message: said({ text: 'a' }),
        }),
      },
      {
        title: 'a deleted message',
        raw: event({
          subtype: 'message_deleted',
          channel: 'D0RAVI001',
          deleted_ts: '1719392712.000100',
          previous_message: said({ text: 'a' }),
        }),
      },
      {
        title: 'a button of the desk',
        raw: pressed({ actions: [{ action_id: 'desk.claim', value: 'x', action_ts: '1719392713.000001' }] }),
      },
      { title: 'a reaction', raw: raw(wrapEvent({ type: 'reaction_added', user: 'U1', item: {} })) },
      { title: 'a command', raw: raw({ type: 'command', command: '/kaki' }) },
    ],
    malformed: [
      { title: 'nothing', raw: raw(undefined) },
      { title: 'a list', raw: raw([]) },
      { title: 'no event', raw: raw({ type: 'event_callback', team_id: TEAM }) },
      { title: 'a timestamp that is none', raw: direct({ ts: "1'; drop", text: 'hi' }) },
      { title: 'a text that is none', raw: direct({ text: { $ne: 1 } }) },
      { title: 'a press of nothing', raw: pressed({ actions: [] }) },
    ],
    formatted: [
      {
        markdown: '**Bold**, *soft*, ~~gone~~ & [a link](https://example.sg/?a=1&b=2)',
        text: '*Bold*, _soft_, ~gone~ &amp; <https://example.sg/?a=1&amp;b=2|a link>',
      },
      { markdown: '我们**上午九点**开门', text: '我们\u200b*上午九点*\u200b开门' },
      { markdown: '# Hours\n- Mon\n- Tue', text: '*Hours*\n• Mon\n• Tue' },
      { markdown: '<!channel> <@U0RAVI001> @here', text: '&lt;!channel&gt; &lt;@U0RAVI001&gt; @here' },
    ],
    textOf: (payload) =>
      payload.kind === 'message'
        ? payload.blocks
            .filter(({ type }) => type === 'section')
            .flatMap((block) => textsOf({ ...block }))
            .join('\n')
        : '',
    refused: [
      {
        title: 'too fast',
        send: failing('chat.postMessage', { kind: 'ratelimited', seconds: 7 }),
        retryable: true,
        retryAfterMs: 7_000,
      },
      { title: 'a broken connection', send: failing('chat.postMessage', { kind: 'cut' }), retryable: true },
      {
        title: 'a broken server',
        send: failing('chat.postMessage', { kind: 'status', status: 502 }),
        retryable: true,
      },
      {
        title: 'a page instead of an answer',
        send: failing('chat.postMessage', { kind: 'status', status: 200, body: '<html>oops</html>' }),
        retryable: true,
      },
      {
        title: 'a fault of Slack',
        send: failing('chat.postMessage', { kind: 'error', error: 'internal_error' }),
        retryable: true,
      },
      {
        title: 'a missing scope',
        send: failing('chat.postMessage', { kind: 'error', error: 'missing_scope', needed: 'chat:write' }),
        retryable: true,
      },
      { title: 'a customer who is gone', send: () => send('D0NOBODY1'), retryable: false },
      {
        title: 'blocks that Slack refuses',
        send: failing('chat.postMessage', { kind: 'error', error: 'invalid_blocks' }),
        retryable: false,
      },
    ],
    forged: [
      {
        title: 'no signature',
        request: () =>
          new Request('http://127.0.0.1/channels/slack', { method: 'POST', body: JSON.stringify(body) }),
      },
      {
        title: 'the secret of somebody else',
        request: () => simulator.delivery.request('event', body, { secret: 'guessed' }),
      },
      {
        title: 'an old request',
        request: () => simulator.delivery.request('event', body, { skewSeconds: -301 }),
      },
      {
        title: 'a request from the future',
        request: () => simulator.delivery.request('event', body, { skewSeconds: 301 }),
      },
      { title: 'a changed body', request: () => changedBody(simulator.delivery.request('event', body)) },
    ],
    close: () => shop.stop(),
  };
});

function changedBody(signed: Request): Request {
  return new Request(signed.url, {
    method: 'POST',
    headers: signed.headers,
    body: `{"secret":"${SIGNING_SECRET}"}`,
  });
}
