/** A measuring command: its parts, each of which tests a promise, and their report. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const FOUND = fileURLToPath(new URL('../found/', import.meta.url));
const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

/** @typedef {{
 *   name: string, promise: string, asked: string,
 *   run(context: Context): Promise<Finding>,
 * }} Part */

/** @typedef {{ short: boolean, seed: number, jobs: number, count?: number, found: string, plant?: string,
 *   say(line: string): void }} Context
 * Input of a part: `count` in place of its number of runs, if given; the folder for files that did harm; a fault to
 * plant, to test that it is noticed. */

/** @typedef {{ reached: string, holds: boolean, lines?: string[] } | { skipped: string }} Finding
 * Result of a part: a sentence with the figure, whether the promise holds, and more lines of Markdown. */

const OPTIONS = {
  short: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  seed: { type: 'string' },
  jobs: { type: 'string' },
  count: { type: 'string' },
  found: { type: 'string', default: FOUND },
  plant: { type: 'string' },
};

/**
 * Runs the parts that the command line names, or all; the exit code is 1 if a promise does not hold.
 *
 * @param {{ command: string, about: string, parts: Part[] }} command
 */
export async function runCommand({ command, about, parts }) {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) return console.log(helpText(command, about, parts));
  const unknown = positionals.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}; see npm run ${command} -- --help`);
  const context = {
    short: values.short,
    seed: readNumber(values.seed) ?? Math.floor(Math.random() * 2 ** 31),
    jobs: readNumber(values.jobs) ?? availableParallelism(),
    count: readNumber(values.count),
    found: values.found,
    plant: values.plant,
    say: (line) => process.stderr.write(`${line}\n`),
  };
  const chosen = parts.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  for (const part of chosen) await runPart(command, part, context, values.write);
}

function readNumber(text) {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`expected a number, found ${text}`);
  return Number(text);
}

async function runPart(command, part, context, isWritten) {
  const start = performance.now();
  const finding = await part.run(context);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if ('skipped' in finding) return console.log(`${part.name}: skipped: ${finding.skipped}`);
  const verdict = finding.holds ? 'holds' : 'DOES NOT HOLD';
  console.log(`${part.name}: ${verdict}: ${finding.reached} (${seconds} s)`);
  for (const line of finding.lines ?? []) console.log(`  ${line}`);
  if (!finding.holds) process.exitCode = 1;
  if (isWritten) writeResult(command, part, finding, seconds);
}

function writeResult(command, { name, promise, asked }, { reached, holds, lines = [] }, seconds) {
  const table = lines.length === 0 ? [] : ['', ...lines];
  const text = [
    `# ${promise}`,
    '',
    `Asked: ${asked}.`,
    '',
    `Reached: ${reached}.${holds ? '' : ' **The promise does not hold.**'}`,
    ...table,
    '',
    `(\`npm run ${command} -- ${name}\`, Node ${process.version}, ${seconds} s)`,
    '',
  ];
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(`${RESULTS}${name}.md`, text.join('\n'));
}

/** Rows of a Markdown table. */
export function markdownTable(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** 1234567 -> 1,234,567 */
export function formatCount(count) {
  return count.toLocaleString('en');
}

function helpText(command, about, parts) {
  const width = Math.max(...parts.map(({ name }) => name.length));
  const list = parts.map(({ name, promise, asked }) => `  ${name.padEnd(width)}  ${promise}: ${asked}`);
  return [
    `npm run ${command} -- [part...] [options]`,
    '',
    about,
    'Needs the build, which npm run makes. The exit code is 1 if a promise does not hold.',
    '',
    'Parts (default: all):',
    ...list,
    '',
    'Options:',
    '  --short      a few seconds a part, as npm test runs it',
    '  --seed N     repeat a run; the seed is printed',
    '  --jobs N     child processes at a time (default: one a processor)',
    '  --count N    runs in place of the number asked for',
    '  --found DIR  where files that did harm are kept (default: hardening/found)',
    '  --plant loop plant an endless loop, to see it noticed',
    '  --write      write what was measured to hardening/results/',
  ].join('\n');
}
