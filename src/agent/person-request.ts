// Whether a customer asks for a human being, in any of the languages and anywhere in the message.
import { clauses, wordsOnly } from './plain-text.ts';

// Words are matched on clauses without punctuation. "Strong" nouns can only mean a person who serves; "someone" or
// "orang" count only after a verb of talking.
const STRONG_EN =
  '(?:(?:real|live|actual|proper|damn|goddamn|bloody|fucking|non robotic) (?:\\w+ )?(?:human|person|people|agent|one|employee|assistant)|another (?:\\w+ )?(?:human|person|agent|employee|assistant)|human(?: being| agent| staff| support| help)?s?|agent|manager|supervisor|operator|representative|rep|customer (?:service|care|support)(?: staff| officer| agent)?|staff(?: member)?|person in charge)';
const ANY_EN = `(?:${STRONG_EN}|someone|somebody|(?:a|any|your|the) (?:person|people|team|owner|boss)|your (?:side|colleagues?)|real people|people|owner|boss|founders?|employees?|assistant|anyone|anybody)`;
const NOT_A_PERSON =
  '(?! (?:resources?|discounts?|prices?|pricing|fees?|rates?|meals?|uniforms?|gifts?|hair|food|grade|consumption|hampers?|orders?|appreciation|pantry|coffee|party|events?|lunch|welfare|packs?|boxes|else))';
const ENGLISH = [
  `(?:talk|speak|speaking|chat|chatting|talking|connect|transfer|escalate|forward|pass|hand|put|redirect|complain)(?: (?:me|us|this|it|over|on|through|directly|in person)){0,3} (?:to|with|2) (?:(?:a|an|the|your|my|any|some|one of your|one of the) )?${ANY_EN}`,
  `(?:contact|contacting|reach|reaching|get hold of) (?:(?:a|an|the|your) )?(?:someone|somebody|person|anyone|assistant|support|people)$`,
  `(?:talk|speak|chat|connect)(?: me)? (?:an|a) (?:agent|assistant|human|operator|person)`,
  `(?:talk|talking|speak|speaking|chat|chatting) (?:to|with) (?:someone|somebody|anyone) else`,
  `(?:get|bring|put)(?: me)? (?:someone|somebody|anyone)(?: else)? (?:on the (?:line|phone)|here)`,
  `^(?:can |could |will |please |pls |you |u |someone |just )*(?:call|phone|ring|call back|callback) me(?: back| please| pls| now| asap)*$`,
  `^(?:i )?(?:need |want )?(?:a )?(?:live |real )?(?:person|human|someone|agent) to (?:talk|speak|chat|answer)(?: to| with)?(?: me)?$`,
  `(?:need|want|wan|get|find|call|prefer|request|contact|contacting|connecting|reach|ask for|have|bring|give|gimme|see)(?: me| us| in)?(?: (?:a|an|the|your|some|any|to be))? ${STRONG_EN}`,
  `(?:need|want|get) (?:help|an? (?:answer|reply)) from (?:a |an |the |your )?${ANY_EN}`,
  `(?:any|is there an?|got|is an?) (?:${STRONG_EN}|person)(?: (?:here|there|available|around|online|i can (?:talk|speak|chat) (?:to|with)))?$`,
  `(?:${ANY_EN}|person) (?:that |who |whom )?i can (?:talk|speak|chat) (?:to|with)`,
  `(?:can|could|may|get|have|ask|let) (?:(?:your |the |a |any |one of your )?${ANY_EN}|(?:a|the) person) (?:please |pls |to )?(?:call|contact|reply|answer|talk|speak|chat|attend)(?: (?:to |with )?(?:me|us|my))`,
  `(?:talk|speak|chat) (?:to|with) (?:a |an )?(?:human|person|agent|staff)`,
].map((source) => `\\b(?:${source})\\b${NOT_A_PERSON}`);

