import { describe, expect, it } from 'vitest';
import { readFeeling } from '../../src/agent/complaint.ts';

const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

const COMPLAINTS = {
  English: `I want to complain about my order
    How do I file a complaint?
    Your service is really terrible
    The driver was so rude to me
    This is unacceptable, I want my money back
    I'm very disappointed with the cake
    worst experience ever
    I have been waiting for 3 hours and nobody replies
    never buying from you again
    I will report you to CASE
    I'm so angry right now
    WHERE IS MY CAKE? still not here!!
    no reply for two weeks, and the wrong cake again`,
  Singlish: `you guys are useless la
    what kind of service is this sia
    wah your service damn jialat
    wait until neck long still no reply
    stupid bot
    knn so slow
    waste my time only`,
  Chinese: `我要投诉你们店
    你们的服务太差了
    等了两个小时还没人理我
    态度恶劣
    气死我了
    什么破店
    再也不会来了
    我對你們的服務非常失望
    骗子！`,
  Malay: `saya nak buat aduan
    servis korang teruk sangat
    staf kurang ajar
    saya sangat kecewa dengan pesanan ini
    kedai ni penipu
    buang masa saya je
    tak puas hati betul
    bodoh punya bot
    saya marah betul ni
    saya tidak akan beli di sini lagi`,
  Tamil: `உங்கள் சேவை மிகவும் மோசம்
    எனக்கு ரொம்ப கோபமா இருக்கு
    நான் புகார் செய்ய விரும்புகிறேன்
    புகார் கொடுக்கணும்
    என்னை ஏமாத்திட்டீங்க
    யாருமே பதில் சொல்லல`,
  'Tamil in Latin letters': `service romba mosam
    unga service sariya illa, romba kovama irukku
    complaint pannanum
    emathitinga
    enakku romba kaduppa irukku
    padu mosam`,
};

const ORDINARY = {
  English: `no complaints so far, thanks
    I'm not angry, just asking
    I don't want to complain but can I change the date?
    I am not disappointed at all
    Hope you are not upset
    What is your complaint policy?
    how do you handle complaints?
    can't complain, the cake was great
    what if I'm not happy with the cake?
    The weather is terrible, will delivery be late?
    I have a terrible headache, can I change to tomorrow?
    My wife is angry with me, which flowers do you recommend?
    My parcel has not arrived
    The cake arrived damaged, what can I do?
    Can I get a refund?
    where is my order?
    Is it bad if I keep the cake overnight?
    Do you have anything for bad breath?
    Which is your worst selling cake?
    How much is a Bloody Mary?
    is this website a scam?
    I got a scam sms using your name
    I want to order 3 cakes!!!
    DO YOU DELIVER TO BEDOK
    the food was disgustingly good`,
  Singlish: `not bad lah your service
    This is so good, damn shiok!!!
    wah your cake damn nice sia
    can deliver faster or not`,
  Chinese: `没有投诉，只是想问一下
    我没有生气
    你们的投诉政策是什么？
    垃圾袋多少钱
    怎么还没到
    有没有差评？
    蛋糕会不会太甜？
    如果不满意可以退吗
    老婆生气了，送什么花好`,
  Malay: `tiada aduan, cuma nak tanya
    saya tak marah
    hujan teruk, boleh hantar lewat?
    kalau tak puas hati boleh pulangkan?
    ada jual babi?
    barang belum sampai
    dasar aduan kedai apa?
    jalan jem teruk, kedai buka sampai pukul berapa?`,
  Tamil: `புகார் எதுவும் இல்லை
    எனக்கு கோபம் இல்லை
    வானிலை மோசமாக உள்ளது, டெலிவரி உண்டா?
    உங்கள் புகார் கொள்கை என்ன?
    இன்னும் பார்சல் வரல
    kovam illa, chumma kekuren
    complaint edhuvum illa`,
};

describe('a complaint', () => {
  describe.each(Object.entries(COMPLAINTS))('in %s', (_language, texts) => {
    it.each(lines(texts))('is heard in "%s"', (text) => {
      expect(readFeeling(text).isComplaint).toBe(true);
    });
  });

  describe.each(Object.entries(ORDINARY))('in %s', (_language, texts) => {
    it.each(lines(texts))('is not read into "%s"', (text) => {
      expect(readFeeling(text).isComplaint).toBe(false);
    });
  });
});

describe('the mood', () => {
  it.each([
    ['What time do you open?', 'calm'],
    ['Need it urgently for tonight, do you deliver?', 'in a hurry'],
    ['急用，今天能送吗', 'in a hurry'],
    ['My parcel has not arrived', 'unhappy'],
    ['The driver was so rude to me', 'unhappy'],
    ['THE DRIVER WAS SO RUDE TO ME', 'angry'],
    ['you idiots', 'angry'],
  ] as const)('of "%s" is %s', (text, mood) => {
    expect(readFeeling(text).mood).toBe(mood);
  });

  it('is never angry for capitals or exclamation marks alone', () => {
    expect(readFeeling('WHAT TIME DO YOU OPEN TODAY').mood).toBe('calm');
    expect(readFeeling('I love this cake!!!').mood).toBe('calm');
  });

  it('of a pasted book is read in no time', () => {
    const started = performance.now();
    readFeeling('the service was and is and was not so '.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(500);
  });

  it.each([
    ['of a line without a space', '这个订单'.repeat(500)],
    ['of signs that stand for six letters each', '㌖'.repeat(2_000)],
  ])('%s is read in no time', (_, text) => {
    const started = performance.now();
    for (let times = 0; times < 10; times += 1) readFeeling(text);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
