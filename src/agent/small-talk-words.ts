// The lexicon of small talk in English, Singlish, Chinese, Malay and Tamil, with the short forms people type.

// Compared with text as `plainText` leaves it: lower case, no apostrophes, simplified Chinese, and a letter typed
// three times or more reduced to one ("hiiii" is "hi"), so that no word here needs its stretched forms.
const WORDS = {
  greeting: [
    'hi, hello, hey, helo, hallo, hullo, hiya, yo, howdy, greetings, morning, good morning, gm, good afternoon, good evening',
    'good day, hi there, hello there, hey there, anyone there, anybody there, anyone here, happy new year, happy cny',
    '你好, 您好, 你们好, 大家好, 哈啰, 哈喽, 哈罗, 嗨, 喂, 早, 早安, 早上好, 早晨, 上午好, 中午好, 午安, 下午好, 晚上好, 在吗, 在不在, 有人吗, 有人在吗, 新年快乐, 恭喜发财',
    'hai, salam, assalamualaikum, assalamu alaikum, as salamu alaikum, waalaikumsalam, salam sejahtera, selamat pagi',
    'selamat tengah hari, selamat tengahari, selamat petang, selamat malam, selamat sejahtera, pagi, ada orang tak, ada orang ke, selamat hari raya',
    'வணக்கம், காலை வணக்கம், மாலை வணக்கம், மதிய வணக்கம், இனிய காலை வணக்கம், இனிய மாலை வணக்கம், ஹாய், ஹலோ, ஹெலோ, vanakkam, vanakam',
  ],
  // Somebody asks whether they may ask.
  calling: [
    'help, help me, can help, can help me, can help me or not, can you help, can you help me, can u help, can u help me, could you help me, need help, need some help, i need help, i need some help, i have a question, got a question, i got a question, quick question, can i ask, can i ask you, can i ask something, can i ask you something, can i ask a question, may i ask, may i ask something',
    '请问, 请问一下, 请教一下, 想问一下, 我想问一下, 我想问, 想请问一下, 可以问一下吗, 可以问个问题吗, 我有问题, 我有个问题, 有个问题, 可以帮我吗, 可以帮忙吗, 能帮我吗, 能帮忙吗, 帮我一下, 帮帮我',
    'nak tanya, saya nak tanya, nak tanya sikit, nak tanya boleh, boleh tanya, boleh saya tanya, boleh tanya sikit, boleh tolong, boleh tolong saya, boleh bantu, boleh bantu saya, tolong saya, perlu bantuan, saya perlu bantuan, minta tolong, ada soalan, saya ada soalan',
    'உதவி, உதவி வேண்டும், உதவ முடியுமா, எனக்கு உதவி வேண்டும், ஒரு கேள்வி, ஒரு கேள்வி இருக்கு, ஒரு கேள்வி கேட்கலாமா, ஒன்னு கேக்கலாமா',
  ],
  thanks: [
    'thanks, thank you, thank u, thankyou, thanx, thx, thnx, tks, tnx, ty, tysm, tq, tqvm, tqsm, cheers, many thanks, thanks a lot',
    'thanks so much, thank you so much, thank you very much, thanks very much, thanks a million, much appreciated',
    'appreciate it, i appreciate it, really appreciate it, appreciate your help, noted with thanks, ok thanks',
    '谢谢, 谢谢你, 谢谢您, 谢谢你们, 谢谢啦, 谢谢了, 谢了, 谢啦, 多谢, 多谢你, 多谢了, 感谢, 感谢您, 感谢你, 非常感谢, 太感谢了, 感恩, 辛苦了, 辛苦你了, 麻烦你了, 唔该, 3q',
    'terima kasih, terima kasih banyak, terima kasih banyak banyak, tima kasih, timakasih, terimakasih, trimas, makasih, mekasih, jutaan terima kasih',
    'நன்றி, மிக்க நன்றி, ரொம்ப நன்றி, மிகவும் நன்றி, நன்றிங்க, நன்றிகள், தேங்க்ஸ், தேங்க் யூ, ரொம்ப தேங்க்ஸ், nandri, romba nandri',
  ],
  farewell: [
    'bye, bye bye, byebye, babye, goodbye, good bye, see you, see ya, see u, cya, good night, goodnight, gn, nite, take care',
    'talk later, talk to you later, ttyl, thats all, that is all, thats it, have a nice day, have a good day, have a great day, see you soon, see you later',
    '再见, 拜拜, 拜, 掰掰, 掰, 回头见, 回见, 明天见, 下次见, 下次聊, 晚安, 慢走',
    'jumpa lagi, selamat tinggal, selamat jalan, babai, itu sahaja, itu saja, tu je, jaga diri',
    'போய் வருகிறேன், போயிட்டு வரேன், வருகிறேன், வரேன், பிறகு பார்க்கலாம், மீண்டும் சந்திப்போம், பை, பை பை, டாட்டா, இரவு வணக்கம், இனிய இரவு',
  ],
  acknowledgement: [
    'ok, okay, okie, okies, okey, oki, okok, ok ok, okla, oklah, kk, k, okey dokey, alright, all right, aight, noted, got it, i see, icic, ic, oic, ah i see',
    'sure, cool, great, nice, fine, perfect, awesome, excellent, wonderful, lovely, good, very good, understood, understand, can, can can, orh, oh, ah, wah, hm, haha, hehe, lol',
    'no problem, no prob, np, no worries, nw, never mind, nevermind, nvm, no thanks, no thank you, no need, its ok, its okay, its fine, thats fine, thats ok, thats great, thats good, will do, steady, shiok, swee, welcome, youre welcome',
    '好, 好的, 好滴, 好呀, 好吧, 行, 可以了, 知道了, 我知道了, 明白, 明白了, 我明白了, 了解, 了解了, 收到, 懂了, 没问题, 嗯, 嗯嗯, 哦, 哦哦, 噢, 喔, 没事, 没事了, 没关系, 不用了, 不用谢, 不客气, 哈哈, 哈, 这样啊, 原来如此, 太好了, 不错',
    'baik, baiklah, baik lah, faham, saya faham, paham, ok faham, tak apa, takpe, tak pe, takpa, xpe, orait, oklah, bagus, bagus sekali, sama sama, tak payah, tak perlu, wokey',
    'சரி, சரிங்க, சரி சரி, ஓகே, ஓக்கே, ஆகட்டும், புரிந்தது, புரிகிறது, புரிஞ்சது, புரிஞ்சுது, பரவாயில்லை, பரவால்ல, நல்லது, அருமை, சூப்பர், வேண்டாம், தேவையில்லை',
  ],
  how_are_you: [
    'how are you, how are u, how r u, how r you, hru, how are you doing, how are you today, how you doing, how do you do, hows it going, how is it going, hows your day, hows life, whats up, wassup, sup, how have you been, have you eaten, eaten already, have you eaten already',
    '你好吗, 您好吗, 最近好吗, 最近怎么样, 你最近怎么样, 近来如何, 近来好吗, 过得好吗, 吃饱了吗, 吃饱没, 吃了吗, 吃了没, 吃饭了吗',
    'apa khabar, apa kabar, apa kaba, khabar baik ke, awak sihat, awak sihat ke, anda sihat, sihat ke, dah makan, dah makan ke, sudah makan',
    'எப்படி இருக்கிறீர்கள், நீங்கள் எப்படி இருக்கிறீர்கள், எப்படி இருக்கீங்க, நீங்க எப்படி இருக்கீங்க, எப்படி இருக்க, நலமா, நலம்தானா, சௌக்கியமா, நல்லா இருக்கீங்களா, சாப்பிட்டீங்களா, சாப்பிட்டாச்சா, epdi irukinga, eppadi irukeenga',
  ],
  // Said around small talk without changing what it is.
  filler: [
    'lah, la, leh, lor, loh, ah, hor, sia, siah, meh, liao, bro, sis, boss, bosses, uncle, auntie, aunty, there, all, everyone, everybody, sir, madam, mdm, maam, miss, team, guys, friend, friends, dear, kaki, please, pls, plz',
    'so much, very much, a lot, again, then, already, alr, now, for now, for your help, for the help, for helping, for the info, for the information, for the reply, for your time, and, so, well, today, very, too, as well, to you, yeah, first',
    '啊, 呀, 哦, 啦, 咯, 吧, 哈, 呢, 了, 老板, 老板娘, 你, 您, 亲, 请问一下, 先, 帮忙, 你的帮助, 您的帮助, 你的回复, 您的回复, 的帮助, 的回复, 的解答, 那',
    'ya, yer, ye, tau, eh, kak, kakak, abang, bang, cik, encik, puan, tuan, semua, banyak, sekali, sangat, lagi, sekian, dulu, je, saja, sahaja, atas bantuan, atas bantuan anda, kerana membantu, atas jawapan, dan, tolong, sila',
    'அண்ணா, அக்கா, சார், ஐயா, அம்மா, மேடம், தம்பி, நண்பரே, தம்பி, உங்கள் உதவிக்கு, உதவிக்கு, உங்களுக்கு, எல்லோருக்கும், அப்போ',
  ],
} as const;

