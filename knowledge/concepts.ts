// Words of one idea, in four languages: "fee" finds "price", "退货" finds "returns". It stands in for a model where there
// is none, so it holds what every shop is asked, and no more.
import { writeOut } from './chat-words.ts';
import { stem } from './stems.ts';
import { normalize, runs, segmentChinese, type Word } from './words.ts';

// Tamil by the unchanging front of the word: endings are many; in Latin letters, as many type it, word by word.
const CONCEPTS: Readonly<Record<string, string>> = {
  price: `how-much price prices pricing cost costs fee fees charge charges charged rate rates expensive cheap|harga kos bayaran
    caj yuran mahal murah|价格 价钱 费用 收费 多少钱 运费 价|விலை கட்டண செலவு எவ்வளவு evvalavu evlo evalo vilai kattanam`,
  delivery: `delivery deliver delivers delivered deliveries shipping ship ships shipped courier|penghantaran hantar
    menghantar dihantar kurier pos|送货 配送 运送 快递 发货 送到 派送 寄送 邮寄 寄|டெலிவரி விநியோக அனுப்ப anuppu anuppuveengala anupuveengala`,
  return: `return returns returned returning refund refunds refunded|pulang pulangkan pemulangan memulangkan dipulangkan
    bayaran-balik refund|退货 退款 退换 退还 退|திருப்பி திரும்ப ரீஃபண்ட் thirupi thiruppi`,
  exchange: `exchange exchanges exchanged swap replace replacement|tukar penukaran menukar ditukar ganti|换货 更换 调换 退换
    换|மாற்ற பரிமாற்ற maathi maatha`,
  hours: `what-time hours opening open opens closing close closes closed|pukul-berapa waktu buka dibuka tutup ditutup operasi|营业时间 营业 开门 关门
    开店 几点 打烊 开放|திறக்க திறந்த திறப்ப மூட நேரம் நேரங்க eppo eppothu thirakkum neram`,
  address: `where address location located directions outlet outlets branch branches|di-mana alamat lokasi terletak cawangan|地址 位置 地点
    在哪 在哪里 哪里 分店 门店|முகவரி அமைந்த கிளை இருப்பிட எங்கே எங்க enge enga yenga`,
  payment: `pay payment payments paying paid|bayar membayar pembayaran dibayar|付款 支付 付费 缴费 付|பணம் செலுத்த கட்ட பேமெண்ட் panam kattalama kattanum`,
  contact: `contact phone call telephone hotline|hubungi telefon dihubungi|联系 电话 联络 热线|தொடர்பு தொலைபேசி அழைக்க`,
  warranty: `warranty guarantee guaranteed|waranti jaminan|保修 保养 质保 保证 担保|உத்தரவாத வாரண்டி`,
  discount: `discount discounts promotion promotions promo sale offer voucher|diskaun promosi potongan baucar|折扣 优惠 打折
    促销 优惠券|தள்ளுபடி சலுகை`,
  member: `member members membership loyalty points|ahli keahlian mata|会员 积分|உறுப்பினர் புள்ளி`,
  order: `order orders ordered ordering|pesan pesanan tempah tempahan memesan menempah|订单 订购 下单 订|ஆர்டர்`,
  cancel: `cancel cancels cancelled cancellation|batal batalkan pembatalan membatalkan|取消 撤销|ரத்து`,
  track: `track tracking status|jejak menjejak status|跟踪 追踪 查询 物流 到哪|கண்காணி நிலை`,
  damaged: `damaged broken faulty defective spoilt spoiled crack cracked leaking|rosak pecah cacat|损坏 坏了 破损 坏 瑕疵
    破|சேதம உடைந்த பழுத odanju odanchu udanju`,
  gift: `gift gifts present wrapping wrap|hadiah cenderahati balut bungkus|礼物 礼品 送礼 包装|பரிசு`,
  halal: `halal|halal|清真|ஹலால்`,
  vegan: `vegan vegetarian|vegetarian|素食 纯素 素|சைவ saivam`,
  allergy: `allergy allergies allergic allergen allergens|alahan alergi|过敏 过敏原|ஒவ்வாமை அலர்ஜி`,
  stock: `stock available availability|stok tersedia|库存 现货 有货 缺货|ஸ்டாக் கையிருப்ப`,
  size: `size sizes sizing measurement|saiz ukuran|尺寸 尺码 大小|அளவு`,
  holiday: `holiday holidays|cuti perayaan|假期 公共假日 假日 节日|விடுமுறை`,
  pickup: `pickup collect collection self-collect|ambil pengambilan kutip|自取 取货 提货|பெற்றுக்கொள்ள நேரில்`,
  parking: `parking park carpark|parkir tempat-letak letak-kereta|停车 停车场|பார்க்கிங் வாகன`,
  privacy: `privacy personal data|privasi peribadi data|隐私 个人资料 资料 数据|தனியுரிமை தரவு`,
  subscription: `subscription subscribe subscriptions monthly|langganan melanggan|订阅 包月|சந்தா`,
  minimum: `minimum least|minimum sekurang|最低 最少 至少|குறைந்தபட்ச`,
  free: `free|percuma|免费 包邮|இலவச ilavasam`,
  class: `class classes workshop workshops course lesson|kelas bengkel kursus|课程 工作坊 培训班 课|வகுப்பு பயிற்சி`,
  wholesale: `wholesale bulk corporate|borong pukal korporat|批发 大量 企业|மொத்த கார்ப்பரேட்`,
  urgent: `express urgent same-day fast|segera ekspres pantas|加急 当天 当日 特快|அவசர விரைவ`,
  invoice: `tax-invoice invoice invoices receipt receipts|invois resit|发票 收据 开票|விலைப்பட்டியல் ரசீத`,
  overseas: `overseas international abroad malaysia johor indonesia|luar-negara|国外 海外 国际 马来西亚 新山|வெளிநாட்ட மலேசிய`,
  card: `card cards visa mastercard|kad|信用卡 刷卡 银行卡 借记卡|அட்டை கார்ட`,
  instalment: `instalment instalments installment|ansuran|分期|தவணை`,
  postcode: `postal postcode zone zones|poskod zon|邮编 邮区 区域|அஞ்சல் பகுதி`,
  duration: `how-long many-days duration lead-time working-days business-days|berapa-lama berapa-hari tempoh|几天 多久 多长时间
    工作日 时效 时间多长|கால வேலை-நா`,
  day0: `monday mondays mon|isnin senin|星期一 周一 礼拜一|திங்கள் திங்கட் thingal`,
  day1: `tuesday tuesdays tue tues|selasa|星期二 周二 礼拜二|செவ்வாய் sevvai`,
  day2: `wednesday wednesdays wed weds|rabu|星期三 周三 礼拜三|புதன் budhan`,
  day3: `thursday thursdays thu thur thurs|khamis kamis|星期四 周四 礼拜四|வியாழ viyazhan`,
  day4: `friday fridays fri|jumaat jumat|星期五 周五 礼拜五|வெள்ளி velli`,
  day5: `saturday saturdays sat|sabtu|星期六 周六 礼拜六|சனி sani`,
  day6: `sunday sundays sun|ahad minggu|星期日 星期天 周日 周天 礼拜日 礼拜天|ஞாயி nyayiru gnayiru`,
  weekend: `weekend weekends|hujung-minggu|周末`,
  buy: `buy buying bought purchase purchased shop|beli membeli|买 购买 购物|வாங்க vaanga vangalam`,
  delete: `delete remove erase deactivate unsubscribe discard clear|padam buang hapus|删除 移除 注销|நீக்க`,
  change: `change edit modify update alter adjust amend correct|ubah kemas-kini sunting|修改 更改 改 更新 变更|திருத்த`,
  add: `add insert append include put|tambah masukkan|添加 加入 增加|சேர்க்க`,
  create: `create make start set-up setup build generate|cipta buat bina|创建 建立 新建 设立|உருவாக்க`,
  lost: `lost lose missing misplaced gone vanished|hilang tercicir|丢失 遗失 不见 丢了|தொலைந்த காணாமல்`,
  stolen: `stolen theft robbed fraud fraudulent scam scammed unauthorized suspicious hacked|curi dicuri penipuan scam|被盗 诈骗 盗 骗|திருட்ட மோசடி`,
  blocked: `blocked locked frozen freeze froze suspended disabled block lock hold|sekat disekat kunci dikunci|冻结 锁定 封锁 停用|முடக்க பூட்ட`,
  password: `password passcode pin login log-in sign-in credentials|kata-laluan log-masuk|密码 登录 登入|கடவுச்சொல் உள்நுழை`,
  register: `register registration sign-up signup enroll enrol join apply application|daftar pendaftaran mohon|注册 登记 报名 申请|பதிவு விண்ணப்`,
  account: `account profile|akaun profil|账户 帐户 账号 帐号|கணக்க`,
  photo: `photo photos picture pictures image images|gambar foto|照片 图片 相片|படம் படங்`,
  video: `video videos film movie clip|video filem|视频 影片|காணொளி வீடியோ`,
  music: `music song songs track tune playlist album|muzik lagu|音乐 歌曲 歌|இசை பாடல்`,
  email: `email emails e-mail mail inbox gmail|e-mel emel|邮件 电邮 邮箱|மின்னஞ்சல்`,
  message: `message messages text sms chat dm|mesej|短信 信息 消息|செய்தி`,
  internet: `internet wifi wi-fi broadband network online|rangkaian dalam-talian|网络 上网 无线|இணைய`,
  trip: `trip travel travelling traveling journey vacation holiday tour visit|perjalanan melancong percutian|旅行 旅游 出行|பயண சுற்றுலா`,
  leave: `leave pto vacation time-off day-off days-off|cuti|休假 请假 年假|விடுப்ப`,
  flight: `flight flights plane airline fly airplane airport|penerbangan kapal-terbang lapangan-terbang|航班 飞机 机票 机场|விமான`,
  hotel: `hotel hotels accommodation room lodging stay motel|hotel penginapan bilik|酒店 住宿 房间|தங்க விடுதி`,
  booking: `booking bookings book reserve reservation reservations reserved appointment|tempahan temujanji|预订 预约 订位 订房|முன்பதிவ`,
  restaurant: `restaurant restaurants dining dinner lunch eat eatery cafe diner|restoran makan|餐厅 饭店 餐馆 吃饭|உணவக`,
  meal: `meal meals food dish cuisine recipe recipes cook cooking|makanan hidangan resipi masak|食物 菜 食谱 做饭|உணவ சமைய`,
  ingredient: `ingredient ingredients contain contains made-of|bahan ramuan kandungan|成分 配料 原料`,
  weather: `weather forecast temperature rain sunny|cuaca hujan suhu|天气 下雨 气温|வானிலை மழை`,
  language: `language languages translate translation|bahasa terjemah|语言 翻译|மொழி`,
  repair: `repair repairs fix mend service servicing maintenance|baiki pembaikan servis selenggara|维修 修理 保养 修|பழுது சரிசெய்`,
  problem: `problem problems issue issues error trouble wrong fail failed failing fails glitch bug stuck|masalah ralat gagal rosak|问题 错误 故障 失败|பிரச்சின சிக்கல் பிழை`,
  complain: `complain complaint complaints feedback dissatisfied unhappy|aduan rungut|投诉 抱怨 反馈|புகார்`,
  late: `late delay delayed delays overdue waiting stuck slow|lambat lewat tertangguh|延迟 迟 晚 延误 耽误|தாமத`,
  arrive: `arrive arrives arrived arrival received receive reach reached come|tiba|到达 收到 到货 抵达|வந்து varala vandhuchu vanthuchu varuma`,
  balance: `balance remaining left total|baki|余额 剩余|இருப்ப மீதி`,
  bill: `bill bills statement charge owed|bil penyata|账单 帐单|பில்`,
  transaction: `transaction transactions spending spent purchases|transaksi perbelanjaan|交易 消费|பரிவர்த்தன`,
  transfer: `transfer transfers send remit wire move|pindah pindahan hantar-wang|转账 汇款 转移|பணமாற்ற`,
  withdraw: `withdraw withdrawal atm cash|keluarkan pengeluaran tunai|取款 提款 现金|பணமெடு`,
  topup: `top-up topup reload recharge deposit|tambah-nilai deposit|充值 存款|ரீசார்ஜ்`,
  salary: `salary wage wages pay paycheck payday income earn earning earnings|gaji pendapatan|工资 薪水 收入|சம்பள வருமான`,
  tax: `tax taxes taxation irs gst|cukai|税 税务 消费税|வரி`,
  loan: `loan loans borrow mortgage credit lend|pinjaman pinjam|贷款 借款 借|கடன்`,
  insurance: `insurance insured coverage policy benefits cover|insurans perlindungan|保险 保障|காப்பீட`,
  job: `job jobs career hiring vacancy recruit employment|jawatan|招聘 职位|வேலைவாய்ப்`,
  person: `person human agent representative staff operator someone|orang ejen kakitangan manusia|真人 人工 客服 工作人员|மனித ஊழிய`,
  name: `name called nickname|nama|名字 姓名|பெயர்`,
  age: `age old older birthday born|umur lahir|年龄 几岁 生日|வயது பிறந்த`,
  child: `child children kid kids baby toddler infant|kanak-kanak anak bayi|孩子 儿童 小孩 宝宝|குழந்த`,
  pet: `pet pets dog dogs cat cats animal animals|haiwan anjing kucing|宠物 狗 猫|செல்லப்பிராண நாய்`,
  health: `health medical doctor clinic hospital illness sick|kesihatan doktor klinik sakit|健康 医生 诊所 医院 生病|மருத்துவ உடல்நல`,
  safe: `safe safety side-effect side-effects harmful danger dangerous|selamat bahaya kesan-sampingan|安全 副作用 危险|பாதுகாப்ப பக்கவிளைவ`,
  genuine: `genuine original authentic real fake counterfeit|tulen asli palsu|正品 原装 真货 假货|அசல் போலி`,
  storage: `storage keep fridge refrigerate refrigerated freezer|simpan disimpan penyimpanan peti-sejuk|保存 存放 冷藏 冰箱|சேமிக்க குளிர்சாதன`,
  weight: `weight weigh heavy kg kilo|berat|重量 重|எடை`,
  colour: `colour color colours colors shade|warna|颜色|நிற`,
  material: `material materials fabric made|bahan-buatan fabrik|材料 材质|துணி`,
  recommend: `recommend recommendation recommendations suggest suggestion suggestions advice best advise|cadang cadangan syor|推荐 建议|பரிந்துர`,
  compare: `compare difference differences different versus vs better|beza perbezaan banding|区别 比较 不同|வேறுபா ஒப்பி`,
  expire: `expire expires expired expiry expiration shelf-life valid validity best-before|luput tarikh-luput tamat|过期 有效期 保质期|காலாவதி`,
  call: `call calls phone dial ring telephone|panggil telefon|打电话 致电|அழைப்ப`,
  number: `number numbers digits code|nombor kod|号码 编号|எண்`,
  download: `download install installation app application|muat-turun pasang aplikasi|下载 安装 应用|பதிவிறக்க`,
  upload: `upload attach attachment import|muat-naik lampir|上传 附件|பதிவேற்ற`,
  share: `share sharing forward invite|kongsi jemput|分享 转发 邀请|பகிர`,
  find: `find search locate look-up lookup discover|cari jumpa|查找 搜索 找|தேட`,
  see: `see view show display check look|lihat tengok papar semak|查看 看 显示|பார்க்க`,
  stop: `stop end quit halt pause disable turn-off switch-off mute|berhenti henti tutup-suara|停止 关掉 暂停|நிறுத்த`,
  activate: `activate enable turn-on switch-on unlock|aktifkan hidupkan|激活 启用 开启|செயல்படுத்த`,
  confirm: `confirm confirmed confirmation verify verification verified approve approved|sahkan pengesahan|确认 验证 核实|உறுதிப்படுத்த சரிபார்`,
  limit: `limit limits maximum max cap most|had maksimum|限额 上限 最多 最大|வரம்ப அதிகபட்ச`,
  increase: `increase raise higher more upgrade boost improve|naik tambah-had tingkat|提高 增加 升级|உயர்த்த அதிகரி`,
  expensive: `expensive pricey overpriced costly|mahal|贵 太贵|விலைஉயர்`,
  car: `car cars vehicle auto automobile|kereta kenderaan|汽车 车|கார் வாகன`,
  fuel: `fuel gas petrol gasoline diesel|minyak petrol|汽油 加油|எரிபொருள்`,
  direction: `direction directions route way get-there map navigate|arah jalan laluan peta|路线 怎么走 怎么去 导航|வழி`,
  transport: `bus mrt train transport subway taxi grab|bas kereta-api pengangkutan|地铁 公交 巴士 交通|பேருந்த ரயில்`,
  website: `website site web webpage page url|laman-web laman|网站 网页 网址|இணையதள`,
  document: `document documents file files paper form forms|dokumen fail borang|文件 文档 表格|ஆவண`,
  reminder: `reminder reminders remind alarm alert|peringatan ingatkan penggera|提醒 闹钟|நினைவூட்ட`,
  calendar: `calendar schedule event events meeting meetings agenda|kalendar jadual acara mesyuarat|日历 日程 会议 活动|நாட்காட்டி அட்டவண`,
  list: `list lists|senarai|清单 列表|பட்டியல்`,
};

