/** The reference of the library: TypeDoc makes it without a warning, each function has an example, and the examples are true. */

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, type DeclarationReflection, Logger, LogLevel, TSConfigReader } from 'typedoc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireBuild } from './support/build.js';

requireBuild();

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const TSC = join(ROOT, 'node_modules/@typescript/native/bin/tsc');
const TYPES = join(ROOT, 'node_modules/@types');

/** Sources of the package's entries, by the names that importers use. */
const ENTRIES: Readonly<Record<string, string>> = {
  akm: 'index.ts',
  'akm/decode': 'decode/index.ts',
  'akm/salvage': 'decode/salvage.ts',
  'akm/encode': 'encode/index.ts',
  'akm/metrics': 'metrics/index.ts',
  'akm/node': 'node/index.ts',
  'akm/element': 'browser/element/index.ts',
  'akm/service-worker': 'browser/service-worker/index.ts',
};

/** Examples that need a page or a service worker: their types are checked, but they are not run. */
const NEEDS_BROWSER = /from 'akm\/service-worker'|import 'akm\/element'/;

/** An example of a docstring. */
interface Example {
  /** The function that it belongs to, such as `akm/node: decode`. */
  readonly name: string;
  readonly code: string;
}

/** The warnings of TypeDoc. */
class Complaints extends Logger {
  readonly texts: string[] = [];

  override log(text: string, level: LogLevel): void {
    if (level >= LogLevel.Warn) this.texts.push(text);
  }
}

/** The code of the examples in the docstring of an exported name. */
function listExamples(exported: DeclarationReflection): string[] {
  const comment = exported.signatures?.[0].comment ?? exported.comment;
  const content = comment?.getTags('@example').flatMap((tag) => tag.content) ?? [];
  return content.filter(({ kind }) => kind === 'code').map(({ text }) => text.replace(/^```ts\n|```$/g, ''));
}

/** Names of an entry's functions, without its classes. */
async function listFunctions(source: string): Promise<string[]> {
  const entry: Readonly<Record<string, unknown>> = await import(`${ROOT}src/${source}`);
  return Object.keys(entry).filter((name) => {
    const value = entry[name];
    return typeof value === 'function' && !/^class\b/.test(String(value));
  });
}

describe('the reference', () => {
  const complaints = new Complaints();
  /** The entries, and their exported names. */
  const entries = new Map<string, Map<string, DeclarationReflection>>();
  const examples: Example[] = [];
  let folder: string;

  beforeAll(async () => {
    const typedoc = await Application.bootstrap({ tsconfig: `${ROOT}tsconfig.build.json` }, [new TSConfigReader()]);
    typedoc.logger = complaints;
    const project = await typedoc.convert();
    if (project === undefined) throw new Error(complaints.texts.join('\n'));
    typedoc.validate(project);
    for (const entry of project.children ?? []) {
      const names = new Map<string, DeclarationReflection>();
      for (const child of entry.children ?? []) {
        if (!child.isReference()) {
          listExamples(child).forEach((code, i) => {
            examples.push({ name: `${entry.name}: ${child.name}${i === 0 ? '' : ` ${i + 1}`}`, code });
          });
        }
        names.set(child.name, (child.isReference() ? child.getTargetReflectionDeep() : child) as DeclarationReflection);
      }
      entries.set(entry.name, names);
    }
    folder = mkdtempSync(join(tmpdir(), 'akm-api-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is made without a warning', () => {
    expect(complaints.texts).toEqual([]);
  });

  it('has every entry of the package', () => {
    const { exports } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { exports: object };
    const offered = Object.keys(exports).filter((path) => path !== './package.json');
    expect([...entries.keys()].sort()).toEqual(offered.map((path) => path.replace(/^\./, 'akm')).sort());
    expect(Object.keys(ENTRIES).sort()).toEqual([...entries.keys()].sort());
  });

  it.each(Object.keys(ENTRIES))('has an example of each function of %s', async (entry) => {
    const names = entries.get(entry);
    const functions = await listFunctions(ENTRIES[entry]);
    const without = functions.filter((name) => {
      const exported = names?.get(name);
      return exported === undefined || listExamples(exported).length === 0;
    });
    expect(without).toEqual([]);
  });

  it('has an example of the element', () => {
    expect(examples.map(({ name }) => name)).toContain('akm/element: AkmImage');
  });

  it('has examples that compile, run, and print what their comments say', () => {
    const scripts = examples.map(({ code }, i) => ({ file: `example-${i}`, runs: !NEEDS_BROWSER.test(code) }));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules/akm'), 'dir');
    copyFileSync(`${ROOT}samples/pixel-art.png`, join(folder, 'photo.png'));
    copyFileSync(`${ROOT}samples/pixel-art.akm`, join(folder, 'photo.akm'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    for (const [i, { code }] of examples.entries()) writeFileSync(join(folder, `${scripts[i].file}.ts`), code);
    // One compiler and one process for all of them.
    const names = scripts.filter(({ runs }) => runs).map(({ file }) => `./${file}.js`);
    writeFileSync(join(folder, 'run.js'), RUNNER.replace('NAMES', JSON.stringify(names)));
    const compiled = runNode([TSC, ...FLAGS, ...scripts.map(({ file }) => `${file}.ts`)], folder);
    expect(compiled).toBe('');
    const output = runNode(['run.js'], folder);
    expect(output).toMatch(/^\{/);
    const printed: Record<string, string[]> = JSON.parse(output);
    const run = examples.filter((_, i) => scripts[i].runs);
    expect(run.length).toBeGreaterThan(40);
    for (const [i, { name, code }] of run.entries()) {
      expect({ name, printed: printed[names[i]] }).toEqual({ name, printed: readClaims(code) });
    }
  });
});

const FLAGS = [
  ...['--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023,dom,dom.iterable'],
  ...['--moduleDetection', 'force', '--typeRoots', TYPES, '--types', 'node', '--pretty', 'false'],
];

/** Runs examples one after the other, and prints the output of each. */
const RUNNER = `
import { format } from 'node:util';
const print = console.log;
const printed = {};
for (const name of NAMES) {
  printed[name] = [];
  console.log = (...values) => printed[name].push(format(...values));
  await import(name);
}
print(JSON.stringify(printed));
`;

/** The output that an example states in its lines: `console.log(...); // text`. */
function readClaims(code: string): string[] {
  return [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, claim]) => claim);
}

/** @returns the output of the program; the text of the compiler's errors when it fails */
function runNode(args: readonly string[], cwd: string): string {
  try {
    return execFileSync(process.execPath, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}`;
  }
}
