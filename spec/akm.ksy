meta:
  id: akm
  title: AKM 1 image
  file-extension: akm
  license: MIT
  ks-version: "0.10"
  endian: le
doc: |
  Adaptive k-means image: a picture cut into square blocks of low or of high detail, a palette for each of the two classes,
  and deflated palette indices in independent bands.

  This describes the container: where each part begins and ends. Streams are left as they are stored; each is one zlib
  stream (RFC 1950). The CRC-32s are read, not checked. The normative text is akm.md; the section numbers are those of akm.md.
doc-ref: akm.md

seq:
  - id: prefix
    type: prefix
    doc: Everything that must be known before the first band (section 3).
  - id: bands
    type: band
    repeat: expr
    repeat-expr: prefix.num_bands
    doc: From top to bottom (section 5).
  - id: chunks
    type: chunk
    repeat: until
    repeat-until: _.is_end_mark
    doc: Ancillary chunks; the last element is the end mark (section 6).

types:
  prefix:
    seq:
      - id: signature
        contents: [0x89, AKM]
      - id: version
        type: u1
        valid: 1
      - id: coding
        type: u1
        enum: coding
        valid: coding::deflate
      - id: flags
        type: u1
        valid:
          max: 159
        doc: Bit 0 is alpha, 1 hidden colours, 2 packed low planes, 3 packed high planes, 4 a scale; the bits 5 to 7 are the predictor.
      - id: block
        type: u1
        valid:
          min: 1
          max: 8
        doc: The block side is 2 to the power of this.
      - id: mesh
        type: u1
        doc: 0 means that there is no mesh. Otherwise the bits 0 to 2 are the finest distance, the bits 3 to 7 that of the root (section 3).
      - id: width
        type: varint
        doc: Pixels across of the picture as it is drawn.
      - id: height
        type: varint
        doc: Pixels down of the picture as it is drawn.
      - id: k1
        type: varint
        doc: Entries of palette 1, that of low blocks; 0 means one palette, and no bitmap of classes.
      - id: k2
        type: varint
        doc: Entries of palette 2, that of high blocks.
      - id: strip
        type: varint
        doc: Width in stored pixels of the strips in which a band is scanned; 0 is whole rows.
      - id: band
        type: varint
        doc: Block rows in a band; the last one has what is left.
      - id: scale
        type: u1
        if: is_scaled
        doc: Low nibble, the horizontal factor less 1; high nibble, the vertical factor less 1.
      - id: offset
        type: u1
        if: is_scaled
        doc: Low nibble, the pixels that the first column of cells lacks; high nibble, the rows that the first row of cells lacks.
      - id: steps
        type: mesh_steps
        repeat: expr
        repeat-expr: num_levels
        if: has_mesh
        doc: Quantisation steps of each level of the mesh, the root first.
      - id: len_table
        type: varint
      - id: table
        size: len_table.value
        doc: A zlib stream that inflates to `len_bitmap + len_mesh_bitmap + len_palette1 + len_palette2` bytes (section 4).
      - id: crc32
        type: u4
        doc: Of all bytes before it.
    instances:
      has_alpha:
        value: (flags & 1) != 0
      has_hidden:
        value: (flags & 2) != 0
        doc: Whether a transparent palette entry may have a colour.
      is_packed_low:
        value: (flags & 4) != 0
        doc: Whether low planes hold 8, 4 or 2 indices a byte.
      is_packed_high:
        value: (flags & 8) != 0
        doc: Whether high planes hold 8, 4 or 2 indices a byte.
      is_scaled:
        value: (flags & 16) != 0
        doc: Whether the picture is drawn larger than it is stored.
      predictor:
        value: flags >> 5
        doc: Prediction of indices (section 5); 0 is none, 1 left, 2 above, 3 the mean of both, 4 Paeth.
      has_mesh:
        value: mesh != 0
      finest:
        value: mesh & 7
        doc: On the finest level vertices are 2 to the power of this apart.
      root:
        value: mesh >> 3
        doc: On the coarsest level vertices are 2 to the power of this apart.
      num_levels:
        value: '(root & 7) >= finest ? (root & 7) - finest + 1 : 0'
      scale_x:
        value: 'is_scaled ? (scale & 15) + 1 : 1'
      scale_y:
        value: 'is_scaled ? (scale >> 4) + 1 : 1'
      offset_x:
        value: 'is_scaled ? offset & 15 : 0'
      offset_y:
        value: 'is_scaled ? offset >> 4 : 0'
      stored_width:
        value: (width.value + offset_x + scale_x - 1) / scale_x
        doc: Pixels across of the stored picture.
      stored_height:
        value: (height.value + offset_y + scale_y - 1) / scale_y
        doc: Pixels down of the stored picture.
      side:
        value: 1 << block
        doc: Side of a block in pixels.
      columns:
        value: (stored_width + side - 1) / side
        doc: Blocks across.
      rows:
        value: (stored_height + side - 1) / side
        doc: Blocks down.
      num_bands:
        value: (rows + band.value - 1) / band.value
      len_entry:
        value: 'has_alpha ? 4 : 3'
        doc: Bytes of a palette entry, RGBA or RGB.
      len_bitmap:
        value: 'k1.value > 0 ? (columns * rows + 7) / 8 : 0'
      len_mesh_bitmap:
        value: 'has_mesh ? (columns * rows + 7) / 8 : 0'
      len_palette1:
        value: k1.value * len_entry
      len_palette2:
        value: k2.value * len_entry

  band:
    seq:
      - id: len_low
        type: varint
      - id: len_high
        type: varint
      - id: len_mesh
        type: varint
        if: _root.prefix.has_mesh
      - id: len_inflated_mesh
        type: varint
        if: _root.prefix.has_mesh and len_mesh.value > 0
        doc: Bytes of the mesh when it is inflated.
      - id: low
        size: len_low.value
        doc: A zlib stream of the indices of the pixels of the band's low blocks; empty if there are none.
      - id: high
        size: len_high.value
        doc: A zlib stream of the indices of the pixels of the band's high blocks; empty if there are none.
      - id: mesh
        size: len_mesh.value
        if: _root.prefix.has_mesh
        doc: A zlib stream of the vertices of the band's mesh (section 5.3); empty if there is none.
      - id: crc32
        type: u4
        doc: Of all bytes of the band before it.

  mesh_steps:
    seq:
      - id: luma
        type: u1
        valid:
          min: 1
        doc: Step of luma and alpha in 1/16 of a code unit.
      - id: chroma
        type: u1
        valid:
          min: 1
        doc: Step of both chroma channels.

  chunk:
    seq:
      - id: first
        type: u1
        doc: First letter of the type, lower-case if a decoder may skip the chunk; or 0, the end mark.
      - id: rest
        size: 3
        type: str
        encoding: ASCII
        if: not is_end_mark
        doc: Further letters of the type, filled up with spaces.
      - id: len_data
        type: varint
        if: not is_end_mark
      - id: data
        size: len_data.value
        if: not is_end_mark
        doc: |
          `exif`: a TIFF structure. `icc `: a varint, the profile's length, then a zlib stream of the profile. Others are
          unknown to AKM 1.
      - id: crc32
        type: u4
        if: not is_end_mark
        doc: Of all bytes of the chunk before it.
    instances:
      is_end_mark:
        value: first == 0

  varint:
    doc: |
      An unsigned LEB128 integer below 2^32 in at most five bytes, least significant group first (section 1).
    seq:
      - id: groups
        type: u1
        repeat: until
        repeat-until: _ < 0x80 or groups.size == 5
    instances:
      value:
        value: >-
          ((groups[0] & 0x7f)
          + (groups.size > 1 ? (groups[1] & 0x7f) * 0x80 : 0)
          + (groups.size > 2 ? (groups[2] & 0x7f) * 0x4000 : 0)
          + (groups.size > 3 ? (groups[3] & 0x7f) * 0x200000 : 0)
          + (groups.size > 4 ? (groups[4] & 0x7f).as<u8> * 0x10000000 : 0)).as<u8>

enums:
  coding:
    0:
      id: deflate
      doc: Index planes are zlib streams of plain indices.
