// Words of one idea, in four languages: "fee" finds "price", "退货" finds "returns". It stands in for a model where there
// is none, so it holds what every shop is asked, and no more.
import { normalize, runs, segmentChinese, type Word } from './words.ts';

// Tamil by the unchanging front of the word: endings are many.
const CONCEPTS: Readonly<Record<string, string>> = {
  price: `how-much price prices pricing cost costs fee fees charge charges charged rate rates expensive cheap|harga kos bayaran
    caj yuran mahal murah|价格 价钱 费用 收费 多少钱 运费 价|விலை கட்டண செலவு எவ்வளவு`,
  delivery: `delivery deliver delivers delivered deliveries shipping ship ships shipped courier|penghantaran hantar
    menghantar dihantar kurier pos|送货 配送 运送 快递 发货 送到 派送 寄送 邮寄 寄|டெலிவரி விநியோக அனுப்ப`,
  return: `return returns returned returning refund refunds refunded|pulang pulangkan pemulangan memulangkan dipulangkan
    bayaran-balik refund|退货 退款 退换 退还 退|திருப்பி திரும்ப ரீஃபண்ட்`,
  exchange: `exchange exchanges exchanged swap replace replacement|tukar penukaran menukar ditukar ganti|换货 更换 调换 退换
    换|மாற்ற பரிமாற்ற`,
  hours: `what-time hours opening open opens closing close closes closed|pukul-berapa waktu buka dibuka tutup ditutup operasi|营业时间 营业 开门 关门
    开店 几点 打烊 开放|திறக்க திறந்த திறப்ப மூட நேரம் நேரங்க`,
  address: `where address location located directions outlet outlets branch branches|di-mana alamat lokasi terletak cawangan|地址 位置 地点
    在哪 在哪里 哪里 分店 门店|முகவரி அமைந்த கிளை இருப்பிட எங்கே எங்க`,
  payment: `pay payment payments paying paid|bayar membayar pembayaran dibayar|付款 支付 付费 缴费 付|பணம் செலுத்த கட்ட பேமெண்ட்`,
  contact: `contact phone call telephone hotline|hubungi telefon dihubungi|联系 电话 联络 热线|தொடர்பு தொலைபேசி அழைக்க`,
  warranty: `warranty guarantee guaranteed|waranti jaminan|保修 保养 质保 保证 担保|உத்தரவாத வாரண்டி`,
  discount: `discount discounts promotion promotions promo sale offer voucher|diskaun promosi potongan baucar|折扣 优惠 打折
    促销 优惠券|தள்ளுபடி சலுகை`,
  member: `member members membership loyalty points|ahli keahlian mata|会员 积分|உறுப்பினர் புள்ளி`,
  order: `order orders ordered ordering|pesan pesanan tempah tempahan memesan menempah|订单 订购 下单 订|ஆர்டர்`,
  cancel: `cancel cancels cancelled cancellation|batal batalkan pembatalan membatalkan|取消 撤销|ரத்து`,
  track: `track tracking status|jejak menjejak status|跟踪 追踪 查询 物流 到哪|கண்காணி நிலை`,
  damaged: `damaged broken faulty defective spoilt spoiled crack cracked leaking|rosak pecah cacat|损坏 坏了 破损 坏 瑕疵
    破|சேதம உடைந்த பழுத`,
  gift: `gift gifts present wrapping wrap|hadiah cenderahati balut bungkus|礼物 礼品 送礼 包装|பரிசு`,
  halal: `halal|halal|清真|ஹலால்`,
  vegan: `vegan vegetarian|vegetarian|素食 纯素 素|சைவ`,
  allergy: `allergy allergies allergic allergen allergens|alahan alergi|过敏 过敏原|ஒவ்வாமை அலர்ஜி`,
  stock: `stock available availability|stok tersedia|库存 现货 有货 缺货|ஸ்டாக் கையிருப்ப`,
  size: `size sizes sizing measurement|saiz ukuran|尺寸 尺码 大小|அளவு`,
  holiday: `holiday holidays|cuti perayaan|假期 公共假日 假日 节日|விடுமுறை`,
  pickup: `pickup collect collection self-collect|ambil pengambilan kutip|自取 取货 提货|பெற்றுக்கொள்ள நேரில்`,
  parking: `parking park carpark|parkir tempat-letak letak-kereta|停车 停车场|பார்க்கிங் வாகன`,
  privacy: `privacy personal data|privasi peribadi data|隐私 个人资料 资料 数据|தனியுரிமை தரவு`,
  subscription: `subscription subscribe subscriptions monthly|langganan melanggan|订阅 包月|சந்தா`,
  minimum: `minimum least|minimum sekurang|最低 最少 至少|குறைந்தபட்ச`,
  free: `free|percuma|免费 包邮|இலவச`,
  class: `class classes workshop workshops course lesson|kelas bengkel kursus|课程 工作坊 培训班 课|வகுப்பு பயிற்சி`,
  wholesale: `wholesale bulk corporate|borong pukal korporat|批发 大量 企业|மொத்த கார்ப்பரேட்`,
  urgent: `express urgent same-day fast|segera ekspres pantas|加急 当天 当日 特快|அவசர விரைவ`,
  invoice: `tax-invoice invoice invoices receipt receipts|invois resit|发票 收据 开票|விலைப்பட்டியல் ரசீத`,
  overseas: `overseas international abroad malaysia johor indonesia|luar-negara|国外 海外 国际 马来西亚 新山|வெளிநாட்ட மலேசிய`,
  card: `card cards visa mastercard|kad|信用卡 刷卡 银行卡 借记卡|அட்டை கார்ட`,
  instalment: `instalment instalments installment|ansuran|分期|தவணை`,
  postcode: `postal postcode zone zones|poskod zon|邮编 邮区 区域|அஞ்சல் பகுதி`,
};

