/**
 * Our side: each method is a range of settings that gives a curve. A new option of the encoder gets its row here, or is
 * tried without one: `--methods default:effort=9,dither=true`.
 */

/**
 * @typedef {{ label: string, options: import('../../dist/node/index.js').EncodeOptions }} Setting
 * @typedef {{ name: string, title: string, settings: readonly Setting[],
 *   options?: import('../../dist/node/index.js').EncodeOptions }} Method `options` hold for all settings
 */

const QUALITIES = [1, 5, 10, 20, 35, 50, 62, 72, 80, 88, 95, 100];
const COLOURS = [8, 16, 32, 64, 128, 256];
/** k1, k2: the study's sizes (k2 = 256) and smaller ones in the same proportions. */
const STUDY_GRID = [32, 64, 128, 256].flatMap((k2) => [k2 / 8, k2 / 4, k2 / 2, k2].map((k1) => ({ k1, k2 })));

/** @type {readonly Method[]} */
export const METHODS = [
  {
    name: 'default',
    title: 'akm, qualities 1 to 100, all else by default',
    settings: QUALITIES.map((quality) => ({ label: `Q${quality}`, options: { quality } })),
  },
  {
    name: 'psnr',
    title: 'akm, the same tuned for squared error',
    options: { tune: 'psnr' },
    settings: QUALITIES.map((quality) => ({ label: `Q${quality}`, options: { quality } })),
  },
  {
    name: 'eigen4',
    title: 'akm as in the study: eigen, blocks of 4, a grid of k1 and k2',
    options: { classify: 'eigen', block: 4 },
    settings: STUDY_GRID.map(({ k1, k2 }) => ({ label: `${k1}+${k2}`, options: { k1, k2 } })),
  },
  {
    name: 'none',
    title: 'akm with one palette of 8 to 256 colours',
    options: { classify: 'none' },
    settings: COLOURS.map((k2) => ({ label: `K${k2}`, options: { k2 } })),
  },
];

/**
 * A method of the table, with options added to it.
 *
 * @param {string} text `name` or `name:option=value,option=value`
 * @returns {Method}
 */
export function parseMethod(text) {
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  const method = METHODS.find((candidate) => candidate.name === name);
  if (!method) throw new Error(`no method "${name}": known are ${METHODS.map((known) => known.name).join(', ')}`);
  if (colon < 0) return method;
  const extra = Object.fromEntries(
    text
      .slice(colon + 1)
      .split(',')
      .map(parseOption),
  );
  return {
    ...method,
    name: text,
    title: `${method.title}; ${text.slice(colon + 1)}`,
    options: { ...method.options, ...extra },
  };
}

function parseOption(text) {
  const [key, value] = text.split('=');
  if (value === undefined) throw new Error(`expected option=value, found "${text}"`);
  if (value === 'true' || value === 'false') return [key, value === 'true'];
  return [key, value !== '' && Number.isFinite(Number(value)) ? Number(value) : value];
}
