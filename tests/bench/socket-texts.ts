// What goes over the sockets: the same text on both sides.

export interface Push {
  /** frames: an answer while it is written. messages: answers that are stored. */
  readonly what: 'frames' | 'messages';
  readonly durationMs: number;
}

export const REPLY =
  'We deliver island-wide from Monday to Saturday, except Sentosa and Jurong Island. Orders before 11 am leave the same ' +
  'day. The fee is $8 to the central area and $12 elsewhere; above $80 it is free. You can pay by PayNow or card.';
