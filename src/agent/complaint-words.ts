// The lexicon of complaint, anger and haste in English, Singlish, Chinese, Malay and Tamil, in both of its spellings.

import {
  HASHTAG,
  ILLNESS,
  SIGNS_EN,
  SIGNS_MS,
  SIGNS_TA,
  SIGNS_ZH,
  STORIES_EN,
  STORIES_MS,
  STORIES_TA,
  STORIES_ZH,
} from './complaint-stories.ts';

// Matched on clauses as `plainText` and `clauses` leave them: lower case, no apostrophes or punctuation, simplified
// Chinese. Precision comes first: a harsh word counts only beside what it is said of, because customers also speak of
// terrible weather, bad smells and angry wives.

// What a business is blamed for.
const OURS_EN =
  '(?:you|u|your|ur|yr|service|services|staff|crew|experience|company|business|shop|store|support|delivery|driver|rider|courier|attitude|quality|product|food|order|orders|customer care|management|manager|cashier|communication|website|site|app|bot|chatbot|agent|rep|representative|reply|response|company|policy|place|outlet|brand|people|employees?|personnel|behaviou?r|treatment|job|restaurant|salon|clinic|hotel|cafe|bakery|airline|supplier|vendor|seller)';
const HARSH_EN =
  '(?:terrible|horrible|horrid|horrendous|awful|worst|pathetic|disgusting|unacceptable|ridiculous|disgraceful|appalling|atrocious|abysmal|inexcusable|unbelievable|useless|rubbish|lousy|shit|shitty|crap|crappy|shocking|outrageous|unprofessional|rude|arrogant|incompetent|disappointing|frustrating|infuriating|dreadful|hopeless|jialat|cui|trash|garbage|a scam|scammers?|cheats?|cheaters?|liars?|frauds?|crooks?)';
const VERY_EN =
  '(?:so|very|really|absolutely|totally|completely|simply|just|damn|bloody|fucking|freaking|extremely|truly|beyond|super|quite|sibei|utterly|the|such|a|an|all|such a|always|being|been|was|were|is|are|r)';
const VERBS_EN =
  '(?:make|making|file|filing|lodge|lodging|submit|submitting|raise|raising|register|launch|log|put in)';
const UPSET_EN =
  '(?:angry|furious|unhappy|displeased|dissatisfied|disappointed|frustrated|annoyed|fed up|pissed(?: off)?|irritated|disgusted|appalled|outraged|livid|buay tahan)';

