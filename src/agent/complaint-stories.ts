// Complaints that name no complaint: a failure told with blame, a wait told in hours, bitter thanks, a warning to others.

// Read as complaint-words.ts is: clauses in lower case, without punctuation. Groups are of one kind of telling each.

const MANY =
  '(?:\\d+|an|two|three|four|five|six|seven|eight|ten|few|several|many|couple of|over \\d+|almost \\d+|half an)';
const HOURS = `${MANY}(?: and \\w+)? ?(?:plus |more |whole |damn |bloody |solid |straight )?(?:hours?|hrs?|hr)`;
const LONG = `${MANY}(?: \\w+)? ?(?:hours?|hrs?|hr|days?|weeks?|wks?|months?|mins?|minutes?)`;
const WAITED =
  '(?:on hold|waiting|waited|wait|sitting|sat|stuck|stranded|queue(?:d|ing)?|standing|delay(?:ed)?|held up)';
const STAFF =
  '(?:staff|driver|rider|courier|cashier|agents?|reps?|representatives?|employees?|waiter|waitress|manager|supervisor|crew|attendants?|receptionist|operator|officer|salesman|salesperson|nurse|doctor|technician|therapist|stylist|tutor|guard|cleaner|mechanic|boss|uncle|auntie|personnel|guy|lady|he|she|they)';
const HARMED =
  '(?:cancel+ed|delayed|lost|broke|damaged|ruined|messed up|screwed up|screwing|screwed|destroyed|smashed|threw|throw|dumped|squashed|forgot|misplaced|overcharged?|cheat|ignore|insult|double charged|charged (?:me|us) twice|left (?:me|us)|ignored|kicked|dumped|abandoned|stranded|delay)';
const MINE = '(?:my|our|me|us|everyone|all (?:my|our)|all of (?:my|our)|customers?|people)';

const ILL_EN =
  '(?:swell(?:s|ing|ed)?|swollen|rash(?:es)?|hives|itch(?:y|ing|es)?|allergic reaction|allergy attack|(?:got|became) allergic(?! to)|vomit(?:ed|ing|s)?|puk(?:ed|ing)|breathless|(?:cannot|cant|hard to|difficulty|trouble) breath\\w*|(?:fell|feel|feels|feeling|felt|very|so) (?:sick|unwell|ill|giddy)|(?:stomach|tummy) ?ache|diarrh?oea|(?:went|(?:had|have|need) to go|going|sent|rushed|brought|now in|ended up)(?: \\w+){0,3} hospital|chok(?:ed|ing))';

/**
 * Somebody is ill from what they ate of ours: that is for a person, whatever the knowledge says of ingredients. Told in
 * more than one clause as a rule, so it is looked for across them. Who asks whether they would be ill tells no story.
 */
export const ILLNESS = {
  en: `(?<!if (?:\\w+ ){0,2})(?:ate|drank|after (?:eating|drinking)|had (?:your|ur))(?: \\w+){0,10} ${ILL_EN}`,
  ms: '(?:(?:lepas|selepas) (?:makan|minum)(?! ubat)|termakan|terminum|(?:makan|minum)(?: \\w+){0,3} (?:tadi|semalam))(?: \\w+){0,8} (?:bengkak|ruam|gatal|alahan|alergi|muntah|sesak nafas|pening|sakit perut|cirit|masuk hospital)',
  zh: '(?:吃|喝)(?:了|完|过)(?!.{0,2}药)(?:(?!(?<!一)会|没(?!多久|几|好)|如果|要是|万一).){0,12}(?:过敏(?:了|反应)|起疹|红疹|肿(?:了|起来)|发痒|吐了|不舒服|喘不过气|呼吸困难|进医院|送医院|拉肚子|呕吐|肚子痛|食物中毒|住院)(?!的?吗)',
  ta: '(?:சாப்பிட்ட|குடிச்ச|குடித்த)(?!ால|ா(?!\\S))\\S*(?: \\S+){0,6} (?:வீங்க|வீக்க|அரிப்ப|அரிக்க|தடிப்ப|வாந்தி|வயிற்று ?வலி|வயித்து ?வலி|மூச்சு|ஆஸ்பத்திரி|மருத்துவமனை|அலர்ஜி ஆ)\\S*',
};

