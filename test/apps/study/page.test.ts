import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { makeCharts } from '../../../src/apps/study/chart-data.js';
import { drawChart, loadECharts } from '../../../src/apps/study/charts.js';
import { escapeMarkup, markup } from '../../../src/apps/study/html.js';
import { renderOverview } from '../../../src/apps/study/overview-page.js';
import { renderPage } from '../../../src/apps/study/page.js';
import { PAGE_SCRIPT, type PageElement, type PageEvent } from '../../../src/apps/study/page-script.js';
import { cellOf, resultOf } from './cells.js';

const HOSTILE = `<script>alert(1)</script>"'&\u0007.png`;

/** Text that is neither script nor style: the part that may contain a hostile name. */
function withoutOwnCode(html: string): string {
  return html.replace(/<style>[\s\S]*?<\/style>/g, '').replace(/<script>\(function [\s\S]*?<\/script>/g, '');
}

describe('markup', () => {
  it('escapes every value in a template', () => {
    expect(markup`<b title="${'"><i>'}">${'<&>'}</b>`.text).toBe('<b title="&quot;&gt;&lt;i&gt;">&lt;&amp;&gt;</b>');
    expect(markup`${[markup`<i>`, '<', 1]}${undefined}${false}`.text).toBe('<i>&lt;1');
    expect(escapeMarkup('a\u0000b\u001fc\n')).toBe('a\ufffdb\ufffdc\n');
  });
});

describe('the page', async () => {
  const echarts = await loadECharts();
  const result = resultOf(HOSTILE);
  const charts = makeCharts(result).map((data) => ({ ...data, svg: drawChart(echarts, data) }));
  const page = renderPage(result, charts, true);

  it('escapes a hostile name', () => {
    for (const html of [page, renderOverview([{ folder: 'script', result }])]) {
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
    expect(page).toMatch(/prefers-color-scheme:dark[\s\S]*prefers-reduced-motion/);
  });

  it('calls a file lossless only where every byte is the same', () => {
    const figuresOf = (unseenDifferences: number) => {
      const cells = [cellOf('regular', 32, 500, Infinity, unseenDifferences)];
      const html = renderPage({ ...result, cells }, [], false);
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
    for (const [, closing, name] of withoutOwnCode(page).matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
      if (empty.has(name)) continue;
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

/** The parts of an element that the script needs, with a way to send it events. */
class FakeElement {
  textContent: string | null = '';
  value = '';
  src = '';
  alt = '';
  scrollLeft = 0;
  scrollTop = 0;
  readonly scrollWidth = 4000;
  readonly scrollHeight = 2000;
  readonly clientWidth = 1000;
  readonly clientHeight = 800;
  isOpen = false;
  isFocused = false;
  readonly attributes: Record<string, string> = {};
  readonly properties: Record<string, string> = {};
  readonly style = {
    setProperty: (name: string, value: string) => {
      this.properties[name] = value;
    },
  };
  readonly href: string;
  readonly dataset: Record<string, string | undefined>;
  readonly #listeners = new Map<string, (event: PageEvent) => void>();
  #captured: number | undefined;

  constructor(dataset: Record<string, string> = {}, href = '') {
    this.dataset = dataset;
    this.href = href;
  }

  setAttribute(name: string, value: string) {
    this.attributes[name] = value;
  }
  addEventListener(type: string, listen: (event: PageEvent) => void) {
    this.#listeners.set(type, listen);
  }
  getBoundingClientRect() {
    return { left: 100, width: 200 };
  }
  setPointerCapture(id: number) {
    this.#captured = id;
  }
  hasPointerCapture(id: number) {
    return this.#captured === id;
  }
  showModal() {
    this.isOpen = true;
  }
  close() {
    this.isOpen = false;
    this.send('close');
  }
  focus() {
    this.isFocused = true;
  }

  /** @returns whether the default was prevented */
  send(type: string, event: Partial<PageEvent> = {}): boolean {
    let isPrevented = false;
    this.#listeners.get(type)?.({
      target: this,
      clientX: 0,
      pointerId: 1,
      button: 0,
      ctrlKey: false,
      metaKey: false,
      shiftKey: false,
      preventDefault: () => {
        isPrevented = true;
      },
      ...event,
    });
    return isPrevented;
  }
}

/** The script of the page, run on fakes: cells, buttons, and all other elements that it looks up. */
function openPage() {
  const cells = ['a', 'b', 'c'].map((name) => new FakeElement({ title: name, figures: `${name}!` }, `${name}.png`));
  const zooms = ['fit', '1', '4'].map((zoom) => new FakeElement({ zoom }));
  const elements = new Map<string, FakeElement>([['dialog', new FakeElement({ source: 'source.png' })]]);
  const find = (selector: string) => {
    if (!elements.has(selector)) elements.set(selector, new FakeElement());
    return elements.get(selector)!;
  };
  const all: Record<string, FakeElement[]> = { 'a[data-title]': cells, 'button[data-zoom]': zooms };
  const document = {
    querySelector: (selector: string) => find(selector) as unknown as PageElement,
    querySelectorAll: (selector: string) => all[selector],
  };
  runInNewContext(PAGE_SCRIPT, { document });
  return { cells, zooms, find };
}

describe('the viewer', () => {
  it('opens a cell beside the source, with the slider in the middle and in focus', () => {
    const { cells, find } = openPage();
    expect(cells[1].send('click')).toBe(true);
    expect(find('dialog').isOpen).toBe(true);
    expect([find('.before').src, find('.after').src]).toEqual(['source.png', 'b.png']);
    expect([find('#viewer-title').textContent, find('#viewer-figures').textContent]).toEqual(['b', 'b!']);
    expect(find('.pair').properties['--cut']).toBe('50%');
    expect(find('.slider input').isFocused).toBe(true);
    find('dialog').close();
    expect(cells[1].isFocused).toBe(true);
  });

  it('does not handle clicks that open a new tab', () => {
    const { cells, find } = openPage();
    expect(cells[0].send('click', { ctrlKey: true })).toBe(false);
    expect(find('dialog').isOpen).toBe(false);
  });

  it('moves the slider by keys and by pointer, never beyond the picture', () => {
    const { cells, find } = openPage();
    const pair = find('.pair');
    cells[0].send('click');
    find('.slider input').value = '12.5';
    find('.slider input').send('input');
    expect(pair.properties['--cut']).toBe('12.5%');
    pair.send('pointermove', { clientX: 150 });
    expect(pair.properties['--cut']).toBe('12.5%');
    pair.send('pointerdown', { clientX: 150 });
    expect(pair.properties['--cut']).toBe('25%');
    pair.send('pointermove', { clientX: 900 });
    expect([pair.properties['--cut'], find('.slider input').value]).toEqual(['100%', '100']);
  });

  it('lets a zoomed picture scroll, unless the divider is taken', () => {
    const { cells, zooms, find } = openPage();
    cells[0].send('click');
    zooms[2].send('click');
    expect(find('.stage')).toMatchObject({ dataset: { zoom: '4' }, scrollLeft: 1500, scrollTop: 600 });
    expect(zooms.map(({ attributes }) => attributes['aria-pressed'])).toEqual(['false', 'false', 'true']);
    expect(find('.pair').send('pointerdown', { clientX: 150 })).toBe(false);
    expect(find('.pair').send('pointerdown', { clientX: 150, target: find('.divider') })).toBe(true);
  });

  it('steps through the cells in a circle', () => {
    const { cells, find } = openPage();
    cells[0].send('click');
    find('button[data-step="-1"]').send('click');
    expect(find('.after').src).toBe('c.png');
    find('button[data-step="1"]').send('click');
    expect(find('.after').src).toBe('a.png');
  });
});
