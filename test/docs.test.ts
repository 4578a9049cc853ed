/** The documentation: links resolve, the README stays short, `docs/cli.md` has the options that `--help` has, examples run. */

import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as decodeEntry from '../src/decode/index.js';
import * as salvageEntry from '../src/decode/salvage.js';
import * as encodeEntry from '../src/encode/index.js';
import { settingsForRung } from '../src/encode/quality.js';
import * as neutralEntry from '../src/index.js';
import { readPicture } from '../src/io/index.js';
import * as metricsEntry from '../src/metrics/index.js';
import { runAkm } from './support/akm.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGES = [
  ...['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...['bench/README.md', 'hardening/README.md', 'samples/README.md', 'spec/vectors/README.md'],
  ...['docs', 'spec'].flatMap((folder) =>
    readdirSync(ROOT + folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

const readPage = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** A page without its blocks of code, where brackets and number signs mean other things. */
const readProse = (page: string): string => readPage(page).replace(/^```[\s\S]*?^```$/gm, '');

/** The text of headings as the anchors that web pages of repositories give them. */
function listAnchors(page: string): string[] {
  const seen = new Map<string, number>();
  return [...readProse(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = text.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}

describe('the pages', () => {
  it.each(PAGES)('%s: every relative link has a target', (page) => {
    const targets = [...readProse(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
    const broken = targets
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [path, anchor] = target.split('#');
        const file = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
        if (!existsSync(join(ROOT, file))) return true;
        return anchor !== undefined && !listAnchors(file).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it('every path in a line of text exists', () => {
    // Folders that a run makes do not exist before it.
    const made = ['docs/api/', 'hardening/found/'];
    const paths = PAGES.filter((page) => !page.startsWith('spec/')).flatMap((page) =>
      [...readProse(page).matchAll(/`((?:src|test|spec|samples|scripts|hardening|bench|docs)\/[\w./-]*)`/g)].map(
        ([, path]) => ({ page, path }),
      ),
    );
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter(({ path }) => !existsSync(join(ROOT, path)) && !made.includes(path))).toEqual([]);
  });

  it('the table of qualities in docs/quality.md has the numbers of the encoder', () => {
    const row = (name: string): string[] =>
      new RegExp(`^\\| ${name} \\| (.*) \\|$`, 'm').exec(readPage('docs/quality.md'))?.[1].split(' | ') ?? [];
    const settings = row('quality').map((quality) => settingsForRung(Number(quality)));
    expect(settings.length).toBeGreaterThan(10);
    expect(row('lambda').map(Number)).toEqual(settings.map(({ lambda }) => lambda));
    expect(row('colours, efforts 1 to 3').map(Number)).toEqual(settings.map(({ k2 }) => k2));
  });

  it('the README has at most 700 words, and the two commands for a clone', () => {
    const readme = readPage('README.md');
    expect(readme.split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(700);
    expect(readme).toContain('npm ci && npm run demo');
    expect(readme).toContain('npm ci && npm test');
  });

  it('the index of docs/ names every page', () => {
    const index = readPage('docs/README.md');
    const pages = readdirSync(`${ROOT}docs`).filter((name) => name.endsWith('.md') && name !== 'README.md');
    const missing = pages.filter((name) => !index.includes(`(${name}`));
    expect(missing).toEqual([]);
  });
});

describe('docs/cli.md', () => {
  const text = readPage('docs/cli.md');
  const sections = new Map(
    text
      .split(/^(?=##+ )/m)
      .slice(1)
      .map((section) => [/^#+ (.*)/.exec(section)?.[1] ?? '', section]),
  );
  const commands = ['encode', 'decode', 'compare', 'info', 'map', 'verify', 'view', 'study'];

  /** Options that a section's table lists; with a column of commands, those of a command. */
  const listOptions = (heading: string, command?: string): string[] =>
    [...(sections.get(heading) ?? '').matchAll(/^\| `(-[^`]*)` \| ([^|]*) \|/gm)]
      .filter(([, , names]) => command === undefined || names === 'all' || names.split(', ').includes(command))
      .map(([, option]) => option);

  it('has a section for each command, and no other', () => {
    const help = runAkm(['--help'], ROOT).stdout.toString();
    const offered = [...help.matchAll(/^ {2}(\w+) \[options\]/gm)].map(([, name]) => name);
    expect(offered.sort()).toEqual([...commands].sort());
    expect([...sections.keys()].filter((name) => name.startsWith('akm ')).sort()).toEqual(
      commands.map((name) => `akm ${name}`).sort(),
    );
  });

  it.each(commands)('lists the options of `akm %s --help`, and no others', (command) => {
    const help = runAkm([command, '--help'], ROOT).stdout.toString();
    const offered = [...help.matchAll(/^ {2}(-[^\n]*?)(?: {2}|\n)/gm)].map(([, option]) => option);
    const listed = [
      ...listOptions(`akm ${command}`),
      ...listOptions('Options that several commands share', command),
      ...listOptions('Many inputs', command),
    ];
    expect(offered.length).toBeGreaterThan(5);
    expect(listed.sort()).toEqual(offered.sort());
  });
});

describe('examples', () => {
  const entries: Record<string, object> = {
    akm: neutralEntry,
    'akm/decode': decodeEntry,
    'akm/encode': encodeEntry,
    'akm/metrics': metricsEntry,
    'akm/salvage': salvageEntry,
  };
  let folder: string;
  beforeAll(async () => {
    // Threads start from JavaScript files, so this entry comes from the build.
    entries['akm/node'] = await import(`${ROOT}dist/node/index.js`);
    folder = mkdtempSync(join(tmpdir(), 'akm-docs-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a block of code as a module: its imports come from the sources, its files go to a separate folder. */
  async function runExample(code: string, values: Readonly<Record<string, unknown>>): Promise<unknown[]> {
    copyFileSync(`${ROOT}samples/pixel-art.png`, join(folder, 'photo.png'));
    const body = code
      .replace(/^import (\{[^}]*\}) from ('[^']*');$/gm, 'const $1 = entries[$2];')
      .replace(/'([\w-]+\.(?:png|akm))'/g, (_, name: string) => JSON.stringify(join(folder, name)));
    const said: unknown[] = [];
    const console = { log: (...what: unknown[]) => said.push(...what) };
    const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
    const scope = { entries, console, ...values };
    // A block may declare a name that another block gets as a value.
    const names = Object.keys(scope).filter((name) => !new RegExp(`const [^=;]*\\b${name}\\b[^=;]*=`).test(body));
    await new AsyncFunction(...names, body)(...names.map((name) => scope[name as keyof typeof scope]));
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    return said;
  }

  const EXAMPLES = ['README.md', 'docs/library.md'].flatMap((page) =>
    [...readPage(page).matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code], i) => ({
      name: `${page} ${i + 1}`,
      code,
    })),
  );

  it.each(EXAMPLES)('$name runs', async ({ code }) => {
    const { image } = readPicture(readFileSync(`${ROOT}samples/pixel-art.png`));
    const bytes = readFileSync(`${ROOT}samples/pixel-art.akm`);
    await runExample(code, { ...image, image, bytes, back: image });
  });
});
