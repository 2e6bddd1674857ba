// How a customer rates the help of a person: three faces, understood in every language, stored as 1, 3 or 5.

export const RATINGS = [
  { face: '😀', rating: 5 },
  { face: '😐', rating: 3 },
  { face: '🙁', rating: 1 },
] as const;

/** @returns undefined where the text is anything but one of the faces. */
export function readRating(text: string): (typeof RATINGS)[number] | undefined {
  return RATINGS.find(({ face }) => face === text.trim());
}
