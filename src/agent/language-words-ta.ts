// Tamil in Latin letters as people type it: no two spell it alike, so its words are compared folded and its endings count.

/** Pronouns, question words, particles, everyday verbs. */
export const TAMIL_FUNCTION = `
  naan nan naa naanga nanga nangal nee neenga neengal ninga niinga avan aval avar avanga avunga avargal avaru ivan ival ivar ivanga athu adhu adu ithu
  idhu idu ethu edhu edu ennoda ennudaiya enaku enakku ennaku ennakku ennai enna ennada ennaya unaku unakku unnoda ungaluku ungalukku ungaloda ungal
  unga unna unnai engal enga engaluku engalukku engae inga inge ange anga ingae angae irundhu irunthu ingirundhu namma nama namaku namakku nammaloda
  avanuku avaluku avanukku avangaluku ellam elam ellaam ellarum elarum ellorum yaar yaaru yaru yaaro yarum yaarum yarachum yaaravathu ethuku ethukku
  edhuku edhukku yen een en epdi eppadi epadi yepdi eppo epo eppothu eppodhu yeppo evlo evalo evvalavu yevlo ethanai ethana ippo ipo ippothu ippodhu
  appo apo apuram apram aprom appuram apparam inniku innaiku innaikku indraiku naalaiku nalaiku naalaikku nethu netru nethiku ippadi ipdi appadi apdi
  ippavum eppavum illa illai ille illaya illaiya illayaa illama illamal irukku iruku irukka iruka irukkum irukum irukan irukaan irukanga irukaanga
  irukkeenga irukinga irukeenga irukken iruken irundha iruntha irundhuchu irunthuchu irukudhu irukuthu irukkudhu irukirathu irukkradhu irukatum irukra
  irukira irukkura venum vendum venam vendam venaam venuma venumaa vena vendaam mudiyum mudiyuma mudiyathu mudiyadhu mudiyala mudila theriyum
  theriyuma theriyala therila theriyathu theriyadhu theriyanum puriyala puriyuthu puriyudhu purila romba romaba remba roomba konjam konjum konjm
  koncham nalla nallaa nallathu nalladhu periya chinna sinna pudhu puthu pazhaya mela keela kela munnadi pinnadi ulla veliya pakkam pakathula oru onnu
  rendu moonu naalu anju aaru ezhu yelu ettu ombathu pathu nooru aayiram mattum matum kooda kuda thaan dhaan than dhan thane dhane mari maari mathiri
  maathiri madhiri maadhiri pola pathi paththi anna akka thambi thangachi appa amma aiya ayya machan machi maapla mapla macha nanba nanbaa da daa di
  dei dey de nga pa ma panna pannu pannunga pannanum pannalam pannitu pannita panniten pannirukku panniruken pannuven pannuvinga panren pandren panran
  panranga pannuranga pannura pannalaya pannala pannathinga pananum panunga panni pannina pannuna sollu sollunga solunga sollanum solanum sonna sonnen
  sonnanga sonninga solra solran solren solranga solla solli sollitu kelu kelunga kekanum ketta ketten kekren kekuren kettu vaa vaanga vanga va varum
  varuma varen varuven varuvinga varuvanga varala varla varanum vanthu vandhu vandha vantha vandhen vandhuchu vanthuchu vandhachu vanthachu vandhan
  varuthu varudhu varapothu varra varinga po ponga poo poga poganum ponum polam poren pora porom poranga poyi poi poitu poita poiten ponen pona
  ponanga pogum poguthu pochu poiduchu poiruchu paru paaru parunga paarunga pakka paaka paakanum pakanum paathu paarthu partha paartha pathen paathen
  pakren pakuren paakuren pakkalam pakalam paka kudu kudunga kodu kodunga kudutha kudukanum kudukka kuduthu kudupinga thaanga thanga tharum tharuven
  eduthu edutha edukka edukanum eduthutu vachu vecha vachirukku vachi vekka veikka vaangu vaanganum vanganum vaangalam vaanguna vaanginen vaangi vangi
  anupu anuppu anupunga anuppunga anupuven anupanum anupuvinga sapadu saapadu sapta saapta saptinga saptiya saapda seri sari seringa sarida aama aamaa
  amaam ama achu aachu aagum agum aaga aana anaa ana aanalum anaalum iru irunga ithan idhan athan adhan nu nnu appavum innum inum ingaye vera vere
  yaaravadhu edhavadhu ethavathu ethachum edhachum`;

