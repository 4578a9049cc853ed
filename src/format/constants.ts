/** All named numbers of the container. Section numbers are those of `spec/akm.md`. */

/** The four bytes that open every file (section 3). */
export const SIGNATURE = [0x89, 0x41, 0x4b, 0x4d] as const;

/** The version byte this library writes and reads (section 3). */
export const VERSION = 1;

/** The coding of index planes: zlib streams of plain indices (section 5). */
export const CODING_DEFLATE = 0;

/** Flag bit 0: palette entries are RGBA, not RGB (section 3). */
export const FLAG_ALPHA = 1;

/** Flag bit 1: fully transparent palette entries may have a colour (section 4). */
export const FLAG_HIDDEN = 2;

/** Flag bits 2 and 3: low planes and high planes hold several indices a byte (section 5). */
export const FLAG_PACKED_LOW = 4;
export const FLAG_PACKED_HIGH = 8;

/** Flag bit 4: the picture is drawn enlarged, and the fields `scale` and `offset` are present (section 3). */
export const FLAG_SCALED = 16;

/** Flag bits 5 to 7: how the high planes are predicted, 0 to {@link MAX_PREDICTOR} (sections 3 and 5). */
export const PREDICTOR_SHIFT = 5;

/** The predictors of an index: a neighbour in the plane, the mean of two, or Paeth's rule (section 5). */
export const PREDICT_NONE = 0;
export const PREDICT_LEFT = 1;
export const PREDICT_ABOVE = 2;
export const PREDICT_MEAN = 3;
export const PREDICT_PAETH = 4;
export const MAX_PREDICTOR = 4;

/** Largest factor by which a stored picture is enlarged in each direction (section 3). */
export const MAX_SCALE = 16;

/** Largest low palette; 0 entries mean that there is no low palette and no bitmap (section 3). */
export const MAX_K1 = 4096;

/** Largest high palette (section 3). */
export const MAX_K2 = 4096;

/** The block side is 2 to the power of this (section 3). */
export const MIN_BLOCK_LOG2 = 1;
export const MAX_BLOCK_LOG2 = 8;

/** The vertices of a mesh are `2 ** n` pixels apart: least n on the finest level, and most n on the coarsest (section 6). */
export const MIN_MESH_LOG2 = 1;
export const MAX_MESH_FINEST_LOG2 = 3;
export const MAX_MESH_ROOT_LOG2 = 5;

/** Up to this many palette entries, an index is one byte; above, two (section 5). */
export const MAX_K_ONE_BYTE = 256;

/** Up to this many palette entries, the indices of a plane may share bytes (section 5). */
export const MAX_K_PACKED = 16;

/** Deflate can't expand a byte to more than this many (258 bytes from 2 bits), so no file may state more (section 1). */
export const MAX_INFLATE_RATIO = 1032;

/** The byte that ends every file (section 6). */
export const END_MARK = 0;

/** Types of the ancillary chunks that version 1 defines (section 6). */
export const CHUNK_ICC = 'icc ';
export const CHUNK_EXIF = 'exif';

/** MIME type and file extension. */
export const MIME_TYPE = 'image/x-akm';
export const FILE_EXTENSION = '.akm';
