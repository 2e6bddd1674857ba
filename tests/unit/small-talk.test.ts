// Small talk, requests for a person and wishes for a language, read without a model.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mayWantLanguage, readSmallTalk, type SmallTalk } from '../../src/agent/small-talk.ts';
import { LANGUAGES, type Language } from '../../src/model/language.ts';
import { phrase } from '../../src/model/phrases.ts';

const SPOKEN: Readonly<Record<Exclude<SmallTalk, 'rating'>, readonly string[]>> = {
  greeting: [
    'hi',
    'Hiiii!!',
    'Hello there 👋',
    'hey boss',
    'Good morning uncle',
    'good afternoon, sir',
    '你好',
    '您好！',
    '哈啰 老板',
    '在吗？',
    'Assalamualaikum',
    'salam, selamat petang kak',
    'Hai',
    'வணக்கம்',
    'காலை வணக்கம் சார்',
    'ok hello',
  ],
  calling: ['???', '？', '?!', 'hi, can help me or not', '可以帮我吗', 'hai nak tanya', 'ஒரு கேள்வி'],
  thanks: [
    'thanks',
    'Thank you so much!! 🙏',
    'tq boss',
    'thx ah',
    'ok thanks',
    'hi, thanks for your help',
    '谢谢',
    '好的，谢谢你！',
    '謝謝',
    '多谢老板',
    'terima kasih banyak-banyak',
    'Baik, terima kasih ya',
    'மிக்க நன்றி!',
    'சரி நன்றிங்க',
    'ரொம்ப தேங்க்ஸ்',
  ],
  farewell: [
    'bye',
    'Bye-bye!',
    'ok thanks bye',
    "that's all",
    '再见',
    '好的拜拜～',
    'Jumpa lagi',
    'selamat tinggal',
    'போயிட்டு வரேன்',
    'டாட்டா',
  ],
  acknowledgement: [
    'ok',
    'Okkkk lah',
    'noted',
    'alright',
    'got it 👍',
    'orh',
    'no thanks',
    'haha',
    '好的',
    '知道了',
    '嗯嗯',
    'baiklah',
    'tak apa',
    'சரி',
    'பரவாயில்லை',
    '👍',
    '🙏🙏🏽',
    '❤️',
    '...',
  ],
  how_are_you: [
    'how are you',
    "Hi, how's it going?",
    'hello how r u',
    '你好吗？',
    '吃饱了吗',
    'Apa khabar?',
    'hai apa kabar',
    'எப்படி இருக்கீங்க?',
    'வணக்கம், நலமா?',
  ],
  who_are_you: [
    'who are you',
    'Are you a bot?',
    'are you a human?',
    'r u a real person or a robot',
    'hi, is this a bot?',
    'am I talking to a human',
    'you bot or human ah',
    '你是谁',
    '你是真人吗？',
    '请问你是机器人还是真人？',
    '是人工吗',
    'awak ni siapa?',
    'Anda manusia ke robot?',
    'adakah saya bercakap dengan manusia',
    'நீங்கள் யார்?',
    'நீங்க மனிதரா இல்ல ரோபோவா?',
  ],
  ask_person: [
    'human please',
    'HUMAN',
    'can I talk to someone lah',
    'agent pls',
    'speak to manager',
    'I want to speak to a real person now',
    'can u connect me to customer service',
    'Pass me to your staff',
    'Hi, my order is late. Can I speak to a person?',
    'get me a manager',
    'is there a real person i can talk to?',
    "I don't want to talk to a bot",
    'why not connect me to a human',
    'this is not helpful let me talk to a person',
    'are you a bot? I want a human',
    'any human here?',
    'can someone call me back',
    '真人客服',
    '我要找人工',
    '转人工',
    '轉人工客服',
    '请帮我转接客服',
    '可以跟真人说话吗',
    '我想和你们的经理谈',
    '叫你们老板来',
    '有真人吗？',
    '能不能找个人跟我说',
    '不要机器人，我要真人',
    'nak cakap dengan orang',
    'boleh sambungkan saya kepada staf',
    'Saya nak bercakap dengan pengurus',
    'tolong panggil staf',
    'boleh cakap dgn orang betul tak',
    'tak nak cakap dengan bot',
    'staf je',
    'hubungkan saya dengan ejen',
    'மனிதருடன் பேச வேண்டும்',
    'யாரிடமாவது பேச முடியுமா?',
    'ஊழியர் ஒருவருடன் பேசணும்',
    'ஒரு மனிதர் வேண்டும்',
    'மேலாளரை கூப்பிடுங்க',
    'என்னை ஊழியருடன் இணைக்கவும்',
    'manushan kitta pesanum',
  ],
  stop: [
    'STOP',
    'stop',
    'please stop messaging me',
    'unsubscribe',
    '退订',
    '不要再发信息给我了',
    'berhenti',
    'jangan mesej saya lagi',
    'நிறுத்துங்கள்',
    'இனி எனக்கு செய்தி அனுப்ப வேண்டாம்',
  ],
  none: [
    '',
    '   ',
    'hi how much is delivery to tampines',
    'hello, are you open on sunday?',
    'thanks but where is my order',
    'ok can I pay by paynow',
    'no need to transfer me',
    "I don't need a human",
    "don't connect me to an agent",
    'do i need to speak to someone to book?',
    'do you have staff discount',
    'do your staff speak Mandarin?',
    'human grade ingredients?',
    'I need human hair',
    'gift for my manager, any idea?',
    'your staff talked to me nicely yesterday',
    'we are a travel agent, can get agent price?',
    'hire',
    'get staff pantry coffee quote',
    'can i pass this to someone else',
    'can someone else collect my order',
    'customer service hours',
    'i have 12 staff, which hamper is best',
    'okra chips how much',
    'how are you able to deliver so fast',
    'stop by at what time',
    'yes',
    '不用转人工',
    '别转人工了',
    '不需要真人客服',
    '有人工色素吗',
    '我要给员工买礼篮',
    '早上几点开',
    '好喝吗',
    '客服电话是多少？',
    '要送给经理的礼篮',
    '你好，请问几点开门',
    '好的，那运费多少',
    '机器人玩具有卖吗',
    'tak perlu cakap dengan orang',
    'jangan sambungkan saya kepada staf',
    'ada diskaun staf tak',
    'untuk orang tua boleh minum tak',
    'terima kasih, tapi berapa harga kopi',
    'மனிதருடன் பேச வேண்டாம்',
    'ஊழியர் தள்ளுபடி இருக்கிறதா',
    'வணக்கம், டெலிவரி எவ்வளவு?',
    'நன்றி ஆனால் விலை என்ன',
  ],
};