/** Each says it outright. */
export const STORIES_EN = [
  // A wait, in hours.
  `${WAITED}(?: \\w+){0,4} ${HOURS}(?! (?:away|notice|if|ok|before))`,
  `${HOURS}(?: \\w+){0,3} (?:on hold|delay(?:ed)?|late|wait|waiting|queue|on the tarmac|stuck|and counting|without)(?! (?:time|list|room))`,
  `${LONG} (?:and counting|and still (?:no|nothing|waiting|not)|and nothing|and no (?:reply|response|answer|update|news|one))`,
  '(?:second|third|fourth|fifth|sixth|[2-9](?:nd|rd|th)|consecutive|another) (?:straight |consecutive |whole )?(?:day|night|week|time|delay|flight|order|parcel)(?: in a row)?(?: \\w+){0,3} (?:without|with no|delayed|late|wrong|cancelled|missing)',
  '(?:still|been|being) (?:\\w+ )?(?:stuck|stranded|trapped|sitting|standing) (?:here|there|at|on|in|outside|since)|(?:are|am|now|left) (?:\\w+ )?(?:stuck|stranded|trapped) (?:here|there|at|on|in|outside|since)(?! (?:traffic|customs|a meeting|a jam))',
  // What you did to me.
  `(?:you|u|you guys|you all|they|your \\w+|\\w+ staff|company|shop|driver)(?: (?:just|all|have|had|guys|really|also|again|always|keep|totally|completely|basically|royally|even|are|r|chose to|chosen to|managed to))* ${HARMED} ${MINE}`,
  `(?:caus(?:ed|ing)|made|making|make|forc(?:ed|ing))(?: ${MINE})(?: to)? (?:miss|late|wait|lose|pay (?:again|twice|extra|more)|suffer|stand|sleep|cry|look)`,
  '(?:going to|gonna|will|made us|made me) miss (?:a|my|our|the) (?:wedding|party|funeral|birthday|meeting|connection|flight|event|exam|appointment|celebration|dinner)',
  '(?:why|how)(?: \\w+)? (?:did|have|do|would|could|must|can) (?:you|u|they|your \\w+)(?: guys| people| all)? (?:cancel|delay|lose|ruin|ignore|charge|overcharge|refuse|chosen|chose|keep|make (?:me|us|people|it so))',
  '(?:i|we)(?: am| are| m| re)? (?:being|was|were|got|been|have been|feel)(?: \\w+)? (?:told no|charged twice|overcharged|kicked|scolded|yelled|shouted|insulted|humiliated|ignored|passed around|sent away|turned away|hung up|screwed|left hanging|bounced|given the runaround|treated like)',
  '(?:refuse|refus(?:ed|es|ing)|would not|wouldnt|wont|unwilling|failed|declined|not willing|not bothered|couldnt be bothered) to (?:help|refund|assist|let (?:me|us)|put|listen|talk|speak|serve|give|replace|exchange|answer|compensate|take responsibility|deliver|even)',
  '(?:lie|lied|lies|lying) to (?:me|us|you|customers?|people|my face|our faces?)|(?:false|empty|broken) promises?|promised(?: \\w+){0,6} (?:but|never|nothing)|(?:excuse after excuse|same excuse|lame excuse)s?',
  `${STAFF}(?: \\w+){0,4} (?:combative|rude(?:ly)?|rough|(?:shout|yell|scold|swear|laugh)(?:ed|s|ing)?(?: (?:at|me|us)|$)|insult(?:ed|ing)?|mocked|hostile|nasty|condescending|sarcastic(?:ally)?|unhelpful|clueless|careless|dismissive|attitude problem|black face|rolled (?:his|her|their) eyes|walked away|walked off|slammed|argued|couldnt care|dont care|didnt care|do not care|did not care)`,
  '(?:with|got|met with|gave me) (?:a |an )?(?:scolding|black face|bad attitude|lecture|attitude)(?: |$)',
  '(?:been |was |were |being |get |got |felt )?treated (?:so |this |very |really |extremely )?(?:badly|poorly|unfairly|rudely|terribly|like)|sold (?:me|us) (?:an? |the )?(?:\\w+ )?(?:expired|broken|fake|used|spoi[lt]t|spoiled|defective|rotten|faulty|counterfeit|wrong|mouldy|damaged)|(?:told?|tells?|says?|said|blam(?:ed|es|ing)|claim\\w*|insist\\w*)(?: \\w+){0,5} (?:my|our) (?:own )?fault',
  '(?:go|going|report\\w*|writ\\w+|tak\\w+|complain\\w*|bring\\w*)(?: \\w+){0,4} to (?:the )?(?:consumer\\w* \\w+|small claims|tribunal|media|press|ombudsman|authorities|court|newspapers?|my lawyer|head ?quarters|hq)|(?:you|u|ur|you all) think (?:i|we|i am|im|were|customers?|people)(?: \\w+){0,4} (?:free|stupid|fools?|idiots?|blind|jokes?|got time|beggars?)|(?:what a|such a|a real|a big|a huge|a total) (?:let ?down|disappointment)',
  // Bitter thanks and questions that want no answer.
  '(?:great|good|nice|awesome|fantastic|wonderful|brilliant|stellar|excellent|amazing|super) (?:job|work|way|going)(?: \\w+)? (?:losing|los(?:t|e)|ruining|breaking|cancel+ing|delaying|messing|screwing|ignoring|making (?:me|us)|to (?:ruin|lose|treat|make|ignore|waste|keep|start))',
  '(?:thanks|thank you|thx|tks|kudos|congrats|congratulations|bravo|well done)(?: so much| a lot| very much| guys| again)? (?:for|on|to) (?:the )?(?:nothing|no help|zero|losing|ruining|breaking|cancel+ing|delay(?:ing|s)?|messing|screwing|ignoring|wasting|making (?:me|us|everyone|it worse|things worse|my (?:life|wife|mother|kids|family))|leaving|keeping (?:me|us)|not |never |allowing (?:that|this)|the (?:delay|mess|wait|runaround)|another)',
  '(?:do|did|should|will) (?:i|we) (?:get|win|deserve)(?: \\w+)? (?:prize|medal|award|trophy)|guess (?:thats|that is) what (?:i|we) get|(?:good luck|lucky if you) (?:getting|get) (?:a |an |any )?(?:reply|refund|response|help|answer|hold|through)',
  '(?:is|was) (?:it|this|that)(?: \\w+)? (?:standard|normal|policy|protocol|practice|procedure|how you)(?: \\w+){0,2} (?:to (?:\\w+ )?(?:make|treat|lose|ignore|leave|keep|charge|lie|cancel|delay)|treat|run)|is this how (?:you|u)|this is how (?:you|u) treat',
  '(?:why|whats the point) (?:even |do (?:you|i|we) even |do u even |of even |of )?(?:bother|having|have|offering|offer)(?:ing)? (?:\\w+ ){0,5}(?:if|when|that (?:no one|nobody|never|doesnt))|(?:no one|nobody) (?:will|would|can|could) (?:eat|use|want|read|wear) (?:it|this|that)?$',
  '(?:shouldnt|should not|couldnt|could not) (?:that|this|it|you|they|your \\w+) (?:have|at least)|(?:the )?least (?:you|u|they) (?:can|could|should)|at least(?: least)? (?:let (?:us|me) know|tell (?:us|me)|inform|apologi[sz]e|reply|answer|say sorry)',
  '(?:thats|that is|this is|its|it is)(?: just| simply| so| really)? (?:not the deal|not right|not fair|not on|not ok|not okay|not good enough|not what i (?:paid|ordered)|unfair|wrong on so many|beyond|a mess|a shambles|shameful|insane|absurd|nonsense|crazy how)|(?:not very|hardly|isnt very|not so) (?:professional|customer friendly|welcoming|smart|nice of you)',
  // Warnings to others, and farewells.
  '(?:do not|dont|never|please dont|no one should|nobody should|wouldnt|would not) (?:ever )?(?:fly|buy|order|shop|book|trust|recommend|waste your|eat|go|patroni[sz]e|use)(?: from| with| at| on| to| in)? (?:here|them|this (?:shop|place|company|store|app|restaurant|airline|hotel|salon|seller|website)|you(?:r \\w+)?(?: guys)?|u|your money|it to anyone)',
  '(?:stay away|steer clear|avoid) (?:from )?(?:this|them|here|like the plague|at all cost)|(?:buyer|customers?) beware|you have been warned',
  '(?:next (?:time|trip|order|flight|booking|purchase|birthday|year))(?: \\w+){0,4} (?:not (?:on|with|from|at)|elsewhere|another (?:airline|shop|company|store|place|brand)|somewhere else|someone else|your competitor|a different)|(?:switch(?:ing|ed)?|go(?:ing)?|mov(?:e|ing)|tak(?:e|ing) my \\w+) (?:over )?to (?:your |a |another |the )?(?:competitors?|rival|another (?:shop|company|airline|brand|provider|store|bank)|different (?:shop|company|airline|brand|provider|store|bank))|(?:about to|will|going to|gonna|rather) (?:book|buy|order|shop|go)(?: \\w+){0,3} (?:elsewhere|different (?:airline|shop|company|store)|another (?:airline|shop|company|store)|competitor)',
  '(?:decline|deterioration|drop|went downhill|gone downhill|going downhill|has fallen|gone to the dogs)(?: in| of)? ?(?:service|quality|standards?)?$|(?:service|quality|standards?)(?: has| have| is| are)?(?: really)? (?:dropped|declined|gone down|going down|deteriorated|worsen(?:ed|ing)?|slipp(?:ed|ing)|drop)',
  // Demands.
  '(?:fire|sack|retrain|discipline) (?:your|ur|yr|the|that|this|him|her) ?(?:rep|agent|staff|driver|manager|employee|guy|lady|person)?(?: |$)',
  '(?:take|taking|accept|own) (?:some |full )?(?:responsibility|accountability|ownership)|explain (?:yourself|yourselves|this mess|why (?:you|your|nobody|no one))|(?:explain|get your act together|sort (?:it|this|yourselves) out|do better|you can do better|must do better|do your job|learn (?:to|some) (?:service|manners))$',
  '(?:a )?(?:little|bit of|some|better|any|more|proper) (?:communication|respect|courtesy|empathy|compassion|accountability|decency|transparency)(?: \\w+){0,4} (?:would|please|pls|nice|help|needed|be|here|lah|la)|(?:no|zero|poor|lack of|lousy|terrible|bad) (?:communication|empathy|respect|accountability|compassion|courtesy)',
  '(?:i want|we want|give me|give us|give back|return|where (?:are|is)|wheres)(?: back)? (?:my|our) (?:bags?|luggage|money|cash|deposit|things|stuff|item|parcels?) (?:back|now|immediately|today|this instant)(?! if| in case| when)|(?:i want|we want) (?:my|our) (?:bags?|luggage|money|cash|deposit|stuff)$|(?:get|let) (?:me|us) (?:off|out of) (?:of )?(?:this|here)',
  // The errand that never ends.
  '(?:never|cant|cannot|can not|couldnt|unable to|impossible to|no way to) (?:(?:seem to|ever|even) )?(?:get|reach|speak|talk|got) (?:to |hold of |ahold of |through to |a hold of )?(?:a |an |any |your |the )?(?:live |real |actual |single )?(?:person|human|anyone|anybody|someone|agent|staff|rep|soul|customer service)(?! to)',
  '(?:keep|keeps|kept|keep on) (?:getting |on |being )?(?:passed|transferred|kicked|bounced|sent|pushed|told|hanging up|ignoring|giving excuses|delaying|postponing|changing the|cancelling|promising)(?! (?:me )?(?:updated|posted))',
  '(?:sent|pass(?:ed)?|transferr?ed|bounced|pushed|kicked)(?: \\w+){0,2} (?:from (?:one|person|department|pillar)|around|back and forth|in circles)|(?:run|running|runaround|going) (?:around )?in circles|wild goose chase|(?:left|leaving|kept|keeping|keep) (?:me|us|customers|people|everyone) (?:hanging|waiting|stranded|in the dark|in the lurch|guessing)',
  '(?:sucks|sucked|suckz)(?! up)|(?:(?:what a|such a) (?:total |complete |utter )?(?:mess|nightmare|disaster|fiasco|circus|joke)$|(?:total|complete|utter) (?:mess|nightmare|disaster|fiasco|shambles|failure|circus|clown show|let ?down|ripoff|disappointment|embarrassment))|(?:this|thats|experience|been|it|its|is|was) (?:is |was |has been |been )?(?:a |an )(?:total |complete |real )?(?:nightmare|disaster|fiasco|shambles)$|royally|daylight robbery|(?:you|u|they|your \\w+) (?:people |guys |really |all |have |had |totally )*(?:failed|fail|let (?:me|us) down|dropped the ball|messed up|screwed up|have no (?:idea|clue|shame|heart))',
  '(?:terrible|horrible|awful|bad|worst|nasty|unpleasant|frustrating|stressful|painful) (?:\\w+ )?(?:experience|ordeal|communication|encounter|handling|start)|(?:feel|feeling|left|am|im) (?:so |very |really |quite )?(?:cheated|betrayed|let down|insulted|humiliated|mistreated|disrespected|taken advantage of|short ?changed|cranky|speechless|heartbroken|helpless|stressed out)|paying customers?|loyal customers?(?: \\w+){0,3} (?:treat|this|get|should|deserve)',
  '(?:whats|what is|wheres)(?: even)? the point(?: (?:of|in) (?:\\w+ing|your|you|calling)| if|$)|how (?:hard|difficult) (?:is it|can it be|could it be) (?:to|for)|why must (?:i|we)(?: always| keep)? (?:chase|wait|call|beg|ask|suffer|come down|pay)|(?:i am|im|we are|were) (?:so |totally |completely |just )?done with (?:you|this|your|them)|(?:left|leave|leaving) (?:my|our|the) \\w+ (?:in the rain|under the sun|on the (?:floor|road|street)|at the wrong|with a stranger)',
  '(?:food poisoning|threw up|vomit(?:ed|ing)|diarrh?oea|fell (?:ill|sick)|got (?:sick|ill|poisoned)|made (?:me|us|him|her|my \\w+) sick)(?: \\w+){0,3} (?:after|because of|from|thanks to|due to) (?:your|ur|eating|the food|this)|(?:found|there was|there is|got)(?: an?| some| the)? (?:\\w+ )?(?:hair|insects?|worms?|maggots?|cockroach(?:es)?|bugs?|ants?|flies|fly|glass|plastic|nail|mould|mold|rat|staple) (?:in|inside|on) (?:my|our|the|your) (?:food|cake|drink|soup|rice|noodles?|salad|burger|order|bread|meal|box|plate|room|bed)',
  '(?:also|like that|liddat) (?:also )?(?:can|cannot) (?:get )?(?:wrong|spoil|forget|late|mess up)|(?:really|u|you|service|they|people|staff) (?:cannot|cant) make it|^(?:\\w+ ){0,4}cmi(?: already| liao| la| lah| sia)?$|(?:get|got|for|pay for|give) this (?:kind|type|sort) of (?:quality|service|standard|food|attitude|treatment)|call this (?:service|quality|standard)|then (?:tell|told|say|said)(?: me| us)? (?:no stock|sold out|cannot|closed|no more|dont have)',
  // Slips of the fingers on the plain words.
  '(?:to)? ?(?:file|lodge|make|submit|register)a?(?: an?)?(?: \\w+)? ?(?:reclamation|reclaim|recl?amation|compl?aint?s?|complian\\w*|compain\\w*|cmplain\\w*)',
];

