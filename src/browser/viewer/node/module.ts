/** What the picture readers use of `node:module`, for the page: the bundler puts this in its place. */

import * as jpeg from 'jpeg-js';

/** A `require` that knows the one package which the readers load by it. */
export function createRequire(): (name: string) => unknown {
  return (name) => {
    if (name === 'jpeg-js') return jpeg;
    throw new Error(`the page has no package ${name}`);
  };
}
