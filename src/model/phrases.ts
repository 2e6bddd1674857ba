// What the bot says in its own words, in the four languages, and how it names a day and an hour.
import type { Language } from './language.ts';

// Nothing here may belong to one business: names, hours and titles come in as {values}. A value stands alone or at
// a joint where it needs no ending of its own, because Tamil would bend it and Malay and Chinese would not.
const PHRASES = {
  greeting: {
    en: 'Hi, welcome to {business}! How can I help? You can ask me about products, services, prices or opening hours, or ask for a person at any time.',
    zh: '您好，欢迎光临 {business}！请问有什么可以帮您？产品、服务、价格、营业时间都可以问我，想找真人也随时告诉我。',
    ms: 'Hai, selamat datang ke {business}! Apa yang boleh saya bantu? Anda boleh tanya tentang produk, perkhidmatan, harga atau waktu operasi. Kalau mahu bercakap dengan staf, beritahu sahaja.',
    ta: 'வணக்கம்! {business} உங்களை அன்புடன் வரவேற்கிறது. நான் எப்படி உதவலாம்? பொருட்கள், சேவைகள், விலைகள், திறந்திருக்கும் நேரம் பற்றிக் கேட்கலாம். ஊழியர் ஒருவருடன் பேச விரும்பினாலும் சொல்லுங்கள்.',
  },
  greetingAgain: {
    en: 'Hi again! What can I do for you?',
    zh: '您好！还有什么可以帮您？',
    ms: 'Hai lagi! Apa yang boleh saya bantu?',
    ta: 'மீண்டும் வணக்கம்! என்ன உதவி வேண்டும்?',
  },
  hereForYou: {
    en: "I'm right here! Just type your question, or ask for a person.",
    zh: '我在的！有问题请直接问，想找真人也可以告诉我。',
    ms: 'Saya ada di sini! Taip sahaja soalan anda, atau minta bercakap dengan staf.',
    ta: 'நான் இங்கேதான் இருக்கிறேன்! உங்கள் கேள்வியை எழுதுங்கள்; ஊழியருடன் பேச விரும்பினாலும் சொல்லுங்கள்.',
  },
  thanks: {
    en: "You're welcome! Just write if there's anything else.",
    zh: '不客气！还有什么需要，随时告诉我。',
    ms: 'Sama-sama! Kalau ada apa-apa lagi, tulis sahaja di sini.',
    ta: 'மகிழ்ச்சி! வேறு ஏதாவது வேண்டுமென்றால் எழுதுங்கள்.',
  },
  farewell: {
    en: 'Bye for now, and take care!',
    zh: '再见，祝您愉快！',
    ms: 'Jumpa lagi, jaga diri!',
    ta: 'நன்றி, மீண்டும் சந்திப்போம்!',
  },
  acknowledged: {
    en: "Okay! I'm here if you need anything else.",
    zh: '好的！有需要随时找我。',
    ms: 'Baik! Saya ada di sini kalau perlu apa-apa lagi.',
    ta: 'சரி! வேறு ஏதாவது தேவைப்பட்டால் கேளுங்கள்.',
  },
  howAreYou: {
    en: "I'm doing well, thanks for asking! What can I help you with?",
    zh: '我很好，谢谢关心！请问有什么可以帮您？',
    ms: 'Khabar baik, terima kasih kerana bertanya! Apa yang boleh saya bantu?',
    ta: 'நலமாக இருக்கிறேன், கேட்டதற்கு நன்றி! நான் எப்படி உதவலாம்?',
  },
  whoAreYou: {
    en: "I'm the automated assistant of {business}, not a person. I answer from what the team has taught me, and I can call a person for you at any time.",
    zh: '我是 {business} 的自动助手，不是真人。我根据团队提供的资料回答；您想找真人，我随时可以帮您转接。',
    ms: 'Saya pembantu automatik {business}, bukan manusia. Saya menjawab berdasarkan maklumat daripada pasukan kami, dan boleh memanggil staf untuk anda pada bila-bila masa.',
    ta: 'நான் {business} நிறுவனத்தின் தானியங்கி உதவியாளர்; மனிதர் அல்ல. எங்கள் குழு தந்த தகவல்களிலிருந்து பதில் சொல்கிறேன். நீங்கள் விரும்பினால் எப்போது வேண்டுமானாலும் ஊழியர் ஒருவரை அழைக்கிறேன்.',
  },
  cannotAnswer: {
    en: "Sorry, that isn't in the information I have, and I'd rather not guess. Shall I ask a person to help you?",
    zh: '不好意思，我手上的资料里没有这个答案，不想随便猜。要我请真人来帮您吗？',
    ms: 'Maaf, perkara ini tiada dalam maklumat saya, dan saya tidak mahu meneka. Mahu saya panggil staf untuk membantu anda?',
    ta: 'மன்னிக்கவும், இதற்கான தகவல் என்னிடம் இல்லை; ஊகித்துச் சொல்ல விரும்பவில்லை. உதவிக்கு ஊழியர் ஒருவரை அழைக்கட்டுமா?',
  },
  closeTo: {
    en: "I'm not sure I understood. Did you mean one of these?\n\n{titles}",
    zh: '我不太确定您的意思。您想问的是以下哪一项？\n\n{titles}',
    ms: 'Saya kurang pasti. Adakah anda maksudkan salah satu daripada ini?\n\n{titles}',
    ta: 'எனக்கு உறுதியாகத் தெரியவில்லை. இவற்றில் எதைக் கேட்கிறீர்கள்?\n\n{titles}',
  },
  handedOverOpen: {
    en: "I've passed this to the team, and a person will reply to you here. I'll keep quiet until then; anything you add reaches them too.",
    zh: '我已经转告我们的团队，会有真人在这里回复您。在那之前我不会插话；您补充的内容，他们也会看到。',
    ms: 'Saya sudah sampaikan kepada pasukan kami, dan seorang staf akan membalas di sini. Saya akan diam dahulu; apa yang anda tambah juga akan sampai kepada mereka.',
    ta: 'இதை எங்கள் குழுவிடம் தெரிவித்துவிட்டேன். ஊழியர் ஒருவர் இங்கேயே பதில் அளிப்பார். அதுவரை நான் குறுக்கிட மாட்டேன்; நீங்கள் மேலும் எழுதுவதும் அவர்களுக்குச் சேரும்.',
  },
  handedOverClosed: {
    en: "I've passed this to the team. We're closed right now and open again **{opening}**; a person will reply to you here after that. Anything you add reaches them too.",
    zh: '我已经转告我们的团队。现在是休息时间，我们**{opening}** 恢复服务，之后会有真人在这里回复您。您补充的内容，他们也会看到。',
    ms: 'Saya sudah sampaikan kepada pasukan kami. Kami tutup sekarang dan buka semula **{opening}**; selepas itu seorang staf akan membalas di sini. Apa yang anda tambah juga akan sampai kepada mereka.',
    ta: 'இதை எங்கள் குழுவிடம் தெரிவித்துவிட்டேன். இப்போது எங்கள் வேலை நேரம் அல்ல; மீண்டும் திறக்கும் நேரம்: **{opening}**. அதன் பிறகு ஊழியர் ஒருவர் இங்கேயே பதில் அளிப்பார். நீங்கள் மேலும் எழுதுவதும் அவர்களுக்குச் சேரும்.',
  },
  stillWaiting: {
    en: 'Sorry for the wait: everyone on the team is busy just now. Your message is not forgotten, and a person will reply to you here.',
    zh: '让您久等了，不好意思：同事们现在都在忙。您的信息没有漏掉，会有真人在这里回复您。',
    ms: 'Maaf kerana menunggu: semua staf kami sedang sibuk. Mesej anda tidak dilupakan, dan seorang staf akan membalas di sini.',
    ta: 'காத்திருக்க வைத்ததற்கு மன்னிக்கவும்: எங்கள் ஊழியர்கள் அனைவரும் இப்போது வேலையாக இருக்கிறார்கள். உங்கள் செய்தியை மறக்கவில்லை; ஊழியர் ஒருவர் இங்கேயே பதில் அளிப்பார்.',
  },
  template: {
    en: 'We have an answer for you. Please reply here, so that we can send it.',
    zh: '我们已经有答复了。请在这里回复一下，我们就能发给您。',
    ms: 'Kami ada jawapan untuk anda. Sila balas di sini supaya kami boleh menghantarnya.',
    ta: 'உங்களுக்கான பதில் எங்களிடம் உள்ளது. அதை அனுப்ப, இங்கே பதில் எழுதவும்.',
  },
  closedWhileWaiting: {
    en: 'Sorry, nobody could answer before we closed. We open again **{opening}**, and a person will reply to you here after that.',
    zh: '不好意思，我们休息前没能回复您。我们**{opening}** 恢复服务，之后会有真人在这里回复您。',
    ms: 'Maaf, tiada staf sempat membalas sebelum kami tutup. Kami buka semula **{opening}**, dan selepas itu seorang staf akan membalas di sini.',
    ta: 'மன்னிக்கவும், நாங்கள் மூடுவதற்கு முன் யாராலும் பதில் அளிக்க முடியவில்லை. மீண்டும் திறக்கும் நேரம்: **{opening}**. அதன் பிறகு ஊழியர் ஒருவர் இங்கேயே பதில் அளிப்பார்.',
  },
  staffJoined: {
    en: '{name} from our team is here now and will help you.',
    zh: '我们的同事 {name} 来了，接下来由 TA 为您服务。',
    ms: '{name} daripada pasukan kami sudah ada di sini untuk membantu anda.',
    ta: 'எங்கள் குழுவிலிருந்து {name} வந்துவிட்டார்; இனி அவர் உங்களுக்கு உதவுவார்.',
  },
  // Where the staff write in the business's name.
  someoneJoined: {
    en: 'Someone from our team is here now and will help you.',
    zh: '我们的同事来了，接下来由真人为您服务。',
    ms: 'Seorang daripada pasukan kami sudah ada di sini untuk membantu anda.',
    ta: 'எங்கள் குழுவிலிருந்து ஒருவர் வந்துவிட்டார்; இனி அவர் உங்களுக்கு உதவுவார்.',
  },
  handedBack: {
    en: 'This is the automated assistant of {business} again. Ask me anything, or ask for a person whenever you like.',
    zh: '我是 {business} 的自动助手，现在由我继续为您服务。有问题尽管问，想找真人也随时告诉我。',
    ms: 'Ini pembantu automatik {business} semula. Tanyalah apa sahaja, atau minta bercakap dengan staf bila-bila masa.',
    ta: 'நான் {business} நிறுவனத்தின் தானியங்கி உதவியாளர், மீண்டும் வந்துவிட்டேன். எதையும் கேளுங்கள்; ஊழியர் வேண்டுமென்றாலும் சொல்லுங்கள்.',
  },
  resolved: {
    en: 'Thanks for writing to {business}. You can ask again any time. How did we do?',
    zh: '谢谢您联系 {business}！以后有问题，随时再问。这次的服务您觉得怎么样？',
    ms: 'Terima kasih kerana menghubungi {business}. Tanyalah lagi bila-bila masa. Bagaimana layanan kami?',
    ta: '{business} நிறுவனத்தைத் தொடர்புகொண்டதற்கு நன்றி. எப்போது வேண்டுமானாலும் மீண்டும் கேளுங்கள். எங்கள் சேவை எப்படி இருந்தது?',
  },
  rated: {
    en: 'Thank you, that helps us.',
    zh: '谢谢您的评价！',
    ms: 'Terima kasih atas maklum balas anda.',
    ta: 'உங்கள் கருத்துக்கு நன்றி.',
  },
  // What may stand before handedOverOpen, handedOverClosed and offerPerson: why a person is called.
  sorryForThis: {
    en: "I'm really sorry about this.",
    zh: '给您带来这样的体验，我们非常抱歉。',
    ms: 'Kami benar-benar minta maaf atas perkara ini.',
    ta: 'இதற்காக மிகவும் வருந்துகிறோம்; மன்னிக்கவும்.',
  },
  onlyTeamAnswers: {
    en: 'This is something for a person on our team to answer.',
    zh: '这个问题需要由我们的同事来回答。',
    ms: 'Perkara ini perlu dijawab oleh staf kami sendiri.',
    ta: 'இதற்கு எங்கள் குழுவில் ஒருவரே பதில் சொல்ல வேண்டும்.',
  },
  // What may stand before offerPerson, or before an answer: which of what was sent nobody could open.
  cannotHear: {
    en: "Sorry, I couldn't listen to your voice message.",
    zh: '不好意思，您的语音我没办法听。',
    ms: 'Maaf, saya tidak dapat mendengar mesej suara anda.',
    ta: 'மன்னிக்கவும், உங்கள் குரல் செய்தியை என்னால் கேட்க முடியவில்லை.',
  },
  cannotSee: {
    en: "Sorry, I can't see the picture you sent.",
    zh: '不好意思，您发的图片我看不到。',
    ms: 'Maaf, saya tidak dapat melihat gambar yang anda hantar.',
    ta: 'மன்னிக்கவும், நீங்கள் அனுப்பிய படத்தை என்னால் பார்க்க முடியவில்லை.',
  },
  cannotReadFile: {
    en: "Sorry, I couldn't read the document “{name}”.",
    zh: '不好意思，文件“{name}”我没办法读取。',
    ms: 'Maaf, saya tidak dapat membaca dokumen “{name}”.',
    ta: 'மன்னிக்கவும், “{name}” என்ற ஆவணத்தை என்னால் படிக்க முடியவில்லை.',
  },
  cannotWatch: {
    en: "Sorry, I can't watch the video you sent.",
    zh: '不好意思，您发的视频我没办法看。',
    ms: 'Maaf, saya tidak dapat menonton video yang anda hantar.',
    ta: 'மன்னிக்கவும், நீங்கள் அனுப்பிய காணொளியை என்னால் பார்க்க முடியவில்லை.',
  },
  cannotRead: {
    en: "Sorry, I can't open what you sent.",
    zh: '不好意思，您发的内容我没办法打开。',
    ms: 'Maaf, saya tidak dapat membuka apa yang anda hantar.',
    ta: 'மன்னிக்கவும், நீங்கள் அனுப்பியதை என்னால் திறக்க முடியவில்லை.',
  },
  stillNoAnswer: {
    en: "Sorry, I don't have the answer to this either.",
    zh: '不好意思，这个问题我也没有答案。',
    ms: 'Maaf, jawapan untuk ini pun tiada pada saya.',
    ta: 'மன்னிக்கவும், இதற்கும் என்னிடம் பதில் இல்லை.',
  },
  noAnswerTo: {
    en: 'I have no information on “{question}”.',
    zh: '关于“{question}”，我手上没有资料。',
    ms: 'Untuk “{question}”, tiada maklumat pada saya.',
    ta: '“{question}” பற்றிய தகவல் என்னிடம் இல்லை.',
  },
  troubleNow: {
    en: 'Sorry, something went wrong on my side.',
    zh: '不好意思，我这边出了点问题。',
    ms: 'Maaf, ada masalah di pihak saya.',
    ta: 'மன்னிக்கவும், என் பக்கத்தில் ஏதோ கோளாறு ஏற்பட்டது.',
  },
  offerPerson: {
    en: 'Shall I ask a person to help you?',
    zh: '要我请真人来帮您吗？',
    ms: 'Mahu saya panggil staf untuk membantu anda?',
    ta: 'உதவிக்கு ஊழியர் ஒருவரை அழைக்கட்டுமா?',
  },
  tooLong: {
    en: 'That message is longer than the {limit} characters I can take. Could you shorten it, or send it in parts?',
    zh: '这条信息超过了 {limit} 个字符，我收不下。可以写短一点，或者分几次发吗？',
    ms: 'Mesej itu melebihi {limit} aksara yang boleh saya terima. Boleh pendekkan, atau hantar sedikit demi sedikit?',
    ta: 'இந்தச் செய்தி மிக நீளம்; {limit} எழுத்துகள் வரைதான் என்னால் பெற முடியும். சுருக்கியோ பிரித்தோ அனுப்ப முடியுமா?',
  },
  emptyMessage: {
    en: 'Your message arrived empty. What would you like to ask?',
    zh: '您的信息是空的。请问想问什么？',
    ms: 'Mesej anda sampai kosong. Apa yang anda mahu tanya?',
    ta: 'உங்கள் செய்தி காலியாக வந்தது. என்ன கேட்க விரும்புகிறீர்கள்?',
  },
  stopped: {
    en: "Okay, I won't write to you any more. If you write again, I'll answer.",
    zh: '好的，我不会再给您发信息。您再写来，我才会回复。',
    ms: 'Baik, saya tidak akan menulis kepada anda lagi. Kalau anda tulis semula, saya akan jawab.',
    ta: 'சரி, இனி நானாக உங்களுக்கு எழுத மாட்டேன். நீங்கள் மீண்டும் எழுதினால் பதில் சொல்வேன்.',
  },
  buttonHuman: { en: 'Talk to a person', zh: '找真人客服', ms: 'Cakap dengan staf', ta: 'ஊழியருடன் பேச' },
  source: { en: 'Source', zh: '来源', ms: 'Sumber', ta: 'ஆதாரம்' },
  sources: { en: 'Sources', zh: '来源', ms: 'Sumber', ta: 'ஆதாரங்கள்' },
  fromKnowledge: {
    en: 'From **{title}**:',
    zh: '摘自 **{title}**：',
    ms: 'Daripada **{title}**:',
    ta: '**{title}** பகுதியிலிருந்து:',
  },
  otherLanguage: {
    en: 'I only have this in {language}:',
    zh: '这部分资料我只有{language}的：',
    ms: 'Maklumat ini hanya ada dalam {language}:',
    ta: 'இந்தத் தகவல் {language} மொழியில் மட்டுமே உள்ளது:',
  },
} as const satisfies Record<string, Readonly<Record<Language, string>>>;

