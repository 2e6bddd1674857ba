// Complaints told as a story, and ordinary questions that speak of waiting, breaking and cancelling too.
import { describe, expect, it } from 'vitest';
import { readFeeling } from '../../src/agent/complaint.ts';

const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.trim());

const TOLD = lines(`You guys lost my parcel and nobody can tell me where it is
    I've been on hold for two hours, this is how you treat customers?
    Thanks for ruining my daughter's birthday
    great job losing my order again
    your courier left my cake in the rain
    I called five times and keep getting transferred
    you charged me twice and refuse to refund
    Never order from this shop, they lie to your face
    do better, a little communication would help
    My third order in a row with missing items
    I paid for express and it's now 3 days late. Still no update.
    your staff rolled her eyes at me when I asked for help
    What is the point of having a hotline if nobody answers
    I want an apology
    going to buy from your competitor next time
    waited 45 minutes for my table although we had a reservation #neveragain
    the waiter was so dismissive, I walked out
    promised delivery on Monday but nothing came, and no call
    the food came cold, the drinks never came, and they still charged service
    how hard is it to reply an email
    my kid got food poisoning because of your chicken
    took leave to wait for your delivery and no one showed up
    why must I chase you every single time
    you people really cannot make it
    i am done with this company
    wait 2 hour then tell me no stock, wah lau
    one simple order also can get wrong meh
    your driver throw my parcel at the gate
    service drop until like that
    pay so much get this kind of quality
    last time good now cmi already
    你们把我的蛋糕弄坏了
    等了三个小时还没送到，到底还要多久
    打了五次电话都没人接
    司机态度很差，还骂我
    说好的今天送，结果又改时间
    大家别来这家店，上当了
    你们就是这样做生意的吗
    东西坏了还不给退
    已经催了三次了，一直敷衍我
    dah tiga kali call tapi tak ada orang angkat
    rider tengking saya depan rumah
    janji hari ini hantar, sampai sekarang tak sampai
    duit dah bayar barang tak dapat, tipu ke
    terima kasih sebab rosakkan majlis anak saya
    jangan beli kat sini, menyesal
    macam ni ke cara layan pelanggan
    makanan basi, anak saya sakit perut
    எத்தனை தடவை போன் பண்ணினாலும் யாரும் எடுக்கல
    இரண்டு மணி நேரம் காத்திருந்தேன், இன்னும் வரல
    உங்க ஆள் மரியாதை இல்லாம பேசினான்
    evlo thadavai sonnalum yaarum reply pannala
    food kettu pochu, romba mosam
    poi solli emathitinga
    cake odanju vandhuchu, yaar porupu
    The sofa came with a big scratch and your support keeps ignoring my emails
    Two weeks and three phone calls later I still don't have my refund
    I've never been treated so badly in a shop
    Your technician came four hours late and did not even say sorry
    How can you cancel my booking one hour before the wedding
    Every month you overcharge me and every month I have to call
    This is the last time I order flowers from you
    I'm extremely unhappy with how my case was handled
    You sold me an expired product!
    so the manager tells me it is my fault the box was empty? wow
    if this isn't solved today I will go to the consumer association
    your app ate my points and no one helps
    honestly what a letdown
    The nurse was rough and shouted at my mother
    wah you all take money fast, refund take forever
    order from 6pm until now 9pm haven't come, kids crying liao
    tell you so many times no onion still put
    u think we customer very free to wait is it
    排了一个半小时的队，结果告诉我卖完了
    客服态度敷衍，问题根本没解决
    花了这么多钱，就给我这种东西？
    我对这次服务很不满意
    接电话的人一直挂我电话
    barang sampai pecah, nak refund pun susah, teruk betul
    dah dua minggu tunggu refund, asyik bagi alasan
    kami sekeluarga kecewa dengan layanan staf semalam
    service macam hampeh, order lain dapat lain
    pekerja awak sombong dan tak layan soalan saya
    உங்க டெலிவரி பையன் ரொம்ப திமிரா பேசினார்
    பணம் கட்டி ஒரு மாசம் ஆச்சு, பொருளும் இல்ல பதிலும் இல்ல
    naan kaasu kuduthu oru maasam aachu, ponnum varala, yaarum pesala
    unga staff romba thimira pesuranga`);

