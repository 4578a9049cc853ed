/**
 * "akm/node": the whole library for Node, with Node's inflate, picture files, and safe writing.
 *
 * @module akm/node
 */

export {
  AkmError,
  type AkmInfo,
  type AsyncOptions,
  type DecodeOptions,
  FormatError,
  type Image,
  type IndexedImage,
  LimitError,
  type Metadata,
  OptionError,
  type Section,
  UnsupportedError,
  type UsableMetadata,
} from '../decode/index.js';
export type { LostBands, Salvaged } from '../decode/salvage.js';
export * from '../encode/index.js';
export {
  formatOfPath,
  JPEG_QUALITY_DEFAULT,
  MAX_JPEG_MEMORY_DEFAULT,
  PICTURE_FORMATS,
  type Picture,
  type PictureFormat,
  type ReadPictureOptions,
  sniffFormat,
  type WritePictureOptions,
  writePicture,
} from '../io/index.js';
export { compareImages, type ImageComparison } from '../metrics/index.js';
export {
  decode,
  decodeAsync,
  decodeIndexed,
  decodeInto,
  readInfo,
  readMetadata,
  readSections,
  readUsableMetadata,
  salvage,
} from './decode.js';
export {
  encodeAsync,
  encodeToTargetAsync,
  encodeWithReportAsync,
  type ThreadedEncodeOptions,
  type ThreadOptions,
} from './encode.js';
export { FileError } from './file-error.js';
export { type SaveOptions, saveBytes, saveBytesAsync } from './files.js';
export { inflateWithZlib } from './inflate.js';
export { type LoadOptions, loadBytes, loadBytesAsync } from './load.js';
export { readPicture } from './read-picture.js';