export type PhraseKey = keyof typeof PHRASES;
export const PHRASE_KEYS = Object.keys(PHRASES) as readonly PhraseKey[];

/** The names of the {values} that a phrase wants. */
export function placeholders(key: PhraseKey, language: Language): readonly string[] {
  return Array.from(PHRASES[key][language].matchAll(/\{(\w+)\}/g), (match) => match[1] ?? '');
}

/**
 * What the bot says, as Markdown, with every {value} filled; braces inside a value stay as they are.
 * @throws Error where a value is missing: a customer must never read "{business}".
 */
export function phrase(
  key: PhraseKey,
  language: Language,
  values: Readonly<Record<string, string>> = {},
): string {
  return PHRASES[key][language].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The phrase "${key}" needs a value for "${name}".`);
    return value;
  });
}

// Tamil takes the adjective ("ஆங்கில மொழியில்"); Chinese as Singapore says it (华文, 淡米尔文).
const LANGUAGE_NAMED: Readonly<Record<Language, Readonly<Record<Language, string>>>> = {
  en: { en: 'English', zh: 'Chinese', ms: 'Malay', ta: 'Tamil' },
  zh: { en: '英文', zh: '中文', ms: '马来文', ta: '淡米尔文' },
  ms: { en: 'bahasa Inggeris', zh: 'bahasa Cina', ms: 'bahasa Melayu', ta: 'bahasa Tamil' },
  ta: { en: 'ஆங்கில', zh: 'சீன', ms: 'மலாய்', ta: 'தமிழ்' },
};

/** The value of {language} in `otherLanguage`: what a speaker of `speaker` calls `language`. */
export function languageName(language: Language, speaker: Language): string {
  return LANGUAGE_NAMED[speaker][language];
}

const LOCALES = { en: 'en-SG', zh: 'zh-SG', ms: 'ms-SG', ta: 'ta-SG' } as const;
const NEAR_DAYS: Readonly<Record<Language, readonly [today: string, tomorrow: string]>> = {
  en: ['today', 'tomorrow'],
  zh: ['今天', '明天'],
  ms: ['hari ini', 'esok'],
  ta: ['இன்று', 'நாளை'],
};
const DAY_MS = 86_400_000;

/**
 * When we open, as {opening} wants it: "Monday, 09:00"; relative to `now`, "today, 09:00" or "tomorrow, 09:00",
 * and with its date from a week ahead, where the weekday alone would mean an earlier day.
 */
export function formatOpening(at: Date, timezone: string, language: Language, now?: Date): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: timezone }).format(at);
  const daysAhead = now ? (localDay(at, timezone) - localDay(now, timezone)) / DAY_MS : undefined;
  const date: Intl.DateTimeFormatOptions =
    daysAhead !== undefined && daysAhead >= 7 ? { day: 'numeric', month: 'long' } : {};
  const day = NEAR_DAYS[language][daysAhead ?? -1] ?? format({ weekday: 'long', ...date });
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return language === 'zh' ? `${day} ${time}` : `${day}, ${time}`;
}

// Midnight UTC of the local calendar day: differences are whole days in every time zone.
function localDay(at: Date, timezone: string): number {
  return Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(at));
}