const COMPLAINTS_EN = [
  `${VERBS_EN}(?: an?| my| this| the| some| 1)?(?: \\w+){0,2} (?:complaints?|complain|reclamation|grievance|recla\\w+ion)`,
  `(?:file|filing|lodge|lodging)(?: an?| my| this)?(?: customer| consumer| bloody)? claim`,
  `${VERBS_EN} (?:an? )?(?:customer|consumer) claim`,
  '(?:help|need|want|assistance|like|trying|have|got)(?: \\w+){0,3} mak(?:e|ing) an? claim$',
  '(?:claim|complaint|complain|report|case|action) against (?:you|your|ur|u|this|the)(?: \\w+)?',
  '(?:want|wan|wanna|like|need|have|going|trying|here|calling|writing) (?:to )?(?:2 )?complain(?! to (?:my|the landlord))',
  '(?:how|where|who)(?: \\w+){0,3} complain(?:t)?(?: about| on|$)',
  '(?:i|we)(?: am| are| m| re)? complain(?:ing)?(?: to| about)',
  '^(?:i have )?(?:a )?(?:formal |serious |big )?complaint(?: about| against| regarding| on|$)',
  '(?:report|complain|escalate|go|going)(?: \\w+){0,3} to (?:case|the police|police|consumer association|small claims(?: tribunal)?|nea|sfa|the media|stomp)',
  '(?:sue|suing) (?:you|u|your)|(?:see you in court|my lawyer|legal action)',
  '(?:leave|leaving|give|giving|write|writing)(?: you| u| your shop)?(?: an?)? (?:bad|1 star|one star|negative|0 star|zero star) (?:review|rating)',
  `${OURS_EN}(?: \\w+)?(?: ${VERY_EN}){0,4} ${HARSH_EN}`,
  `${HARSH_EN}(?: \\w+)? (?:customer )?${OURS_EN}`,
  `(?:this|that|it|its|it is|thats)(?: conversation| whole thing| situation| delay)?(?: ${VERY_EN}){1,4} ${HARSH_EN}(?! (?:weather|day|headache|cold|flu|traffic|smell|idea|stain|rain))`,
  `^(?:${VERY_EN} )*${HARSH_EN}(?: ever| sia| lah| leh| la)?$`,
  '(?:staff|driver|rider|cashier|agent|rep|representative|employee|waiter|waitress|he|she|they|guy|lady|manager|crew|uncle|auntie)(?: \\w+){0,3} (?:rude|disrespectful|arrogant|unprofessional|shouted at|scolded|yelled at|insulted|ignored me)',
  '(?:bad|poor|terrible|lousy|worst|pathetic|slow) (?:customer )?(?:service|attitude|experience)(?! (?:history|credit|if))',
  '(?:lack of|no) customer service|not (?:acceptable|helpful at all|working at all)|(?:cannot|cant|cmi) make it (?:service|standard)|service (?:damn |really |very |so |sibei )?(?:cmi|jialat|cui|suck|sucks|fail)',
  `(?:i am|im|i|we are|were|i feel|iam|i was|(?:very|so|really|extremely|super|damn|quite|terribly|most|totally)) (?:(?:very|so|really|extremely|super|damn|quite|terribly|just|totally|absolutely|getting|feeling|such) ){0,2}${UPSET_EN}(?! to (?:hear|see|know) (?:your|that you are))`,
  '(?:not|never|aint|isnt|wasnt|am not|im not|are not) (?:at all )?(?:happy|satisfied|pleased|impressed) (?:with|about|at all|by)',
  '(?:waste|wasted|wasting)(?: of)?(?: my| our| everyones)? (?:time|money)',
  '(?:never|wont|will not|not)(?: ever)? (?:\\w+ )?(?:buy|order|buying|ordering|come|coming|shop|use|using|deal|support|patroni[sz]e|return|fly|book|visit)(?:ing)?(?: \\w+){0,4} (?:again|anymore|any more|with you)',
  '(?:last|final) time (?:i|im|we|i am)(?: \\w+){0,2} (?:buy|buying|order|ordering|come|coming|shop|shopping)',
  '(?:lose|lost|losing) (?:my|a|our|me as a) (?:business|customer)|shame on (?:you|u)|(?:is|are|r|what|such|total|absolute|complete|just)(?: such)? a (?:joke|disgrace)$|(?:should be|so) ashamed|how dare you',
  '(?:you|u|you guys|you people|you all|yall)(?: have| all| guys)* (?:scam|scammed|cheat|cheated|lied|conned|ripped|rip)(?: to)? (?:me|us|people|customers?|my|off)|(?:i was|i got|i have been|i feel|been|got|kena) (?:cheated|scammed|conned|ripped off|lied to)(?: by (?:you|u|your)|$)|(?:what a|such a|total|day light|daylight) (?:rip off|ripoff|scam|joke|fraud|disgrace|robbery)',
  '(?:nobody|no one|noone|no body|not a single person)(?: is| has| ever| even| bothered to| bother to| will| can be bothered to){0,3} (?:answer\\w*|repl\\w+|respond\\w*|pick\\w* up|get\\w* back|care[sd]?|help\\w*)(?! (?:the|this|that) question)',
  '(?:sick|tired|sick and tired|fed up)(?: \\w+)? of (?:your|ur|you|this|waiting|these|calling|all this|the)',
  '(?:what kind of|what sort of|call this|you call this|call that) (?:lousy |rubbish |stupid )?(?:service|standard|company|shop|customer service|business)(?! (?:do you|are you|is it))',
  '(?:demand|i want) (?:an )?(?:explanation|apology|compensation)|(?:owe|owes) me (?:an )?(?:explanation|apology)',
  '(?:been|was|am|being|feel) (?:ignored|ignoring me)|why (?:are|r) (?:you|u)(?: guys| all)? ignoring|keep ignoring|(?:wait|waited|waiting) (?:until )?(?:neck long|long long)',
  'thanks for (?:nothing|ruining|wasting|causing|making (?:me|us) (?:wait|miss))|pick up (?:the|your|ur) (?:damn )?phone|(?:pay|paid) good money|(?:my|our) business elsewhere',
  'why (?:wont|dont|didnt|cant|never|u never|you never|nobody|no one)(?: (?:you|u|guys|all))* (?:help|answer|reply|respond|pick up|care)|(?:you|u|they|your \\w+)(?: (?:guys|all|people))* (?:arent|are not|never|dont|didnt|wont|not) (?:answer\\w*|repl\\w+|respond\\w*|pick\\w* up)',
  '(?:ruined|spoilt|spoiled)(?: \\w+){0,2} (?:day|party|birthday|wedding|event|celebration|dinner|night|anniversary|plans?)',
  '(?:misled|mislead|misleading|dishonest|false advertis\\w+)|(?:hang|hangs|hanging|hung) up on (?:me|us|customers)|much to be desired|could(?:nt)? care less|epic fail|screw(?:ed|ing)? (?:me|us) (?:over|up)|way to suck|(?:bad|terrible) business|sorry (?:isnt|is not) enough',
  `^(?:${VERY_EN} )*(?:frustrated|frustrating|disappointing|disappointed|dissatisfied|infuriating|annoyed|furious|disgusted|unhappy)$|(?:i|we)(?: \\w+)? aint happy`,
  '(?:shocked|disgusted|appalled|disappointed) (?:by|at|with|in) (?:the|your|ur|this|how|such|you)|(?:not|isnt|arent|wasnt|werent|never) (?:very |at all |even )?helpful',
];
const INSULTS_EN = [
  '(?:fuck|fucking|fucked|fuckers?|fking|fkin|fk you|wtf|stfu|bullshit|asshole|bastards?|bitch|motherfuckers?|goddamn|pissed off)(?! (?:good|great|nice|delicious|awesome|love|amazing|yum\\w*|shiok))',
  'bloody (?:hell|idiots?|stupid|useless|rude|slow|lousy|fool|rubbish|liars?|cheats?|terrible|awful|complaint|claim|consumer)',
  '(?:knn|kanina|kannina|knnccb|ccb|cb kia|cibai|chibai|cheebye|lanjiao|lan jiao|nabei|na beh|pui|ptui|puki mak|pukimak)',
  '(?:you|u|you all|yall|u all|you guys|you people|your \\w+|ur \\w+|this)(?: (?:is|are|r|so|such|a|an|all|bunch of|damn|really|bloody|fucking|full of))* (?:idiots?|stupid|morons?|useless|dumb|retard(?:ed)?|brainless|clowns?|siao|fools?|suck|sucks|sux)',
  '(?:stupid|dumb|useless|idiot|idiotic|brainless) (?:bot|chatbot|robot|machine|company|shop|staff|system|app|website|people|service|you)',
  '(?:go to hell|screw you|shut up|drop dead|damn you|damn it)',
];
const WEAK_EN = [
  'still (?:waiting|havent|have not|not|no|never|nothing)(?: \\w+)?',
  '(?:never|not|didnt|havent|hasnt|still havent|did not)(?: \\w+)? (?:received?|arrived?|came|come|delivered|replied|reply|responded|got|show(?:ed)? up)',
  '(?:no|without)(?: \\w+)? (?:reply|response|answer|communication|refund|update|help)',
  '(?:very|so|too|damn|super|really|always) (?:slow|late|bad|poor|long|inconvenient)',
  '(?:where is|wheres|give me|i want|return) (?:my|back my) (?:money|refund|order|parcel|cake)(?: back| now)?',
  '(?:wrong|missing|broken|damaged|spoi[lt]t?|spoiled|rotten|mouldy|expired|stale|smashed|dirty) (?:order|item|items|cake|parcel|food|product|one|again)',
  '(?:delayed|late|cancelled|waited|waiting|on hold|hold|wait)(?: \\w+){0,3} (?:\\d+|two|three|four|five|few|many|several) (?:hours?|hrs?|days?|weeks?|months?|times?)',
  '(?:been )?on hold(?: \\w+)?|hung up|(?:very|so|really|pretty) (?:inconvenient|disappointing|annoying)|(?:anyone|anybody|someone) (?:to help|answering)|(?:cant|cannot|couldnt|unable to) (?:reach|get (?:through|hold|ahold|a hold))',
  '(?:second|third|fourth|2nd|3rd|4th|nth|many) times?(?! discount)',
  '(?:answer me|reply me|do something|refund me|unfair|excuses|not fair)',
];