const ORDINARY = lines(`I was told you deliver on Sunday, is that right?
    My order is delayed, can I still change the address?
    My order was cancelled, how do I get the refund?
    I have been using your shampoo for three weeks and I love it
    Can I keep the cake for 2 days in the fridge?
    We are sitting outside, can you bring the cake to the car?
    How long is the wait? We are already in the queue
    The website crashed when I paid, did you get my order?
    I paid twice by mistake, can I get one back?
    Do you have anything without nuts? My son can't even smell them
    Please help me choose a birthday cake for my dad
    Is it possible to pick up my parcel one hour late?
    I want my money back if the size does not fit, is that possible?
    The driver called me three times but I was in a meeting, can he come again?
    I called twice this morning but was told to write here, what time do you open?
    I am waiting for my friend, can we hold the table for 30 minutes?
    We waited 10 minutes and the food was wonderful
    sorry for the late reply, I was busy for two days
    Why do you close so early on Sundays?
    Why did you stop selling the pandan cake?
    Great job making the cake, everyone loved it!
    thanks for making my day
    Thanks for the help!
    thank you for waiting
    I can't reach the website, is it down?
    How do I get through to the delivery team?
    My parcel is stuck at customs, what can I do?
    can you make me a cake without egg
    My appointment was cancelled by me, can I get a new slot?
    I forgot my password and keep getting an error message
    I'm supposed to collect at 5 but will be late
    The cake arrived late but it was delicious
    What do I do if my order is late or missing?
    do you still have the red dress? last time no stock
    nobody was home when the driver came, please deliver again
    No one is at home before 6, deliver after that please
    I lost my receipt, can I still return it?
    If the flight is delayed, will the airport pickup wait for us?
    Should I be worried that the cream is soft?
    My package says delivered but I did not receive anything
    I received the wrong size, can I exchange it?
    How many days of waiting for the refund?
    Refund takes 14 days?
    The app logs me out every time I open it, what should I do?
    I don't want to miss the party, can it come before 3?
    We are going to miss your cakes when we move!
    I would rather go to another outlet, which one is near Bedok?
    Do not use nuts please
    Please don't use plastic bags
    Your staff told me the promo ends on Friday, can you confirm?
    Your driver said he left the parcel at the door
    can i have a different bag instead of the blue one
    The size is not right for me, any bigger?
    It's not what I expected, it is even better!
    How can I avoid the queue on Saturday?
    I tried three times to pay with PayNow but it failed, another way?
    Can you explain the difference between the two plans?
    My card was charged twice, please check
    Is it normal that delivery takes two weeks?
    I have asked my boss five times haha, he agrees now
    still got the mango one?
    I'm so upset my cat died, do you do pet cremation flowers
    Need information about catering for 50 pax, please reply
    Why is the price different now?
    please respond by tonight, thank you
    they said you sell it in three sizes, is it true
    I missed my delivery, when can you come again?
    We need better communication tools, do you sell headsets?
    The party is in 2 hours, can you still deliver?
    I ordered two days ago, when will it arrive?
    has my order shipped? it's been 5 days
    my order has been delayed for 3 days already, any update?
    what a mess my kitchen is, do you clean homes?
    my life is a nightmare without your coffee haha
    the traffic is terrible, I will be 30 minutes late
    the wifi in my room does not work, can you help
    the hotel has bad reviews, find another one
    is the restaurant loud? my son gets stressed out easily
    我等了两天了，请问什么时候到？
    我打了两次电话，没人接，请问几点营业？
    大家都说你们的蛋糕好吃
    第三次来买了，还有优惠吗
    不敢吃辣，有不辣的吗
    请别买错，我要大的
    送货要等三个小时吗？
    saya dah call dua kali, kedai buka pukul berapa?
    jangan beli plastik, saya bawa beg sendiri
    saya tunggu dua hari ya, terima kasih
    dah tiga hari order, bila sampai?
    staf awak kata promosi sampai Jumaat
    moonu naal munnadi order pannen, eppo varum
    இரண்டு நாள் ஆகுது, எப்போ வரும்?
    parcel innum varala, eppo varum?
    Hi, I ordered last week and was told it takes 5 days. Has it been sent?
    We have a delay on our side, can we shift the booking by two hours?
    My flight was cancelled so I can't come, please move my appointment
    I waited at the wrong outlet haha, coming over now
    Is there a fee if I cancel two days before?
    why is there a surcharge on weekends?
    Could you ask your driver to call me when he arrives?
    The last cake was a bit too sweet, can you make it less sweet?
    I don't understand the size chart, help?
    Sorry I missed your call, please call again
    My wife is not happy with the colour, can we change it?
    Can I get compensation if it arrives broken?
    is this the right place to ask about warranty?
    I never received the OTP, please resend
    the tracking page does not work on my phone
    Do you take complaints by phone or only by email?
    my phone screen is broken, how much to repair?
    The zip broke after a year, do you repair bags?
    Someone stole my parcel from the corridor, what should I do?
    your website says closed on Monday but Google says open, which one?
    I have not received the invoice for March
    I'd like to return a lamp, it doesn't fit our living room
    bro the queue damn long ah now? worth it anot
    got discount if I wait until next week?
    eh my fren say your curry puff best, still have?
    I already paid yesterday but status still pending, how ah
    you all open until what time, I rushing over
    Cannot find your shop leh, which level
    my aircon is leaking and making noise, when can someone come?
    The heater stopped working again, need a technician please
    my tooth has been hurting for three days, any slot today?
    我的包裹还没到，麻烦帮我查一下
    收到的尺寸不对，可以换吗
    昨天付了款，还没收到确认
    手机坏了，修一下多少钱
    等位要多久？
    下次不要放葱，谢谢
    孩子不舒服，想改时间
    saya belum terima resit, boleh hantar semula?
    baju ni besar sangat, boleh tukar saiz M?
    aircond rumah rosak, bila boleh datang?
    maaf saya lambat, dalam perjalanan
    berapa lama kena tunggu?
    innum receipt varala, anuppa mudiyuma
    size periya iruku, maathi tharuvingala
    எனக்கு ரசீது இன்னும் வரவில்லை, அனுப்ப முடியுமா
    என் பையனுக்கு உடம்பு சரியில்லை, நேரம் மாற்றலாமா`);