/** Words run together behind a hash mark, where people say what they feel. */
export const HASHTAG =
  '(?:\\w*(?:fail|worst|terrible|horrible|awful|disappoint|unaccept|ridiculous|pathetic|frustrat|rude|sucks|shame|scam|angry|furious|annoyed|unhappy|fedup|tiredof|sickof|dobetter|donewith|notanymore|neveragain|badservice|badpolicy|badcustomer|poorservice|noservice|nohelp|brutal|nightmare|letdown|boycott|stillwaiting|unprofession|notcool|nothappy|notok)\\w*)';

/** Each is half of it: a sign of displeasure beside others. */
export const SIGNS_EN = [
  '(?:tried|called|emailed|messaged|asked|contacted|phoned|rang|whatsapped|written|wrote|chased|followed up)(?: \\w+){0,4} (?:at least |more than |over |like |about |already |on )?(?:\\d+|three|four|five|six|ten|many|several|countless|multiple|numerous|umpteen)(?: separate| different)? ?(?:x|times|occasions|days|people)(?! a)',
  `${WAITED}(?: \\w+){0,3} ${LONG}|(?:for|over|almost|nearly|more than|past|last) ${LONG}(?! ago)`,
  `(?:flight|order|booking|appointment|delivery|reservation|session|class|trip)(?: \\w+)? (?:was |got |is |been |were |has been |just got )?(?:cancel+ed|delayed|late|postponed|missing|lost|overbooked|bumped)(?: (?:for|by|already))*(?: ${LONG})?|(?:cancelled|delayed|lost|missing|late|postponed)(?: \\w+)? (?:flights?|orders?|booking|bags?|luggage|delivery|parcel|appointment)`,
  '(?:you|they|u|your \\w+) (?:\\w+ )?(?:said|told|promised|claimed|assured|advised)(?: (?:me|us))?|(?:was|were|i am|am|being|been) (?:told|promised|advised|assured|informed)',
  '(?:no (?:one|body)|nobody|none)(?: \\w+){0,2} (?:has|have|is|was|came|come|here|there|knows?|told|showed|contacted|called|delivered|bothered)',
  `(?:now |already )?${LONG} late|${LONG}(?: and (?:\\w+ )?\\w+ \\w+)? later|(?:takes?|took|taking) (?:forever|ages|so long|donkey years|damn long|very long|too long)|until now|still (?:put|give|send|sent|charge|wrong|broken|dont|do not|cannot|cant)|${LONG} already|^(?:you |they |u )?promised |(?:nothing|no one|nobody|noone|none) (?:came|arrived|showed|turned up|picked|happened)|no (?:call|apology|explanation|sorry|refund|tracking)(?! needed)|never (?:came|arrived|showed|called|replied)|(?:took|take|taken|apply|applied) (?:leave|time off|half day)|(?:they|you|u) still (?:charge|charged|want|ask|collect)|used to be (?:good|better|so)|last time (?:so )?good`,
  '(?:annoyed|annoying|cranky|shocked|upset|disappointed|ticked off|not amused|seriously|ridiculously|shame|pissed|unbelievably|fed up)',
  '(?:keep|keeps|kept) \\w+ing(?: (?:an? )?error(?: message)?)?|every ?time i|again and again|over and over|yet again|once again|as usual|always (?:late|wrong|delayed|broken|busy|the same|like this|awful)',
  '(?:got|get|getting|have|had|heard|receiv\\w+) (?:none|nothing|no (?:info\\w*|help|news|update|answer))|never got|nothing (?:at all|yet|done|happened|works?)|not (?:even|a single|one)',
  '(?:wont|doesnt|didnt|dont|wouldnt|not) (?:let|work(?:ed|ing)?(?! (?:for|in|at|on))|make sense|help(?:ing)?|care|follow)|crash(?:ed|es|ing)',
  '(?:please|pls|kindly|just) (?:respond|reply|answer|help)(?:$| (?:me|us|asap|now))|need (?:help|answers?|information|info) (?:and|now|asap)',
  '(?:cant|cannot|can not) (?:afford|believe|even|understand)|not your fault|supposed to|was expecting|expected (?:better|more)|deserve|instead of|should (?:be|have|not)|forfeit\\w*|at your expense|costing|cost (?:me|us)|out of pocket',
];

