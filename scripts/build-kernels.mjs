// Compiles src/encode/kernels/assembly/*.ts (AssemblyScript) to WebAssembly, and writes each module as base64 into
// src/encode/kernels/wasm/<name>.ts. A module that is up to date is left alone; then the compiler is not even loaded.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const KERNELS = new URL('../src/encode/kernels/', import.meta.url);
const SOURCES = new URL('assembly/', KERNELS);
const MODULES = new URL('wasm/', KERNELS);

/** No runtime, no imports: a kernel works in the memory that it exports, and throws nothing. */
const OPTIONS = [
  ...['--runtime', 'stub', '--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert', '--use', 'abort='],
  ...['--zeroFilledMemory', '--enable', 'simd', '--disable', 'bulk-memory', '--initialMemory', '1'],
];
const DATA_SECTION = 11;
const MAGIC_BYTES = 8;

/** Makes what is missing or older than its source. Vitest calls this too, before the first test. */
export async function setup() {
  const names = listKernels();
  mkdirSync(MODULES, { recursive: true });
  removeOthers(names);
  for (const name of names) {
    const url = new URL(`${name}.ts`, MODULES);
    const source = readFileSync(new URL(`${name}.ts`, SOURCES), 'utf8');
    const stamp = `// Made by scripts/build-kernels.mjs; of ${digest(source)}`;
    if (readIfThere(url).startsWith(`${stamp}\n`)) continue;
    const text = describeModule(stamp, await compile(name, source));
    // Renamed into place, so that a build beside this one never reads half a file.
    const temporary = new URL(`${name}.${process.pid}.tmp`, MODULES);
    writeFileSync(temporary, text);
    renameSync(temporary, url);
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
    if (file.endsWith('.ts') && !names.includes(file.slice(0, -'.ts'.length))) rmSync(new URL(file, MODULES));
  }
}

/** Of all that decides a module: its source, this script, the compiler's version. */
function digest(source) {
  const compiler = readFileSync(new URL('../node_modules/assemblyscript/package.json', import.meta.url), 'utf8');
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  return hash.update(JSON.parse(compiler).version).update(source).digest('hex');
}

function readIfThere(url) {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    return '';
  }
}

/** Compiles one source, which imports nothing. */
async function compile(name, source) {
  const { main } = await import('assemblyscript/asc');
  const file = `${name}.ts`;
  let binary;
  const { error, stderr } = await main([file, '--outFile', `${name}.wasm`, ...OPTIONS], {
    readFile: (asked) => (asked === file ? source : null),
    writeFile: (_, contents) => {
      binary = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${name}: ${error.message}\n${stderr.toString()}`);
  checkModule(name, binary);
  return binary;
}

/** Memory is laid out by the caller from its first byte on: so nothing may be there before. */
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

function describeModule(stamp, binary) {
  const base64 = Buffer.from(binary).toString('base64');
  return `${stamp}\n/** ${binary.length} bytes of WebAssembly, as base64. */\nexport const MODULE: string = '${base64}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup();
