// Words that say nothing about what is asked. Queried and stored text lose the same ones, whatever their language.

const ENGLISH = `a an the and or but nor if so then than as at by for from in into of off on onto out over to up with
 without about is am are was were be been being do does did doing done have has had having can could will would shall
 should may might must not no yes i me my mine we us our ours you your yours he him his she her hers it its they them
 their theirs this that these those here there what which who whom whose when where why how whether much many any some
 all each every both few more most other such only own same too very just also again still even ever already above below under
 myself yourself himself herself itself ourselves themselves
 dont doesnt didnt cant cannot couldnt wont wouldnt isnt arent wasnt werent hasnt havent im ive id ill youre youve
 theyre thats whats wheres hows lets gonna wanna s t d m ll re ve u ur r pls plz please kindly hi hello hey dear
 thanks thank thx ok okay hmm oh sir madam am may`;

// Singlish particles, and what they hang on: "can or not", "got stock meh".
const SINGLISH = `ah aiyo alamak bo eh hah hor la lah leh liao lor lorh ma mah meh nia one one's sia siah wah walao wor
 yah ya izzit issit anot onot got oso den coz cos bro sis boss uncle auntie`;

const MALAY = `ada adakah adalah agar akan aku anda antara apa apabila apakah atas atau awak bagaimana bagaimanakah bagi
 bahawa banyak beberapa begitu belum berapa berapakah bila bilakah boleh bolehkah dah dalam dan dapat dapatkah dari
 daripada dengan dgn di dia diri encik gimana hendak hendaklah hanya ia ialah ini itu jadi jika juga kah kalau kami
 kamu kan ke kenapa kepada kerana kita kpd lagi lain lah macam mana manakah maka mahu masih mereka mengapa nak ni nya
 oleh pada para perlu perlukah pula pun puan saja saya sahaja sangat satu se sebagai sebelum secara sedang sekali
 selepas semasa seorang seperti serta siapa sila sini situ suatu sudah supaya tak tapi telah tentang tentu terhadap
 tersebut tetapi tidak tu untuk utk yang yg ya tolong terima kasih selamat hai helo paling`;

const TAMIL = `ஒரு என்று மற்றும் இந்த இது என்ற கொண்டு என்பது பல ஆகும் அல்லது அவர் நான் உள்ள அந்த இவர் என முதல் என்ன
 இருந்து சில என் போன்ற வேண்டும் வந்து இதன் அது அவன் தான் பலரும் என்னும் மேலும் பின்னர் கொண்ட இருக்கும் தனது உள்ளது போது
 என்றும் அதன் தன் பிறகு அவர்கள் வரை அவள் நீ ஆகிய இருந்தது உள்ளன வந்த இருந்த மிகவும் இங்கு மீது ஓர் இவை இந்தக் பற்றி
 வரும் வேறு இரு இதில் போல் இப்போது அவரது மட்டும் இந்தப் எனும் மேல் பின் சேர்ந்த ஆகியோர் எனக்கு இன்னும் அந்தப் அன்று ஒரே
 மிக அங்கு பல்வேறு விட்டு பெரும் அதை பற்றிய உன் அதிக அந்தக் பேர் இதனால் அவை அதே ஏன் முறை யார் என்பதை எல்லாம் மட்டுமே
 இங்கே அங்கே இடம் இடத்தில் அதில் நாம் அதற்கு எனவே பிற சிறு மற்ற விட எந்த எனவும் எனப்படும் எனினும் அடுத்த இதனை இதை கொள்ள
 இந்தத் இதற்கு அதனால் தவிர போல வரையில் சற்று எனக் நீங்கள் உங்கள் உங்களிடம் எங்கள் எங்கே எப்போது எப்படி எவ்வளவு எத்தனை
 எது உண்டா உள்ளதா இருக்கிறதா இருக்கா முடியுமா முடியும் செய்ய செய்கிறீர்களா செய்வீர்களா தயவுசெய்து வணக்கம் நன்றி நாங்கள்
 உங்களுக்கு எனது ஆம் இல்லை ஆனால் கிடைக்குமா கிடைக்கும் கொள்வது கொள்ளலாம் ஏற்கிறீர்களா ஏற்பீர்களா மூலம் மூலமாக வழியாக
 ஆகும் ஆகுமா வேணும் வேணுமா இருக்கு கூட`;

// Tamil as it is typed in Latin letters.
const TANGLISH = `enna iruka irukka iruku irukku unga ungal enaku enakku ungalukku venum venuma vendum mudiyuma pannalama
 panna pannunga pannuveenga pannuvingala seiya oru indha intha andha antha innum epdi eppadi sollunga`;

const CHINESE = `的 了 吗 呢 吧 啊 呀 嘛 哦 哈 啦 是 在 有 我 你 您 他 她 它 们 我们 你们 您们 他们 她们 这 那 这个 那个 这些 那些 这里
 那里 哪里 哪儿 哪 哪个 哪些 什么 怎么 怎样 怎么样 如何 为什么 谁 几 多少 多 和 与 及 或 或者 还是 还 也 都 就 才 又 再 很 太 更 最
 不 没 没有 有没有 是否 是不是 可以 可不可以 能 能不能 能否 会 会不会 要 想 想要 请 请问 一下 一个 个 把 被 给 对 从 到 向 于 以 为
 因为 所以 如果 但是 而 之 其 只 着 过 得 地 上 下 里 中 去 来 说 让 需要 应该 谢谢 你好 您好 知道 告诉`;

const STOP_WORDS: ReadonlySet<string> = new Set(
  [ENGLISH, SINGLISH, MALAY, TAMIL, TANGLISH, CHINESE].flatMap((words) => words.split(/\s+/).filter(Boolean)),
);

/** @param word as `normalize` writes it. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

// What customers say in nearly every question: it counts, but little.
const LIGHT_WORDS: ReadonlySet<string> = new Set(
  `accept accepts sell sells selling buy buying want wants wanted need needs give get gets getting make makes find tell know help ask
  use using take takes go going come coming see show offer provide let look looking possible anything something
  someone thing things way time times day today now tomorrow shop store first new good best long near nearest food
  jual menjual beli membeli cari mencari minta guna pakai tahu beritahu bantu kedai sekarang hari esok lama dekat terdekat makanan
  卖 买 购买 找 帮 帮忙 用 拿 做 店 商店 今天 现在 明天 时候 多久 几天 几点 多少钱 附近 最近 食物
  விற்கிறீர்களா விற்பனை வாங்க வாங்கலாம் தெரியுமா சொல்லுங்கள் கடை கடையில் kadai kadaiyil இன்று நாளை நாள் நாட்கள் அருகில் உணவு உணவா`
    .split(/\s+/)
    .filter(Boolean),
);

export function isLightWord(word: string): boolean {
  return LIGHT_WORDS.has(word);
}

/** English or Malay, by the small words of each: the two share one script. */
export function countSmallWords(words: readonly string[]): {
  readonly english: number;
  readonly malay: number;
} {
  return {
    english: words.filter((word) => ENGLISH_SET.has(word)).length,
    malay: words.filter((word) => MALAY_SET.has(word)).length,
  };
}

const ENGLISH_SET: ReadonlySet<string> = new Set(ENGLISH.split(/\s+/));
const MALAY_SET: ReadonlySet<string> = new Set(MALAY.split(/\s+/));
