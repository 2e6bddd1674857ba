// An invented bicycle workshop: what its owner wrote, what customers ask, and what it cannot know.
import type { DocumentDraft } from '../../knowledge/draft.ts';
import type { Language } from '../../src/model/language.ts';

const english: readonly DocumentDraft[] = [
  {
    kind: 'markdown',
    title: 'Workshop services',
    language: 'en',
    body: `# Workshop services

## Basic tune-up
We adjust brakes and gears, true both wheels and oil the chain. It costs S$68 and takes two days.

## Puncture repair
S$15 for each tube, while you wait. Tubeless tyres are S$28.

## Collection from your home
For S$20 our van picks up your bicycle anywhere on the island except Pulau Ubin. Book one day ahead.

## Servicing by part
| Part | Code | Fee |
|---|---|---|
| Bottom bracket | RL-410 | S$45 |
| Headset | RL-420 | S$38 |
| Disc brake bleed | RL-430 | S$52 |`,
  },
  {
    kind: 'question_answer',
    title: 'What are your opening hours?',
    alsoAsked: 'when do you open\nwhat time do you close\nare you open on sunday',
    language: 'en',
    body: 'Tuesday to Sunday, 11am to 8pm. We are closed on Mondays and on Chinese New Year.',
  },
  {
    kind: 'question_answer',
    title: 'Can I return a bicycle?',
    alsoAsked: 'refund policy\nmoney back',
    language: 'en',
    body: 'Within 14 days, unridden and with the receipt, for a full refund. Custom builds cannot be returned.',
  },
  {
    kind: 'question_answer',
    title: 'Which payment methods do you take?',
    alsoAsked: 'do you accept paynow\ncan pay by card',
    language: 'en',
    body: 'PayNow, NETS and credit cards. Bicycles above S$800 can be paid in six instalments.',
  },
  {
    kind: 'text',
    title: 'Rental rules',
    language: 'en',
    body: 'Rental rules\n\nChildren under twelve ride with an adult. Helmets are free of charge.\n\nA foldable bike is S$12 an hour, a tandem S$18 an hour.\n\nDeposit: S$50, given back when the bike returns clean.',
  },
];

const chinese: readonly DocumentDraft[] = [
  {
    kind: 'markdown',
    title: '维修服务',
    language: 'zh',
    body: `# 维修服务

## 基本保养
调整刹车和变速，校正车轮，给链条上油。费用六十八元，需要两天。

## 补胎
每条内胎十五元，可以等候取车。`,
  },
  {
    kind: 'question_answer',
    title: '营业时间是什么？',
    alsoAsked: '几点开门\n星期天开吗',
    language: 'zh',
    body: '星期二到星期日，上午十一点到晚上八点。星期一和农历新年休息。',
  },
  {
    kind: 'question_answer',
    title: '单车可以退货吗？',
    language: 'zh',
    body: '十四天内，没有骑过并保留收据，可以全额退款。定制的单车不能退。',
  },
];

const malay: readonly DocumentDraft[] = [
  {
    kind: 'markdown',
    title: 'Perkhidmatan bengkel',
    language: 'ms',
    body: `# Perkhidmatan bengkel

## Servis asas
Kami melaraskan brek dan gear, membetulkan roda dan melincirkan rantai. Harganya S$68 dan siap dalam dua hari.

## Tampal tayar
S$15 bagi setiap tiub. Anda boleh tunggu di kedai.`,
  },
  {
    kind: 'question_answer',
    title: 'Bilakah waktu operasi bengkel?',
    alsoAsked: 'pukul berapa buka\nbuka hari ahad tak',
    language: 'ms',
    body: 'Selasa hingga Ahad, 11 pagi hingga 8 malam. Kami tutup pada hari Isnin.',
  },
  {
    kind: 'question_answer',
    title: 'Bolehkah saya memulangkan basikal?',
    language: 'ms',
    body: 'Dalam masa 14 hari, belum ditunggang dan dengan resit, untuk bayaran balik penuh.',
  },
];

const tamil: readonly DocumentDraft[] = [
  {
    kind: 'question_answer',
    title: 'கடை எப்போது திறந்திருக்கும்?',
    alsoAsked: 'எத்தனை மணிக்கு திறப்பீர்கள்',
    language: 'ta',
    body: 'செவ்வாய் முதல் ஞாயிறு வரை, காலை 11 மணி முதல் இரவு 8 மணி வரை. திங்கட்கிழமை விடுமுறை.',
  },
  {
    kind: 'question_answer',
    title: 'மிதிவண்டியைத் திருப்பிக் கொடுக்கலாமா?',
    language: 'ta',
    body: '14 நாட்களுக்குள், ஓட்டாமல், ரசீதுடன் கொண்டு வந்தால் முழுப் பணமும் திரும்பக் கிடைக்கும்.',
  },
  {
    kind: 'question_answer',
    title: 'டயர் பஞ்சர் ஒட்ட எவ்வளவு?',
    language: 'ta',
    body: 'ஒவ்வொரு டியூபுக்கும் S$15. காத்திருந்து வாங்கிச் செல்லலாம்.',
  },
];

