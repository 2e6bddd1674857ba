// English as customers write it: what tells it from other languages, Singlish and the short forms of chat included.

// Compared with words in lower case without apostrophes.

/** Words that hold a sentence together: in a mixed message they tell the language of the request. */
export const ENGLISH_FUNCTION = `
  the a an this that these those i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself we us
  our ours ourselves they them their theirs themselves who whom whose which what when where why how am is are was were be been being do does did done
  doing have has had having will would shall should can could may might must cannot wont wouldnt shouldnt cant couldnt dont doesnt didnt isnt arent
  wasnt werent havent hasnt hadnt aint mustnt neednt im ive id ill youre youve youll youd hes shes weve well theyre theyve theyll thats theres heres
  whats whos wheres hows lets and or but nor so yet if because although though while until unless since whether than as of to for from with without
  about into onto between through during against among upon toward towards not no yes none nothing nobody nowhere never ever always often sometimes
  usually already still just only also too very quite rather almost enough again once twice soon later now then here there everywhere somewhere
  anywhere else even much many more most less least few little some any all both each every either neither other another such same own several someone
  somebody something anyone anybody anything everyone everybody everything got gotta gonna wanna lemme gimme kinda sorta shouldve couldve wouldve
  maybe perhaps please`;

/** They also travel as part of a verb: "follow up", "sold out", "check in". */
export const ENGLISH_PLACING = `
  in on at by over under above below after before around behind beside besides beyond near off out up down within via per`;

/** Chat and Singlish: nobody writes these in another language of ours. */
export const ENGLISH_CHAT = `
  u ur urs r y bcos bcoz becos becoz cos coz cuz bec juz jus jst wat wats wad wads whr wen wif wth wid w thr ther thn den dat dats dis dun dunno dono
  duno dunwan dunt shld shud wld cld wud cud nt nvr nv oso osso alr alrdy alredi alrd aredi oredi orredi rdy ard abt abit bout btw tmr tml tmrw tomoro
  tomor tomolo tmw tomm 2moro yest ystd yesterdae todae tdy tday tonite tonight nite nitez morn aft afta aftr aftn nw nxt wk wks wkend wkday hr hrs
  min mins sec yr yrs bday gd gud gr8 grt thk thnk tink tinking thot thght tho thru gt hv hav hvnt havin hve haf hafta nid nd noe knw kno knoe knew
  sae sed tel ppl pple peeps pls plz plss plez thx thnx thanx tks tnx ty tysm sry sori sorri srry soz wait lmk idk idc imo imho fyi asap omw brb ttyl
  ttys gtg g2g cya cyaz lols rofl lmao omg omfg wtf ikr nvm nvmd np nope yup yups yupz yep yeah yea yah yeap ya yay yala yalor nah nay oh ooh oops
  opps ouch ugh urgh yuck wow whoa woah hmm hmmm haiz hais haizz aiyo aiyoh aiya aiyah haiyo aiyoyo wah walao walau wlao alamak lor lorh loh lo leh
  lei meh sia siah siao sian sianz sien hor horh liao liaos orh orhor anot ar arh arhh wor mah ley sibo bojio shiok chope chop tapow dabao makan
  paiseh pai seh kiasu blur sotong swee chio kaypoh kpo atas jialat sabo bo jio ang moh towkay cheem ahma ahgong kor gor mei jie aunty auntie uncle
  mum mummy daddy mom mommy papa sis bro bros dude babe bb hun hubby darling dear dearie sch skool schl uni poly jc lect lects tut tutor hw proj grp
  grps prob probs def actl actly actually basically seriously srsly rly rlly realli reali msg msgs txt sms fone hp hse bk bac frm fr frens frend
  frends fren frenz gf bf gals guyz evryone evry any1 every1 some1 sum1 no1 b4 2day 2nite 2moz 2morrow mrt hdb cpf nsf ns erp coe nus ntu smu nyp mon
  tue tues wed thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec am pm goin comin doin leavin studyin sleepin eatin watchin
  waitin talkin bringin lookin gettin workin meetin makin askin tryin thinkin finishin luv lurve lub luff cutie haha wanted wana wans wan wanting lika
  muz mus shan shant gonn bleh blah boo yoz hiya hey heya hello helo hullo hi bye byebye byeee nites sweetie xoxo muacks muack hugs hug kisses cute
  awww aww wahaha zzz tc gdnite gnite goodnight gn gm goodmorning morning evening noon afternoon`;

/** Polite words and calls that travel into every language: they tell a first message, and never change a conversation. */
export const ENGLISH_TRAVELLERS = `
  no hi hey hello helo hullo hiya bye byebye thanks thank thankyou thx thanx tks tnx ty sorry sori please pls plz plss yes yup yep yeah ya nice good
  great cool dear bro sis boss uncle auntie wow oh omg morning welcome sir madam miss urgent asap delivery order price promo sale cod free gift online
  shop service booking appointment refund staff whatsapp email call`;

const PEOPLE_AND_PLACES = `
  people human person man men woman women boy girl child children kid baby family friend father mother brother sister son daughter husband wife parent
  customer staff manager boss owner driver rider doctor teacher student worker police lawyer president king queen guest team company business office
  shop store school hospital clinic hotel bank restaurant cafe market mall airport station bus train taxi car bike road street house home room kitchen
  bathroom door window wall floor table chair bed garden park city town village country island beach mountain river sea lake sky world earth outlet
  branch counter warehouse church library museum theatre cinema university college factory farm bridge building lift stairs toilet area place side
  corner centre center`;
