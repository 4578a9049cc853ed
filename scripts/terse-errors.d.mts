/** Drops the prose of errors from a module's source; the other arguments stay. */
export function dropProse(code: string): string;