const NOUN_ZH = '(?:人工|真人|客服|店员|经理|主管|老板|负责人|工作人员|员工|职员|专人|你们的人|活人)';
const CHINESE = [
  `(?:转接?给?|接|换|找|叫|联系|呼叫|需要|想要|我要|要|给我|帮我)(?:我|到|成|去|你们|你们的|您们|贵店|在线|一下|一?个|一?位|帮我|找|叫|转|接){0,3}${NOUN_ZH}(?!送|色素|香|甜|费|智能|合成|价|折|电话|号码|礼)`,
  `[和跟与同让请]你?们?的?(?:一?个|一?位)?(?:真?人|${NOUN_ZH})(?:来|直接|当面)?(?:说|讲|谈|聊|沟通|对话|联系|通话|回复|回答|处理|帮我)`,
  '(?:找|叫|派|换|安排)(?:一?个|一?位)?真?人(?:来|过来|跟我|和我|帮我|回复|说话|讲话|处理|$)',
  `有(?:没有)?(?:一?个|一?位)?(?:真人|人工|活人|人工客服|真人客服)(?:可以|能|在)?[吗么嘛]?$`,
];

const NOUN_MS =
  '(?:orang|org|manusia|staf|staff|ejen|agent|agen|pengurus|manager|penyelia|pekerja|pegawai|wakil|petugas|kakitangan|operator|khidmat pelanggan|seseorang|sesiapa|bos|human)';
const STRONG_MS = NOUN_MS.replace('orang|org|', '(?:orang|org) (?:sebenar|betul|hidup)|');
const MALAY = [
  `(?:cakap|ckp|bercakap|berbual|sembang|chat|bincang|berbincang|berhubung|berurusan)(?: (?:terus|sikit|sekejap|je))? (?:dengan|dgn|ngan|sama|kat|kepada)(?: (?:seorang|salah seorang|mana mana)){0,2} ${NOUN_MS}`,
  `(?:sambung|sambungkan|hubungkan|pindahkan|transfer|serahkan|lulus|tukar|tukarkan|alihkan|rujuk)(?: (?:saya|aku|kami|chat|perbualan|ini|ni|terus)){0,3} (?:kepada|ke|dengan|dgn|pada|kat)(?: seorang)? ${NOUN_MS}`,
  `(?:panggil|panggilkan|carikan|hubungi|jumpa|berjumpa|bagi|nak|nk|mahu|mau|minta|mintak|perlu|perlukan)(?: (?:saya|aku|jumpa|bantuan|seorang|jawapan|dari|daripada|dengan)){0,3} ${STRONG_MS}`,
  `ada (?:tak )?(?:orang sebenar|orang betul|staf|manusia|ejen) (?:yang )?(?:boleh|tak|ke|kat sini)`,
].map((source) => `\\b(?:${source})\\b(?! (?:diskaun|discount|harga|gaji|meal))`);

const NOUN_TA =
  '(?:மனித|மனுஷ|மனுச|ஊழிய|பணியாள|முகவ|மேலாள|மேனேஜ|ஆளிட|ஆளுட|ஆளோட|ஆள்|ஆளை|ஆட்க|நபர|அதிகாரி|யாரிட|யாருட|யாரோட|யார்கிட்ட|யாராவது|யாரையாவது|ஏஜென்ட|ஏஜன்ட|ஸ்டாஃப|ஸ்டாப்|கஸ்டமர் (?:சர்வீஸ்|கேர்)|வாடிக்கையாளர் சேவை|staff|human|agent|manager)';
const TAMIL = [
  `${NOUN_TA}\\S*(?: \\S+){0,2} (?:பேச|பேசு|பேசண|கதைக்க|தொடர்பு|இணை|கனெக்ட்|மாற்ற|மாத்து|கூப்பிட|அழை|வரச்)`,
  `(?:மனித|மனுஷ|ஊழிய|பணியாள|முகவ|மேலாள|மேனேஜ|ஏஜென்ட|உண்மையான (?:ஆள|மனித|நபர)|ஆள்|ஆளு|human|agent|staff)[^\\s]* (?:வேண்டும்|வேணும்|தேவை(?!ப்படா|யில்லை)|கொடுங்க|தாங்க|இருக்காங்களா|இருக்கிறார்களா)`,
  '(?:manush\\S*|manidhar\\S*|manithar\\S*|aal|yaar\\S*|staff|oozhiyar\\S*)(?: kitta| kita| kooda| oda| udan)?(?: oru)? pesa',
];

const REQUEST = new RegExp([...ENGLISH, ...CHINESE, ...MALAY, ...TAMIL].join('|'), 'gu');