export type WordKind = keyof typeof WORDS;

// Whether we are a person is asked in too many ways to list.
const BEING_EN =
  '(?:real |live |actual )?(?:bot|chatbot|robot|machine|computer|ai|chatgpt|human(?: being)?|person|real|automated)';
const BEING_ZH = '(?:真人|真的人|人工|机器人|人类|人|ai|机器|自动回复)(?:客服)?';
const BEING_MS = '(?:manusia|orang|robot|bot|mesin|ai)(?: sebenar| betul)?';
const PATTERNS: Readonly<Record<'who_are_you' | 'stop', readonly string[]>> = {
  who_are_you: [
    '(?:who|what) (?:are|r) (?:you|u)',
    'who (?:is this|am i (?:talking|speaking|chatting) (?:to|with))',
    'what(?:s| is) your name',
    `(?:(?:are|r) )?(?:you|u) (?:(?:a|an|really|actually|even) ){0,3}${BEING_EN}(?: or (?:a |an )?(?:${BEING_EN}|not))?`,
    `(?:is (?:this|it|there)|am i (?:talking|speaking|chatting) (?:to|with)) (?:a |an )?${BEING_EN}(?: or (?:a |an )?(?:${BEING_EN}|not))?`,
    `(?:bot|robot|human|person) or (?:bot|robot|human|person)`,
    '(?:请问)?[你您](?:到底)?(?:是谁|是哪位|是什么人|叫什么(?:名字)?)(?:啊|呀|呢)?',
    `(?:请问)?(?:[你您这]|你们|对面)?(?:到底|究竟)?是(?:不是)?(?:一?个)?${BEING_ZH}(?:还是(?:一?个)?${BEING_ZH})?[吗么吧啊呀呢嘛]?`,
    '(?:siapa (?:ini|ni|anda|awak|kamu|kau)|(?:anda|awak|kamu|kau|ini|ni) (?:ni |ini )?siapa)',
    `(?:adakah |apakah )?(?:anda|awak|kamu|kau|ini|ni|saya) (?:ni |ini )?(?:sedang )?(?:(?:bercakap|cakap|berbual|chat) (?:dengan|dgn) )?(?:seorang |sebuah )?${BEING_MS}(?: ke| kah| atau)?(?: ${BEING_MS})?(?: ke)?`,
    '(?:நீங்கள்|நீங்க|நீ|இது) (?:ஒரு |உண்மையான ){0,2}(?:யார்|யாரு|மனிதரா|மனிதனா|மனுஷனா|ரோபோவா|ரோபோட்டா|பாட்டா|போட்டா|இயந்திரமா|ஆளா)(?: (?:அல்லது |இல்ல |இல்லை )?(?:ஒரு )?(?:மனிதரா|மனிதனா|மனுஷனா|ரோபோவா|ரோபோட்டா|பாட்டா|போட்டா|இயந்திரமா|ஆளா))?',
    'யார் (?:நீங்கள்|நீங்க|நீ|இது)',
    '(?:உங்கள்|உங்க) பெயர் என்ன',
  ],
  stop: [
    'stop (?:messaging|texting|contacting|spamming|disturbing|writing to|sending)(?: me)?(?: any)?(?: messages| msgs| texts)?',
    'stop (?:all )?(?:messages|msgs|texts)',
    '(?:dont|do not) (?:message|contact|text|msg|write to|disturb|spam) me(?: again| anymore| any more)?',
    'stop|unsubscribe|opt out|quit|leave me alone|remove me(?: from (?:your|the|this) list)?',
    '停止|停|退订|取消订阅|请?(?:别|不要|停止)再?(?:给我)?(?:发(?:信息|消息|讯息|短信)?(?:给我)?|联系我|打扰我|骚扰我)了?',
    '(?:jangan|stop|berhenti) (?:mesej|hubungi|hantar mesej(?: kepada)?|ganggu|whatsapp)(?: saya)?(?: lagi)?',
    'berhenti|henti|hentikan|nyahlanggan|batal langganan',
    'நிறுத்து|நிறுத்துங்கள்|நிறுத்துங்க|நிறுத்தவும்|ஸ்டாப்',
    '(?:எனக்கு )?(?:இனி |இனிமேல் )?(?:எனக்கு )?(?:செய்தி|மெசேஜ்) (?:அனுப்பாதீர்கள்|அனுப்பாதீங்க|அனுப்ப வேண்டாம்)',
  ],
};