const COMPLAINTS_ZH = [
  '(?:我|我们|要|想|来|去|得|会|必须|一定|怎么|怎样|如何|哪里|向谁|准备|打算|正式)(?:要|想|可以|能|去|来|正式)*(?:投诉|举报|控诉|申诉)(?!电话|政策|流程|部|处理|记录|多不多)',
  '(?:投诉|举报)(?:你|你们|贵|这家|店|该|员工|司机|店员|一下|的是)|去(?:消协|消费者协会|消保会)|告你们|法庭见|律师信',
  '(?:给|要给|打|写)(?:你们?)?(?:个|一个|一)?(?:差评|一星|1星)|^差评$',
  '(?:态度|服务|质量|品质|体验|效率|客服|店员|员工|司机|送货|回复|味道|东西|管理)(?:真的|真是|实在|也|都|是|的|简直|未免|这么|那么|怎么|如此|有够|超级){0,3}(?:太|很|非常|超|极其|极|特别|真|好|挺|有点|相当)?(?:差|烂|恶劣|糟糕|糟|垃圾|恶心|敷衍|坑|无语|离谱|差劲|不行)(?!不|异|别|价|额|吗|么|评多)',
  '(?:太|真|实在|真是|简直|最|非常|有够|够)(?:是)?(?:差劲|差了|烂|垃圾|恶心|离谱|过分|坑人?|坑爹|恶劣|荒唐|不像话|气人|不负责任|没素质|欺负人|无耻|可恶|可恨|糟糕了)|(?:不像话|岂有此理|忍无可忍|莫名其妙|欺人太甚|无法接受|不可接受|不能接受)',
  '(?:什么|这种|这是什么)(?:破|烂|鬼|狗屁|垃圾)?(?:服务|态度|客服|公司|店)(?:嘛|啊|呀|$)|(?:破|烂|黑心|垃圾)(?:店|公司|服务|客服|产品|商家|平台|东西|餐厅)',
  '(?:骗子|骗人|骗钱|骗我|欺骗(?:我|顾客|消费者|客人)|坑我|坑钱|忽悠(?:我|人)|耍我|虚假宣传|无良|奸商|黑店)(?!吗|的电话|短信|冒充)',
  '(?:很|非常|太|超|十分|极度|好|真的|快|越来越|感到|让我|令人|都|要|真)(?:生气|愤怒|火大|恼火|失望|不满意?|不爽|郁闷|气愤|心寒|寒心)|气死(?:我|人)?了?|气炸|不满意你|对你们.{0,6}(?:失望|不满|有意见)',
  '浪费(?:我|我们|大家|人家)?的?(?:时间|金钱|钱)|(?:再也|以后|永远)(?:都|也)?不(?:会|要|想)?(?:再)?(?:来|买|光顾|订|去|用|相信)(?!得及)',
  '(?:我要|要求|必须|给我|请)(?:你们?)?(?:赔偿|赔钱|退一赔|给个?说法|道歉|给个?交代)|(?:给我|给个|要个|讨个)(?:说法|交代|公道)|还我(?:的)?钱|把钱(?:退|还)(?:给)?我',
  '等了?(?:这么|那么|很|好|太|半天|大半天|老半天|[一二两三四五六七八九十几\\d]+多?个?(?:小时|钟头|天|星期|礼拜|周|月))久?了?.{0,6}(?:还|都|也|仍)(?:没|不)',
  '(?:没|没有|都没)人(?:回复?我?|理我?|接(?:电话)?|管|处理|负责|答复)(?!吗)|(?:爱理不理|不理不睬|不闻不问|推卸责任|踢皮球|敷衍(?:我|了事)|胡说八道|废话连篇|鬼话)',
];
const INSULTS_ZH = [
  '他妈|妈的|操你|草泥马|傻[逼比叉]|煞笔|沙雕|神经病|混蛋|混账|王八蛋|去死|脑残|智障|白痴|(?:你|你们)?有病(?:吧|啊)|(?:给我)?滚(?:蛋|开|$)|人渣|畜生|狗屁|放屁|尼玛|你妹的|没用的(?:东西|机器人)|废物|蠢(?:货|材|蛋)|笨蛋|他奶奶的|nmd|tmd|sb$',
];
const WEAK_ZH = [
  '(?:还|一直|到现在|至今|都)(?:是)?没(?:有)?(?:收到|到|来|回复|回音|消息|送|退|处理|人|解决)',
  '(?:太|很|好|超|非常|这么|那么)(?:慢|晚|久|麻烦|贵|差|难吃|脏|硬|咸)',
  '(?:送错|发错|少送|漏送|漏了|坏了|坏的|碎了|烂了|发霉|过期|馊|变质|有头发|有虫|不新鲜|冷掉)',
  '(?:退钱|退款|解释|怎么回事|搞什么|什么意思|无语|第[二三四五2345]次|几次了|多少次|催了)',
];

