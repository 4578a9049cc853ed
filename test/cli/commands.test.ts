/** The descriptors of the commands, and the files that are loaded before a command runs. Needs the build. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS, findFileCommand } from '../../src/cli/commands.js';
import { AMOUNT, DECIMAL, EXTENSIONS, TEXTS, WHOLE, WHOLES } from '../../src/cli/grammar.js';
import { makeProgram } from '../../src/cli/program.js';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** The files that are loaded with one: its imports, and theirs. Imports of types and `import()` load nothing at once. */
function listLoaded(root: string, file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(join(root, file), 'utf8');
  for (const [, target] of text.matchAll(/^(?:import|export)\b(?! type)[^;'"]*?\bfrom\s*['"](\.[^'"]+)['"]/gm)) {
    const path = normalize(join(dirname(file), target)).replaceAll('\\', '/');
    listLoaded(root, root === SOURCE ? path.replace(/\.js$/, '.ts') : path, found);
  }
  return found;
}

describe('a command', () => {
  it('has a name, a line in the help, and arguments', () => {
    const names = COMMANDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(8);
    for (const { name, grammar } of COMMANDS) {
      expect(grammar.summary, name).toMatch(/^[a-z].*[^.]$/);
      expect(grammar.args.length, name).toBeGreaterThan(0);
    }
  });

  it('is found by name in a thread, if it takes many inputs', () => {
    for (const name of ['encode', 'decode', 'info', 'verify']) expect(findFileCommand(name).name).toBe(name);
    expect(() => findFileCommand('compare')).toThrow('no command compare');
    expect(() => findFileCommand('toString')).toThrow('no command toString');
  });

  it('is named by its descriptor only', () => {
    const named = new RegExp(`['"](?:${COMMANDS.map(({ name }) => name).join('|')})['"]`);
    const files = readdirSync(`${SOURCE}cli`, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.ts') && !name.startsWith('commands/'));
    expect(files).toContain('batch/batch.ts');
    expect(files.filter((name) => named.test(readFileSync(`${SOURCE}cli/${name}`, 'utf8')))).toEqual([]);
  });

  it('has flags that no file of the library names', () => {
    const flags = COMMANDS.flatMap(({ grammar }) =>
      grammar.options.flatMap(({ names }) => names.match(/--[\w-]+/g) ?? []),
    );
    expect(flags).toContain('--max-metadata');
    const named = new RegExp(`(?:${flags.join('|')})\\b`);
    const library = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.ts') && !/^(?:cli|apps)\//.test(name));
    expect(library).toContain('decode/decode.ts');
    expect(library.filter((name) => named.test(readFileSync(SOURCE + name, 'utf8')))).toEqual([]);
  });

  it('states the files that it reads and writes', () => {
    const filesOf = (name: string, args: string[], flags = {}) => {
      const command = COMMANDS.find((each) => each.name === name);
      return [command?.reads(args, flags), command?.writes(args, flags)];
    };
    expect(filesOf('encode', ['a.png', 'b.jpg'], { blockMap: 'm.png' })).toEqual([
      ['a.png', 'b.jpg', 'm.png'],
      ['a.akm', 'b.akm'],
    ]);
    expect(filesOf('decode', ['a.png.akm'])).toEqual([['a.png.akm'], ['a.png']]);
    expect(filesOf('decode', ['-'])).toEqual([['-'], ['-']]);
    expect(filesOf('info', ['a.akm'], { palette: 'p.png' })).toEqual([['a.akm'], ['p.png']]);
    expect(filesOf('verify', ['a.akm'])).toEqual([['a.akm'], []]);
    expect(filesOf('compare', ['a', 'b'], { heatmap: 'h.png' })).toEqual([['a', 'b'], ['h.png']]);
    expect(filesOf('map', ['a.png'])).toEqual([['a.png'], ['a-map.png']]);
    expect(filesOf('study', ['a.png'], { outDir: 'out' })).toEqual([['a.png'], ['out']]);
    expect(filesOf('view', ['a.png'])).toEqual([['a.png'], []]);
  });

  it('can be added to the program, its options in the order of the descriptor', () => {
    const program = makeProgram('1.2.3', { signal: new AbortController().signal, exitCode: 0 });
    expect(program.commands.map((command) => command.name())).toEqual(COMMANDS.map(({ name }) => name));
    for (const [i, { grammar }] of COMMANDS.entries()) {
      const names = program.commands[i].options.map(({ flags }) => flags);
      expect(names.slice(0, grammar.options.length)).toEqual(grammar.options.map((each) => each.names));
      expect(names.slice(grammar.options.length)).toContain('--json');
    }
  });
});

describe('help, the version and errors of usage', () => {
  it('load no codec, in the sources', () => {
    const loaded = [...listLoaded(SOURCE, 'cli/main.ts')];
    expect(loaded).toContain('cli/commands/encode.ts');
    const parts =
      /^(?:bits|inflate|codec|decode|metrics|encode\/(?!defaults)|io\/(?!picture\.|sniff\.)|cli\/(?:work|batch)\/)/;
    expect(loaded.filter((file) => parts.test(file))).toEqual([]);
  });

  it('load no codec, in the build', () => {
    const loaded = [...listLoaded(DIST, 'cli/command-line.js')];
    expect(loaded).toContain('cli/first.js');
    expect(loaded).not.toContain('cli/codec.js');
    expect(readFileSync(`${DIST}cli/first.js`, 'utf8')).not.toContain('"commander"');
  });
});

describe('the value of an option', () => {
  it('is undefined when the text is not a valid value', () => {
    expect(['7', '0', '', '-1', '1.5', '1e3'].map((text) => WHOLE.parse(text, undefined))).toEqual([
      7,
      0,
      ...Array(4).fill(undefined),
    ]);
    expect(['7', '0.25', '.5', '1e3'].map((text) => DECIMAL.parse(text, undefined))).toEqual([
      7,
      0.25,
      undefined,
      undefined,
    ]);
    expect(['32,64', '32', '32,', 'a'].map((text) => WHOLES.parse(text, undefined))).toEqual([
      [32, 64],
      [32],
      undefined,
      undefined,
    ]);
    expect(['png', '.JPG, png', '', 'a/b'].map((text) => EXTENSIONS.parse(text, undefined))).toEqual([
      ['png'],
      ['jpg', 'png'],
      undefined,
      undefined,
    ]);
  });

  it('may be an amount with a suffix, or a list of texts', () => {
    const amounts = ['40000', '40k', '1.5M', '2Mi', '1gib', '1x'].map((text) => AMOUNT.parse(text, undefined));
    expect(amounts).toEqual([40000, 40000, 1.5e6, 2 * 2 ** 20, 2 ** 30, undefined]);
    expect(TEXTS.parse('b', TEXTS.parse('a', undefined))).toEqual(['a', 'b']);
  });
});
