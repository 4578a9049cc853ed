/** Formats of the drawings that accompany a command's text. */

import { OptionError } from '../error.js';
import { formatOfPath, type PictureFormat } from '../io/index.js';

/**
 * The format of a drawing by the extension of its name.
 *
 * @param option - that names the drawing
 * @throws OptionError for names without a known extension, and for `-`: standard output is taken by the text
 */
export function drawingFormat(option: string, path: string): PictureFormat {
  if (path === '-') throw new OptionError(option, 'expected a file name, standard output is for the figures');
  const format = formatOfPath(path);
  if (format === undefined || format === 'akm') {
    throw new OptionError(option, `expected a name ending in .png, .jpg or .ppm, found ${path}`);
  }
  return format;
}