const OURS_MS =
  '(?:servis|service|perkhidmatan|khidmat|layanan|staf|staff|pekerja|pengalaman|kualiti|sikap|attitude|kedai|syarikat|penghantaran|delivery|rider|pemandu|makanan|produk|barang|respon|jawapan|korang|kamu|awak|anda|korg|bot|sistem|pengurusan|kek)';
const HARSH_MS =
  '(?:teruk|terok|buruk|hampeh|hampas|sampah|biadap|biadab|kurang ajar|kurang hajar|mengecewakan|menyakitkan hati|tak guna|tak berguna|tidak berguna|x guna|bodoh|sombong|menyampah|mengarut|memalukan|tak profesional|tidak profesional|tak bertanggungjawab|tidak bertanggungjawab|hancur|fail|lembap|lembab|penipu|tipu|out)';
const VERY_MS =
  '(?:sangat|amat|betul|betul2|sungguh|memang|gila|giler|sgt|terlalu|punya|yang|yg|ini|ni|tu|itu|kat sini|di sini|anda|awak|korang|kamu|semua|dia|lah|la|paling|ada|cukup|begitu|tahap)';
const COMPLAINTS_MS = [
  '(?:nak|nk|mahu|mau|ingin|hendak|saya|kami|perlu|cara|macam mana|mcm mana|bagaimana|di mana|kat mana|boleh)(?: (?:saya|nak|nk|untuk|boleh|hendak|kami))* (?:buat |membuat |failkan |hantar |menghantar |kemukakan |mengemukakan |memfailkan )?(?:aduan|komplen|komplain|complain|complaint|mengadu|adukan|mengomplen|rungutan)',
  '(?:buat|membuat|failkan|hantar|kemukakan|laporkan) (?:satu )?(?:aduan|komplen|komplain|complaint)(?! (?:boleh|di mana))|(?:lapor|report|adu|mengadu|laporkan)(?: \\w+){0,3} (?:kpdn|kpdnhep|polis|tribunal|case|pihak berkuasa)|ambil tindakan undang|saman (?:korang|kamu|anda|awak|kedai)',
  `${OURS_MS}(?: ${VERY_MS}){0,4} ${HARSH_MS}`,
  `${HARSH_MS}(?:nya)?(?: ${VERY_MS}){0,3} ${OURS_MS}`,
  `^(?:${VERY_MS} )*(?:teruk|hampeh|sampah|biadap|mengecewakan|memalukan|menyakitkan hati)(?:nya)?(?: ${VERY_MS}){0,3}$|(?:biadap|biadab|kurang ajar)`,
  `(?:saya|aku|kami|sy|rasa|sangat|amat|betul betul|memang|sgt|sungguh|terlalu|cukup|dah) (?:(?:rasa|sangat|amat|betul|memang|sgt|sungguh|terlalu|cukup|dah|berasa|begitu) ){0,3}(?:kecewa|marah|geram|bengang|sakit hati|kesal|menyampah|naik angin|naik darah|meluat|menyesal (?:beli|order|datang))`,
  '(?:tak|tidak|x|tdk|kurang) (?:puas|berpuas) hati|(?:buang|membuang|bazir|membazir|membazirkan) (?:masa|duit|wang)',
  '(?:korang|kamu|anda|awak|kedai|korg|syarikat)(?: \\w+){0,2} (?:tipu|menipu|penipu|scam|scammer)|(?:kena|ditipu|rasa) (?:tipu|scam|ditipu)(?: oleh| dengan|$)|(?:penipu|scammer)$|jangan tipu',
  '(?:takkan|tak akan|tidak akan|xkan|serik|tak nak|tak mahu)(?: (?:saya|aku|nak|dah|mahu))* (?:beli|datang|order|pesan|guna|repeat|singgah)(?: \\w+){0,3} lagi|serik (?:dah|saya|beli|order)|(?:kali|last) terakhir saya',
  '(?:tiada siapa|takde siapa|tak ada orang|takde orang|tak ada siapa|sorang pun tak|xde orang)(?: (?:yang|pun|nak|mahu|yg))* (?:jawab|balas|layan|angkat|peduli|reply|tolong|respon)|(?:tak|tidak|x) (?:dilayan|dipedulikan)|(?:buat|sengaja) (?:tak tahu|tak dengar|bodoh)',
  '(?:pulangkan|bagi balik|kembalikan|pulang balik)(?: \\w+)? (?:duit|wang) (?:saya|aku|kami)|(?:apa|apa ke) (?:punya|jenis) (?:servis|service|kedai|perkhidmatan|layanan)|(?:servis|service|kedai) apa (?:ni|ini|macam ni)',
];
const INSULTS_MS = [
  '^bodoh(?: \\w+)?$|(?:bangang|bahlul|bengap|sial|sialan|celaka|bangsat|pukimak|puki|lancau|kepala hotak|haramjadah|haram jadah|mampus|pergi mati|anjing(?: betul| punya| kau)|babi (?:betul|punya|kau|la|lah)|macam babi|mcm babi|tolol|goblok)(?! (?:tak|tidak))',
];
const WEAK_MS = [
  '(?:masih|sampai sekarang|sampai hari ini|dah lama)(?: \\w+){0,2} (?:belum|tak|tidak|tunggu|menunggu|takde|tiada|x)',
  '(?:belum|tak|tidak|x)(?: \\w+)? (?:sampai|terima|dapat|dibalas|balas|jawab|reply|hantar|dijawab)',
  '(?:lambat|lama|teruk|slow|kotor|basi|busuk|rosak|pecah|salah|hancur)(?: (?:sangat|gila|giler|betul|sgt|nya))?',
  '(?:banyak kali|berapa kali|dua kali|tiga kali|kali ke|mana duit|mana refund|mana barang)',
];