interface Entry {
  readonly concept: string;
  readonly words: readonly string[];
}

const ENTRIES: readonly Entry[] = Object.entries(CONCEPTS).map(([concept, words]) => ({
  concept,
  words: words.split(/[\s|]+/).filter(Boolean),
}));

// A word of two ideas stands for the first.
function collect(pattern: RegExp): ReadonlyMap<string, string> {
  const found = ENTRIES.flatMap(({ concept, words }) =>
    words
      .filter((word) => pattern.test(word))
      .map((word) => [normalize(word).replaceAll('-', ''), concept] as const),
  );
  return new Map(found.toReversed());
}

const LATIN = collect(/^[a-z-]+$/);
// "resending" of "resend": the other forms of a word mean the same.
const LATIN_STEMS: ReadonlyMap<string, string> = new Map(
  [...LATIN].map(([text, concept]) => [stem({ text, script: 'latin' }), concept] as const).toReversed(),
);
const HAN = collect(/^\p{Script=Han}+$/u);
// The longest front first: a card (கார்ட) is no car (கார்).
const TAMIL = [...collect(/^[\p{Script=Tamil}-]+$/u)].sort(([one], [other]) => other.length - one.length);
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

function conceptOf(word: Word): string | undefined {
  const { text, script } = word;
  if (script === 'latin') return LATIN.get(text) ?? LATIN_STEMS.get(stem(word));
  if (script === 'han') return HAN.get(text);
  return script === 'tamil' ? TAMIL.find(([front]) => text.startsWith(front))?.[1] : undefined;
}