export const TAMIL_CONTENT = `
  padam paadam padathula pattu paatu paattu kadhai kathai kadai kadaila kadaiku kadaikku veedu veetuku veetla veetula vandi kaasu kaasuku panam vilai
  velai vela veliya ooru oorula naadu ulagam ulagame makkal manushan manasu nanbar nanbargal thalaivar thalaiva thalaivaa thala thalapathy thalapathi
  paiyan payyan pasanga pasangaluku ponnu ponnunga kuzhandhai kulandhai ammavum appavum kudumbam kalyanam pirandha naal neram nerathula manikku maniku
  kaalaila kalaila saayangalam ratri rathiri iravu pagal maasam vaaram varusham varudam kizhamai nyayiru thingal sevvai budhan vyazhan velli sani
  vanakkam vanakam nandri nanri mannikavum mannichidunga vaazhthukkal valthukal vazhthukkal kovam kobam sogam sandhosham santhosham magizhchi kashtam
  kastam prachanai prechanai bayam siripu sirippu azhuga aluga kadhal kaadhal thanni thaneer thanneer soru saadam paal mulagu kaai kaaikari pazham
  palam meen kozhi koli muttai maavu inippu karam kaaram uppu sarkarai nalladhu nallavan kettadhu ketta mosam mosama kevalam azhagu alagu azhaga semma
  sema semaiya massu vera verithanam vere maranam marana thooki kedi gethu gettu arasiyal arasan padichavan padikka padichu padikanum padichen ezhuthu
  eluthu pesu pesunga pesanum pesuranga pesra pesinen pesalam kattu katti thookku thoongu thoongi adi adichu adikka vettu vetri tholvi mudhal muthal
  kadaisi kadaisila kadasila ovvoru ovoru sila pala niraiya neraya naraya nerya neriya adhigam kammi kuraivu athigam mukkiyam sariyana thappu thappa
  unmai unmaiya poi poiya nadippu nadigar nadicha nadakum nadakkum nadanthathu nadandhadhu nadakuthu seithu senju senjirukan seiya seiyya seiyanum
  seyya uruvaku uruvaakum kandippa kandipa kandippaga thirumba thirumpa thirumbi maruthu marubadiyum kaathu kathirukken kaathirukken kaathutu iruken
  pudikkum pudikum pidikkum pidikum pudichiruku pidichirukku pudikala pidikkala pudicha pidicha mudinja mudincha mudinjathu mudichutu mudikka
  mudiyatha`;

/** Verb stems and endings; each pair makes a form that the letters are learned from. */
export const TAMIL_STEMS = `
  pann pes vaang anup kett soll nada irukk paak padikk kudukk edukk vekk sirikk adikk nadikk mudikk maatt thook kaatt thit othukk nenaikk keekk theriy
  puriy thirumb aduch kazhic verukk kekk ozhung maar`;
export const TAMIL_ENDINGS = `
  uven uvan uvaan uvanga uvaanga uvinga uveenga anum alam alaam ala alaya adhu athu adha atha uthu udhu ura urathu uradha uraanga uranga uren uraan
  uran uringa itu itten iten itaanga itanga iruken irukanga irukku iruchu ama amal unga ungada ungal umbothu umbodhu inaan inanga inen ina inga avan
  avanga avanunga aporen aporanga apora uku ukku akku ila ilayum oda odu kitta ellam aadhinga athinga aama`;
