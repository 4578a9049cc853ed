/** The dials, and the command that they give. */

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Settings, simplifySettings, writeCommand } from '../../../src/apps/studio/page/command-line.js';
import { DIALS } from '../../../src/apps/studio/page/dials.js';
import { makeProgram } from '../../../src/cli/program.js';
import { ENCODE_DEFAULTS } from '../../../src/encode/defaults.js';
import { resolveEncodeOptions } from '../../../src/encode/options.js';
import { OptionError } from '../../../src/error.js';
import { runs } from '../../support/runs.js';

const anySettings: fc.Arbitrary<Settings> = fc.record(
  {
    quality: fc.integer({ min: 1, max: 100 }),
    effort: fc.integer({ min: 1, max: 9 }),
    classify: fc.constantFrom('codebook', 'none', 'eigen'),
    block: fc.constantFrom(2, 16, 256),
    k1: fc.integer({ min: 0, max: 4096 }),
    k2: fc.integer({ min: 1, max: 4096 }),
    tune: fc.constantFrom('psnr', 'ssim'),
    lambda: fc.constantFrom(0, 0.25, 10000),
    dither: fc.boolean(),
  },
  { requiredKeys: ['quality'] },
);

/** The `encode` command of the command line's grammar. */
const grammar = makeProgram('0', { signal: new AbortController().signal, exitCode: 0 }).commands.find(
  (command) => command.name() === 'encode',
)!;

describe('the dials', () => {
  it('are flags of akm encode, with the same choices', () => {
    for (const dial of DIALS) {
      const option = grammar.options.find(({ long }) => long === dial.flag);
      expect(option?.attributeName(), dial.flag).toBe(dial.option);
      if (dial.kind === 'choice' && option?.argChoices !== undefined) {
        expect([...option.argChoices].sort()).toEqual(dial.choices.map(({ value }) => value).sort());
      }
    }
  });

  it('have the ranges of the library', () => {
    const refuses = (option: string, value: number) => {
      try {
        resolveEncodeOptions({ [option]: value });
        return false;
      } catch (error) {
        return error instanceof OptionError && error.option === option;
      }
    };
    for (const dial of DIALS) {
      if (dial.kind !== 'range' && dial.kind !== 'number') continue;
      const { option, min, max } = dial;
      expect(
        [min - 1, min, max, max + 1].map((value) => refuses(option, value)),
        option,
      ).toEqual([true, false, false, true]);
    }
  });

  it('have the defaults of the library', () => {
    for (const dial of DIALS) {
      if (dial.kind !== 'range' && (dial.kind !== 'choice' || dial.option === 'block')) continue;
      expect(dial.initial).toBe(ENCODE_DEFAULTS[dial.option as 'quality' | 'effort' | 'tune' | 'classify']);
    }
  });
});

describe('settings', () => {
  it('mean the same without values that equal the defaults', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        expect(resolveEncodeOptions(simplifySettings(settings))).toEqual(resolveEncodeOptions(settings));
      }),
    );
    expect(simplifySettings({ quality: 75, effort: 5, classify: 'codebook', tune: 'ssim', dither: false })).toEqual({});
  });
});

describe('the command', () => {
  it('quotes any name of a picture for a shell', () => {
    const anyName = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((name) => !name.includes('\0'));
    fc.assert(
      fc.property(anyName, (name) => {
        const command = writeCommand(name, {}).replace(/^akm encode/, 'printf %s');
        const said = execFileSync('sh', ['-c', command], { encoding: 'utf8' });
        expect(said).toBe(name.startsWith('-') ? `./${name}` : name);
      }),
      { numRuns: runs(60), examples: [['-rf'], ["it's"], ['$(ls) `ls` "x" \\'], ['a\nb']] },
    );
  });

  it('is parsed to the same settings', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const simple = simplifySettings(settings);
        const command = makeProgram('0', { signal: new AbortController().signal, exitCode: 0 }).commands.find(
          (found) => found.name() === 'encode',
        )!;
        command.action(() => {});
        command.parse(writeCommand('a.png', simple).split(' ').slice(2), { from: 'user' });
        expect(command.opts()).toEqual(simple);
      }),
      { numRuns: runs(50) },
    );
  });
});
