// WhatsApp's Cloud API against the contract of all channels, on event shapes from Meta's documentation.
import { startGraphSimulator } from '../support/graph-simulator.ts';
import { addressOf, buildWhatsapp } from '../support/graph-simulator-channel.ts';
import { describeChannel, outbound } from './channel-contract.ts';

const ACCOUNT = '106540352242922';
const CUSTOMER = '6591234567';
const metadata = { display_phone_number: '6561234567', phone_number_id: ACCOUNT };
const contacts = [{ profile: { name: 'Mei Ling Tan' }, wa_id: CUSTOMER }];
let counter = 0;
const change = (value: object, field = 'messages') => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '102290129340398',
      changes: [{ value: { messaging_product: 'whatsapp', metadata, ...value }, field }],
    },
  ],
});
const told = (content: object) => {
  counter += 1;
  const id = `wamid.HBgKNjU5MTIzNDU2Nw${counter}`;
  return change({ contacts, messages: [{ from: CUSTOMER, id, timestamp: '1790000000', ...content }] });
};
const status = (content: object) =>
  change({ statuses: [{ id: 'wamid.ours', timestamp: '1790000000', recipient_id: CUSTOMER, ...content }] });
const media = { id: '1479537139650973', mime_type: 'image/jpeg', sha256: 'SfInY0gGKTsJlUWbwxC1k=' };
const unsupported = {
  text: '',
  attachments: [
    {
      contentType: 'application/vnd.whatsapp.unsupported',
      name: 'Message of a kind that WhatsApp does not hand on',
    },
  ],
};

