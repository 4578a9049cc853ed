import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spellOut, toHarmlessJson } from '../../src/cli/output.js';

/** Strings of any 16-bit units, many of them harmful. */
const anyText = fc
  .array(
    fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0x1b, 0x0a, 0x9b, 0x202e, 0x2066, 0xd800, 0xdfff)),
  )
  .map((units) => String.fromCharCode(...units));

/** Whether a terminal could treat a unit as more than a letter. */
function isHarmful(unit: number): boolean {
  const isControl = unit < 0x20 || (unit >= 0x7f && unit < 0xa0);
  const isBidi = [0x61c, 0x200e, 0x200f].includes(unit) || (unit >= 0x202a && unit <= 0x202e);
  return isControl || isBidi || (unit >= 0x2066 && unit <= 0x2069) || unit === 0x2028 || unit === 0x2029;
}

describe('text for a terminal', () => {
  it('escapes characters that move the cursor, break the line or change the direction of text, and no others', () => {
    expect(spellOut('a\x1b[31m\n\r\t\x7f\u0085\u009b\u2028é.png')).toBe(
      'a\\u001b[31m\\n\\r\\t\\u007f\\u0085\\u009b\\u2028é.png',
    );
    // A name that a terminal would show as "photoakm.png".
    expect(spellOut('photo\u202egnp.mka')).toBe('photo\\u202egnp.mka');
    expect(spellOut('half \ud83d of \ud83d\ude00, 田 ü')).toBe('half \\ud83d of \ud83d\ude00, 田 ü');
  });

  it('has no such character left, for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const said = spellOut(text);
        expect(/\p{Surrogate}/u.test(said)).toBe(false);
        expect([...said].some((letter) => isHarmful(letter.codePointAt(0)!))).toBe(false);
        expect(spellOut(said)).toBe(said);
      }),
    );
  });
});

describe('JSON for a terminal', () => {
  it('has the same value, and no such character', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, fc.oneof(anyText, fc.integer())), (value) => {
        const json = toHarmlessJson(value);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect([...json].some((letter) => isHarmful(letter.codePointAt(0)!))).toBe(false);
      }),
    );
  });
});
