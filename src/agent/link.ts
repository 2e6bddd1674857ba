// Answers "/link": a customer asks to be known as the same person on several channels. Only what is proven joins.
import { randomUUID } from 'node:crypto';
import type { ChannelName, Suggestion } from '../model/activity.ts';
import { parseId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import { type Person, readPerson } from '../store/people.ts';
import type { Pool } from '../store/pool.ts';
import { chooseLanguage } from './language.ts';
import type { Question } from './question.ts';
import type { Response } from './response.ts';

// A channel where the customer's number can be shared says it behind the command when it was.
const COMMAND = /^\/link(?: \+\d+)?$/i;
const SHARES_PHONE: readonly ChannelName[] = ['telegram'];

const WORDS = {
  offer: {
    en: 'To link this chat with your other chats with us, such as WhatsApp, press the button below and share your number. We use it only to know that it is you.',
    zh: '想把这里和您在 WhatsApp 等其他地方与我们的对话连在一起，请按下面的按钮分享您的号码。我们只用它来确认是您本人。',
    ms: 'Untuk menghubungkan perbualan ini dengan perbualan anda yang lain bersama kami, seperti WhatsApp, tekan butang di bawah dan kongsi nombor anda. Kami menggunakannya hanya untuk mengenali anda.',
    ta: 'இந்த உரையாடலை WhatsApp போன்ற உங்கள் மற்ற உரையாடல்களுடன் இணைக்க, கீழே உள்ள பொத்தானை அழுத்தி உங்கள் எண்ணைப் பகிருங்கள். அது நீங்கள்தான் என்று அறிய மட்டுமே அதைப் பயன்படுத்துவோம்.',
  },
  button: {
    en: 'Share my number',
    zh: '分享我的号码',
    ms: 'Kongsi nombor saya',
    ta: 'என் எண்ணைப் பகிர்',
  },
  linked: {
    en: 'Done. Your chats with us are linked now: {channels}.',
    zh: '好了，您与我们的对话已经连在一起：{channels}。',
    ms: 'Selesai. Perbualan anda dengan kami kini dihubungkan: {channels}.',
    ta: 'முடிந்தது. எங்களுடனான உங்கள் உரையாடல்கள் இப்போது இணைக்கப்பட்டுள்ளன: {channels}.',
  },
  kept: {
    en: 'Thank you, we have your number. When you write to us on WhatsApp with it, that chat is linked to this one.',
    zh: '谢谢，我们记下您的号码了。您用这个号码在 WhatsApp 上联系我们时，那里的对话会和这里连在一起。',
    ms: 'Terima kasih, kami sudah ada nombor anda. Apabila anda menulis kepada kami di WhatsApp dengannya, perbualan itu dihubungkan dengan perbualan ini.',
    ta: 'நன்றி, உங்கள் எண் எங்களிடம் உள்ளது. அந்த எண்ணில் WhatsApp வழியாக எங்களுக்கு எழுதும்போது, அந்த உரையாடல் இதனுடன் இணைக்கப்படும்.',
  },
  elsewhere: {
    en: 'You can link your chats with us from Telegram: write /link to us there.',
    zh: '您可以在 Telegram 上把与我们的对话连在一起：请在那里给我们发送 /link。',
    ms: 'Anda boleh menghubungkan perbualan anda dengan kami dari Telegram: tulis /link kepada kami di sana.',
    ta: 'Telegram வழியாக எங்களுடனான உங்கள் உரையாடல்களை இணைக்கலாம்: அங்கே எங்களுக்கு /link என்று எழுதுங்கள்.',
  },
  webchat: { en: 'web chat', zh: '网页聊天', ms: 'sembang web', ta: 'இணைய உரையாடல்' },
} as const satisfies Record<string, Readonly<Record<Language, string>>>;

/** @returns undefined where the customer wrote something else. */
export async function answerLink(
  deps: { readonly pool: Pool; readonly settings: { readonly languages: readonly Language[] } },
  question: Question,
): Promise<Response | undefined> {
  const { asker, tenantId, text } = question;
  if (!asker || !text.split('\n').every((line) => COMMAND.test(line.trim()))) return undefined;
  const known = { known: question.knownLanguage, hint: question.locale };
  const language = chooseLanguage('', known, deps.settings.languages);
  const person = await readPerson(deps.pool, tenantId, asker.conversationId);
  const channel = asker.channel as ChannelName;
  return toResponse(language, say(person, { channel, language }));
}

interface Said {
  readonly text: string;
  readonly suggestions: readonly Suggestion[];
}

// What is true of the database, whatever was typed: a number that somebody only writes links nothing.
function say(
  { phones, others }: Person,
  { channel, language }: { readonly channel: ChannelName; readonly language: Language },
): Said {
  const channels = new Set([channel, ...others.map((other) => other.channel)]);
  if (phones.length === 0 && SHARES_PHONE.includes(channel)) {
    const share = { title: WORDS.button[language], value: '/link', asks: 'phone' } as const;
    return { text: WORDS.offer[language], suggestions: [share] };
  }
  if (channels.size > 1) {
    const names = [...channels].map((name) => channelName(name, language)).join(', ');
    return { text: WORDS.linked[language].replace('{channels}', names), suggestions: [] };
  }
  const words = SHARES_PHONE.includes(channel) ? WORDS.kept : WORDS.elsewhere;
  return { text: words[language], suggestions: [] };
}

const NAMES: Readonly<Partial<Record<ChannelName, string>>> = {
  telegram: 'Telegram',
  slack: 'Slack',
  whatsapp: 'WhatsApp',
};

function channelName(channel: ChannelName, language: Language): string {
  return NAMES[channel] ?? WORDS.webchat[language];
}

function toResponse(language: Language, said: Said): Response {
  return {
    decision: { kind: 'answer', reason: 'small_talk' },
    language,
    replyId: parseId<'message'>(randomUUID()),
    ...said,
    citations: [],
    escalation: undefined,
    gaps: [],
    confidence: 0,
    passages: [],
    model: undefined,
  };
}
