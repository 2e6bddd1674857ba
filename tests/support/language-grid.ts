// Ten languages by five lengths: what a detector of languages is tried on.

/** The same in one word, in two, in few, in a short and in a long sentence: ten languages by five lengths. */
export const GRID: Readonly<Record<string, string>> = {
  en: 'where\nopen today\nmy parcel is late\nDo you sell eggless cakes here?\nI paid by card last night but the shop has not sent me any confirmation yet.',
  zh: '几点\n开门吗\n我的包裹呢\n你们有不含鸡蛋的蛋糕吗？\n我昨晚用信用卡付了钱，可是到现在还没有收到任何确认。',
  ms: 'bila\nbuka tak\nbarang saya lambat\nAda jual kek tanpa telur di sini?\nSaya sudah bayar guna kad malam tadi tetapi kedai belum hantar apa-apa pengesahan.',
  id: 'kapan\nbuka nggak\npaket saya terlambat\nApakah kalian menjual kue tanpa telur?\nSaya sudah bayar pakai kartu tadi malam, tapi toko belum mengirim konfirmasi apa pun.',
  ta: 'எப்போது\nகடை திறந்திருக்கா\nஎன் பார்சல் வரவில்லை\nமுட்டை இல்லாத கேக் இங்கே கிடைக்குமா?\nநேற்று இரவு அட்டையில் பணம் கட்டினேன், ஆனால் கடையிலிருந்து எந்த உறுதியும் வரவில்லை.',
  tl: 'kailan\nbukas ba\nwala pa ang padala ko\nMay tinda ba kayong cake na walang itlog?\nNagbayad na ako kagabi gamit ang card pero wala pa ring kumpirmasyon mula sa tindahan.',
  vi: 'khi nào\nmở cửa chưa\ngói hàng của tôi trễ\nỞ đây có bán bánh không trứng không?\nTối qua tôi đã trả bằng thẻ nhưng cửa hàng vẫn chưa gửi xác nhận nào cho tôi.',
  hi: 'कब\nखुला है\nमेरा पार्सल नहीं आया\nक्या यहाँ बिना अंडे का केक मिलता है?\nमैंने कल रात कार्ड से भुगतान किया लेकिन दुकान से अभी तक कोई पुष्टि नहीं आई।',
  th: 'เมื่อไร\nเปิดไหม\nพัสดุยังไม่มา\nที่นี่มีเค้กไม่ใส่ไข่ขายไหม\nเมื่อคืนจ่ายด้วยบัตรไปแล้วแต่ร้านยังไม่ส่งการยืนยันมาเลย',
  ja: 'いつ\n開いてる\n荷物が遅い\n卵なしのケーキはありますか？\n昨夜カードで払いましたが、お店からまだ確認が届いていません。',
};
