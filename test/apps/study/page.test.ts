import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { escapeMarkup, markup } from '../../../src/apps/shared/markup.js';
import { makeCharts } from '../../../src/apps/study/chart-data.js';
import { renderOverview } from '../../../src/apps/study/overview-page.js';
import { renderPage } from '../../../src/apps/study/page.js';
import { cellOf, resultOf } from './cells.js';

const HOSTILE = `<script>alert(1)</script>"'&\u0007.png`;

const readStyle = (name: string) =>
  readFileSync(new URL(`../../../src/apps/study/page/${name}`, import.meta.url), 'utf8');
const FILES = { style: readStyle('style.css'), chartStyle: readStyle('chart.css'), script: 'run();' };

/** Text that is neither script nor style: the part that may contain a hostile name. */
function withoutOwnCode(html: string): string {
  return html.replace(/<style>[\s\S]*?<\/style>/g, '').replace(`<script>${FILES.script}</script>`, '');
}

describe('markup', () => {
  it('escapes every value in a template', () => {
    expect(markup`<b title="${'"><i>'}">${'<&>'}</b>`.text).toBe('<b title="&quot;&gt;&lt;i&gt;">&lt;&amp;&gt;</b>');
    expect(markup`${[markup`<i>`, '<', 1]}${undefined}${false}`.text).toBe('<i>&lt;1');
    expect(escapeMarkup('a\u0000b\u001fc\n')).toBe('a\ufffdb\ufffdc\n');
  });
});

describe('the page', () => {
  const result = resultOf(HOSTILE);
  const page = renderPage(result, makeCharts(result), FILES, true);

  it('escapes a hostile name', () => {
    for (const html of [page, renderOverview([{ folder: 'script', result }], FILES)]) {
      expect(withoutOwnCode(html)).not.toMatch(/<script|onerror|alert\(1\)<\/s/i);
      expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\ufffd.png');
    }
  });

  it('loads nothing from other hosts', () => {
    expect(page).not.toMatch(/https?:|["'(=]\/\/|@import|url\((?!#)/i);
    for (const [, target] of page.matchAll(/(?:src|href)="([^"]*)"/g)) {
      expect(target).toMatch(/^(?:data:,|\.\.\/index\.html|[a-z]+\/[\w.-]+|results\.(?:csv|json))$/);
    }
  });

  it('gives every picture an alternative text and a size, and every table heading a scope', () => {
    for (const [image] of page.matchAll(/<img [^>]*>/g))
      expect(image).toMatch(/ alt="[^"]*".* width="100" height="50"/);
    for (const [heading] of page.matchAll(/<th[ >][^>]*>/g)) expect(heading).toMatch(/scope="(?:col|row|rowgroup)"/);
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(page).toMatch(/prefers-color-scheme: dark[\s\S]*prefers-reduced-motion/);
  });

  it('calls a file lossless only where every byte is the same', () => {
    const figuresOf = (unseenDifferences: number) => {
      const cells = [cellOf('regular', 32, 500, Infinity, unseenDifferences)];
      const html = renderPage({ ...result, cells }, [], FILES, false);
      return withoutOwnCode(html.slice(0, html.indexOf('id="notes"')));
    };
    expect(figuresOf(0)).toMatch(/<td>lossless<\/td>/);
    expect(figuresOf(0)).not.toContain('exact where visible');
    expect(figuresOf(24)).toMatch(/<td>exact where visible<\/td>/);
    expect(figuresOf(24)).not.toContain('lossless');
  });

  it('closes every tag', () => {
    const open: string[] = [];
    const empty = new Set(['meta', 'link', 'img', 'input', 'br']);
    // Attributes are in double quotes; elements of SVG may close themselves.
    const tags = withoutOwnCode(page).matchAll(/<(\/?)([a-z][a-z0-9]*)(?:[^>"]|"[^"]*")*?(\/?)>/gi);
    for (const [, closing, name, closed] of tags) {
      if (empty.has(name) || closed !== '') continue;
      if (closing === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it('has no id twice', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