const LAMA =
  '(?:\\d+|se|dua|tiga|empat|lima|berapa|beberapa|berhari|berjam|berminggu|sejam|seminggu|sebulan)';
export const STORIES_MS = [
  'kecewa (?:dengan|dgn|betul|sangat|sgt|gila|teramat)|hampeh|(?:order|pesan|minta|beli) lain (?:\\w+ )?(?:dapat|dpt|sampai|hantar|bagi) lain|(?:ingat|fikir) (?:kami|saya|kita|pelanggan|customer) (?:ni |ini )?(?:bodoh|tunggul|free|takde kerja)|(?:sombong|kerek|berlagak|kurang sopan)(?! tak)',
  `(?:tunggu|menunggu|tggu|tunggu2|nunggu)(?: \\w+){0,3} ${LAMA} ?(?:jam|hari|minggu|bulan|jam jam)?(?: \\w+){0,4} (?:tak|x|belum|blm|tidak|takde|xde|tiada)`,
  '(?:dah|sudah) (?:\\w+ )?(?:berapa|banyak|dua|tiga|empat|lima|\\d+) kali (?:\\w+ )?(?:call|telefon|tanya|mesej|email|whatsapp|tukar|hubungi|komplen|mengadu)',
  '(?:jangan|jgn) (?:\\w+ )?(?:beli|order|pesan|datang|percaya|guna)(?: \\w+)? (?:sini|kat sini|kedai ni|di sini|dgn diorang|dengan mereka)|(?:jadi|buat) pengajaran|hati hati dengan kedai',
  '(?:janji|asyik janji|janji je|berjanji)(?: \\w+){0,3} (?:tapi|tak|tipu|kosong|lebur|melayu)|asyik (?:bagi alasan|tangguh|tukar|salah|lambat|cancel)|(?:bagi|banyak|macam macam|mcm2) alasan|lepas tangan|cuci tangan',
  '(?:terima kasih|tq|thanks|tahniah)(?: \\w+){0,2} (?:sebab|kerana|sbb) (?:rosakkan|lambat|merosakkan|buang|hilangkan|tipu|abaikan|batalkan|tak|buat (?:saya|kami|aku) (?:tunggu|susah|rugi))',
  '(?:staf|staff|pekerja|rider|pemandu|cashier|juruwang|abang|akak|pakcik|makcik)(?: \\w+){0,4} (?:tengking|marah (?:saya|aku|kami)|kasar|muka masam|masam muka|jerit|maki|tak layan|x layan|buat muka|sindir|perli|halau)',
  '(?:macam|mcm) (?:ni|ini) (?:ke|kah) (?:cara|layan|servis|service)|(?:ini|ni) ke cara (?:layan|servis|berniaga)|(?:dah|sudah) bayar(?: \\w+){0,3} (?:tak|x|belum|tidak) (?:dapat|sampai|terima)|(?:makan|minum)(?: (?!boleh|akan|takut)\\w+){0,4} (?:keracunan|sakit perut|muntah|cirit)|(?:jumpa|ada) (?:rambut|lipas|ulat|lalat|serangga|kaca|semut) (?:dalam|dlm|kat)|siapa nak (?:tanggung|bertanggungjawab|ganti)',
  '(?:rosakkan|merosakkan|hancurkan|spoilkan) (?:majlis|hari|mood|party|kenduri|rancangan|birthday)|(?:menyusahkan|membebankan|menganiaya|aniaya) (?:saya|kami|orang|pelanggan|customer)|(?:nak|akan) (?:viral|viralkan|tularkan)|(?:tak|tidak|x) (?:bertimbang rasa|ambil peduli|kisah pun|ada adab|beradab)',
];

