// What every channel must do, whatever its platform: run by each channel's own test on its recorded payloads.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Channel } from '../../channels/channel.ts';
import type { Inbound, Outbound } from '../../src/model/activity.ts';
import { DeliveryError, InvalidInput } from '../../src/model/errors.ts';
import type { MessageId } from '../../src/model/ids.ts';

export interface ChannelUnderTest<Raw, Payload> {
  readonly channel: Channel<Raw, Payload>;
  /** Real shapes from the platform's documentation, and what they mean. */
  readonly received: readonly {
    readonly title: string;
    readonly raw: Raw;
    readonly inbound: Partial<Inbound>;
  }[];
  /** Receipts, echoes, our own messages: nothing to answer. */
  readonly ignored: readonly { readonly title: string; readonly raw: Raw }[];
  /** What no client of the platform sends. */
  readonly malformed: readonly { readonly title: string; readonly raw: Raw }[];
  /** Markdown, and the text that leaves for the platform. */
  readonly formatted: readonly { readonly markdown: string; readonly text: string }[];
  textOf(payload: Payload): string;
  /** Sends when the platform refuses, and what the pipeline must be told. */
  readonly refused: readonly {
    readonly title: string;
    readonly send: () => Promise<unknown>;
    readonly retryable: boolean;
    readonly retryAfterMs?: number;
  }[];
  /** Requests that the platform hasn't made: bad, missing, late or early signatures. */
  readonly forged: readonly { readonly title: string; readonly request: () => Request }[];
  close(): Promise<void>;
}

const PARAGRAPHS = {
  English: 'We deliver to Tampines and Bedok every day, and it is free above sixty dollars. ',
  Chinese: '我们每天送货到淡滨尼和勿洛,满六十元免运费。',
  Tamil: 'தினமும் தம்பனீஸ், பிடோக் பகுதிகளுக்கு விநியோகம் செய்கிறோம். ',
  emoji: 'Terima kasih 👩‍👩‍👧‍👦 🇸🇬 👍🏽 jumpa lagi ',
};
// Beyond this no message of ours goes, so a channel that takes more needn't split.
const LONGEST_TEXT_CHARS = 100_000;

export function outbound(text: string): Outbound {
  return {
    id: '7f0c2d4e-5a61-4b1f-9c3d-2e8a9b0c1d2e' as MessageId,
    author: 'bot',
    authorName: 'Test shop',
    text,
    language: 'en',
    citations: [],
    suggestions: [],
  };
}

/** @param build makes the channel with its simulated platform; called once. */
export function describeChannel<Raw, Payload>(
  name: string,
  build: () => Promise<ChannelUnderTest<Raw, Payload>>,
): void {
  describe(`the ${name} channel`, () => {
    let under: ChannelUnderTest<Raw, Payload>;
    beforeAll(async () => {
      under = await build();
    });
    afterAll(() => under.close());

    test('decodes what customers send', () => {
      for (const { title, raw, inbound } of under.received) {
        const [decoded, ...others] = under.channel.decode(raw);
        expect(decoded, title).toMatchObject({ type: 'message', ...inbound });
        expect(others, title).toEqual([]);
        expect(decoded?.channel, title).toBe(under.channel.name);
        expect(decoded?.id, title).not.toBe('');
        expect(decoded?.from.id, title).not.toBe('');
        expect(decoded?.address.conversation.id, title).not.toBe('');
      }
    });

    test('decodes purely: the same payload gives the same message and the same id', () => {
      for (const { title, raw } of under.received) {
        const before = JSON.stringify(raw);
        expect(under.channel.decode(raw), title).toEqual(under.channel.decode(raw));
        expect(JSON.stringify(raw), title).toBe(before);
      }
    });

    test('keeps different messages apart by their ids', () => {
      const ids = under.received.flatMap(({ raw }) => under.channel.decode(raw).map((inbound) => inbound.id));
      expect(new Set(ids).size).toBe(ids.length);
    });

    test('ignores receipts, echoes and its own messages', () => {
      for (const { title, raw } of under.ignored) expect(under.channel.decode(raw), title).toEqual([]);
    });

    test('refuses what is malformed as the caller’s fault', () => {
      for (const { title, raw } of under.malformed) {
        expect(() => under.channel.decode(raw), title).toThrow(InvalidInput);
      }
    });

    test.each(Object.entries(PARAGRAPHS))(
      'splits long %s text without losing or cutting a word',
      (_, part) => {
        const { textLengthChars } = under.channel.traits;
        const limit = Math.min(textLengthChars, LONGEST_TEXT_CHARS);
        const text = part.repeat(Math.ceil((limit * 2.5) / part.length)).trim();
        const pieces = under.channel.encode(outbound(text)).map((payload) => under.textOf(payload));
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(textLengthChars);
          expect(piece.isWellFormed()).toBe(true);
        }
        expect(pieces.flatMap(words)).toEqual(words(text));
      },
    );

    test('encodes a short message as one payload, purely', () => {
      const message = outbound('Yes, we are open today.');
      const payloads = under.channel.encode(message);
      expect(payloads.map((payload) => under.textOf(payload))).toEqual(['Yes, we are open today.']);
      expect(under.channel.encode(message)).toEqual(payloads);
    });

    test('formats as its platform does', () => {
      for (const { markdown, text } of under.formatted) {
        const pieces = under.channel.encode(outbound(markdown)).map((payload) => under.textOf(payload));
        expect(pieces.join('\n')).toBe(text);
      }
    });

    test('tells the pipeline whether and when a refused message may be sent again', async () => {
      for (const { title, send, retryable, retryAfterMs } of under.refused) {
        const error = await send().then(
          () => undefined,
          (reason: unknown) => reason,
        );
        expect(error, title).toBeInstanceOf(DeliveryError);
        expect(error, title).toMatchObject({
          retryable,
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        });
      }
    });

    test('takes nothing that its platform has not signed', async () => {
      const taken: Inbound[] = [];
      const stop = await under.channel.start(async (inbound) => void taken.push(inbound));
      for (const { title, request } of under.forged) {
        const response = await under.channel.webhook?.(request());
        expect([401, 403], title).toContain(response?.status);
      }
      await stop();
      expect(taken).toEqual([]);
    });

    test('stops cleanly and starts again', async () => {
      for (let time = 0; time < 2; time += 1) {
        const stop = await under.channel.start(async () => undefined);
        await expect(stop()).resolves.toBeUndefined();
      }
    });
  });
}

// Scripts without spaces are compared letter by letter: a split may fall between any two.
function words(text: string): readonly string[] {
  return /\p{Script=Han}/u.test(text)
    ? [...new Intl.Segmenter().segment(text)]
        .map(({ segment }) => segment)
        .filter((segment) => segment.trim())
    : text.split(/\s+/).filter(Boolean);
}
