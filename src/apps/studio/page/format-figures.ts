/** Formats numbers for people. */

/** How close a picture is to its source. */
export interface Fidelity {
  /** In decibels; infinite when no difference can be seen. */
  readonly psnr: number;
  /** Pixels that differ in a byte but look the same, such as colours of transparent ones. */
  readonly unseenDifferences: number;
}

/** 1234567 -> 1,234,567 */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 113008 -> 113 kB, with about three digits. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [value, unit] = bytes < 999_500 ? [bytes / 1000, 'kB'] : [bytes / 1e6, 'MB'];
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** A PSNR. If it is infinite, says whether every byte is the same or only what can be seen. */
export function formatPsnr({ psnr, unseenDifferences }: Fidelity): string {
  if (Number.isFinite(psnr)) return `${psnr.toFixed(2)} dB`;
  return unseenDifferences === 0 ? 'lossless' : 'exact where visible';
}

export function formatSsim(ssim: number): string {
  return ssim.toFixed(4);
}

export function formatSeconds(seconds: number): string {
  return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
}

/** 0.1482 -> 14.8 % */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