const TIME_ZH = '[一二两三四五六七八九十几好半\\d]+多?个?半?(?:小时|钟头|星期|礼拜|周|月|晚上|下午)';
export const STORIES_ZH = [
  `(?:等|拖|耗|卡|困|排|排队|延误|迟到|晚)(?:了|我|我们|着)*${TIME_ZH}(?!左右|吗|可以|再)(?:了?.{0,4}(?:还|都|才|也|没|不)|.{0,2}$)`,
  '就给(?:我|我们|客人|顾客)?(?:这种|这样|这个|这些)|(?:一直|老是|总是|直接|居然|竟然|还)(?:挂(?:我|断|电话|掉)|不接|不回|不理|骗我|拖着|推给|凶我|骂(?:我|人)|吼)|花了?(?:这么|那么|几百|几千).{0,3}(?:钱|块).{0,6}(?:就|却|居然|这种)',
  '说好(?:的|了)?.{0,12}(?:结果|却|又|没|不)|(?:不给|拒绝|不肯|不愿)(?:我)?(?:退|换|赔|处理|解决|道歉|修)|(?:里面?有|吃到|发现)(?:一?[只条根个块])?(?:头发|虫|蟑螂|苍蝇|玻璃|老鼠|钉子)',
  `(?:打|问|催|联系|找|发|投|说|换|退)(?:了|过|你们|客服|电话|邮件)*(?:[三四五六七八九十几好多\\d]+|无数|n)(?:次|遍|个电话|通)`,
  '(?:你们|贵公司|店家|商家|司机|店员|客服)(?:居然|竟然|根本|完全|就|把|又|还|总|总是|一直|老|擅自)(?:是|把|不|没|让|弄|取消|骗|拖|推|敷衍|装|无视)',
  '(?:推来推去|推三阻四|拖拖拉拉|不负责|言而无信|说话不算|出尔反尔|店大欺客|态度恶劣|没有诚意|毫无诚意|一拖再拖|一推再推|爱答不理|打发(?:我|人|叫花子)|把我当|当(?:我|顾客|客人)是?傻|欺负(?:顾客|客人|消费者|老人))',
  '(?:毁了|搞砸|弄坏|毁掉|害我|害得|害我们|耽误了?我|白跑|白等|白花)(?!怎么办)|(?:谢谢|感谢)你们(?:毁|害|弄丢|搞|让我(?:等|白|错过))|(?:大家|千万|朋友们?)(?:都)?(?:别|不要)(?:来|买|去|订|上当)|(?:避雷|踩雷|踩坑|拉黑|曝光你们|挂网上|发到网上|上当)',
  '(?:做生意|开店|服务)(?:是)?(?:这样|这么)(?:做|对待|的吗)|(?:对得起|就这样对待|这就是你们)|(?:不敢|后悔)(?:再)?(?:来|买|订|光顾)|(?:最后一次|下次不会?再?)(?:来|买|订|光顾)',
];