// A short call and nothing else in the clause: "human pls", "真人客服", "staf je".
const COURTESY =
  /(?<![\p{L}\p{M}\p{N}])(?:please|pls|plz|plss|lah|la|leh|lor|ah|now|hi|hello|hey|sir|can|ok|okay|i|want|need|only|just|a|an|the|real|live|quick|thanks|thank you|tolong|sila|boleh|ya|je|jer|saja|sahaja|kejap|sekarang|nak|mahu|ke|tak|ஒரு|ப்ளீஸ்|தயவு செய்து|தயவுசெய்து)(?![\p{L}\p{M}\p{N}])|^请|[吗啊呀吧谢]+$/gu;
const SHORT_CALL =
  /^(?:human(?: agent| being| support| staff| person| help)?s?|agent|person|operator|representative|rep|manager|supervisor|staff|customer (?:service|care|support)|live chat|人工|真人|人工客服|真人客服|人工服务|在线客服|客服|客服人员|转人工|找客服|经理|店员|manusia|staf|ejen|pengurus|orang|orang (?:sebenar|betul)|khidmat pelanggan|operator manusia|மனிதர்|ஊழியர்|ஆள்|மேலாளர்|முகவர்|ஏஜென்ட்|வாடிக்கையாளர் சேவை)$/u;

// Refusing the bot is asking for a person.
const NO_BOT =
  /\b(?:dont|do not|not|no more|hate|sick of|tired of|no) (?:(?:want|wanna|like|to|talk|talking|speak|speaking|chat|chatting|with|a|an|the|this|your) ){0,6}(?:bots?|chatbots?|robots?|machines?|ai)\b(?! or )|不(?:要|想)(?:再)?(?:[和跟与](?:你这?个?)?)?机器人|\b(?:tak nak|tak mahu|taknak|tidak mahu|x nak|bukan nak) (?:(?:cakap|bercakap|chat|dengan|dgn) ){0,3}(?:bot|robot|mesin)\b|(?:பாட்|போட்|ரோபோ|இயந்திர)\S*(?: பேச\S*)? (?:வேண்டாம்|விரும்பவில்லை|பிடிக்கல)/u;

// "No need to transfer me": a refusal directly before the request, with nothing but small words between.
const REFUSED_BEFORE =
  /(?:(?<!why |y )\b(?:no need|dont|do not|not|never|without|instead of|rather than|dun|neednt|do i (?:need|have)|must i|no)\b(?: (?:want|wanna|wan|need|wish|have|like|to|for|you|me|be|go|necessary|ask|asking|please|pls|really|actually|yet|a|an|the|any))*|\b(?:tak|tidak|x|jangan|usah|tanpa|bukan|taknak|tk)\b(?: (?:perlu|payah|nak|mahu|usah|mau|untuk|saya|lagi|sampai|bagi))*) ?$/u;
const REFUSED_ZH = new RegExp(
  `(?:不用|不要|不必|无需|别|不需要|不想|没必要|毋需|不|用不着)(?:再|帮我|给我|把我|为我|去|你|您|和|跟|与|要|转接?|接|找|叫|换|联系|请|到|成|一?个|一?位|给)*(?:${NOUN_ZH}|真?人)`,
  'u',
);
const REFUSED_AFTER = /வேண்டாம்|வேணாம்|தேவையில்லை|தேவை இல்லை|அவசியமில்லை|அவசியம் இல்லை|விரும்பவில்லை|vendam|venam/u;

/** `plain` is a message as `plainText` leaves it. Refusals ("不用转人工") and questions about us do not count. */
export function asksForPerson(plain: string): boolean {
  return clauses(plain).some(isRequest);
}

function isRequest(clause: string): boolean {
  if (NO_BOT.test(clause)) return true;
  if (SHORT_CALL.test(wordsOnly(clause.replace(COURTESY, ' ')))) return true;
  if (REFUSED_ZH.test(clause)) return false;
  REQUEST.lastIndex = 0;
  // Not `matchAll`: it copies the expression, which costs far more than matching it.
  for (let match = REQUEST.exec(clause); match; match = REQUEST.exec(clause)) {
    const before = clause.slice(0, match.index);
    const after = clause.slice(match.index);
    if (!REFUSED_BEFORE.test(before) && !REFUSED_AFTER.test(after)) return true;
  }
  return false;
}