const OURS_TA =
  '(?:சேவை|சர்வீஸ்|சர்வீஸ|அனுபவ|ஊழிய|டெலிவரி|விநியோக|உணவு|சாப்பாடு|கடை|தரம்|தரமா|நிறுவன|நடத்தை|பொருள்|பொருட்கள்|கேக்|கஸ்டமர்|வாடிக்கையாளர் சேவை|service|staff|delivery|shop|food|நீங்க|நீங்கள்|உங்க|உங்கள்|பதில்)';
const HARSH_TA =
  '(?:மோச|படுமோச|கேவல|மட்டமா|மட்டம்|கொடுமை|அசிங்க|தரமற்ற|தரமில்ல|தரம் இல்ல|சரியில்ல|சரி இல்ல|நல்லாவே இல்ல|நல்லாயில்ல|பொறுப்பில்லா|பொறுப்பற்ற|மரியாதை (?:இல்ல|கொடுக்க|தெரியா|இல்லா)|மரியாதையில்லா|திமிர்|ஏமாற்று|ஏமாத்து|ஏமாத்தி|ஏமாற்றி|மோசடி|வேஸ்ட்|waste|worst|வொர்ஸ்ட்|உருப்படா|படு மோச|வெறுப்பா|அலட்சிய)';
const COMPLAINTS_TA = [
  '(?:புகார்|புகாரை|புகாரளி|கம்ப்ளைன்ட்|கம்ப்ளெயின்ட்|complaint|முறையீடு)(?: \\S+){0,2} ?(?:செய்ய|கொடுக்க|குடுக்க|அளிக்க|ளிக்க|பண்ண|தர |தரணும்|தெரிவிக்க|சொல்ல|பதிவு|உள்ளது|இருக்கு|செய்வேன்|கொடுப்பேன்)|புகாரளிக்க|(?:போலீஸ|காவல்துறை|நுகர்வோர் (?:சங்க|மன்ற|நீதி))\\S*(?: \\S+){0,2} (?:போவேன்|புகார்|சொல்வேன்|செல்வேன்)',
  `${OURS_TA}\\S*(?: \\S+){0,4} ${HARSH_TA}\\S*`,
  `${HARSH_TA}\\S*(?: \\S+){0,2} ${OURS_TA}\\S*`,
  `^(?:ரொம்ப |மிகவும் |மிக |இது |ரொம்பவே |படு )*(?:மோச|கேவல|அசிங்க|கொடுமை|மட்டமா)\\S*$`,
  '(?:எனக்கு |நான் |ரொம்ப |மிகவும் |மிகுந்த |கடும் |பயங்கர |கடுமையான |செம )(?:\\S+ ){0,3}?(?:கோபம்|கோபமா|கோவம்|கோவமா|எரிச்சல|வெறுப்ப|அதிருப்தி|கடுப்ப|விரக்தி|மன உளைச்சல|ஏமாற்றமா|ஏமாற்றம்)\\S*',
  '(?:திருப்தி ?(?:இல்ல|யில்ல|அளிக்கவில்லை|தரவில்லை)|திருப்தியா(?:க)? இல்ல|அதிருப்தி)\\S*|(?:ஏமாற்றி|ஏமாத்தி|மோசடி செய்)(?:விட்டீர்|ட்டீங்க|ட்டீர்|னீங்க|னீர்|றீங்க|கிறீர்)\\S*|ஏமாத்த(?:ுறீங்க|ிட்டீங்க|ாதீங்க)|ஏமாற்றுகிறீர்கள்',
  '(?:நேரம்|நேரத்தை|பணம்|பணத்தை|காசு|காசை|டைம்|டைமை)\\S*(?: \\S+)? (?:வீண|வேஸ்ட்|waste|வீணாக்க|வீணடிக்க)\\S*|(?:இனி|இனிமேல்|இனிமே|மறுபடி|மீண்டும்|ஒருபோதும்)(?: \\S+){0,3} (?:வரமாட்டேன்|வர மாட்டேன்|வாங்க மாட்டேன்|வாங்கமாட்டேன்|ஆர்டர் பண்ண மாட்டேன்|வாங்கவே மாட்டேன்|வரவே மாட்டேன்)',
  '(?:யாரும்|யாருமே|ஒருத்தரும்|ஒருவரும்|யாரு‌ம்)(?: \\S+){0,2} (?:பதில் (?:சொல்ல|அளிக்க|தர)|எடுக்க|கண்டுக்க|கவனிக்க|உதவ)\\S*(?:ல|லை|ில்லை|மாட்டேங்|மாட்டார்)\\S*|(?:என்|எங்க|என்னோட|எனது) (?:பணத்தை|காசை|பணம்|காசு)(?: \\S+)? (?:திருப்பி|திரும்ப) (?:கொடு|குடு|தா)\\S*',
  '(?:complaint|complain|pugar|pugaar|puhar) (?:panna|pannanum|pananum|kudukka|kudukanum|kodukka|kodukanum|seiya|seyya)\\S*|(?:service|servis|staff|unga|ungal|ungaloda|delivery|food|saapadu|shop|kadai|neenga|anubavam|idhu|ithu)(?: \\S+){0,4} (?:mosam\\S*|romba mosam|kevalam\\S*|waste|sari ?illa\\S*|worst\\S*|asingam\\S*|mattam\\S*|emathu\\S*|yemathu\\S*|emaathu\\S*|mosadi)|(?:romba|padu|rombave) (?:mosam|kevalam|kaduppu|kaduppa|kovam|kovama|kobam|kobama|worst|erichal|yerichal)\\S*|^(?:mosam|kevalam|kaduppu|padumosam)\\S*$',
  '(?:enaku|enakku|naan|nan|semma|sema|bayangara)(?: \\S+){0,3} (?:kovam|kovama|kobam|kobama|kaduppu|kaduppa|erichal|yerichal|verupa|veruppa)\\S*|(?:emathi|yemathi|emaathi|yemaathi|ematti|yemathitinga|emathitinga)\\S*|(?:time|kaasu|panam|neram) (?:waste|veen)\\S*|(?:yaarum|yarume|yaarume|oruthar kooda)(?: \\S+){0,2} (?:reply|badhil|pathil|phone|respond)(?: \\S+){0,2} ?(?:pannala|panala|sollala|edukala|edukkala|illa)|(?:inime|inimel|ini)(?: \\S+){0,3} (?:vara ?maaten|varamaten|vaanga ?maaten|vangamaten|order panna ?maaten)',
];
const INSULTS_TA = [
  '(?:முட்டாள்|முட்டாப|லூசு|பைத்தியக்கார|நாய்ங்க|நாயே|பொறுக்கி|அயோக்கிய|ஃப்ராட்|பிராடு|திருட்டு(?:ப் ?பய| கும்பல்|க் ?கும்பல்| கடை)|செருப்பால|உருப்படாத|மூதேவி)\\S*',
  '(?:muttal|muttaal|loosu|paithiyakara\\S*|naaye|porukki|ayokkiya\\S*|thiruttu (?:pasanga|kumbal|kadai)|otha|oththa|punda|thevdiya\\S*|thevidiya\\S*|sunni da|koodhi|mutta punda|da venna)',
];
const WEAK_TA = [
  '(?:இன்னும்|இதுவரை|இன்னமும்)(?: \\S+){0,3} (?:வரல|வரவில்லை|கிடைக்கல|கிடைக்கவில்லை|இல்ல|பதில்)\\S*',
  '(?:ரொம்ப|மிகவும்|இவ்வளவு) (?:தாமத|லேட்|நேர|மெதுவா|ஸ்லோ)\\S*|(?:உடைஞ்ச|உடைந்த|கெட்டுப்|தப்பான|தவறான|பூஞ்சை)\\S*',
  '(?:innum|inum|ithuvarai|idhuvarai)(?: \\S+){0,3} (?:varala|varla|kidaikala|kidaikkala|illa|reply)\\S*|romba (?:late|slow|neram)\\S*|(?:odanju|udanju|kettu)(?: \\S+)? (?:pochu|poiruchu|irukku|iruku)',
];