describe('readSmallTalk', () => {
  for (const [kind, phrases] of Object.entries(SPOKEN))
    it.each(phrases)(`reads "%s" as ${kind}`, (spoken) => {
      expect(readSmallTalk(spoken)).toBe(kind);
    });

  it('reads our own button for a person, in every language, as asking for a person', () => {
    expect(LANGUAGES.map((language) => readSmallTalk(phrase('buttonHuman', language)))).toEqual(
      LANGUAGES.map(() => 'ask_person'),
    );
  });

  it.each(LANGUAGES)(
    'takes no question that customers of a shop ask in %s for small talk or a wish',
    (language) => {
      const file = new URL(`../../knowledge/starter/questions.${language}.md`, import.meta.url);
      const lines = readFileSync(file, 'utf8').matchAll(/^(?:## |Also asked: )(.*)$/gm);
      const questions = Array.from(lines, (match) => match[1]?.split(' | ') ?? []).flat();
      expect(questions.length).toBeGreaterThan(100);
      expect(questions.filter((question) => readSmallTalk(question) !== 'none')).toEqual([]);
      expect(questions.filter((question) => mayWantLanguage(question) !== undefined)).toEqual([]);
    },
  );

  it('finds a request for a person at the end of a very long message', () => {
    const long = `${'My order was late and the box was open. '.repeat(2_500)}Can I talk to a human?`;
    expect(readSmallTalk(long)).toBe('ask_person');
  });

  it.each([
    ['letters', 'a'.repeat(100_000)],
    ['words', 'talk to '.repeat(12_500)],
    ['small talk', 'bye '.repeat(25_000)],
    ['wants', 'i want a '.repeat(11_000)],
    ['Chinese', '不要转'.repeat(33_000)],
    ['Tamil', 'ஊழியர் '.repeat(14_000)],
    ['Malay', 'nak cakap dengan '.repeat(6_000)],
    ['emoji', '👍'.repeat(50_000)],
    ['spaces', ' '.repeat(100_000)],
  ])('reads 100,000 characters of %s in under 250 ms', (_, long) => {
    const startMs = performance.now();
    readSmallTalk(long);
    mayWantLanguage(long);
    expect(performance.now() - startMs).toBeLessThan(250);
  });
});

describe('mayWantLanguage', () => {
  const WISHES: readonly (readonly [string, Language | undefined])[] = [
    ['speak chinese please', 'zh'],
    ['can you reply in English?', 'en'],
    ['in english please', 'en'],
    ['can speak tamil or not', 'ta'],
    ['my english is not good can speak chinese?', 'zh'],
    ["I don't speak English, Malay please", 'ms'],
    ['Mandarin pls', 'zh'],
    ['请说中文', 'zh'],
    ['可以用华语吗', 'zh'],
    ['能不能讲英文', 'en'],
    ['請說中文', 'zh'],
    ['我不会说英文，请用中文回复', 'zh'],
    ['中文', 'zh'],
    ['cakap Melayu boleh?', 'ms'],
    ['boleh guna bahasa Inggeris tak', 'en'],
    ['Bahasa Melayu', 'ms'],
    ['தமிழில் பேசுங்கள்', 'ta'],
    ['ஆங்கிலத்தில் பதில் சொல்லுங்கள்', 'en'],
    ['தமிழ்', 'ta'],
    ['how much is the chinese tea', undefined],
    ['use english breakfast tea in my hamper', undefined],
    ['are you open on chinese new year', undefined],
    ["I can't speak English", undefined],
    ['do your staff speak Mandarin?', undefined],
    ['我不会说英文', undefined],
    ['有中文菜单吗', undefined],
    ['saya tak pandai cakap Inggeris', undefined],
    ['எனக்கு ஆங்கிலம் பேசத் தெரியாது', undefined],
    ['hello', undefined],
  ];
  it.each(WISHES)('hears in "%s" the wish for %s', (spoken, language) => {
    expect(mayWantLanguage(spoken)).toBe(language);
  });
});