export const STORIES_TA = [
  '(?:உங்க|அந்த|இந்த|ஊழிய|ஸ்டாஃப்|பையன்|ஆள்|அவர்|அவன்)\\S*(?: \\S+){0,4} (?:திமிர|மரியாதையில்லா|கத்தி|திட்டி|கோபமா பேச)\\S*|(?<!\\S)\\S+ம் (?:இல்ல|வரல)\\S* \\S+ம் (?:இல்ல|வரல)\\S*|(?:unga|andha|antha|indha|staff|paiyan|rider|driver|avan|avaru)\\S*(?: \\S+){0,4} (?:thimir|timir|kathi|thitt|thitin)\\S*|(?<!\\S)\\S+um (?:illa|varala)\\S* \\S+um (?:illa|varala)\\S*|(?:yaarum|yarum|yaarume|oruthanum)(?: \\S+)? (?:pesala|pesalai|kandukala|kandukka|mathikala|mathikkala)\\S*',
  '(?:எத்தனை|பல|நாலு|மூணு|மூன்று|அஞ்சு|\\d+) (?:தடவை|முறை|வாட்டி|மணி நேர|மணிநேர|நாள|வார)\\S*(?: \\S+){0,4} (?:காத்த|வெயிட்|போன்|சொல்லி|கேட்ட|பதில்|வரல|இல்ல|கிடைக்கல)\\S*',
  '(?:பொய் சொல்(?:றீ|லுறீ|கிறீ|லாதீ|லி ஏ)|பொய் சொன்ன(?:ீ|ாங்க)|ஏமாற்ற|அலைய விட|அலையவிட|அலைக்கழி|கண்டுக்கல|கண்டுகொள்ள|என்னை அவமான|எங்களை அவமான|அவமானப்படுத்த(?:ிட்டீ|ினீ|றீ|ுறீ|ுகிறீ)|கேவலமா நடத்த|மரியாதையா பேசல|கத்து(?:றா|கிறா)|திட்ட(?:ுறா|ினா|ுகிறா))\\S*|(?:யாரும் வாங்க|இங்க வாங்க)ாதீ\\S*|(?:கெடுத்து|கெடுத்த|பாழாக்|வீணாக்)\\S*',
  '(?:yaar|yaaru|yaru|evan) (?:porupu|poruppu)\\S*|(?:unga|ungaloda|anga|inga)(?: \\S+)? (?:saap|sapt|saapt|sapit)\\S*(?: \\S+){0,3} (?:vaanthi|vandhi|vayiru|hospital)\\S*|யார் பொறுப்பு|(?:முடி|புழு|பூச்சி|கரப்பான்)\\S* (?:இருந்த|கிடந்த|கிடைச்ச)\\S*',
  '(?:poi|poy) (?:solra|sollura|soldra|sonn)\\S*|(?:alaya|alaiya) (?:vid|vitt)\\S*|(?:ethana|ethanai|evlo|pala|naalu|moonu|\\d+) (?:thadava|thadavai|vaatti|vatti|mani neram|naal)\\S*(?: \\S+){0,4} (?:wait|phone|call|sonn|kett|reply|varala|illa)\\S*|(?:mariyadhai|mariyathai|mariyadha)(?: \\S+)? ?(?:illa|theriyala|theriyathu)\\S*|(?:yaarum|yarum|yaarume) (?:vaangatheenga|vaangadhinga|vangathinga|vaanga vendam)',
];