export const CORPUS: readonly DocumentDraft[] = [...english, ...chinese, ...malay, ...tamil];

/** Question, its language, and what the best passage says. */
export const ANSWERABLE: readonly (readonly [string, Language, RegExp])[] = [
  ['what time do you close on sunday', 'en', /11am to 8pm/],
  ['how much for a puncture', 'en', /S\$15 for each tube/],
  ['tune up how much ah', 'en', /S\$68/],
  ['can return bicycle or not', 'en', /14 days, unridden/],
  ['refnud policy?', 'en', /14 days, unridden/],
  ['can pay by instalment meh', 'en', /six instalments/],
  ['can pay now or not?', 'en', /PayNow, NETS/],
  ['do you pick up my bicycle from home', 'en', /our van picks up/],
  ['price of RL430', 'en', /RL-430/],
  ['tandem rental price', 'en', /tandem S\$18/],
  ['几点开门？', 'zh', /上午十一点/],
  ['补胎多少钱', 'zh', /每条内胎十五元/],
  ['我想退单车', 'zh', /十四天内/],
  ['tandem 多少钱', 'zh', /tandem S\$18/],
  ['pukul berapa kedai buka?', 'ms', /11 pagi/],
  ['berapa harga tampal tayar', 'ms', /S\$15 bagi/],
  ['boleh pulangkan basikal tak', 'ms', /belum ditunggang/],
  ['ada tubeless tak', 'ms', /Tubeless/],
  ['கடை எப்போது திறக்கும்', 'ta', /காலை 11 மணி/],
  ['பஞ்சர் ஒட்ட கட்டணம் எவ்வளவு', 'ta', /டியூபுக்கும் S\$15/],
  ['மிதிவண்டியை திருப்பி கொடுக்க முடியுமா', 'ta', /ரசீதுடன்/],
];

export const UNANSWERABLE: readonly (readonly [string, Language])[] = [
  ['what is the capital of France', 'en'],
  ['do you sell cars', 'en'],
  ['who won the football match', 'en'],
  ['can lend me money or not', 'en'],
  ['write me a poem about the moon', 'en'],
  ['your wifi password what ah', 'en'],
  ['are you hiring staff', 'en'],
  ['法国首都是哪里', 'zh'],
  ['今天天气怎么样', 'zh'],
  ['你们卖电脑吗', 'zh'],
  ['boleh saya pinjam duit', 'ms'],
  ['siapa perdana menteri', 'ms'],
  ['ada jual telefon bimbit tak', 'ms'],
  ['பிரான்சின் தலைநகரம் எது', 'ta'],
  ['இன்று மழை பெய்யுமா', 'ta'],
];

/** As a scanner leaves them: no headings, and no title that says anything. */
export const SCANNED: readonly string[] = [
  `A chain lasts longest when it is wiped with a rag after each ride in the rain and given a few drops of oil every second
week. Too much oil holds sand, and sand wears the teeth of the cassette. We measure the wear of your chain at no charge.`,
  `Leather saddles take about three hundred kilometres to wear in. Rub a little wax on the upper side twice a year, and never
leave them wet in the sun. A saddle that has cracked cannot be mended.`,
  `Helmets must be replaced after a fall even where no damage can be seen, because the foam inside is crushed only once. A
helmet fits when two fingers go between chin and strap. Children grow out of theirs in about two years.`,
  `Batteries of electric bicycles are charged at room temperature, never below freezing, and stored half full. A battery that
was dropped is taken to a collection point, not into the bin. We accept old batteries of any brand on weekdays.`,
  `Group rides start at seven in the morning at the reservoir and come back before noon. Nobody is left behind: the last
rider wears a yellow vest. Lights are required, and those under sixteen bring a parent's signed form.`,
  `Frames are inspected for cracks with dye before a race. Carbon must be tightened with a torque wrench, and the numbers are
printed beside each bolt. Aluminium that is bent is not bent back.`,
];

export const IN_SCANNED: readonly (readonly [string, RegExp])[] = [
  ['how often should I oil my chain', /every second\s*week/],
  ['do I need a new helmet after a fall', /must be replaced after a fall/],
  ['how should the battery be stored', /stored half full/],
  ['when do the group rides start', /seven in the morning/],
];

export const NOT_IN_SCANNED: readonly (readonly [string])[] = [
  ['can I park my lorry inside'],
  ['how do I file my taxes'],
  ['do you sell coffee beans'],
  ['is there a swimming pool nearby'],
];
