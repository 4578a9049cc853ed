/** Smooths by the function that the caller gives, which is not trusted. */

import { checkFunction, checkNumber, checkObject } from '../check.js';
import { OptionError } from '../error.js';
import type { PlainSteps } from '../steps.js';
import type { ResolvedDecodeOptions } from './options.js';
import type { Prefix } from './parse.js';

/**
 * Smooths a drawn picture as its header demands.
 *
 * @throws OptionError when the function returns no steps, or the target has lost its buffer
 */
export function* smoothSteps(
  words: Uint32Array,
  { header, layout }: Prefix,
  { smooth }: ResolvedDecodeOptions,
): PlainSteps<void> {
  if (words.length !== layout.width * layout.height) throw new OptionError('target', 'expected it to keep its buffer');
  const steps = checkObject(
    'smooth',
    smooth(words, layout, layout.bitmap, header.smoothPasses, header.smoothThreshold),
  );
  checkFunction('smooth', steps.next);
  for (;;) {
    const step = checkObject('smooth', steps.next());
    if (step.done) return;
    yield checkNumber('smooth', step.value, 0, 1);
  }
}
