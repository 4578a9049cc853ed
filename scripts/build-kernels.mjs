// Compiles src/wasm/assembly/*.ts (AssemblyScript). For each kernel it writes src/wasm/modules/<name>.js, which holds the
// WebAssembly as base64, and the same as JavaScript where that is the fallback; and <name>.d.ts, the types of what both export.
// Skips modules that are up to date. If all are, the compiler is not loaded.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOM = new URL('../src/wasm/', import.meta.url);
const SOURCES = new URL('assembly/', ROOM);
const MODULES = new URL('modules/', ROOM);
/** Modules that kernels import: constants, and parts that are not kernels. */
const IMPORTED = ['constants.ts', 'assembly/parts/literals.ts'];

/** No runtime, no imports: a kernel works in the memory that it exports, and throws no errors. */
const OPTIONS = [
  ...['--runtime', 'stub', '--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert', '--use', 'abort='],
  ...['--zeroFilledMemory', '--disable', 'bulk-memory', '--initialMemory', '1', '--bindings', 'raw'],
];
const SIMD = ['--enable', 'simd'];
/** JavaScript is made from a second compilation: small, and without instructions that JavaScript lacks. */
const SCALAR = [
  '--optimizeLevel',
  '2',
  '--shrinkLevel',
  '1',
  '--disable',
  'simd',
  '--disable',
  'nontrapping-f2i',
  '--disable',
  'sign-extension',
];

/** Kernels whose fallback is TypeScript that is needed in any case: see src/wasm/kernel.ts. */
const WITHOUT_SCRIPT = ['count-table', 'nearest'];

/** Files of a module. */
const KINDS = ['.js', '.d.ts'];
const DATA_SECTION = 11;
const MAGIC_BYTES = 8;

/** Makes modules that are missing or older than their source. Vitest calls this too, before the first test. */
export async function setup() {
  const names = listKernels();
  mkdirSync(MODULES, { recursive: true });
  removeOthers(names);
  for (const name of names) {
    const stamp = `// Made by scripts/build-kernels.mjs; of ${digest(name)}\n`;
    if (KINDS.every((kind) => readIfThere(new URL(name + kind, MODULES)).startsWith(stamp))) continue;
    const { code, types } = await makeModule(name);
    replaceFile(new URL(`${name}.js`, MODULES), stamp + code);
    replaceFile(new URL(`${name}.d.ts`, MODULES), stamp + types);
  }
}

function listKernels() {
  return readdirSync(SOURCES)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** Removes modules whose source is gone. */
function removeOthers(names) {
  for (const file of readdirSync(MODULES)) {
    if (!names.some((name) => KINDS.some((kind) => file === name + kind))) rmSync(new URL(file, MODULES));
  }
}

/** Digest of everything that decides a module: its source, its imports, this script, the compiler's version. */
function digest(name) {
  const compiler = readFileSync(new URL('../node_modules/assemblyscript/package.json', import.meta.url), 'utf8');
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of [`assembly/${name}.ts`, ...IMPORTED]) hash.update(readFileSync(new URL(file, ROOM)));
  return hash.update(JSON.parse(compiler).version).digest('hex');
}

function readIfThere(url) {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    return '';
  }
}

/** Renames a whole file into place: another process may be reading the old one. */
function replaceFile(url, text) {
  const temporary = new URL(`${url}.${process.pid}.tmp`);
  writeFileSync(temporary, text);
  renameSync(temporary, url);
}

/** The JavaScript of a module, and its types. */
async function makeModule(name) {
  const { binary, declarations } = await compile(name, SIMD);
  checkModule(name, binary);
  const hasScript = !WITHOUT_SCRIPT.includes(name);
  const script = hasScript ? await translate((await compile(name, SCALAR)).binary) : '';
  const fields = [`base64: '${Buffer.from(binary).toString('base64')}'`, ...(hasScript ? ['makeExports'] : [])];
  const type = hasScript ? 'ScriptedModule' : 'KernelModule';
  return {
    code: `export const MODULE = { ${fields.join(', ')} };\n${script}`,
    types: [
      `import type { ${type} } from '../kernel.js';\n\n`,
      `/** What the kernel exports beside its memory. */\nexport interface Exports {\n${listFunctions(declarations)}}\n\n`,
      `export declare const MODULE: ${type}<Exports>;\n`,
    ].join(''),
  };
}

/** Compiles one kernel. */
async function compile(name, options) {
  const { main } = await import('assemblyscript/asc');
  const written = {};
  const source = `assembly/${name}.ts`;
  const { error, stderr } = await main([source, '--outFile', 'kernel.wasm', ...OPTIONS, ...options], {
    readFile: (asked) => ([source, ...IMPORTED].includes(asked) ? readFileSync(new URL(asked, ROOM), 'utf8') : null),
    writeFile: (file, contents) => {
      written[file] = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${name}: ${error.message}\n${stderr.toString()}`);
  return { binary: written['kernel.wasm'], declarations: written['kernel.d.ts'] };
}

/** The functions that the compiler declares, without its comments: they repeat names. */
function listFunctions(declarations) {
  const functions = declarations.matchAll(/^ {2}export function (.+;)$/gm);
  return [...functions].map(([, signature]) => `  ${signature}\n`).join('');
}

/** A module as a function `makeExports` in JavaScript, by wasm2js of binaryen. */
async function translate(binary) {
  const { default: binaryen } = await import('binaryen');
  const { minifySync } = await import('rolldown/utils');
  const module = binaryen.readBinary(binary);
  module.setFeatures(binaryen.Features.MVP | binaryen.Features.MutableGlobals);
  binaryen.setOptimizeLevel(3);
  const text = module.emitAsmjs();
  module.dispose();
  const [, body] = /^[\s\S]*?(function asmFunc[\s\S]*?\n\}\n)\s*var retasmFunc/.exec(text);
  const named = body.replace('function asmFunc(imports)', 'function makeExports()');
  const { code, errors } = minifySync('kernel.js', named, { mangle: { toplevel: false } });
  if (errors.length > 0) throw new Error(errors[0].message);
  return `${code}\n`;
}

/** The caller lays out memory from its first byte. So no data may be there before. */
function checkModule(name, binary) {
  if (WebAssembly.Module.imports(new WebAssembly.Module(binary)).length > 0) throw new Error(`${name}: has imports`);
  for (let at = MAGIC_BYTES; at < binary.length; ) {
    const [length, begin] = readLeb128(binary, at + 1);
    if (binary[at] === DATA_SECTION) throw new Error(`${name}: has static data`);
    at = begin + length;
  }
}

/** An unsigned number of variable length, and where it ends. */
function readLeb128(binary, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    value |= (binary[at] & 0x7f) << shift;
    if (binary[at++] < 0x80) return [value, at];
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup();
