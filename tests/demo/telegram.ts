// The demo on Telegram: a customer writes in Tamil, a colleague answers in Slack and hands back.
import type { Sides } from '../support/desk.ts';
import { until } from '../support/house.ts';
import { createChatPrinter, createThreadPrinter, print } from './printing.ts';

export async function playTelegram(sides: Sides): Promise<void> {
  const { customer, ana } = sides;
  const printSlack = createThreadPrinter(sides);
  const printChat = createChatPrinter('Telegram, the business:', () =>
    customer.sees().map(({ text, buttons }) => ({ text, buttons: buttons.flat().map((one) => one.text) })),
  );
  const asks = async (text: string): Promise<void> => {
    const before = sides.shown().length;
    print('Telegram, Mei Ling:', text);
    customer.says(text);
    await until('there is an answer', () => sides.shown().length > before, 20_000);
    printChat();
  };
  await asks('வணக்கம்');
  await asks('சனிக்கிழமை எத்தனை மணிக்குத் திறப்பீர்கள்?');
  await asks('மனிதருடன் பேச வேண்டும்');
  await until('the staff have a card', () => sides.cards().length === 1, 20_000);
  const [card] = sides.cards();
  if (!card) throw new Error('there is no card');
  printSlack(card);

  const before = sides.shown().length;
  const typed = 'வணக்கம்! நான் அனா. எப்படி உதவலாம்?';
  print('Slack, Ana types in the thread:', typed);
  const reply = await ana.writesIn(card, typed);
  await until('the customer reads it', () => sides.shown().length >= before + 2, 20_000);
  printChat();
  const isMarked = (): boolean =>
    sides.slack
      .thread(card)
      .some((post) => post.ts === reply.ts && post.reactions.includes('white_check_mark'));
  await until('her message is marked as sent', isMarked, 20_000);
  printSlack(card);

  const thanks = 'நன்றி, என் காபி கிரைண்டரைச் சரிசெய்ய வேண்டும்';
  print('Telegram, Mei Ling:', thanks);
  customer.says(thanks);
  await until('the thread shows it', () => sides.find(card, thanks).length > 0, 20_000);
  printSlack(card);

  print('Slack, Ana presses:', '[ Hand back ]');
  const handedBack = sides.shown().length;
  await ana.presses('desk.hand_back', card);
  await until('the customer is told', () => sides.shown().length > handedBack, 20_000);
  printChat();
  await until('the card says so', () => sides.seen(card)[0]?.includes('Handed back') ?? false, 20_000);
  printSlack(card);
  await asks('டெலிவரி கட்டணம் எவ்வளவு?');
}
