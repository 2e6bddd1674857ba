// Malay and Indonesian: what both share, what only one says, and the short forms that people type.

/** Words that hold a sentence together in both. */
export const MALAY_FUNCTION = `
  yang dan atau dengan untuk dari daripada ke di pada kepada dalam oleh bagi tentang terhadap antara seperti sebagai sampai hingga sejak selama sambil
  tanpa demi ini itu sini situ sana begini begitu tersebut ia dia mereka kita kami saya aku anda engkau kau beliau nya sendiri diri adalah ialah
  merupakan ada adakah apakah apa siapa siapakah mana manakah bagaimana mengapa kenapa berapa apabila bila kalau jika jikalau supaya agar kerana sebab
  walaupun meskipun namun tetapi tapi melainkan sedangkan bahawa bahwa maka lalu kemudian lagi juga pun hanya saja sahaja sudah telah akan sedang
  masih belum pernah selalu sering kadang jarang tidak tak bukan bukanlah tiada jangan janganlah usah boleh bolehkah dapat harus perlu mesti hendak
  mahu mau ingin nak patut sangat amat sekali paling lebih kurang terlalu sungguh agak cukup hampir semua semuanya setiap tiap para banyak sedikit
  beberapa sebuah seorang seekor sesuatu seseorang segala se lah kah tah punya tolong sila mohon ayo mari terima kasih maaf selamat sama bersama nanti
  tadi kini sekarang dulu dahulu baru segera pukul jam hari esok semalam kelmarin minggu bulan tahun pagi petang malam siang tengah harap semoga
  mungkin pasti tentu barangkali entah ya tuan puan encik cik abang kakak adik si ku mu denganmu denganku padaku padamu untukmu untukku bagaimanakah
  berapakah yaitu iaitu yakni`;

/** Chat of Malaysia and Singapore. */
export const MALAY_CHAT = `
  makin kot kut pastu lepastu lepas tulah ler yer biar aje tetap gitu gini sgtlah mahal2 murah2 elok2 cepat2 leh bole la weh wei bro2 uncle2 kali
  kalini xleh tkde tkda tak2 jgk nk nak x xde xda xnak xnk xtau xboleh xpe xpa xpayah takde takda takdak takpe takpa takper tkpe takkan taknak tknk
  tak tk tau tahu tawu tahulah reti sy saye sayer ak aq akak kak abg bg adek kte kita ktorang kitorang korang korg diorang dorang derang depa hampa hg
  ko kau kamu mu awk awak ank mek pok yg dgn dgan ngan ngn dlm utk untk unt kpd kat dkt dekat pd pda dr dri drpd sbb sebab pasal psl cam mcm camni
  camtu camne camana macam macamana cmne cmna mane mana maner apa ape apo apehal apahal apsal apasal napa nape knp kenape bile bila brp berape brape
  siape sape sapa dah dh sdh udah blm blom lom belom lg lgi lagi jgn jgan jngn jap kejap kejp sat skrg skang skarang sekarang ari hri arini harini
  hariini esk esok smlm semlm nnti nti td tadi tdi ni nie nih tu tuh itew tula tuler nilah ha haa hah ek eh ke kek lah laa lahh laaa je jer jee jela
  jelah jew jugak jg gak pulak plak pula pule pun pon pn mmg memang mmng emang sgt sgat bgt banyak byk bnyk ramai rmai mai gi pegi pi pegila balik blk
  bli beli jual hntr htr hantar tq tqvm tqsm mekasih makasih timakasih tengkiu maceh mceh sori maap baik org orang oghang owang laki bini budak bdk
  kwn kwan kengkawan kawan2 geng sedap sdp besh mantap gempak syok lawa cun comel cantik cntik hensem gemok kurus bongok bodo bodoh sial gila giler
  gile lawak kelakar penat pnat letih ngantuk mengantuk lapar haus malas mls rajin skit demam alhamdulillah insyaallah inshaallah insya allah
  masyaallah subhanallah astaghfirullah assalamualaikum waalaikumsalam salam amin aamiin jazakallah haha huhu hehe wkwk nanges nangis gelak ketawa
  senyum cakap ckp sembang borak lepak jom jum jomlah moh mohle ayuh tgk tengok tgok nmpk nampak dgr dengar buat wat buatlah bwat bagi kasi kasik amik
  ambik ambil pakai pkai guna gune cuba mtk mintak minta pinjam boleh buleh bleh blh dpt dapat msk masuk kuar keluar klua mkn makan mnm minum tido
  tidur tdo bangun bgun mandi mndi walaupon walopun walau klu klau kalu kalo kalau dengo rase rasa rse terasa tetiba tiba2 asyik asik memandai
  sebenarnya sbnrnya patutnya selalu slalu sume semue semua smua sumer setiap satgi sikit ckit sikit2 elok molek betoi betul btul betul2 tipu bohong
  teringin rindu sayang syg cinta suka ske benci geram marah sedih seronok bahagia bosan serabut lemau takut seram kecik kecil bsr besar mahal murah
  mrh percuma harga duit ringgit bayar byr gaji raya puasa sahur buka iftar ramadan terawih masjid surau ustaz ustazah nabi rasul doa sembahyang solat
  jumaat`;