describeChannel('whatsapp', async () => {
  const simulator = await startGraphSimulator();
  const whatsapp = buildWhatsapp(simulator);
  const user = simulator.user();
  user.says('hi');
  const send = () => {
    const [payload] = whatsapp.encode(outbound('Hello'));
    return payload ? whatsapp.send(addressOf(user), payload) : Promise.resolve('');
  };
  const refusedWith = (fault: Parameters<typeof simulator.fail>[0]) => () => {
    simulator.fail(fault);
    return send();
  };
  const error = (code: number, of: object = {}) => refusedWith({ kind: 'error', code, ...of });
  const body = told({ type: 'text', text: { body: 'Hello' } });
  const withSignature = (signature: (real: string) => string | undefined) => () => {
    const real = simulator.webhooks.request(body);
    const header = signature(real.headers.get('x-hub-signature-256') ?? '');
    return new Request(real.url, {
      method: 'POST',
      headers: header === undefined ? {} : { 'x-hub-signature-256': header },
      body: JSON.stringify(body),
    });
  };
  return {
    channel: whatsapp,
    received: [
      {
        title: 'a text',
        raw: change({
          contacts,
          messages: [
            {
              from: CUSTOMER,
              id: 'wamid.HBgL1',
              timestamp: '1790000000',
              type: 'text',
              text: { body: 'Are you open today?' },
            },
          ],
        }),
        inbound: {
          account: ACCOUNT,
          id: 'wamid.HBgL1',
          from: { id: CUSTOMER, name: 'Mei Ling Tan' },
          text: 'Are you open today?',
          attachments: [],
          proofs: [{ kind: 'phone', value: '+6591234567' }],
          address: {
            channelId: 'whatsapp',
            serviceUrl: 'whatsapp:cloud',
            conversation: {
              id: CUSTOMER,
              isGroup: false,
              conversationType: 'personal',
              name: '',
              properties: { lastMessage: 'wamid.HBgL1' },
            },
            user: { id: CUSTOMER, name: 'Mei Ling Tan' },
            bot: { id: ACCOUNT, name: '' },
          },
        },
      },
      {
        title: 'a photo with a caption',
        raw: told({ type: 'image', image: { ...media, caption: 'Is this one in stock?' } }),
        inbound: {
          text: 'Is this one in stock?',
          attachments: [
            { contentType: 'image/jpeg', contentUrl: `whatsapp:cloud:${media.id}`, name: 'photo.jpg' },
          ],
        },
      },
      {
        title: 'a voice message',
        raw: told({ type: 'audio', audio: { ...media, mime_type: 'audio/ogg; codecs=opus', voice: true } }),
        inbound: {
          text: '',
          attachments: [
            { contentType: 'audio/ogg', contentUrl: `whatsapp:cloud:${media.id}`, name: 'voice.ogg' },
          ],
        },
      },
      {
        title: 'a document',
        raw: told({
          type: 'document',
          document: { ...media, mime_type: 'application/pdf', filename: '../order.pdf', caption: 'My order' },
        }),
        inbound: {
          text: 'My order',
          attachments: [
            { contentType: 'application/pdf', contentUrl: `whatsapp:cloud:${media.id}`, name: 'order.pdf' },
          ],
        },
      },
      {
        title: 'a film',
        raw: told({ type: 'video', video: { ...media, mime_type: 'video/mp4' } }),
        inbound: {
          attachments: [
            { contentType: 'video/mp4', contentUrl: `whatsapp:cloud:${media.id}`, name: 'video.mp4' },
          ],
        },
      },
      {
        title: 'a sticker',
        raw: told({ type: 'sticker', sticker: { ...media, mime_type: 'image/webp', animated: false } }),
        inbound: {
          attachments: [
            { contentType: 'image/webp', contentUrl: `whatsapp:cloud:${media.id}`, name: 'sticker.webp' },
          ],
        },
      },
      {
        title: 'a place',
        raw: told({ type: 'location', location: { latitude: 1.3521, longitude: 103.8198 } }),
        inbound: {
          text: '',
          attachments: [
            {
              contentType: 'application/vnd.geo+json',
              name: 'Location 1.3521, 103.8198',
              content: { type: 'Point', coordinates: [103.8198, 1.3521] },
            },
          ],
        },
      },
      {
        title: 'a place with a name',
        raw: told({
          type: 'location',
          location: { latitude: 1, longitude: 2, name: 'Our shop', address: '1 Example Road' },
        }),
        inbound: {
          attachments: [
            {
              contentType: 'application/vnd.geo+json',
              name: 'Our shop, 1 Example Road',
              content: {
                type: 'Feature',
                geometry: { type: 'Point', coordinates: [2, 1] },
                properties: { title: 'Our shop', address: '1 Example Road' },
              },
            },
          ],
        },
      },
      {
        title: 'a contact',
        raw: told({
          type: 'contacts',
          contacts: [
            {
              name: { formatted_name: 'Tan; A Ong', first_name: 'Tan; A' },
              phones: [{ phone: '+65 0000 0000', wa_id: '6500000000', type: 'CELL' }],
            },
          ],
        }),
        inbound: {
          attachments: [
            {
              contentType: 'text/vcard',
              name: 'Contact Tan; A Ong, +65 0000 0000',
              content: 'BEGIN:VCARD\nVERSION:3.0\nFN:Tan\\; A Ong\nTEL:+65 0000 0000\nEND:VCARD',
            },
          ],
        },
      },
      {
        title: 'a pressed button',
        raw: told({
          type: 'interactive',
          context: { from: '6561234567', id: 'wamid.ours' },
          interactive: { type: 'button_reply', button_reply: { id: 'Talk to a person', title: 'Person' } },
        }),
        inbound: { text: 'Talk to a person' },
      },
      {
        title: 'a row of a list',
        raw: told({
          type: 'interactive',
          interactive: { type: 'list_reply', list_reply: { id: 'Delivery', title: 'D', description: 'x' } },
        }),
        inbound: { text: 'Delivery' },
      },
      {
        title: 'a button of a template',
        raw: told({ type: 'button', button: { text: 'Show me', payload: 'SHOW_1' } }),
        inbound: { text: 'Show me' },
      },
      {
        title: 'a reply, forwarded, from an advertisement',
        raw: told({
          type: 'text',
          text: { body: 'This one' },
          context: { from: '6561234567', id: 'wamid.ours', forwarded: true },
          referral: { source_url: 'https://fb.me/x', source_type: 'ad', body: 'Sale' },
        }),
        inbound: { text: 'This one' },
      },
      {
        title: 'an edit',
        raw: told({
          id: 'wamid.edit',
          type: 'edit',
          edit: {
            original_message_id: 'wamid.HBgL1',
            message: { type: 'text', text: { body: 'Open on Sunday?' } },
          },
        }),
        inbound: { id: 'wamid.edit', editOf: 'wamid.HBgL1', text: 'Open on Sunday?' },
      },
      {
        title: 'a kind that Meta does not hand on',
        raw: told({
          type: 'unsupported',
          errors: [
            {
              code: 131051,
              title: 'Message type unknown',
              message: 'Message type unknown',
              error_data: { details: 'Message type is currently not supported.' },
            },
          ],
        }),
        inbound: unsupported,
      },
      { title: 'a kind of tomorrow', raw: told({ type: 'hologram', hologram: {} }), inbound: unsupported },
      {
        title: 'an order',
        raw: told({ type: 'order', order: { catalog_id: '1', product_items: [] } }),
        inbound: unsupported,
      },
      { title: 'a text without words', raw: told({ type: 'text', text: 3 }), inbound: unsupported },
      {
        title: 'a customer who hides the number',
        raw: change({
          contacts: [{ profile: { name: 'Pablo', username: 'pablo.m' }, user_id: 'SG.13491208655302741918' }],
          messages: [
            {
              from_user_id: 'SG.13491208655302741918',
              id: 'wamid.hidden',
              timestamp: '1790000000',
              type: 'text',
              text: { body: 'hi' },
            },
          ],
        }),
        inbound: { from: { id: 'SG.13491208655302741918', name: 'Pablo' }, text: 'hi' },
      },
    ],
    ignored: [
      { title: 'sent', raw: status({ status: 'sent' }) },
      { title: 'delivered', raw: status({ status: 'delivered' }) },
      { title: 'read', raw: status({ status: 'read' }) },
      { title: 'failed', raw: status({ status: 'failed', errors: [{ code: 131026, title: 'x' }] }) },
      {
        title: 'a reaction',
        raw: told({ type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '👍' } }),
      },
      {
        title: 'a reaction taken back',
        raw: told({ type: 'reaction', reaction: { message_id: 'wamid.1' } }),
      },
      {
        title: 'a new number',
        raw: told({
          type: 'system',
          system: { body: 'changed', type: 'user_changed_number', wa_id: '6590000000' },
        }),
      },
      { title: 'a message taken back', raw: told({ type: 'revoke', revoke: { original_message_id: 'x' } }) },
      { title: 'talk among a group', raw: told({ type: 'text', text: { body: 'x' }, group_id: 'G1' }) },
      {
        title: 'our own phone',
        raw: change(
          {
            message_echoes: [
              { from: '6561234567', to: CUSTOMER, id: 'wamid.e', type: 'text', text: { body: 'x' } },
            ],
          },
          'smb_message_echoes',
        ),
      },
      {
        title: 'another phone number',
        raw: change({
          metadata: { display_phone_number: '1', phone_number_id: '999999999' },
          contacts,
          messages: [{ from: CUSTOMER, id: 'wamid.o', type: 'text', text: { body: 'x' } }],
        }),
      },
      {
        title: 'a template’s approval',
        raw: {
          object: 'whatsapp_business_account',
          entry: [
            { id: '1', changes: [{ field: 'message_template_status_update', value: { event: 'APPROVED' } }] },
          ],
        },
      },
      {
        title: 'a message from nobody',
        raw: change({ messages: [{ id: 'wamid.n', type: 'text', text: { body: 'x' } }] }),
      },
      { title: 'no changes', raw: { object: 'whatsapp_business_account', entry: [{ id: '1' }] } },
    ],
    malformed: [
      { title: 'nothing', raw: undefined },
      { title: 'a list', raw: [] },
      { title: 'another product', raw: { object: 'page', entry: [] } },
      { title: 'no entries', raw: { object: 'whatsapp_business_account' } },
      { title: 'entries that are none', raw: { object: 'whatsapp_business_account', entry: ['x'] } },
    ],
    formatted: [
      {
        markdown: '**Bold** & [a link](https://example.sg)\n\n- one\n- `two`',
        text: '*Bold* & a link (https://example.sg)\n• one\n• `two`',
      },
    ],
    textOf: (payload) => (payload.kind === 'text' ? payload.text : ''),
    refused: [
      { title: 'the pair rate', send: error(131056), retryable: true, retryAfterMs: 6_000 },
      {
        title: 'too many messages',
        send: error(130429, { retryAfterS: 7 }),
        retryable: true,
        retryAfterMs: 7_000,
      },
      {
        title: 'a proxy that is asked too often',
        send: refusedWith({ kind: 'page', status: 429, retryAfterS: 3 }),
        retryable: true,
        retryAfterMs: 3_000,
      },
      { title: 'the window closed', send: error(131047), retryable: false },
      { title: 'a fault of Meta', send: error(131000), retryable: true },
      { title: 'a proxy’s page', send: refusedWith({ kind: 'page', status: 502 }), retryable: true },
      {
        title: 'a page that says it is well',
        send: refusedWith({ kind: 'page', status: 200 }),
        retryable: true,
      },
      { title: 'a refused parameter', send: error(100), retryable: false },
      { title: 'a token that was revoked', send: error(190), retryable: true },
      { title: 'a connection that broke', send: refusedWith({ kind: 'cut' }), retryable: true },
      { title: 'a customer who can’t be reached', send: error(131026), retryable: false },
    ],
    forged: [
      { title: 'no signature', request: withSignature(() => undefined) },
      { title: 'another secret', request: () => simulator.webhooks.request(body, undefined, '0'.repeat(32)) },
      {
        title: 'the signature of another body',
        request: withSignature((real) => real.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
      },
      {
        title: 'the signature without its scheme',
        request: withSignature((real) => real.replace('sha256=', '')),
      },
      { title: 'SHA-1', request: withSignature((real) => real.replace('sha256', 'sha1')) },
      {
        title: 'a handshake with another token',
        request: () =>
          new Request(
            'http://127.0.0.1:9/channels/whatsapp?hub.mode=subscribe&hub.challenge=1&hub.verify_token=x',
          ),
      },
    ],
    close: () => simulator.close(),
  };
});
