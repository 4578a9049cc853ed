/**
 * The grammar of commands: their arguments and options as plain data, with the kinds of values and the options that several
 * commands share. This file loads nothing, so that help, usage errors and threads start fast.
 *
 * Parsing only checks the form of values. The library checks their ranges.
 */

/** The arguments and options of a command, and its help. */
export interface Grammar {
  /** One line in the list of commands. */
  readonly summary: string;
  readonly description: string;
  /** Each argument by its name in the usage line, with its help. */
  readonly args: readonly (readonly [name: string, help: string])[];
  readonly options: readonly OptionGrammar[];
  /** The text below the list of options. */
  readonly notes: string;
}

/** An option of a command. */
export interface OptionGrammar {
  /** The names and the value: `-f, --force` or `--block <side>`. */
  readonly names: string;
  readonly help: string;
  /** The kind of the value, or the list of the values that are allowed. Default: any text. */
  readonly value?: ValueKind | readonly string[] | undefined;
  readonly isRequired?: boolean;
  /** Whether the help leaves it out. */
  readonly isHidden?: boolean;
}

/** A kind of value. */
export interface ValueKind {
  /** A sentence for text that is not such a value. */
  readonly expected: string;
  /**
   * Parses a value.
   *
   * @param earlier - the value of the same option further left in the command line
   * @returns undefined when the text is not such a value
   */
  readonly parse: (text: string, earlier: unknown) => unknown;
}

/** Makes an option. */
export function option(names: string, help: string, value?: OptionGrammar['value']): OptionGrammar {
  return { names, help, value };
}

/** A whole number, 0 or more. */
export const WHOLE: ValueKind = {
  expected: 'Expected a whole number.',
  parse: (text) => (/^\d+$/.test(text) ? Number(text) : undefined),
};

/** Whole numbers between commas. */
export const WHOLES: ValueKind = {
  expected: 'Expected whole numbers between commas: 32,64,128.',
  parse: (text) => (/^\d+(,\d+)*$/.test(text) ? text.split(',').map(Number) : undefined),
};

/** A decimal number, 0 or more. */
export const DECIMAL: ValueKind = {
  expected: 'Expected a number.',
  parse: (text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined),
};

/** A number of bytes or pixels with an optional suffix: k, M or G for powers of 1000, Ki, Mi or Gi for powers of 1024. */
export const AMOUNT: ValueKind = {
  expected: 'Expected a number such as 40000, 40k, 1.5M or 2Mi.',
  parse: (text) => {
    const match = /^(\d+(?:\.\d+)?)(k|ki|m|mi|g|gi)?b?$/i.exec(text);
    if (match === null) return undefined;
    const unit = (match[2] ?? '').toLowerCase();
    const base = unit.endsWith('i') ? 1024 : 1000;
    const power = { '': 0, k: 1, m: 2, g: 3 }[unit.replace('i', '')] ?? 0;
    return Math.floor(Number(match[1]) * base ** power);
  },
};

/** Any text. Each use of the option adds one to the list. */
export const TEXTS: ValueKind = {
  expected: 'Expected text.',
  parse: (text, earlier) => [...((earlier as readonly string[] | undefined) ?? []), text],
};

/** Extensions between commas, with or without their dots. */
export const EXTENSIONS: ValueKind = {
  expected: 'Expected extensions between commas: png,jpg.',
  parse: (text) => {
    const extensions = text.split(',').map((each) => each.trim().replace(/^\./, '').toLowerCase());
    return extensions.every((each) => /^[^./\\\s]+$/.test(each)) ? extensions : undefined;
  },
};

/** The flags of every command. */
export interface CommonFlags {
  readonly json?: true;
  readonly quiet?: true;
  readonly debug?: true;
  readonly maxPixels?: number;
  readonly maxMetadata?: number;
  readonly maxBytes?: number;
}