/** A word, or two words that make one idea together ("same day"). */
export interface Phrase {
  readonly words: readonly Word[];
  readonly concept: string | undefined;
}

// "same day", "வேலை நாள்" (working day). One letter of the next word is none of it: a car's tyre (கார் டயர்) is no card (கார்ட).
function conceptOfBoth(word: Word, next: Word): string | undefined {
  if (word.script !== next.script) return undefined;
  const both = word.text + next.text;
  if (word.script === 'latin') return LATIN.get(both);
  if (word.script !== 'tamil') return undefined;
  return TAMIL.find(([front]) => front.length > word.text.length + 1 && both.startsWith(front))?.[1];
}

/** A text as its words, in order, with the idea that each stands for. */
export function readPhrases(text: string): readonly Phrase[] {
  const words = runs(text).flatMap((word) =>
    word.script === 'han'
      ? cutChinese(word.text).map((part): Word => ({ text: part, script: 'han' }))
      : [word.script === 'latin' ? { ...word, text: writeOut(word.text) } : word],
  );
  const phrases: Phrase[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [word, next] = [words[at], words[at + 1]];
    if (!word) break;
    const together = next && conceptOfBoth(word, next);
    if (next && together) {
      // Tamil's "work" in "working day" is no job: the two are one word.
      const isTamil = word.script === 'tamil';
      const one = { ...word, text: word.text + next.text };
      phrases.push({ words: isTamil ? [one] : [word, next], concept: together });
      at += 1;
    } else phrases.push({ words: [word], concept: conceptOf(word) });
  }
  return phrases;
}
