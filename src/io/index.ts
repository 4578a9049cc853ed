/** Reading and writing of picture files other than .akm: PNG, JPEG, PPM, PGM and bare RGBA. */

export type { Picture, PictureFormat, ReadPictureOptions, WritePictureOptions } from './picture.js';
export { JPEG_QUALITY_DEFAULT, MAX_JPEG_MEMORY_DEFAULT, PICTURE_FORMATS } from './picture.js';
export { readPicture } from './read-picture.js';
export { formatOfPath, sniffFormat } from './sniff.js';
export { writePicture } from './write-picture.js';
