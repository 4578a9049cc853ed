/** Colours as people write them: `#rgb`, `#rrggbb`, `#rrggbbaa`. */

import { show } from '../check.js';
import { OptionError } from '../error.js';
import { packColour } from './kmeans/colour-space.js';

/**
 * Parses a colour to its packed form (`r | g << 8 | b << 16 | a << 24`). The `#` is optional.
 *
 * @throws OptionError naming the option
 */
export function parseColour(option: string, text: unknown): number {
  const digits = typeof text === 'string' ? /^#?([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text)?.[1] : undefined;
  if (digits === undefined) {
    throw new OptionError(option, `expected a colour such as #e30613 or #fa0, found ${show(text)}`);
  }
  const full = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  const channel = (at: number) => Number.parseInt(full.slice(at, at + 2), 16);
  const alpha = full.length === 8 ? channel(6) : 255;
  return alpha === 0 ? 0 : packColour(channel(0), channel(2), channel(4), alpha);
}
