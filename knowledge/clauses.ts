// The questions of one sentence, where it holds several.
import { POINTS_BACK } from './follow-up.ts';

/** Shorter is "how much?": it asks about what was said before it. */
const LEAST_CHARS = 9;
const LEAST_HAN = 4;

const OPENERS_EN =
  'what|whats|when|where|which|who|how|do|does|did|can|could|may|is|are|will|would|should|got|any';
const OPENERS_MS =
  'berapa|bila|(?:di|kat|dekat) ?mana|apa|apakah|siapa|boleh|bolehkah|ada|adakah|macam ?mana|bagaimana|pukul berapa';
const OPENER = `(?:${OPENERS_EN}|${OPENERS_MS})(?!\\p{L})`;
const AND = '(?:and|also|plus|then|dan|juga|serta)';
// Before what joins two questions, so that nothing is lost: "open on Sunday" | ", and can I pay by card".
const JOINTS = new RegExp(
  `(?=[,;]\\s*(?:${AND}\\s+)?${OPENER}|(?<=\\p{L})\\s+(?:${AND}|&)\\s+${OPENER})|(?=[，；])|(?=,\\s*[\\p{Script=Han}\\p{Script=Tamil}])`,
  'iu',
);
const JOINT = new RegExp(`^[\\s,;，；]*(?:(?:${AND}|&)(?=\\s)|还有|另外)?\\s*`, 'iu');

const ASKS = new RegExp(
  `(?:^|[,;.!]\\s*)(?:(?:hi|hello|hey|hai|pls|please|may i know|can i know|nak tanya)\\s+)?${OPENER}`,
  'iu',
);
const ASKS_ZH = /[吗几哪]|多少|多久|什么|怎么|怎样|可以|能不能|可不可以|有没有|是不是|多大|多远/u;
const ASKS_TA =
  /எத்தனை|எவ்வளவு|எவ்ளோ|எங்க|எப்ப|எப்போ|என்ன|எப்படி|எந்த|யார்|லாமா(?!\p{L})|ுமா(?!\p{L})|களா(?!\p{L})|ங்களா(?!\p{L})|உண்டா|இருக்கா|உள்ளதா/u;

/**
 * "Where is it, are you open on Sunday and can I pay by card": one sentence of three. What asks nothing goes with the
 * question after it, and what points back goes with the one before. Nothing is returned of what asks nothing.
 */
export function splitClauses(text: string): readonly string[] {
  const parts: string[] = [];
  let begun = '';
  for (const piece of text.split(JOINTS)) {
    begun += piece;
    const clause = begun.replace(JOINT, '');
    if (!asks(clause)) continue;
    if (parts.length > 0 && POINTS_BACK.test(clause)) parts.push(`${parts.pop()}${begun}`);
    else parts.push(begun);
    begun = '';
  }
  if (parts.length > 0) parts.push(`${parts.pop()}${begun}`);
  return parts.map((part) => part.replace(JOINT, '').trim());
}

function asks(clause: string): boolean {
  const han = clause.match(/\p{Script=Han}/gu)?.length ?? 0;
  if (han > 0) return han >= LEAST_HAN && ASKS_ZH.test(clause);
  return clause.length >= LEAST_CHARS && (ASKS.test(clause) || ASKS_TA.test(clause));
}
