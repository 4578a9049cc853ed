/** Formats numbers for people. */

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