interface Entry {
  readonly concept: string;
  readonly words: readonly string[];
}

const ENTRIES: readonly Entry[] = Object.entries(CONCEPTS).map(([concept, words]) => ({
  concept,
  words: words.split(/[\s|]+/).filter(Boolean),
}));

function collect(pattern: RegExp): ReadonlyMap<string, string> {
  return new Map(
    ENTRIES.flatMap(({ concept, words }) =>
      words
        .filter((word) => pattern.test(word))
        .map((word) => [normalize(word).replaceAll('-', ''), concept] as const),
    ),
  );
}

const LATIN = collect(/^[a-z-]+$/);
const HAN = collect(/^\p{Script=Han}+$/u);
const TAMIL = [...collect(/^\p{Script=Tamil}+$/u)];
const LONGEST_HAN = Math.max(...[...HAN.keys()].map((word) => word.length));

/** Chinese cut at the words of our ideas first, so that both sides cut alike, and by the segmenter between them. */
export function cutChinese(run: string): readonly string[] {
  const words: string[] = [];
  let from = 0;
  for (let at = 0; at < run.length; ) {
    const known = knownAt(run, at);
    if (known) {
      words.push(...segmentChinese(run.slice(from, at)), known);
      from = at + known.length;
    }
    at += known?.length ?? 1;
  }
  return [...words, ...segmentChinese(run.slice(from))];
}

function knownAt(run: string, at: number): string | undefined {
  for (let length = LONGEST_HAN; length >= 2; length -= 1) {
    const word = run.slice(at, at + length);
    if (word.length === length && HAN.has(word)) return word;
  }
  return undefined;
}

function conceptOf({ text, script }: Word): string | undefined {
  if (script === 'latin') return LATIN.get(text);
  if (script === 'han') return HAN.get(text);
  return script === 'tamil' ? TAMIL.find(([front]) => text.startsWith(front))?.[1] : undefined;
}

/** A word, or two words that make one idea together ("same day"). */
export interface Phrase {
  readonly words: readonly Word[];
  readonly concept: string | undefined;
}

/** A text as its words, in order, with the idea that each stands for. */
export function readPhrases(text: string): readonly Phrase[] {
  const words = runs(text).flatMap((word) =>
    word.script === 'han'
      ? cutChinese(word.text).map((part): Word => ({ text: part, script: 'han' }))
      : [word],
  );
  const phrases: Phrase[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [word, next] = [words[at], words[at + 1]];
    if (!word) break;
    const together =
      word.script === 'latin' && next?.script === 'latin' ? LATIN.get(word.text + next.text) : undefined;
    if (next && together) {
      phrases.push({ words: [word, next], concept: together });
      at += 1;
    } else phrases.push({ words: [word], concept: conceptOf(word) });
  }
  return phrases;
}
