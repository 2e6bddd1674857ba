// Tagalog and, for who types without its marks, Vietnamese: not our languages, but they must not be taken for Malay or English.

export const TAGALOG_FUNCTION = `
  ang ng nang mga sa si kay sina nina kina ay ako ko akin kong ikaw ka mo iyo iyong mong siya niya kaniya kanya kanyang siyang niyang tayo natin atin
  ating kami namin amin aming kayo ninyo nyo inyo inyong sila nila kanila silang nilang ito nito dito iyan niyan diyan iyon niyon noon doon yun yung
  yan eto dun nyan ba po opo ho din rin lang lamang naman nga pala yata sana daw raw muna tuloy kaya kasi dahil para pero ngunit subalit kung kapag
  pag habang upang at o na pa may mayroon meron wala walang hindi huwag wag di hinde ano anong sino sinong saan kailan bakit paano magkano ilan ilang
  alin aling kanino gusto gustong ayaw ayoko dapat kailangan kailangang pwede puwede maaari maaaring bawal lahat bawat isa isang dalawa dalawang tatlo
  tatlong apat lima anim pito walo siyam sampu ngayon ngayong kanina kahapon bukas mamaya kagabi palagi lagi minsan ulit uli mas pinaka napaka talaga
  masyado masyadong sobra sobrang medyo nasa naging maging tungkol hanggang mula galing pagkatapos bago noong nitong tuwing bilang ayon akong nasaan
  gaano ganito ganyan ganoon ganon mag nag anu baka siguro marahil parang tulad gaya kahit saka tsaka bagaman kundi edi eh naku hala`;

export const TAGALOG_CONTENT = `
  magandang maganda umaga hapon gabi araw linggo buwan taon oras salamat maraming marami kumusta kamusta paalam pasensya paumanhin ingat mabuhay bahay
  tao lalaki babae bata anak nanay tatay ina ama kapatid kuya ate lolo lola kaibigan asawa guro doktor pamilya tindahan paaralan ospital pagkain kain
  kumain kakain tubig inumin uminom kanin isda manok baboy baka gulay prutas saging tinapay gatas asukal asin pera bayad magbayad bili bumili bilhin
  binili benta presyo mahal mura libre utang trabaho opisina negosyo punta pumunta pupunta alis umalis dating dumating uwi umuwi balik bumalik lakad
  tulog matulog natutulog gising tayo upo sabi sinabi sabihin tanong sagot alam nalaman malaman basa magbasa sulat sumulat gawa gumawa ginawa gawin
  laro maglaro kanta tawag tawagan padala nagpadala nakita makita tingnan tumingin hanap hinahanap hintay naghihintay maghintay tulong tulungan bigay
  binigay ibigay kuha kunin kinuha dala dalhin minahal minamahal iniibig galit nagalit masaya malungkot pagod takot gutom uhaw sakit masakit maysakit
  ganda pangit bago luma malaki maliit mahaba maikli mataas mababa mainit malamig mabilis mabagal malapit malayo madali mahirap mayaman masarap
  matamis maasim tama mali totoo mabuti masama malinis marumi buhay patay namatay pinatay ulan umuulan bundok dagat ilog langit lupa hangin apoy puno
  bulaklak aso pusa ibon kabayo ulo mata kamay paa puso buhok mukha tiyan bibig damit sapatos sombrero bintana pinto mesa silya kama lungsod bayan
  bansa pilipinas pilipino tagalog kotse sasakyan daan kalye tulay eroplano barko gobyerno pangulo batas halalan boto digmaan pulis sundalo balita
  kuwento libro aklat papel lapis wika salita pangalan numero problema dahilan kailan una huli susunod lunes martes miyerkules huwebes biyernes sabado
  enero pebrero naging nagkaroon nangyari nangyayari magkaroon nagsimula simulan tapos natapos tapusin nagustuhan napunta nakuha nagawa nagtrabaho
  pagtatrabaho ipinanganak nakatira nakatayo nakaupo nagsasalita magsalita pagsasalita nagluto magluto niluto kinain tumakbo tumatakbo lumangoy umiyak
  umiiyak tumawa kinabukasan kasalanan karapatan kalayaan katotohanan kagandahan kalusugan pagkakataon pagmamahal pamahalaan paglalakbay panahon
  paraan`;

/** Typed without marks; with them the marks tell it. Short words that are also other languages' are left out. */
export const VIETNAMESE_BARE = `
  khong khog duoc dc ban toi minh nguoi nhieu bao gia nao gi giao hang mua nay cua cho oi anh chi xin chao cam dat cai voi nhung vay lam ngay tien hom
  mot hai ba bon nam sau bay tam chin muoi o dau khi la co va thi roi chua cung nua shop shipping gium giup biet muon can`;

/** Written with its marks. */
export const VIETNAMESE = `
  tôi bạn mình em anh chị ông bà cô cậu nó họ chúng ta các những một hai ba bốn năm sáu bảy tám chín mười là có không được và của cho với trong ngoài
  trên dưới này kia đó đây ấy gì nào ai sao thế nhé nhỉ ạ à ơi vâng dạ đã đang sẽ rồi chưa cũng rất quá lắm nhiều ít hơn nhất vì nên nếu thì mà nhưng
  hay hoặc khi lúc ở tại từ đến về đi lại ra vào lên xuống làm ăn uống mua bán giá tiền bao nhiêu giao hàng cửa ngày tháng giờ hôm nay mai người nhà
  xe nước việc cảm ơn xin lỗi chào`;