/** The options for {@link CommonFlags}, except `--max-metadata`. */
export const COMMON_OPTIONS: readonly OptionGrammar[] = [
  option(
    '--max-pixels <n>',
    'refuse pictures with more pixels, e.g. 500M (default 268,402,689; for a PNG above 50M also 1,032 a byte of the file)',
    AMOUNT,
  ),
  option('--max-bytes <n>', 'refuse files and pipes with more bytes, e.g. 2Gi (default 1Gi)', AMOUNT),
  option('--json', 'print a JSON object on standard output; for several inputs, one object a line'),
  option('-q, --quiet', 'print errors only'),
  option('--debug', 'print the stack trace of an error too'),
];

export const MAX_METADATA_OPTION = option(
  '--max-metadata <bytes>',
  'leave out ICC profiles and EXIF data of more bytes, e.g. 16Mi; encode refuses them (default 4Mi)',
  AMOUNT,
);

/** The flags of commands that read pictures of other formats. */
export interface ReadingFlags extends CommonFlags {
  readonly strict?: true;
  readonly stripMetadata?: true;
}

export const STRICT_OPTION = option(
  '--strict',
  'refuse PNG and JPEG files with any fault; by default, a fault that does not change the pixels is only reported',
);

/** The flags of commands that write a file. */
export interface OutputFlags {
  readonly output?: string;
  /** Whether an output without a given name keeps the extension of its input. */
  readonly keepExtension?: true;
  readonly force?: true;
}

export const FORCE_OPTION = option('-f, --force', 'overwrite an existing output');

export function outputOption(help: string): OptionGrammar {
  return option('-o, --output <file>', `${help}; - for standard output`);
}

/** The flags of commands that take many inputs. Some have options for a part of them only. */
export interface BatchFlags extends CommonFlags, OutputFlags {
  readonly recursive?: true;
  /** Extensions, lower case, without dots. */
  readonly ext?: readonly string[];
  readonly jobs?: number;
  readonly pixelsInFlight?: number;
  readonly dryRun?: true;
  readonly outDir?: string;
  readonly skipExisting?: true;
  /** Threads for an input. */
  readonly threads?: number;
}

/** Maximum jobs at a time. */
export const MAX_JOBS = 256;

/** Default of the pixels in all running inputs: about 2 GB of memory at most. */
export const PIXELS_IN_FLIGHT_DEFAULT = 32e6;

/** The options of every command that takes many inputs. */
export function batchOptions(extensions: readonly string[]): OptionGrammar[] {
  return [
    option('-r, --recursive', 'take the files in folders and their subfolders'),
    option(
      '--ext <list>',
      `extensions of the files to take from folders (default ${extensions.join(',')})`,
      EXTENSIONS,
    ),
    option('-j, --jobs <n>', 'inputs at a time (default: by processors)', WHOLE),
    option(
      '--pixels-in-flight <n>',
      'most pixels in all running inputs, to bound memory; a larger input runs alone (default 32M, about 2 GB)',
      AMOUNT,
    ),
    option('--dry-run', 'print what would be done, and write nothing'),
  ];
}

/** The options of commands that write a file for each of many inputs. */
export function batchOutputOptions(exampleName: string): OptionGrammar[] {
  return [
    option('--out-dir <folder>', 'write into this folder; it gets the same subfolders as the folder of each input'),
    option('--keep-extension', `append to the name of the input instead of replacing its extension: ${exampleName}`),
    option(
      '--skip-existing',
      'keep an output that is whole and newer than its input; replace others only with --force',
    ),
  ];
}

/** The help on many inputs. */
export const BATCH_NOTES = `
Several inputs make a batch. Quoted patterns (*, ?, [a-z], {a,b}, and ** for folders) are expanded here too, unless a file has
that name. A bad input does not stop the batch: it is reported with the reason. If several inputs would be written to the same
output, all of them fail. Names that are not UTF-8 are refused. Folders and patterns leave out names that begin with a dot, and
links to folders. With --json each input is a line, in the order of the inputs, and the last line, with "status": "summary", has
the totals.
`;
