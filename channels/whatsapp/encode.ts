// What the customer is told, as WhatsApp shows it: its own formatting in pieces, sources, quick replies, files.
import type { Outbound } from '../../src/model/activity.ts';
import type { Traits } from '../channel.ts';
import { formatMarkdown } from '../format.ts';
import { sourcesLine } from '../sources.ts';
import { settleMarks, WHATSAPP_DIALECT } from './dialect.ts';
import type { WhatsappPayload } from './transport.ts';

export const WHATSAPP_TRAITS: Traits = {
  textLengthChars: 4_096,
  buttons: 10,
  files: true,
  typing: true,
  streaming: false,
  edit: false,
};

/** Text first, with the quick replies under its last part; files behind it, in the order given. */
export function encodeMessage(message: Outbound): readonly WhatsappPayload[] {
  const pieces = format([message.text, sourcesLine(message)].filter(Boolean).join('\n\n'));
  if (message.isTemplate) return [{ kind: 'template', text: pieces.join('\n\n') }];
  const files = (message.attachments ?? []).flatMap(({ contentUrl, contentType, name }) =>
    contentUrl ? [{ kind: 'file' as const, contentUrl, contentType, name: name || 'file' }] : [],
  );
  const options = message.suggestions.slice(0, WHATSAPP_TRAITS.buttons);
  // WhatsApp takes no empty text, and quick replies need one.
  const texts = pieces.length > 0 || (files.length > 0 && options.length === 0) ? pieces : ['…'];
  return [
    ...texts.map((text, index) => ({
      kind: 'text' as const,
      text,
      options: index === texts.length - 1 ? options : [],
    })),
    ...files,
  ];
}

function format(markdown: string): readonly string[] {
  const pieces = formatMarkdown(markdown, WHATSAPP_DIALECT, WHATSAPP_TRAITS.textLengthChars);
  return pieces.map(settleMarks).filter(Boolean);
}
