/** The rules of imports: the layers of the sources, and the limits of neutral code. */

import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src/', import.meta.url));

/** The layers, lowest first; a file imports from lower layers and from its own. */
const LAYERS: readonly (readonly string[])[] = [
  ['error'],
  ['check'],
  ['image'],
  ['steps'],
  ['batches'],
  ['bits'],
  ['inflate'],
  ['format'],
  ['wasm'],
  ['codec'],
  ['decode', 'metrics'],
  ['encode'],
  ['io'],
  ['node'],
  ['apps-shared'],
  ['study', 'studio-server'],
  ['cli'],
  ['browser'],
  ['compare'],
  ['studio-page', 'study-page'],
];

/** Imports that the order of the layers allows, but that are forbidden: `from -> to`. */
const FORBIDDEN = [
  'encode -> decode',
  ...['node', 'study', 'studio-server', 'cli'].flatMap((part) =>
    ['browser', 'compare', 'studio-page', 'study-page'].map((page) => `${page} -> ${part}`),
  ),
  // What both apps share runs in pages, too.
  ...['node', 'io', 'encode', 'decode'].map((part) => `apps-shared -> ${part}`),
];

/** Parts that run on any platform. */
const NEUTRAL = [
  'error',
  'check',
  'image',
  'steps',
  'batches',
  'bits',
  'inflate',
  'format',
  'wasm',
  'codec',
  'decode',
  'metrics',
  'encode',
  'io',
  'index',
];

