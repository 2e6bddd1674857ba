// A WhatsApp chat as an Address, and back: which account of the business speaks to which customer.
import { z } from 'zod';
import type { Address } from '../../src/model/activity.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import type { TransportName } from './transport.ts';

export interface Place {
  readonly transport: TransportName;
  /** cloud: the id of the business's phone number. web: the paired phone's own number. */
  readonly account: string;
  /** The customer's number, digits only; where WhatsApp keeps it to itself, `NUMBER@lid`. */
  readonly customer: string;
  /** The customer's last message, which reading and typing refer to. */
  readonly lastMessage: string | undefined;
}

/** What addresses of an account's conversations have in common. */
export function serviceUrlOf(transport: TransportName): string {
  return `whatsapp:${transport}`;
}

const properties = z.object({ lastMessage: z.string().optional() }).catch({});

export function toAddress({ transport, account, customer, lastMessage }: Place, name: string): Address {
  return {
    channelId: 'whatsapp',
    serviceUrl: serviceUrlOf(transport),
    conversation: {
      id: customer,
      isGroup: false,
      conversationType: 'personal',
      name: '',
      ...(lastMessage !== undefined && { properties: { lastMessage } }),
    },
    user: { id: customer, name },
    bot: { id: account, name: '' },
  };
}

/** @throws DeliveryError for an address of another platform. */
export function toPlace({ serviceUrl, conversation, bot }: Address): Place {
  const transport = serviceUrl?.replace('whatsapp:', '');
  if ((transport !== 'cloud' && transport !== 'web') || !bot)
    throw new DeliveryError('address_gone', `"${conversation.id}" is no chat of WhatsApp's.`);
  const { lastMessage } = properties.parse(conversation.properties ?? {});
  return { transport, account: bot.id, customer: conversation.id, lastMessage };
}
