/**
 * "akm/decode": the decoder. It depends only on an inflate, and imports nothing from the encoder.
 *
 * @module akm/decode
 */

export { AkmError, FormatError, LimitError, OptionError, UnsupportedError } from '../error.js';
export { FILE_EXTENSION, MIME_TYPE } from '../format/constants.js';
export type { MeshShape, Scale } from '../format/header.js';
export type { Image } from '../image.js';
export type { Inflate } from '../inflate/inflate.js';
export { inflateWithPako } from '../inflate/pako.js';
export type { AbortSignalLike, AsyncOptions, Task, TaskExecutor } from '../steps.js';
export { decode, decodeAsync, decodeIndexed, decodeInto, type IndexedImage } from './decode.js';
export { DECODE_DEFAULTS, type DecodeOptions, type ResolvedDecodeOptions } from './options.js';
export {
  type AkmInfo,
  type Metadata,
  readInfo,
  readMetadata,
  readSections,
  readUsableMetadata,
  type Section,
  type UsableMetadata,
} from './read-info.js';
