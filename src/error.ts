/**
 * What can go wrong, as types: one base and four heirs, each saying who is at fault.
 *
 * Every failure of a public function is one of these; anything else that escapes is a bug in this library. The one exception
 * is what the caller's own code throws, in a callback, a getter or a signal: it comes through as it is.
 * Messages name what, where, what was expected and what was found.
 */

/** Base of every error this library throws on purpose. */
export class AkmError extends Error {
  /** Stable machine-readable reason in kebab-case; the codes of files are listed in the spec, section 8. */
  readonly code: string;

  constructor(code: string, message: string = code, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AkmError';
    this.code = code;
  }
}

/** The bytes are wrong: damaged, cut short, or never a valid file. */
export class FormatError extends AkmError {
  /** The part of the file in which the fault lies, in the spec's words: `header`, `table`, `band 3`, `chunk icc`. */
  readonly section: string;
  /** Offset of the fault in bytes from the start of the file, or of the nearest field that shows it. */
  readonly offset: number;

  /**
   * @param section - its name, or the number of a band: a text for each band would be made long before one is needed
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

/** The bytes may be right, but need a newer or larger decoder than this one; or a picture needs more than a file can hold. */
export class UnsupportedError extends AkmError {
  constructor(code: string, message?: string, cause?: unknown) {
    super(code, message, cause);
    this.name = 'UnsupportedError';
  }
}

/** A limit the caller set (or left at its default) would be passed. */
export class LimitError extends AkmError {
  /** Name of the option that sets the limit, such as `maxPixels`. */
  readonly limit: string;
  /** The limit's value. */
  readonly allowed: number;
  /** What the input asks for. */
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

/** What a thrown value says, whatever it is. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'an error that says nothing';
  }
}