/** Things, doings and qualities. */
export const MALAY_CONTENT = `
  orang lelaki perempuan wanita anak ibu bapa ayah emak mak nenek datuk isteri suami kawan teman sahabat jiran guru pelajar doktor polis raja presiden
  kerajaan negara negeri rumah bilik dapur pintu tingkap jendela meja kerusi katil lantai dinding bumbung kebun pagar jalan jambatan pasar kedai
  sekolah universiti hospital pejabat kantor bank hotel restoran gereja masjid stesen lapangan terbang pelabuhan pantai gunung sungai laut pulau hutan
  bumi langit matahari bintang hujan angin salji cuaca api tanah batu kayu besi emas perak makan minum makanan minuman nasi roti ikan ayam daging
  telur sayur buah pisang epal air susu teh kopi gula garam minyak kek kuih mi bihun sup buku surat kertas pensel pena gambar filem lagu muzik khabar
  berita cerita kata perkataan bahasa nama nombor soalan pertanyaan jawapan jawaban wang duit harga bayar bayaran belanja gaji hutang untung rugi
  mahal murah jual jualan beli belian pesan pesanan tempah tempahan hantar penghantaran kirim kiriman terima penerimaan resit tukar alamat telefon
  telepon komputer emel mesej laman web video akaun kad kredit laluan barang produk bungkusan saiz warna stok promosi diskaun percuma datang pergi
  pulang balik masuk keluar naik turun tiba sampai berhenti mula bermula mulai selesai habis tunggu menunggu berjalan lari berlari duduk berdiri tidur
  bangun mandi lihat melihat tengok tonton menonton dengar mendengar cakap bercakap berkata bicara berbicara tanya bertanya jawab menjawab tulis
  menulis baca membaca ajar belajar mengajar fikir berfikir pikir tahu mengetahui ketahui faham memahami kenal ingat mengingat lupa melupakan rasa
  merasa suka menyukai cinta mencintai benci takut marah sedih gembira senang bahagia menangis tertawa ketawa senyum ambil mengambil beri memberi
  berikan bagi bawa membawa pakai memakai guna gunakan menggunakan buat membuat jadi menjadi terjadi kerja bekerja pekerjaan main bermain nyanyi
  menyanyi tari menari cari mencari jumpa berjumpa temu bertemu menemui tolong menolong bantu membantu bantuan buka membuka tutup menutup potong
  memotong masak memasak cuci mencuci basuh membasuh hidup mati meninggal bunuh membunuh lahir dilahirkan kahwin berkahwin menikah sakit sihat sehat
  ubat obat demam luka darah badan kepala muka mata telinga hidung mulut gigi tangan kaki rambut hati jiwa besar kecil panjang pendek tinggi rendah
  luas sempit tebal tipis berat ringan cepat lambat laju perlahan baru lama tua muda panas sejuk dingin hangat kering basah bersih kotor penuh kosong
  baik buruk jahat cantik indah hodoh pandai bodoh rajin malas kaya miskin kuat lemah keras lembut mudah susah sulit sukar penting salah betul benar
  lapar kenyang haus penat letih lelah sibuk satu dua tiga empat lima enam tujuh lapan delapan sembilan sepuluh belas puluh ratus ribu juta pertama
  kedua ketiga akhir terakhir awal hadapan depan belakang atas bawah kiri kanan tepi luar merah putih hitam hijau biru kuning isnin selasa rabu khamis
  jumaat sabtu ahad januari februari mac april jun julai ogos september oktober november disember masa waktu saat kali tempat kampung kampong bandar
  kota dunia hal perkara masalah benda cara jenis bahagian keadaan sebab akibat tujuan rancangan usaha peluang hasil kereta motosikal basikal bas
  kapal tiket penumpang pemandu memandu jauh dekat hilang rosak pecah jatuh kena pilihan raya undi parti menteri perdana undang mahkamah tentera
  perang damai syarikat perniagaan ekonomi pasukan pemain perlawanan bola sepak kucing anjing burung kuda lembu gajah harimau ular tikus pokok bunga
  daun rumput kehidupan kematian kejayaan kegagalan kebaikan kejadian kesalahan keputusan kesihatan kemungkinan kebanyakan keluarga pelbagai pendapat
  penduduk pengguna permainan peristiwa mempunyai memiliki melakukan dilakukan mengatakan menyebut menunjukkan mendapat mendapatkan memberikan membeli
  menjual membayar menghantar mengirim memanggil memilih menambah mengubah menukar memulakan memulai bersedia berlaku berjaya berasal berada berbeza
  berbahaya berguna bertambah berdua bersedih bersalah`;

