/** Numbers for people. */

/** 1234567 -> 1,234,567 */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 35.826 -> 35.83 dB */
export function formatPsnr(psnr: number): string {
  return Number.isFinite(psnr) ? `${psnr.toFixed(2)} dB` : 'lossless';
}

/** 0.96073 -> 0.9607; only 1 itself becomes 1.0000. */
export function formatSsim(ssim: number): string {
  return (ssim < 1 ? Math.min(ssim, 0.9999) : 1).toFixed(4);
}

/** 0.9234 -> 92.3 % */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(1).replace('-', '\u2212')} %`;
}
