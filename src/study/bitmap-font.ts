/** A tiny font, 3 by 5 pixels a letter: digits, capitals, point, comma. */

export const LETTER_WIDTH = 3;
export const LETTER_HEIGHT = 5;

/** Five rows a letter, three bits each, the leftmost highest. */
const LETTERS: Readonly<Record<string, readonly number[]>> = Object.fromEntries(
  [
    ...['0 75557', '1 26227', '2 71747', '3 71717', '4 55711', '5 74717', '6 74757', '7 71122', '8 75757', '9 75717'],
    ...['A 25755', 'B 65656', 'C 34443', 'D 65556', 'E 74647', 'F 74644', 'G 34553', 'H 55755', 'I 72227', 'J 11152'],
    ...['K 55655', 'L 44447', 'M 57755', 'N 65555', 'O 25552', 'P 65644', 'Q 25563', 'R 65655', 'S 34216', 'T 72222'],
    ...['U 55557', 'V 55552', 'W 55775', 'X 55255', 'Y 55222', 'Z 71247', '. 00002', ', 00024'],
  ].map((row) => [row[0], Array.from(row.slice(2), Number)]),
);

/**
 * Calls `paint` for each pixel of a text that is set, at scale 1; letters that the font lacks are blank.
 *
 * @returns the text's width in pixels
 */
export function drawText(text: string, paint: (x: number, y: number) => void): number {
  Array.from(text.toUpperCase()).forEach((letter, place) => {
    LETTERS[letter]?.forEach((bits, y) => {
      for (let x = 0; x < LETTER_WIDTH; x++)
        if ((bits >> (LETTER_WIDTH - 1 - x)) & 1) paint(place * (LETTER_WIDTH + 1) + x, y);
    });
  });
  return measureText(text);
}

/** Width of a text in pixels at scale 1. */
export function measureText(text: string): number {
  return Math.max(0, text.length * (LETTER_WIDTH + 1) - 1);
}