// Longest first, so that a longer phrase is tried before its own beginning. Chinese is written without spaces and
// needs no end of word; every other script does, or "hi" would be read in "hire".
const asSources = (lists: readonly string[]): string[] =>
  lists.flatMap((list) => list.split(', ')).sort((one, other) => other.length - one.length);
const toMatcher = (sources: readonly string[]): RegExp =>
  new RegExp(`(?:${sources.join('|')})(?:(?<=\\p{Script=Han})|(?![\\p{L}\\p{M}\\p{N}]))`, 'uy');

/** One sticky matcher per kind of small talk, and one for the words around it. */
export const MATCHERS: Readonly<Record<WordKind | keyof typeof PATTERNS, RegExp>> = {
  greeting: toMatcher(asSources(WORDS.greeting)),
  calling: toMatcher(asSources(WORDS.calling)),
  thanks: toMatcher(asSources(WORDS.thanks)),
  farewell: toMatcher(asSources(WORDS.farewell)),
  acknowledgement: toMatcher(asSources(WORDS.acknowledgement)),
  how_are_you: toMatcher(asSources(WORDS.how_are_you)),
  filler: toMatcher(asSources(WORDS.filler)),
  who_are_you: toMatcher(PATTERNS.who_are_you),
  stop: toMatcher(PATTERNS.stop),
};
