import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BatchReporter } from '../../src/cli/batch/reporter.js';
import { encodeCommand } from '../../src/cli/commands/encode.js';
import { ProgressLine } from '../../src/cli/output.js';

let written: string[];
const { isTTY, columns } = process.stderr;

beforeEach(() => {
  vi.useFakeTimers();
  written = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  setTerminal(true, 100);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  setTerminal(isTTY, columns);
});

function setTerminal(isTerminal: boolean, width: number): void {
  vi.stubEnv('TERM', 'xterm');
  Object.assign(process.stderr, { isTTY: isTerminal, columns: width });
}

describe('the progress line', () => {
  it('appears after a while, is redrawn now and then, and disappears', () => {
    const line = new ProgressLine('a.png', {});
    line.update(0.1);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(500);
    line.update(0.25);
    line.update(0.26);
    expect(written).toEqual(['\ra.png [======..................]  25 %\x1b[K']);
    vi.advanceTimersByTime(150);
    line.update(0.5, '5 of 10');
    expect(written.at(-1)).toBe('\ra.png [============............]  50 %  5 of 10\x1b[K');
    line.finish();
    line.finish();
    expect(written.slice(2)).toEqual(['\r\x1b[K']);
  });

  it('is never wider than the terminal', () => {
    setTerminal(true, 30);
    const line = new ProgressLine('a picture of a long name.png', {});
    vi.advanceTimersByTime(500);
    line.update(0.5, 'and more');
    expect(written).toEqual(['\ra picture of a long name.png \x1b[K']);
  });

  it('is absent without a capable terminal, and with --quiet', () => {
    const draw = (flags = {}) => {
      const line = new ProgressLine('a.png', flags);
      vi.advanceTimersByTime(500);
      line.update(0.5);
      line.finish();
    };
    draw({ quiet: true });
    setTerminal(false, 80);
    draw();
    setTerminal(true, 80);
    vi.stubEnv('TERM', 'dumb');
    draw();
    expect(written).toEqual([]);
  });
});

describe('the progress of a batch', () => {
  it('has the share that is done by bytes, the rate, the time left and the failures', async () => {
    const jobs = [1000, 3000, 4000].map((bytes, i) => {
      const path = `${i}.png`;
      return { input: { path, name: path, bytes, id: path }, output: `${i}.akm` };
    });
    const reporter = new BatchReporter(encodeCommand, jobs, {}, new AbortController().signal);
    vi.advanceTimersByTime(4000);
    reporter.end(jobs[0]);
    const failure = { ending: 'failed', bytesIn: 0, bytesOut: 0, json: {}, notes: [], failure: '0.png: bad' } as const;
    await reporter.report(failure);
    reporter.progress(jobs[1], 1 / 3);
    vi.advanceTimersByTime(200);
    expect(written.at(-1)).toBe('\rencode [======..................]  25 %  1 of 3, 0.24/s, 0:13 left, 1 failed\x1b[K');
    expect(written).toContain('akm: 0.png: bad\n');
    expect(await reporter.sumUp()).toBe(1);
    expect(written.at(-1)).toMatch(/^0 encoded, 0 skipped, 1 failed; /);
    vi.advanceTimersByTime(1000);
    expect(written.at(-1)).toMatch(/^0 encoded/);
  });

  it('says how far it was when the batch is interrupted', () => {
    const controller = new AbortController();
    new BatchReporter(encodeCommand, [], {}, controller.signal);
    controller.abort();
    expect(written).toEqual(['interrupted after 0 of 0; --skip-existing goes on from here\n']);
  });
});
