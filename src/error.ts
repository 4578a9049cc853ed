/**
 * The errors of the library: a base class and four subclasses, which show who is at fault.
 *
 * Every failure of a public function is one of these. Any other error is a bug in this library, with one exception: what the
 * caller's code throws, in a callback, a getter or a signal, is passed on unchanged. Messages name the place, what was
 * expected, and what was found.
 */

/** Base class of all errors of this library. */
export class AkmError extends Error {
  /** Stable machine-readable reason in kebab-case; section 8 of the specification lists the codes of files. */
  readonly code: string;

  constructor(code: string, message: string = code, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AkmError';
    this.code = code;
  }
}

/** The bytes are wrong: damaged, cut short, or never a valid file. */
export class FormatError extends AkmError {
  /** The part of the file that has the fault, in the specification's terms: `header`, `table`, `band 3`, `chunk icc`. */
  readonly section: string;
  /** Offset of the fault in bytes from the start of the file, or that of the nearest field. */
  readonly offset: number;

  /**
   * @param section - its name, or the number of a band, so that the text is made only when an error occurs
   * @param detail - what was expected, and what was found
   */
  constructor(code: string, section: string | number, offset: number, detail: string, cause?: unknown) {
    const name = typeof section === 'number' ? `band ${section}` : section;
    super(code, `${name} at byte ${offset}: ${detail}`, cause);
    this.name = 'FormatError';
    this.section = name;
    this.offset = offset;
  }
}

/** The bytes may be right, but need a newer or larger decoder. Or a picture needs more than a file can hold. */
export class UnsupportedError extends AkmError {
  constructor(code: string, message?: string, cause?: unknown) {
    super(code, message, cause);
    this.name = 'UnsupportedError';
  }
}

/** The input exceeds a limit that the caller set, or its default. */
export class LimitError extends AkmError {
  /** Name of the option that sets the limit, such as `maxPixels`. */
  readonly limit: string;
  /** The limit's value. */
  readonly allowed: number;
  /** The value that the input needs. */
  readonly actual: number;

  constructor(limit: string, allowed: number, actual: number, what: string) {
    super('limit', `${what}: ${actual} is over the limit of ${allowed} (option ${limit})`);
    this.name = 'LimitError';
    this.limit = limit;
    this.allowed = allowed;
    this.actual = actual;
  }
}

/** The caller passed an argument that can't be used. */
export class OptionError extends AkmError {
  /** Name of the argument or option. */
  readonly option: string;

  constructor(option: string, detail: string, cause?: unknown) {
    super('option', `${option}: ${detail}`, cause);
    this.name = 'OptionError';
    this.option = option;
  }
}

/** The message of a thrown value of any type. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'an error without a message';
  }
}