const isHeard = (text: string): boolean => readFeeling(text).isComplaint;

describe('a complaint told as a story', () => {
  it('is heard in nineteen of twenty, in four languages and their chat', () => {
    const missed = TOLD.filter((text) => !isHeard(text));
    expect(missed.length / TOLD.length, missed.join('\n')).toBeLessThanOrEqual(0.05);
  });

  it('is read into fewer than three ordinary messages of a hundred', () => {
    const alarms = ORDINARY.filter(isHeard);
    expect(alarms.length / ORDINARY.length, alarms.join('\n')).toBeLessThan(0.03);
  });

  it.each([
    ['my son ate your muffin and now his lips are swelling', true],
    ['after drinking the tea I had a rash and went to hospital', true],
    ['我女儿喝了你们的豆浆全身起红疹', true],
    ['lepas makan kuih tu anak saya muntah', true],
    ['கேக் சாப்பிட்டதும் குழந்தைக்கு வாந்தி', true],
    ['My girl ate your brownies, now her eyes are swollen', true],
    ['He drank the soya milk. Now he has hives', true],
    ['我儿子吃了你们的蛋糕，全身起红疹', true],
    ['吃了你们的粽子，没多久就吐了', true],
    ['吃了你们的沙拉，全家拉肚子', true],
    ['Saya makan kuih semalam, terus muntah', true],
    ['கேக் சாப்பிட்டேன். இப்போ முகம் வீங்கிடுச்சு', true],
    ['my son is allergic to milk, what can he eat', false],
    ['after eating half, how long can I keep the rest', false],
    ['we had your cake at the hospital, can you deliver there again', false],
    ['吃了会有过敏反应吗', false],
    ['吃了会有过敏反应的吗', false],
    ['老人喝了会不会不舒服', false],
    ['小孩吃了会不会拉肚子', false],
    ['吃了一点都没有不舒服', false],
    ['吃了药不舒服，想改明天', false],
    ['முட்டை சாப்பிட்டால் அலர்ஜி ஆகுமா', false],
    ['முட்டை சாப்பிட்டா வாந்தி வருமா', false],
    ['she ate prawns last time and is allergic so what can she have', false],
    ['lepas makan ubat alahan boleh minum teh tak', false],
    ['boleh makan tak kalau alergi kacang', false],
    ['makan durian banyak boleh sakit perut tak', false],
    ['if someone ate it and got a rash, do you refund', false],
    ['after eating, may I go to your outlet in the hospital', false],
  ])('is told where somebody is ill from what they ate: "%s": %s', (text, expected) => {
    expect(isHeard(text)).toBe(expected);
  });

  it.each([
    ['my cake came late #fail', true],
    ['second time already #NeverAgain', true],
    ['loved the cake #kaki #birthday', false],
    ['order #1001', false],
  ])('is told by the hash mark of "%s": %s', (text, expected) => {
    expect(isHeard(text)).toBe(expected);
  });
});
