/** Saving files from the page. */

import { make } from './dom.js';

/** Milliseconds after which every browser has started the download. */
const KEEP_FOR = 60_000;

/** Offers a file for saving. */
export function download(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_FOR);
}

/** `photo.jpg`, `.akm` -> `photo.akm` */
export function renameTo(name: string, extension: string): string {
  return `${name.replace(/\.[A-Za-z0-9]{1,5}$/, '') || 'picture'}${extension}`;
}