// Not a complaint: a refusal directly before it, or a question about how complaints are dealt with in general.
const REFUSED_BEFORE =
  '(?:\\b(?:no|not|dont|do not|didnt|isnt|is not|im not|am not|never|cant|cannot|can not|without|nothing|neither|hardly|if|in case|what if|unless|when|whenever|should|suppose|avoid|prevent|less|arent|are not|wasnt|was not|hope|than)\\b(?: (?:i|we|you|u|am|im|is|it|its|the|a|an|any|to|have|had|want|wish|mean|here|really|that|your|trying|going|this|was|were|are|be|very|so|my|feel|at all|get|got|ever|made|make|one|of|some|customer|receives?|service|order|staff|food|delivery|product|experience|say|saying|calling)){0,5}|\\b(?:tak|tidak|x|bukan|jangan|tiada|takde|tanpa|kalau|jika|sekiranya|andai|takut|belum)\\b(?: (?:nak|ada|saya|mahu|pernah|sebarang|anda|awak|yang|untuk|sangat|berapa|nk|sy|barang|servis|hendak|ingin)){0,4}) ?$';
const REFUSED_ZH =
  '(?:不是|不想|不会|不要|不用|没有|没|无|别|并不|并非|不必|如果|要是|万一|假如|的话|怕|担心|会不会|有没有|避免|不)(?:人|什么|任何|被|来|要|想|再|对|去|我|你|你们|的|很|太|收到)*$';
