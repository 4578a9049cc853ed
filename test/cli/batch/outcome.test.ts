import { describe, expect, it } from 'vitest';
import { type Ending, type Outcome, outcomeOfFailure, outcomeOfMade, Tally } from '../../../src/cli/batch/outcome.js';
import { formatClock } from '../../../src/cli/batch/reporter.js';
import { encodeCommand } from '../../../src/cli/commands/encode.js';
import { verifyCommand } from '../../../src/cli/commands/verify.js';
import { makeProgram } from '../../../src/cli/program.js';
import { AkmError, FormatError, LimitError } from '../../../src/error.js';
import { FileError } from '../../../src/node/file-error.js';

// The names of flags come from the grammar.
makeProgram('0.0.0', { signal: new AbortController().signal, exitCode: 0 });

function jobOf(path: string) {
  return { input: { path, name: path, bytes: 1, id: path }, output: 'out/a.akm' };
}

function failureOf(path: string, error: unknown): string | undefined {
  return outcomeOfFailure(encodeCommand, jobOf(path), error).failure;
}

describe('a failure', () => {
  it('is a line that begins with the input, and names it once', () => {
    expect(failureOf('a.png', new FileError('a.png', 'eisdir', 'is a folder'))).toBe('a.png: is a folder');
    expect(failureOf('a.png', new FormatError('x', 'IDAT', 7, 'bad'))).toBe('a.png: IDAT at byte 7: bad');
    expect(failureOf('a.png', new FileError('out/a.akm', 'enospc', 'no space'))).toBe('a.png: out/a.akm: no space');
  });

  it('says what to do, and calls a bug a bug', () => {
    expect(failureOf('a.png', new LimitError('maxPixels', 5, 6, 'a PNG'))).toContain('raise it with --max-pixels');
    expect(failureOf('a.png', new TypeError('x is not a function'))).toMatch(
      /^a\.png: unexpected error: x is not .*bug/,
    );
  });

  it('is an object with its file, code and reason', () => {
    const { json, ending } = outcomeOfFailure(verifyCommand, jobOf('a.akm'), new AkmError('band-crc', 'damaged'));
    expect([ending, json]).toEqual([
      'failed',
      { file: 'a.akm', status: 'failed', code: 'band-crc', message: 'damaged' },
    ]);
    expect(outcomeOfFailure(encodeCommand, jobOf('a.png'), new AkmError('target', 'too far')).ending).toBe('missed');
  });
});

describe('the summary of a batch', () => {
  const outcome = (ending: Ending): Outcome => ({ ending, bytesIn: 0, bytesOut: 0, json: {}, notes: [] });
  function tallyOf(...endings: Ending[]): Tally {
    const tally = new Tally();
    for (const ending of endings) tally.add(outcome(ending));
    return tally;
  }

  it('has an exit code: 1 for any failure, 3 when only targets were missed, else 0', () => {
    expect(tallyOf().exitCode).toBe(0);
    expect(tallyOf('done', 'skipped', 'planned').exitCode).toBe(0);
    expect(tallyOf('done', 'missed').exitCode).toBe(3);
    expect(tallyOf('missed', 'failed', 'done').exitCode).toBe(1);
  });

  it('counts inputs that are done, skipped and failed, and the bytes of those done', () => {
    const tally = tallyOf('skipped', 'failed', 'missed');
    const made = { json: {}, notes: [], line: '' };
    tally.add(outcomeOfMade({ status: 'encoded', inputBytes: 4000, file: new Uint8Array(1000), ...made }));
    tally.add(outcomeOfMade({ status: 'skipped', inputBytes: 9, ...made }));
    expect(tally.describe(encodeCommand, 1.23, {})).toBe(
      '1 encoded, 2 skipped, 2 failed; 4,000 bytes in, 1,000 out (25.0 %), 1.2 s',
    );
    expect(tally.toJson(encodeCommand, 1.2341, {})).toEqual({
      status: 'summary',
      command: 'encode',
      inputs: 5,
      done: 1,
      skipped: 2,
      failed: 2,
      inputBytes: 4000,
      outputBytes: 1000,
      percent: 25,
      seconds: 1.234,
    });
  });
});

describe('the time left', () => {
  it('is printed in minutes and seconds, with hours if needed', () => {
    expect([0.4, 47, 725, 11229].map(formatClock)).toEqual(['0:00', '0:47', '12:05', '3:07:09']);
  });
});