export const SIGNS_ZH = [
  '说好(?:的|了)|^结果(?:又|却|没|还|是)|(?:再三|一再|反复|多次)(?:催|问|打|联系|投诉|修)|(?:太|也太|未免)(?:让人|令人)',
];

export const SIGNS_MS = [
  'janji(?: \\w+){0,3} (?:hantar|sampai|siap|balas|call|refund)|(?:sakit perut|cirit|keracunan|basi)|(?:berjam|berhari|berminggu)(?: jam| hari| minggu)?|(?:tak|x|tidak) (?:puas|berbaloi|patut|adil)|(?:sia sia|rugi|menyesal|sedih betul)',
];

export const SIGNS_TA = [
  '(?:மாச|மாத|வார|நாள)\\S* (?:ஆச்சு|ஆகுது|ஆகியும்|ஆயிடுச்சு)\\S*|(?:maas|maath|vaar|naal)\\S* (?:aachu|aagudhu|aaguthu|aayiduchu|achu)\\S*|(?:porul|item|parcel|order)\\S* (?:innum )?(?:varala|varla)\\S*',
  '(?:மணி நேர|மணிநேர|நாள|வார)\\S*(?: \\S+){0,2} (?:காத்திரு|காத்து|வெயிட்)\\S*|(?:வயிறு வலி|வாந்தி|வயித்தால)\\S*|(?:mani neram|mani nerama|naal|naala)\\S*(?: \\S+){0,2} (?:wait|kaath)\\S*|(?:vayiru|vayithu) vali\\S*',
];
