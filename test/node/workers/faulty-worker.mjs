/** A worker thread that fails in different ways. */

import { FormatError, LimitError, OptionError } from '../../../dist/error.js';
import { serveRequests } from '../../../dist/node/thread.js';

const FAULTS = {
  echo: (input) => input,
  format: () => {
    throw new FormatError('bad-thing', 'band 3', 77, 'expected this, found that', new TypeError('below'));
  },
  limit: () => {
    throw new LimitError('maxPixels', 5, 6, 'pixels');
  },
  option: () => {
    throw new OptionError('k1', 'expected less');
  },
  bug: () => {
    throw new TypeError('x is not a function');
  },
  exit: () => process.exit(3),
  hang: () => {
    for (;;);
  },
  wait: (milliseconds) => new Promise((resume) => setTimeout(() => resume(milliseconds), milliseconds)),
};

serveRequests(async ({ name, input }) => ({ output: await FAULTS[name](input) }));