/** Packages, and the sources that may use them. */
const PACKAGES: Readonly<Record<string, readonly RegExp[]>> = {
  pako: [/^inflate\/pako\.ts$/],
  'jpeg-js': [/^io\//],
  commander: [/^cli\//],
  minimatch: [/^cli\//],
  'd3-scale': [/^apps\//],
  'd3-shape': [/^apps\//],
};

interface Import {
  /** The importing file, below `src/`. */
  readonly from: string;
  /** The text in quotes. */
  readonly specifier: string;
  /** Whether the file is the first of a thread, named by its address and not imported. */
  readonly isThread?: true;
}

function listSources(): string[] {
  return (
    readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.ts'))
      // AssemblyScript, which imports without the ending of files.
      .filter((name) => !name.startsWith('wasm/assembly/'))
  );
}

/** Imports of every kind: `import`, `export from`, `import()`, also as a type, `require` by any name, `new URL`. */
function listImports(from: string): Import[] {
  const text = readFileSync(SOURCE + from, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const patterns = [
    /^(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
    /\brequire\w*\(\s*['"]([^'"]+)['"]/g,
    /\bcreateRequire\([^)]*\)\(\s*['"]([^'"]+)['"]/g,
  ];
  const threads = /\bnew URL\(\s*['"](\.[^'"]+\.js)['"]/g;
  const imports = patterns.flatMap((pattern) => [...text.matchAll(pattern)]);
  return [
    ...imports.map(([, specifier]) => ({ from, specifier })),
    ...[...text.matchAll(threads)].map(([, specifier]) => ({ from, specifier, isThread: true as const })),
  ];
}

const SOURCES = listSources();
const IMPORTS = SOURCES.flatMap(listImports);

/** The apps, each by the folders that it is made of. */
const APPS: Readonly<Record<string, string>> = {
  'apps/shared/': 'apps-shared',
  'apps/compare/': 'compare',
  'apps/study/page/': 'study-page',
  'apps/study/': 'study',
  'apps/studio/server/': 'studio-server',
  'apps/studio/page/': 'studio-page',
};

/** The app of a file, or else the folder, or file, directly below `src/` in which it lies. */
function partOf(file: string): string {
  for (const [folder, app] of Object.entries(APPS)) if (file.startsWith(folder)) return app;
  return file.split('/')[0].replace(/\.ts$/, '');
}

/** The file below `src/` that a relative import means. */
function resolveImport({ from, specifier }: Import): string {
  return normalize(join(dirname(from), specifier))
    .replaceAll('\\', '/')
    .replace(/^(wasm\/modules\/.*)\.js$/, '$1.d.ts')
    .replace(/\.js$/, '.ts');
}

function layerOf(part: string): number {
  return LAYERS.findIndex((parts) => parts.includes(part));
}

function isAllowed(from: string, to: string): boolean {
  if (from === to) return true;
  if (from === 'index') return ['decode', 'encode', 'metrics', 'error', 'image', 'steps', 'format'].includes(to);
  return layerOf(to) >= 0 && layerOf(to) < layerOf(from) && !FORBIDDEN.includes(`${from} -> ${to}`);
}

/** The files of the first circle of imports that is found: each imports the next, and the last the first. */
function findCircle(): string[] {
  const targets = new Map(SOURCES.map((file) => [file, [] as string[]]));
  for (const found of IMPORTS.filter(({ specifier, isThread }) => specifier.startsWith('.') && !isThread)) {
    targets.get(found.from)?.push(resolveImport(found));
  }
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return path.slice(path.indexOf(file));
    if (finished.has(file)) return [];
    for (const target of targets.get(file) ?? []) {
      const circle = visit(target, [...path, file]);
      if (circle.length > 0) return circle;
    }
    finished.add(file);
    return [];
  };
  for (const file of SOURCES) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

/** Packages of npm and modules of Node by their names, without what stands behind a slash. */
const FOREIGN = IMPORTS.filter(({ specifier }) => !specifier.startsWith('.'));

describe('the sources', () => {
  it('are found with their imports', () => {
    expect(SOURCES).toContain('decode/decode.ts');
    expect(IMPORTS).toContainEqual({ from: 'decode/decode.ts', specifier: '../codec/layout.js' });
    expect(IMPORTS).toContainEqual({ from: 'inflate/pako.ts', specifier: 'pako' });
  });

  it('belong to one layer each', () => {
    const homeless = SOURCES.filter((file) => partOf(file) !== 'index' && layerOf(partOf(file)) < 0);
    expect(homeless).toEqual([]);
  });

  it('import existing files', () => {
    const missing = IMPORTS.filter(({ specifier }) => specifier.startsWith('.'))
      .filter((found) => !SOURCES.includes(resolveImport(found)))
      .filter(({ specifier }) => !specifier.endsWith('.json'));
    expect(missing).toEqual([]);
  });

  it('import from lower layers only', () => {
    const wrong = IMPORTS.filter(({ specifier }) => specifier.startsWith('.'))
      .map((found) => ({ ...found, to: resolveImport(found) }))
      .filter(({ specifier }) => !specifier.endsWith('.json'))
      .filter(({ from, to }) => !isAllowed(partOf(from), partOf(to)))
      .map(({ from, to }) => `${from} -> ${to}`);
    expect(wrong).toEqual([]);
  });

  it('import each other in no circle, types included', () => {
    expect(findCircle()).toEqual([]);
  });

  it('of kernels are used only by the encoder, and each compiled module has its source', () => {
    const users = IMPORTS.filter((found) => found.specifier.startsWith('.'))
      .filter((found) => dirname(resolveImport(found)) === 'wasm/modules')
      .map(({ from }) => from);
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter((from) => partOf(from) !== 'encode')).toEqual([]);
    const namesIn = (folder: string, ending: string) =>
      readdirSync(`${SOURCE}wasm/${folder}`)
        .filter((file) => file.endsWith(ending))
        .map((file) => basename(file, ending));
    expect(namesIn('modules', '.d.ts')).toEqual(namesIn('assembly', '.ts'));
    expect(namesIn('modules', '.js')).toEqual(namesIn('assembly', '.ts'));
  });

  it('that are neutral import nothing from Node', () => {
    const wrong = FOREIGN.filter(
      ({ from, specifier }) => NEUTRAL.includes(partOf(from)) && specifier.startsWith('node:'),
    );
    expect(wrong).toEqual([]);
  });

  it('import packages only in their layers', () => {
    const wrong = FOREIGN.filter(({ specifier }) => !specifier.startsWith('node:')).filter(
      ({ from, specifier }) => !(PACKAGES[specifier] ?? []).some((place) => place.test(from)),
    );
    expect(wrong).toEqual([]);
  });
});
