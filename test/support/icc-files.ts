/** Builds ICC profiles of a matrix and curves, or of one gray curve, tag by tag. */

/** Bytes of a tag. */
type Tag = readonly [name: string, data: Buffer];

/** XYZ of the primaries, adapted to D50. */
export const SRGB_COLUMNS = [
  [0.436, 0.2225, 0.0139],
  [0.3851, 0.7169, 0.0971],
  [0.1431, 0.0606, 0.7141],
] as const;
export const ADOBE_COLUMNS = [
  [0.60974, 0.31111, 0.01947],
  [0.20528, 0.62567, 0.06087],
  [0.14919, 0.06322, 0.74457],
] as const;

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, i * 4);
  return bytes;
}

function typed(type: string, ...data: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from(`${type}\0\0\0\0`, 'latin1'), ...data]);
}

function xyz(values: readonly number[]): Buffer {
  return typed('XYZ ', words(...values.map((value) => Math.round(value * 65536))));
}

/** A curve of the given samples; no sample is the straight line. */
export function sampledCurve(samples: readonly number[]): Buffer {
  const table = Buffer.alloc(samples.length * 2);
  for (const [i, sample] of samples.entries()) table.writeUInt16BE(Math.round(sample), i * 2);
  return typed('curv', words(samples.length), table);
}

/** A curve that is a power. */
export function gammaCurve(gamma: number): Buffer {
  return sampledCurve([gamma * 256]);
}

/** A parametric curve of a function type. */
export function parametricCurve(kind: number, ...values: number[]): Buffer {
  return typed('para', words(kind << 16, ...values.map((value) => Math.round(value * 65536))));
}

/** A whole profile. */
export function makeProfile(space: 'RGB ' | 'GRAY', tags: readonly Tag[], pcs = 'XYZ '): Uint8Array {
  const padded = tags.map(([name, data]) => [name, Buffer.concat([data, Buffer.alloc(-data.length & 3)])] as const);
  const table: Buffer[] = [words(tags.length)];
  let offset = 132 + 12 * tags.length;
  for (const [i, [name, data]] of padded.entries()) {
    table.push(Buffer.from(name, 'latin1'), words(offset, tags[i]![1].length));
    offset += data.length;
  }
  const head = Buffer.alloc(128);
  head.writeUInt32BE(offset, 0);
  head.write(`mntr${space}${pcs}`, 12, 'latin1');
  head.write('acsp', 36, 'latin1');
  return Uint8Array.from(Buffer.concat([head, ...table, ...padded.map(([, data]) => data)]));
}

/** A profile of three primaries and a curve for all. */
export function rgbProfile(
  curve: Buffer,
  columns: readonly (readonly number[])[] = SRGB_COLUMNS,
  more: readonly Tag[] = [],
) {
  const [red, green, blue] = columns as readonly [readonly number[], readonly number[], readonly number[]];
  const curves = ['rTRC', 'gTRC', 'bTRC'].map((name) => [name, curve] as const);
  return makeProfile('RGB ', [['rXYZ', xyz(red)], ['gXYZ', xyz(green)], ['bXYZ', xyz(blue)], ...curves, ...more]);
}

/** A profile of one curve. */
export function greyProfile(curve: Buffer): Uint8Array {
  return makeProfile('GRAY', [['kTRC', curve]]);
}