const THINGS = `
  thing stuff item product order parcel package box bag gift card cash money price cost fee bill receipt invoice payment deposit refund discount
  voucher coupon promo account password code number phone mobile email address message letter book paper pen picture photo video music song film movie
  game news story website app computer laptop screen keyboard camera battery charger cable internet network machine tool key clock watch food drink
  water coffee tea milk juice beer wine bread rice noodle soup meat chicken beef pork fish egg fruit apple orange banana vegetable potato cake cookie
  chocolate sugar salt oil butter cheese breakfast lunch dinner meal snack menu dish plate cup glass bottle knife fork spoon clothes shirt shoe sock
  hat coat dress skirt pants jacket size colour color dog cat bird horse cow pig animal tree flower grass leaf sun moon star rain snow wind storm
  weather fire smoke air ice stone metal wood plastic light head face eye ear nose mouth tooth teeth hand arm leg foot feet finger hair skin heart
  blood body brain bone time day week month year hour minute second moment morning afternoon evening night today tomorrow yesterday tonight weekend
  holiday birthday monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november
  december spring summer autumn winter problem question answer reason result idea plan fact truth lie secret mistake accident trouble danger job work
  life death love war peace law rule right power force energy history art science language word name sentence lesson exam test grade class party event
  meeting wedding trip journey flight ticket seat hotel luggage passport visa transfer transaction balance statement currency exchange rate limit
  identity verification atm debit credit pin top contactless cheque salary tax loan insurance delivery shipping courier tracking return warranty
  repair service support help opening closing stock model brand quality sample appointment booking reservation schedule slot queue session course
  member membership subscription details info information issue case request option choice change difference example way kind type part piece half
  pair group lot bit percent end start beginning middle bottom front back left line point view form page list note sign record report speech
  government election vote court crime prison gun army soldier minister state nation economy chance luck dream hope fear anger joy pain hunger
  pleasure mind memory thought feeling opinion advice attention effort success failure victory team player coach match goal score race prize winner
  fan club league sport football tennis golf basketball swim`;
const DOINGS = `
  go goes went gone going come came coming get gets getting give gave given take took taken make made making say said says tell told speak spoke
  spoken talk ask answer call phone reply write wrote written read hear heard listen see saw seen look watch show know knew known think thought
  believe understand understood remember forget forgot forgotten feel felt want need like love hate hope wish prefer mean meant seem appear become
  became happen keep kept let leave left stay wait stop start begin began begun finish end try tried use put bring brought carry send sent receive buy
  bought sell sold pay paid cost spend spent save lose lost find found search check choose chose chosen change move turn open close shut cut break
  broke broken fix repair build built create design cook eat ate eaten drink drank drunk sleep slept wake woke rest sit sat stand stood walk run ran
  jump fall fell fallen fly flew drive drove ride rode swim play win won beat fight fought hit kick throw threw catch caught pull push hold held touch
  pick drop hang hide hid learn teach taught study work help serve follow lead led join meet met visit travel arrive reach return enter exit pass
  cross live die died born grow grew grown marry kill hurt cry cried laugh smile sing sang dance draw drew paint wear wore wash clean order deliver
  ship track cancel refund exchange book reserve confirm collect accept reject decline allow agree refuse offer provide include contain cover add
  remove update upgrade install download upload log sign register verify activate freeze unfreeze charge withdraw transfer increase reduce raise rise
  rose improve compare count measure weigh plan prepare decide explain describe discuss suggest recommend report complain apologise apologize worry
  care mind bother matter belong depend expect suppose guess wonder imagine realise realize notice bite bit blow blew burn bend bent bind bleed breed
  deal dealt dig dug feed fed forgive froze grind lay lend lent ring rang seek shake shook shine shoot shot shrink sink sank slide spin split spread
  steal stole stick stuck sting strike struck swear sweep swing tear tore able manage miss kiss hug error avoid admit deny accuse blame praise thank
  greet invite introduce warn promise threaten force cause consist remain continue last exist act behave treat protect attack defend destroy damage
  recover survive escape disappear collide crash explode leak spill melt boil fry bake mix pour fill empty pack wrap fold tie lock unlock knock press
  click tap type scan print copy`;
const QUALITIES = `
  good better best bad worse worst great nice fine cool lovely wonderful amazing awesome excellent perfect terrible horrible awful big bigger biggest
  small large huge tiny long short tall high low wide narrow deep thick thin heavy light fast slow quick early late new old young fresh hot cold warm
  dry wet clean dirty full empty open closed busy free cheap expensive rich poor easy hard difficult simple soft strong weak loud quiet happy sad
  angry upset tired sick ill well healthy hungry thirsty bored excited scared afraid worried nervous proud ashamed lonely crazy mad funny serious
  strange weird normal usual common rare special different same similar true false wrong right correct sure certain possible impossible important
  necessary useful useless available ready broken missing lost safe dangerous beautiful pretty handsome ugly clever smart stupid silly kind polite
  rude friendly honest famous popular public private local foreign international main whole real fake original modern ancient first last next previous
  second third final recent daily weekly monthly one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred
  thousand million half double single white black red blue green yellow brown pink purple grey gray golden really actually probably definitely
  certainly clearly nearly exactly especially quickly slowly carefully easily finally suddenly recently currently immediately directly obviously
  unfortunately luckily together apart away ago abroad inside outside upstairs downstairs forward english chinese malay tamil indian american british
  french german spanish japanese korean singapore tom mary sorry welcome congrats congratulations goodbye goodness god damn hell alright okay wow
  yummy delicious sweet sour spicy bitter salty halal vegetarian gluten eggless nuts online offline wifi working official urgent extra minimum maximum
  total average per each wonder pity shame honour truly indeed anyway anyhow however therefore instead otherwise meanwhile moreover furthermore
  despite`;

export const ENGLISH_CONTENT = [PEOPLE_AND_PLACES, THINGS, DOINGS, QUALITIES].join(' ');
