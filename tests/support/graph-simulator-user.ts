// A person on the simulated WhatsApp: what they do becomes events, what they see is read from their phone.
import { createHash } from 'node:crypto';
import { tellStatus } from './graph-simulator-methods.ts';
import type { GraphWebhooks } from './graph-simulator-webhooks.ts';
import type { GraphWorld, MediaLies, Person, ShownMessage } from './graph-simulator-world.ts';
import type { Upload } from './telegram-simulator-requests.ts';

export interface WhatsappUser {
  readonly person: Person;
  /** Digits, as the business sees it; Meta's own id where the number is hidden. */
  readonly id: string;
  /** @returns the wamid. */
  says(text: string, of?: { readonly replyTo?: string; readonly isForwarded?: boolean }): string;
  edits(messageId: string, text: string): string;
  /** By its content type a photo, a film, a voice message, a sticker or a document. */
  sends(
    file: Upload,
    of?: { readonly caption?: string; readonly lies?: MediaLies; readonly isVoice?: boolean },
  ): string;
  /** Any other kind of message, such as `{ type: 'location', location: … }`. */
  tells(content: Readonly<Record<string, unknown>>): string;
  /** Presses the newest button or row of that title. @throws Error where none is to be seen. */
  presses(title: string): string;
  /** Opens the chat: everything unread is read. */
  reads(): void;
  /** What the chat shows of the business, oldest first. */
  sees(): readonly ShownMessage[];
  /** How often the business was seen typing. */
  seesTyping(): number;
  /** The business writes with its own phone ("coexistence"). @returns the wamid. */
  hearsFromPhone(text: string): string;
  blocks(): void;
}

export function createWhatsappUser(
  { world, webhooks }: { readonly world: GraphWorld; readonly webhooks: GraphWebhooks },
  person: Person,
): WhatsappUser {
  const { phone, userId, isNumberHidden, name } = person;
  const contact = {
    profile: { name, ...(isNumberHidden && { username: name.toLowerCase().replaceAll(' ', '.') }) },
    ...(!isNumberHidden && { wa_id: phone }),
    user_id: userId,
  };
  const timestamp = (): string => String(Math.floor(world.now() / 1_000));
  const tells = (content: Readonly<Record<string, unknown>>): string => {
    const id = world.newWamid();
    world.lastWroteAt.set(phone, world.now());
    world.written.set(id, phone);
    const from = { ...(!isNumberHidden && { from: phone }), from_user_id: userId };
    webhooks.add({ kind: 'message', contact, message: { ...from, id, timestamp: timestamp(), ...content } });
    return id;
  };
  return {
    person,
    id: isNumberHidden ? userId : phone,
    tells,
    says: (text, of = {}) =>
      tells({
        type: 'text',
        text: { body: text },
        ...(of.replyTo !== undefined && { context: { from: '6561234567', id: of.replyTo } }),
        ...(of.isForwarded && { context: { forwarded: true } }),
      }),
    edits: (messageId, text) =>
      tells({
        type: 'edit',
        edit: { original_message_id: messageId, message: { type: 'text', text: { body: text } } },
      }),
    sends(file, { caption, lies = {}, isVoice } = {}) {
      const kind = kindOf(file.contentType);
      const media = {
        id: world.store(file, lies),
        mime_type: lies.contentType ?? file.contentType,
        sha256: createHash('sha256').update(file.bytes).digest('base64'),
        ...(caption !== undefined && { caption }),
        ...(kind === 'document' && { filename: file.name }),
        ...(kind === 'audio' && { voice: isVoice ?? false }),
      };
      return tells({ type: kind, [kind]: media });
    },
    presses(title) {
      const shown = world.shown
        .get(phone)
        ?.findLast(({ options }) => options.some((one) => one.title === title));
      const option = shown?.options.find((one) => one.title === title);
      if (!shown || !option) throw new Error(`No button "${title}" is to be seen.`);
      const type = 'description' in option || shown.options.length > 3 ? 'list_reply' : 'button_reply';
      return tells({
        context: { from: '6561234567', id: shown.id },
        type: 'interactive',
        interactive: { type, [type]: option },
      });
    },
    reads() {
      const unread = world.unread.get(phone) ?? [];
      for (const id of unread.splice(0)) tellStatus({ world, webhooks }, { id, state: 'read', person });
    },
    sees: () => world.shown.get(phone) ?? [],
    seesTyping: () => world.typing.filter((seen) => seen.phone === phone).length,
    hearsFromPhone(text) {
      const id = world.newWamid();
      const echo = {
        from: '6561234567',
        to: phone,
        id,
        timestamp: timestamp(),
        type: 'text',
        text: { body: text },
      };
      webhooks.add({ kind: 'echo', echo });
      return id;
    },
    blocks: () => void world.blocked.add(phone),
  };
}

function kindOf(contentType: string): string {
  if (contentType === 'image/webp') return 'sticker';
  const [family = ''] = contentType.split('/');
  return ['image', 'video', 'audio'].includes(family) ? family : 'document';
}
