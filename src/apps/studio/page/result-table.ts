/** The figures of a trial: its size relative to the input, its measures, its bytes by section. */

import { countKinds } from '../../shared/block-kinds.js';
import { formatCount, formatPsnr, formatSeconds, formatShare, formatSize, formatSsim } from '../../shared/figures.js';
import { make } from './dom.js';
import type { SectionSum, TrialReport } from './protocol.js';

/** The file that was encoded. */
export interface InputFile {
  /** `PNG`, `JPEG` ... */
  readonly kind: string;
  readonly bytes: number;
}

/** Words for the kinds of sections in `readSections`. */
const SECTION_NAMES: Readonly<Record<string, string>> = {
  header: 'header',
  table: 'map and palettes',
  'low planes': 'low-detail blocks',
  'high planes': 'high-detail blocks',
  mesh: 'mesh',
  'frames, CRCs': 'frames, CRCs',
  'chunk icc': 'colour profile',
  'chunk exif': 'EXIF data',
};

/** Fills an element with the figures. The list of sections stays open or closed. */
export function showResult(element: Element, report: TrialReport, input: InputFile): void {
  const { bytes, sections } = report;
  const share = bytes / input.bytes;
  const versus = share < 1 ? `${formatShare(share)} of the ${input.kind}` : `larger than the ${input.kind}`;
  const size = make('strong', { id: 'result-size' }, formatSize(bytes));
  const details = make('details', {}, make('summary', {}, 'Bytes by section'), sectionTable(sections, bytes));
  details.open = element.querySelector('details')?.open ?? false;
  const headline = make('p', { class: 'headline' }, size, ` ${versus}`);
  element.replaceChildren(headline, listMeasures(report, input), drawBar(sections, bytes), details);
}

function listMeasures(report: TrialReport, input: InputFile): HTMLElement {
  const { bytes, bitsPerPixel, ssim, maxError, seconds, k1, k2, blockSide, blockMap } = report;
  const { mesh } = countKinds(blockMap);
  const measures: [string, string][] = [
    ['PSNR', formatPsnr(report)],
    ['SSIM', formatSsim(ssim)],
    ['Bits per pixel', bitsPerPixel.toFixed(3)],
    ['Bytes', formatCount(bytes)],
    [`Input ${input.kind}`, formatCount(input.bytes)],
    ['Largest error', String(maxError)],
    ['Colours', k1 === 0 ? `${k2}` : `${k1} + ${k2}`],
    [
      'Blocks',
      mesh === 0 ? `${blockSide} px` : `${blockSide} px, ${Math.round((100 * mesh) / blockMap.length)} % mesh`,
    ],
    ['Time', seconds === undefined ? '–' : formatSeconds(seconds)],
  ];
  const items = measures.map(([name, value]) =>
    make('div', {}, make('dt', {}, name), make('dd', { 'data-figure': name.toLowerCase() }, value)),
  );
  return make('dl', { class: 'measures' }, ...items);
}

/** Sections as parts of a bar. The table below has the same data in figures. */
function drawBar(sections: readonly SectionSum[], total: number): HTMLElement {
  const bar = make('div', { class: 'section-bar', 'aria-hidden': 'true' });
  for (const { name, bytes } of sections) {
    const part = make('span', { class: classOf(name) });
    part.style.flexGrow = String(bytes / total);
    bar.append(part);
  }
  return bar;
}

function sectionTable(sections: readonly SectionSum[], total: number): HTMLElement {
  const rows = sections.map(({ name, bytes }) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row' }, make('i', { class: `key ${classOf(name)}` }), SECTION_NAMES[name] ?? name),
      make('td', {}, formatCount(bytes)),
      make('td', {}, formatShare(bytes / total)),
    ),
  );
  return make(
    'table',
    { class: 'figures' },
    make('caption', { class: 'hidden' }, 'Bytes by section'),
    make('tbody', {}, ...rows),
  );
}

function classOf(section: string): string {
  return `section-${section.split(/[ ,]/)[0]}`;
}
