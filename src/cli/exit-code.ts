/** What the process says when it ends. */

export const EXIT = {
  /** All done; a skipped output counts as done. */
  done: 0,
  /** An input failed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** A target (size, PSNR, SSIM, lossless) could not be met. */
  target: 3,
  /** Interrupted by Ctrl-C where no signal can be sent; elsewhere the signal itself ends the process. */
  interrupted: 130,
} as const;
