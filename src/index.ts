/**
 * "akm": the adaptive k-means image codec, for any JavaScript platform.
 *
 * `akm/decode` has only the decoder. `akm/node` decodes faster on Node, and reads and writes files.
 *
 * @module akm
 */

export * from './decode/index.js';
export { type LostBands, type Salvaged, salvage } from './decode/salvage.js';
export * from './encode/index.js';
export { compareImages, type ImageComparison } from './metrics/index.js';