const REFUSED_AFTER =
  '^ ?(?:procedure|policy|policies|process|form|forms|hotline|department|box|channel|letter template|handling|management|software|system|free)\\b|^(?: \\S+){0,2} ?(?:இல்லை|இல்ல|கிடையாது|வேண்டாம்|இல்லீங்க)$|^(?: \\S+){0,1} (?:illa|illai|illeenga|kidayathu|vendam|venam)$|^ ?(?:policy|dasar|prosedur|borang|hotline)';
const GENERAL =
  '^(?:is|are) (?:this|it|that|you)(?: \\w+){0,3} (?:scam|scammers?|fraud|cheats?)$|\\b(?:worst|useless) (?:selling|case|seller)\\b|\\b(?:how do you|how you|do you|who|how are|how long) (?:\\w+ )?(?:handle|deal with|manage|treat|process|resolve|respond to) (?:\\w+ ){0,3}(?:complaints?|unhappy|angry)|\\b(?:complaint|complaints|aduan) (?:policy|procedure|process|department|rate|hotline|form|number)\\b|(?:怎么|如何)处理.{0,4}投诉|投诉(?:政策|流程|率|多吗|多不多)|(?:dasar|prosedur|polisi) (?:aduan|komplen)|புகார் (?:கொள்கை|நடைமுறை)';