/** Said in Malaysia and Singapore, hardly in Indonesia; `_` joins two words that only together are. */
export const MALAY_ONLY = `
  pukul_berapa ramai_orang bola_sepak ibu_bapa bilik_air peti_sejuk macam_mana lapangan_terbang kapal_terbang tak_apa apa_khabar berapa_ringgit
  minta_maaf tukul skru playar baldi penyapu mop seterika almari cadar langsir plag penghawa bajet bilion trilion eksport import pengeluar keperluan
  berbeza perbezaan membazir pembaziran bermalam arnab lipas jerung musang pelik keliru bengang segak markah pengadil butang saintifik kempen polisi
  skim geran pelancaran melancong melancarkan perhimpunan khabar terkini tengahhari subuh maghrib isyak serbuk krim sirap bungkuskan makanlah minumlah
  tapaukan sedapnyer hidangan kicap sambal belacan kerepek keropok tunjukkan dapatkan sediakan menyediakan gunakanlah pastikan elakkan mengelakkan
  kurangkan tambahkan pilihlah tekan imbas mengimbas kemaskini terkejut pengsan pening senak ruam jangkitan wabak kuarantin suntikan vaksin tunaikan
  lawat melawat berkelah bersukan bersenam berjoging sultan kesultanan parlimen dun undian mengundi pengundi pembangkang dakwa didakwa mendakwa
  ditahan rasuah siasatan menyiasat bina dibina pembinaan binaan semak menyemak semakan pengesahan sahkan mengesahkan urusan berurusan uruskan langgan
  melanggan selia menyelia pejalan persekutuan perbandaran penerbangan bayi taska darjah tingkatan yuran biasiswa ijazah universiti pengajian siswazah
  keusahawanan usahawan cukai kastam imigresen lesen insurans hartanah pangsapuri kondominium penyewa kemudahan keselamatan keadaannya pengurusan
  pengurus urusetia kaunter baucar kupon restok kelantan selangor johor penang ipoh melaka sabah sarawak kedah terengganu pahang putrajaya klang
  tampines bedok woodlands jurong yishun geylang teruk semula popular benda ejen elaun getah guli jiran kacak lif lembu limau tembikai betik kobis
  cili itik ketam sotong katil khidmat loceng makmal muzium nombor pasport pensyarah peguam peniaga rakan rehat berehat saintis salji selsema
  selipar senarai syiling tingkat wayang zirafah berlaku pelbagai sesetengah keseorangan kesilapan tersilap silap kekal memandangkan punca sukar
  tarikh tunai wujud televisyen tentera senapang banduan perompak tasik bumbung siling berbual bersiar menaiki menunggang membasuh mengemas terjumpa
  nampaknya rupanya agaknya sekejap kadangkala lambat bandar bomba datuk faham gaduh jimat sungguh tadika pasaraya kerap kebimbangan bimbang risau
  mesyuarat kilang jadual kualiti komuniti aktiviti identiti keutamaan elektrik tayar enjin tren rapid kapalterbang haiwan zoo jururawat spek parti
  pingat jurulatih makluman tidaklah ambillah borang permohonan pemulangan pulangkan kelewatan malangnya seronoknya bestnya sedapnya cantiknya
  murahnya mahalnya tunggulah datanglah tolonglah sayalah awaklah semalamnya awak kerana wang bilakah macam macamana mahu mahukah mahukan hendak nak
  tak takkan cakap bercakap jemput dijemput menjemput ialah iaitu sahaja kedai tandas tingkap bilik epal kerusi hospital pejabat telefon basikal
  motosikal tempah tempahan menempah hantar penghantaran menghantar dihantar diskaun akaun emel mesej semalam petang tengahari ahad isnin khamis
  jumaat ogos disember mac jun julai lapan setahun pawagam panggung budak emak isteri encik puan cik pakcik makcik cikgu pelajar askar kanak
  kakitangan teruja seronok letih penat sihat sejuk hodoh comel lawa tahniah kelihatan berjumpa bahawa bahawasanya berbanding hadapan bahagian perkara
  sebarang sesiapa sepatutnya sebilangan perniagaan syarikat pilihanraya peratus mahkamah warganegara doktor filem muzik stesen konsert sains berasa
  fikir berfikir terfikir fikirkan rosak kerosakan cuba mencuba percubaan kahwin berkahwin perkahwinan kejayaan berjaya kesihatan soalan peperiksaan
  perlawanan pasukan pengerusi pertubuhan pentadbiran kemalangan kecederaan ringgit jepun sepanyol itali inggeris cuti bercuti percutian lapang sembuh
  maklumat dimaklumkan ulasan mangsa jenama golongan korang kitorang diorang takde tiada hairan teringin kepunyaan sukakan gemarkan kad nota moden
  klasik tuala berus kasut seluar beg stokin suis kipas peti ais sudu pinggan cawan tauke pembekal resit kekosongan kosongkan pelancong pelancongan
  lebuhraya perangai rumahtangga kebelakangan manakala hendaklah bolehkah adakah kenalkah memandu pemandu membaiki dibaiki baiki sen lori teksi mukim
  poskod dabao tapau mamak gerai ayat perkataan sebutan terjemahan menterjemahkan sempena sambutan kenduri hidang kek bihun minit lembap senyap
  tutuplah bukalah silalah`;

