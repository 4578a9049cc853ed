/** Text of others, such as names and bytes of files, made harmless to a terminal and to whoever reads it. */

/**
 * What moves a cursor, changes colours, breaks a line, turns the order of letters around, or is half of a character: a
 * file's name could hide what is said of it.
 */
const HARMFUL = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text in one line, with such characters spelt out: `\n`, `\u001b`. */
export function spellOut(text: string): string {
  return text.replace(HARMFUL, (character) => SHORT[character] ?? escapeUnit(character));
}

/** JSON of the same value, in which such characters are escaped. */
export function toHarmlessJson(value: unknown): string {
  return JSON.stringify(value).replace(HARMFUL, escapeUnit);
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
