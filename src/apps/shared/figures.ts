/** Formats numbers for people, in the studio, the study and the command line. */

/** 1234567 -> 1,234,567 */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** How close a picture is to its source. */
export interface Fidelity {
  /** In decibels; infinite when no difference can be seen. */
  readonly psnr: number;
  /** Pixels that differ in a byte but look the same, such as colours of transparent ones. */
  readonly unseenDifferences: number;
}

/** 35.826 -> 35.83 dB; if it is infinite, in which sense the pictures are equal. */
export function formatPsnr(fidelity: Fidelity): string {
  return Number.isFinite(fidelity.psnr) ? `${fidelity.psnr.toFixed(2)} dB` : describeExact(fidelity);
}

/** For pictures with an infinite PSNR: whether every byte is the same, or only what can be seen. */
export function describeExact({ unseenDifferences }: Pick<Fidelity, 'unseenDifferences'>): string {
  return unseenDifferences === 0 ? 'lossless' : 'exact where visible';
}

/** 0.96073 -> 0.9607; only exactly 1 becomes 1.0000. */
export function formatSsim(ssim: number): string {
  return (ssim < 1 ? Math.min(ssim, 0.9999) : 1).toFixed(4);
}

/** 0.9234 -> 92.3 % */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(1).replace('-', '\u2212')} %`;
}

/** 113008 -> 113 kB; about three digits. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [value, unit] = bytes < 999_500 ? [bytes / 1000, 'kB'] : [bytes / 1e6, 'MB'];
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** 150000 -> 150 kB; for round numbers, such as those of an axis. */
export function formatRoundSize(bytes: number): string {
  if (bytes === 0) return '0';
  if (bytes >= 1e6) return `${Number((bytes / 1e6).toFixed(2))} MB`;
  return bytes >= 1000 ? `${Number((bytes / 1000).toFixed(2))} kB` : `${bytes} B`;
}

export function formatSeconds(seconds: number): string {
  return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
}