/** Said in Indonesia, hardly in Malaysia and Singapore; `_` joins two words that only together are. */
export const INDONESIAN_ONLY = `
  jam_berapa banyak_orang sepak_bola rumah_sakit kamar_mandi mati_lampu isi_ulang apa_kabar kasih_tahu berapa_rupiah mohon_maaf laki_laki tidak_apa
  jengkel menjengkelkan gembok sekop cangkul rayap hitung menghitung dihitung palu obeng ember odol gayung setrika lemari sprei gorden colokan
  stopkontak anggaran miliar triliun kuartal ekspor impor pasokan produsen konsumen kinerja kebutuhan berbeda perbedaan berbagi mengecek mengeluh
  menyetir menabung menginap mengundang undangan menyalakan mematikan menghapus kelinci kecoa hiu lumba rubah kodok aneh anehnya konyol seru cemas
  kaget bingung membingungkan kesal cerewet mual flu lemas kakek paman bibi keponakan mertua pelajaran nilai lulus wasit pelatih gawang kaos kemeja
  dasi rok kancing serikat selandia polandia swedia norwegia meksiko brasil belgia detik menit dekade tewas korban pelaku kejaksaan terkait
  mengaku dipastikan tersangka polda polres kpk dpr mpr pilkada pilpres capres caleg kampanye pemilih oposisi reformasi kebijakannya mengunduh unduh
  unggah mengunggah tautan situs aplikasi aplikasinya gawai pulsa kuota sinyal baterai dicas ngecas layar kacamatanya ditelepon menelepon nelpon
  sarapan siangnya jus gorengannya kecap saus bumbu kue kuenya permen cokelat coklat tempe krupuk kerupuk berolahraga olahraga bersepeda renang
  bulutangkis voli tinju juaranya kejuaraan medali pertunjukan konsernya bioskop filmnya pajak asuransi imigrasi beasiswa sarjana kuliah kuliahan
  dosennya kampus skripsi smp sma smk sd kelasnya rapor wisuda lulusan apartemen kontrakan kosan ngekos kos properti fasilitas keamanannya loket
  cabangnya ongkirnya cicilan nyicil angsuran pinjol bpjs ktp npwp satpam tukangnya sopirnya ojek ojol gojek angkot bajaj becak krl stnk bpkb
  pertanyaannya jawabannya tolongin kasihin makanin minumnya tidurnya nggaknya emang emangnya malahan soalnya pokoknya makanya kayanya ketimbang
  bukannya sempet telat bareng barengan sendirian rame ramean pinter cakep ganteng bule kampungan norak bogor medan bekasi depok tangerang yogyakarta
  jogja solo semarang makassar palembang denpasar batam lombok jawa kursi tertawa menertawakan kecelakaan mendengarkan agen tunjangan karet kelereng
  hemat tetangga perawat tampan trotoar truk sapi jeruk semangka pepaya wortel cabai bebek kepiting cumi ranjang kelompok laboratorium museum nomor
  setir paspor penghapus dosen pengacara pedagang keran kartu rekan istirahat beristirahat ilmuwan salju pilek sandal koin daftar mendaftar ban
  jerapah berbagai sembarang sebagian kesepian penyebab sulit parah televisi kebijakan prajurit senapan narapidana tahanan maling perampok danau atap
  tembok putra putri istri istrinya kawin usia mengobrol mengantar mengantarkan memperbaiki membereskan tampaknya sepertinya sejenak populer wartawan
  korupsi koruptor aparat gubernur bupati walikota departemen internasional spesial pelayanan kualitasnya enaknya bakso gorengan pecel soto enak lezat
  cemilan jajanan ketagihan juara pabrik kertasnya tas partai sepakbola rumahsakit kursus jadwal tanggal bulannya kwalitas kualitas komunitas
  aktivitas seekornya hewan pesepeda masalahnya obrolan bercerita gosong gerah hujannya sialan ngantuk sekolahan bajunya ponselnya hpnya pesanannya
  barangnya tokonya pemberitahuan iya engga engak ngerasa ngerjain nonton nungguin ngikut nginep nganter anterin nganterin tungguin cepetan rusaknya
  penukaran pembatalan pengembalian dana refundnya ongkosnya tarif diantar antar pengantaran penerima alamatnya kodepos kelurahan rt rw nomornya bisa
  bisakah nggak enggak ngga gak ga kagak ndak gue gua gw lo lu elo loe kalian banget bgt kok dong deh sih nih yuk doang udah udh gitu gini gimana
  gimanapun kayak kayaknya karena uang uangnya mobil mobilnya kapan kapankah kapanpun permisi silakan silahkan berbicara bicara bilang ngomong omong
  ngobrol omongan cowok cewek cowo cewe kantor jendela apel kamar telepon handphone hp ponsel sepeda pengiriman mengirimkan dikirim gratis diskon
  surel besok kemarin kemaren lusa sore senin kamis jumat agustus desember maret juni juli delapan pria bapak mas mbak tante suster supir sopir dokter
  siswa siswi mahasiswa senang keren capek lelah cape pelan jelek lucu pintar brengsek berantem terlihat bertemu ketemu nemu dibanding dibandingkan
  siapapun apapun seharusnya sebaiknya kecuali bisnis perusahaan pemilu pemilihan pemerintah persen pengadilan universitas film musik stasiun konser
  mengerti ngerti paham berpikir pikir pikiran kupikir rusak mencoba coba cobalah berisik nikah menikah keberhasilan berhasil sukses ujian kunjungan
  pertandingan tim manajer direktur organisasi rupiah jakarta bandung surabaya jepang tiongkok prancis spanyol italia inggris belanda eropa swiss
  libur liburan yunani bikin ngasih dikasih ngapain maunya pengen pengin kepengen kangen sebel kesel bete males ribet gampang nyesel nyebelin handuk
  kaus sabuk kulkas sendok piring mangkok cangkir kompor kaleng listrik karyawan pegawai pemasok struk kuitansi ongkir ekspedisi kurir rekening toko
  warung kwitansi faktur sesudah barusan ujarnya semacam sambungnya terkadang melulu pesawat pesawatnya bandara bensin parkir macet tabrak tertabrak
  menabrak bepergian mengemudi mengendarai kesepakatan kekhawatiran khawatir kasus provinsi bea kakinya gan min juragan coy anjir anjay mantul
  kece receh baper galau alay lebay jijik mending merek kacamata koran amplop ransel koper milikmu menyangka sangka membutuhkan butuh bagiku menurutku
  kuharap kurasa kukira kutahu kulihat bukanlah brilian optimis konten seksual individual persis kode kodenya optimal bantuin nanyain tanyain
  liat liatin dengerin ngeliat nyari beliin jualin kirimin bayarin ambilin pesenin pesen dateng pulangin dapet dapetin temen temenin seneng makasih
  monggo matur nuwun punten teteh kang neng akang bunda pacar gebetan jomblo kekasih selingkuh bohongin pepohonan`;

/** Said in both, yet oftener in Malaysia and Singapore: they decide where nothing else does. */
export const MALAY_LEANING = `
  undang saya anda ia bagi sepak beritahu boleh telah sangat kena ramai semasa mesti patut gembira daripada bila supaya perlu minta tolong nampak
  tengok cantik lelaki emas kampung makanan beri memberi ingat cepat sikit bukan ibu apabila ketawa pasti seperti adalah mempunyai mendapat benar
  datang tunggu peti`;

/** Said in both, yet oftener in Indonesia. */
export const INDONESIAN_LEANING = `
  mau aku kamu kau jam waktu pria dirinya kalau tersebut hanya gadis ya saja nya menyukai mungkin selama sengaja percaya pasangan gelas situ diri
  bagaimana harus pun ingin luar kan memang selalu tetap namun seluruh mulai ganti partai berbahasa suatu ataupun siang setelah sebentar sebelumnya
  terlihat rapat punya lampu ulang informasi kondisi warga langsung akhirnya terus semoga ujar tutur sesuai milik sore mengisi isi jumlah laporan
  memeriksa periksa cek harapan terbatas hal jatuh belajar cerita menceritakan kejadian barang kedua tua sejak awal belum sih`;
