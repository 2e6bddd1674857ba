// What Meta tells, as its documentation shows it, and what it means: with invented people.
import type { Inbound } from '../../src/model/activity.ts';
import { addressOf } from './graph-simulator-channel.ts';

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
/** One message from a customer. */
export const told = (content: object) => {
  counter += 1;
  const id = `wamid.HBgKNjU5MTIzNDU2Nw${counter}`;
  return change({ contacts, messages: [{ from: CUSTOMER, id, timestamp: '1790000000', ...content }] });
};
const status = (content: object) =>
  change({ statuses: [{ id: 'wamid.ours', timestamp: '1790000000', recipient_id: CUSTOMER, ...content }] });
const media = { id: '1479537139650973', mime_type: 'image/jpeg', sha256: 'SfInY0gGKTsJlUWbwxC1k=' };
const kept = (contentType: string, name: string) => ({
  contentType,
  contentUrl: `whatsapp:cloud:${media.id}`,
  name,
});
const unsupported = {
  text: '',
  attachments: [
    {
      contentType: 'application/vnd.whatsapp.unsupported',
      name: 'Message of a kind that WhatsApp does not hand on',
    },
  ],
};

export const RECEIVED: readonly { title: string; raw: unknown; inbound: Partial<Inbound> }[] = [
  {
    title: 'a text',
    raw: told({ id: 'wamid.HBgL1', type: 'text', text: { body: 'Are you open today?' } }),
    inbound: {
      account: ACCOUNT,
      id: 'wamid.HBgL1',
      from: { id: CUSTOMER, name: 'Mei Ling Tan' },
      text: 'Are you open today?',
      attachments: [],
      proofs: [{ kind: 'phone', value: '+6591234567' }],
      address: addressOf({ id: CUSTOMER, name: 'Mei Ling Tan' }, 'wamid.HBgL1'),
    },
  },
  {
    title: 'a photo with a caption',
    raw: told({ type: 'image', image: { ...media, caption: 'Is this one in stock?' } }),
    inbound: {
      text: 'Is this one in stock?',
      attachments: [kept('image/jpeg', 'photo.jpg')],
    },
  },
  {
    title: 'a voice message',
    raw: told({ type: 'audio', audio: { ...media, mime_type: 'audio/ogg; codecs=opus', voice: true } }),
    inbound: {
      text: '',
      attachments: [kept('audio/ogg', 'voice.ogg')],
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
      attachments: [kept('application/pdf', 'order.pdf')],
    },
  },
  {
    title: 'a film',
    raw: told({ type: 'video', video: { ...media, mime_type: 'video/mp4' } }),
    inbound: {
      attachments: [kept('video/mp4', 'video.mp4')],
    },
  },
  {
    title: 'a sticker',
    raw: told({ type: 'sticker', sticker: { ...media, mime_type: 'image/webp', animated: false } }),
    inbound: {
      attachments: [kept('image/webp', 'sticker.webp')],
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
      id: 'wamid.e',
      type: 'edit',
      edit: {
        original_message_id: 'wamid.HBgL1',
        message: { type: 'text', text: { body: 'On Sunday?' } },
      },
    }),
    inbound: { id: 'wamid.HBgL1:edit:1790000000000:wamid.e', editOf: 'wamid.HBgL1', text: 'On Sunday?' },
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
];

export const IGNORED: readonly { title: string; raw: unknown }[] = [
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
];

export const MALFORMED: readonly { title: string; raw: unknown }[] = [
  { title: 'nothing', raw: undefined },
  { title: 'a list', raw: [] },
  { title: 'another product', raw: { object: 'page', entry: [] } },
  { title: 'no entries', raw: { object: 'whatsapp_business_account' } },
  { title: 'entries that are none', raw: { object: 'whatsapp_business_account', entry: ['x'] } },
];
