// How customers shorten words when they type with a thumb, in English and Malay -> the word that a shop writes.

const WRITTEN: ReadonlyMap<string, string> = new Map(
  `u you|ur your|r are|y why|pls please|plz please|pl please|thx thanks|tks thanks|tq thanks|hw how|hv have|hav have|cn can
cnt cant|dun dont|dnt dont|wat what|wht what|wats whats|whr where|whn when|wen when|wif with|wth with|abt about|bt but
nd need|wan want|wana want|gt got|gd good|nt not|jus just|tdy today|2day today|tmr tomorrow|tmrw tomorrow|tml tomorrow
tmw tomorrow|2moro tomorrow|tomoro tomorrow|ytd yesterday|tonite tonight|2nite tonight|wkend weekend|wkday weekday|wk week
mth month|mths months|yr year|yrs years|hr hour|hrs hours|mins minutes|dlvr deliver|dlvry delivery
delvry delivery|dely delivery|delv delivery|shpg shipping|shpping shipping|pkg package|prcl parcel|ord order
odr order|ordr order|pymt payment|pmt payment|paymt payment|amt amount|qty quantity|prc price|pric price|disc discount
rfnd refund|exch exchange|rtn return|recpt receipt|rcpt receipt|inv invoice|acct account
msg message|nbr number|addr address|appt appointment|appmt appointment|resv reservation
bk book|bkg booking|info information|pic picture|pics pictures|fb facebook|ig instagram|wa whatsapp|cust customer
svc service|svcs services|mgr manager|govt government|cert certificate
avail available|avlbl available|wrk work|wkg working|opn open|cls close|clsd closed|bday birthday|xmas christmas
brp berapa|brape berapa|blh boleh|bole boleh|bleh boleh|nk nak|xnak tak|tk tak|takde tiada|xde tiada|ade ada
sy saya|sya saya|ak aku|dgn dengan|utk untuk|ntk untuk|yg yang|kt di|kat di|dkt di|dlm dalam|drp daripada|skrg sekarang
skg sekarang|hri hari|esk esok|bsk esok|mlm malam|pg pagi|tgh tengah|byr bayar|byrn bayaran|brg barang|hntr hantar
hantr hantar|hrga harga|hrg harga|tmpt tempat|kdai kedai|kdi kedai|bkk buka|ttp tutup|jgn jangan|sbb sebab
mcm macam|mcmne bagaimana|mcmana bagaimana|mne mana|bile bila|pkl pukul|pkul pukul|rm ringgit|psn pesan|tmph tempah
trm terima|trima terima|tlg tolong|kna kena|dpt dapat|lmbt lambat|lmbat lambat|cpt cepat|cpat cepat|dah sudah|udh sudah|sdh sudah
gmn gimana|gmna gimana|brapa berapa|bgm bagaimana|knp kenapa|tdk tidak|gak tidak|ngga tidak|nggak tidak|bs bisa|krn karena`
    .split(/[|\n]/)
    .map((entry) => entry.trim().split(' ') as [string, string]),
);

/** @param word as `normalize` writes it. */
export function writeOut(word: string): string {
  return WRITTEN.get(word) ?? word;
}