const HASTE = [
  '\\b(?:urgent|urgently|asap|right now|immediately|emergency|hurry|quickly|as soon as possible|chop chop|faster lah|in a rush|last minute)\\b',
  '紧急|很急|急用|着急|赶时间|马上|立刻|立即|尽快|快点|赶快|急死|十万火急|急需',
  '\\b(?:segera|cepat|cepatlah|kecemasan|urgent|secepat mungkin|sekarang juga|terdesak)\\b',
  'அவசர|உடனடி|உடனே|சீக்கிரம்|விரைவாக|\\b(?:avasaram|udane|udaney|seekiram|sikiram)\\b',
];

const anyOf = (sources: readonly string[], isWord: boolean): string =>
  isWord
    ? `(?<![\\p{L}\\p{M}\\p{N}])(?:${sources.join('|')})(?![\\p{L}\\p{M}\\p{N}])`
    : `(?:${sources.join('|')})`;
// Tamil endings vary, so that its words are open at the end; Chinese has no ends.
const matcher = (latin: readonly string[], open: readonly string[]): RegExp =>
  new RegExp(`${anyOf(latin, true)}|${anyOf(open, false)}`, 'gu');

export const COMPLAINT = matcher(
  [...COMPLAINTS_EN, ...STORIES_EN, ...COMPLAINTS_MS, ...STORIES_MS],
  [...COMPLAINTS_ZH, ...STORIES_ZH, ...COMPLAINTS_TA, ...STORIES_TA],
);
export const ILL = matcher([ILLNESS.en, ILLNESS.ms], [ILLNESS.zh, ILLNESS.ta]);
export const INSULT = matcher([...INSULTS_EN, ...INSULTS_MS], [...INSULTS_ZH, ...INSULTS_TA]);
export const DISPLEASURE = matcher(
  [...WEAK_EN, ...SIGNS_EN, ...WEAK_MS, ...SIGNS_MS],
  [...WEAK_ZH, ...SIGNS_ZH, ...WEAK_TA, ...SIGNS_TA],
);
/** On the message as written: what is behind a hash mark. */
export const HASH_MARKED = new RegExp(`#${HASHTAG}`, 'iu');
export const IN_HASTE = new RegExp(HASTE.join('|'), 'u');
export const REFUSAL_BEFORE = new RegExp(`${REFUSED_BEFORE}|${REFUSED_ZH}`, 'u');
export const REFUSAL_AFTER = new RegExp(REFUSED_AFTER, 'u');
export const ABOUT_COMPLAINTS = new RegExp(GENERAL, 'u');
