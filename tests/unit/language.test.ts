// Which language a message is in: own sentences of a shop's chat, whole, short, misspelt and mixed.
import { describe, expect, it } from 'vitest';
import { chooseLanguage, detectLanguage, identifyLanguage } from '../../src/agent/language.ts';
import { GRID } from '../support/language-grid.ts';

const SPOKEN = ['en', 'zh', 'ms', 'ta'] as const;
const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.trim());

/** What customers of a shop write; one line may be wrong in twenty. */
const MESSAGES: Readonly<Record<string, string>> = {
  en: `Do you have the pandan cake in a smaller size?
    how long does shipping take
    wan to ask ah, tmr got open anot
    eh boss the durian one still got stock meh
    cfm can collect 3pm? dun wan to wait long long
    refund
    parcel stuck since tuesday leh
    pls chk my order #A-2291 thx
    any halal cert for your nasi lemak?
    i makan already, just need the receipt`,
  zh: `请问周末营业吗
    這款蛋糕可以少糖嗎？
    老板 有没有外卖
    帮我 check 一下 order 到哪里了
    我想 book 两个位子 for tomorrow
    多少钱？
    可以用 GrabPay 付款吗`,
  ms: `Ada parking tak dekat kedai?
    nk tnya, kek ni tahan brp hari
    sy dah bayar tp blm dpt resit
    boleh cod tak kalau area Yishun
    kenapa lambat sangat barang saya sampai
    order semalam xsampai lagi ni
    kedai korang tutup pukul berapa ek
    Bagaimanakah cara untuk membatalkan tempahan saya?
    bos, stock baju saiz M ada lagi ke`,
  id: `Kak, ongkirnya berapa ya kalau ke Batam?
    barangnya kok belum nyampe sih
    bisa dikirim besok pagi nggak?
    Saya mau pesan kue ulang tahun, bisa bayar pakai kartu?
    udah transfer nih, tolong dicek dong
    Kapan toko Anda buka?
    uang saya kapan dikembalikan?`,
  ta: `உங்க கடை ஞாயிற்றுக்கிழமை திறந்திருக்குமா?
    ஒரு cake order பண்ணணும்
    anna intha saree enna vilai
    naalaiku delivery panna mudiyuma
    en order innum varala, konjam paathu sollunga
    kadai eppo open pannuvinga
    enakku rendu box venum
    return epdi pannrathu nu theriyala
    online la panam kattitten aana confirm aagala`,
  tl: `Magkano po ang cake na may ube?
    Puwede bang magbayad pagdating ng order?
    Kailan po darating ang binili ko?`,
  vi: `Cửa hàng mở cửa lúc mấy giờ?
    Tôi muốn đổi sang cỡ lớn hơn`,
  hi: `क्या आप रविवार को खुले हैं?
    मुझे अपना पैसा वापस चाहिए`,
  th: `ร้านเปิดกี่โมงคะ
    ขอใบเสร็จด้วยครับ`,
  ja: `予約を変更したいです
    ケーキはまだありますか`,
  ko: `배송은 얼마나 걸리나요?
    환불 받고 싶어요`,
  fr: `Bonjour, je voudrais savoir si vous livrez le dimanche matin`,
  de: `Können Sie mir bitte sagen, wann meine Bestellung ankommt?`,
};

/** Told right, of all lines of a table. */
function countRight(table: Readonly<Record<string, string>>): {
  right: number;
  all: number;
  wrong: string[];
} {
  const told = Object.entries(table).flatMap(([language, text]) =>
    lines(text).map((line) => ({ line, language, told: identifyLanguage(line) })),
  );
  const wrong = told.filter((one) => one.told !== one.language);
  return {
    right: told.length - wrong.length,
    all: told.length,
    wrong: wrong.map(({ line, told: as }) => `${as}: ${line}`),
  };
}

describe('the language of a message', () => {
  it('is told right of 95 in a hundred messages to a shop', () => {
    const { right, all, wrong } = countRight(MESSAGES);
    expect(all).toBeGreaterThanOrEqual(55);
    expect(right / all, wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
  });

  it('is told right of 45 in the grid of ten languages and five lengths', () => {
    const { right, all, wrong } = countRight(GRID);
    expect(all).toBe(50);
    expect(right, wrong.join('\n')).toBeGreaterThanOrEqual(45);
  });

  it.each([
    'ok',
    'OK!',
    '👍',
    '🙏🙏',
    'SKU-1001',
    'iPhone 15',
    '+65 9123 4567',
    'S$12.50',
    'haha',
    '…',
    'https://example.com/cake',
    'kaki@example.com',
    '',
  ])('is not told by %j', (text) => {
    expect(identifyLanguage(text)).toBeUndefined();
  });

  it.each([
    ['我要两盒 egg tart, 送去 Woodlands', 'zh'],
    ['can help me check 我的包裹 anot, order 4471', 'en'],
    ['boleh refund order saya? parcel rosak', 'ms'],
    ['my delivery driver cakap dah sampai, but no one here', 'en'],
    ['unga shop la vegetarian food irukka', 'ta'],
    ['please tell me the price of nasi padang and teh tarik', 'en'],
    ['saya nak tanya pasal free delivery promo', 'ms'],
  ])('of the mixed "%s" is that of its request: %s', (text, language) => {
    expect(identifyLanguage(text)).toBe(language);
  });

  it('is answered in Malay where it is Indonesian, and not at all in what nobody here speaks', () => {
    expect(detectLanguage('kapan bisa dikirim?')).toBe('ms');
    expect(detectLanguage('Magkano po ito?')).toBeUndefined();
  });

  it('of a pasted book is told in no time', () => {
    const started = performance.now();
    identifyLanguage('supercalifragilistik zzzzzzzzzzzz '.repeat(50_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('the language of an answer', () => {
  const inTamil = { known: 'ta', hint: 'en-SG' } as const;
  const inChinese = { known: 'zh', hint: undefined } as const;

  it.each([
    'ok',
    'thanks!',
    'Hi',
    'promo?',
    'SKU-1001',
    'Ahmad bin Ismail',
    '12 Jalan Bukit Merah',
    '2 nasi lemak 1 teh tarik',
    'delivery',
    '2 pcs',
    'yes please',
  ])('is not changed by %j', (text) => {
    expect(chooseLanguage(text, inChinese, SPOKEN)).toBe('zh');
  });

  it.each([
    ['What time do you close?', 'en'],
    ['berapa harga', 'ms'],
    ['请问几点开', 'zh'],
    ['how much', 'en'],
  ] as const)('follows the customer who goes on with "%s"', (text, language) => {
    expect(chooseLanguage(text, inTamil, SPOKEN)).toBe(language);
  });

  it('keeps to what is known where the customer writes in a language that the business doesn’t speak', () => {
    expect(chooseLanguage('ร้านเปิดกี่โมงคะ', inChinese, SPOKEN)).toBe('zh');
    expect(chooseLanguage('Magkano po ang cake?', { known: undefined, hint: 'fil' }, SPOKEN)).toBe('en');
  });

  it('is read in no time from signs that stand for six letters each', () => {
    const started = performance.now();
    for (let times = 0; times < 10; times += 1) chooseLanguage('㌖'.repeat(1_000), inChinese, SPOKEN);
    expect(performance.now() - started).toBeLessThan(250);
  });

  it('starts with a greeting’s language, and with the platform’s hint where there is none', () => {
    expect(chooseLanguage('hello', { known: undefined, hint: 'ms' }, SPOKEN)).toBe('en');
    expect(chooseLanguage('ok', { known: undefined, hint: 'id-ID' }, SPOKEN)).toBe('ms');
  });
});
