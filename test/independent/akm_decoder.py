#!/usr/bin/env python3
"""An independent decoder of AKM 1 images, written from spec/akm.md alone ("§" below is a section of that page).

    python3 akm_decoder.py FILE...             one JSON line a file
    python3 akm_decoder.py --batch             the same, for the paths that come on stdin, one a line
    python3 akm_decoder.py --stream            the same, for files that come on stdin, each behind its size (4 bytes, LE)
    python3 akm_decoder.py --metadata FILE...  looks into `exif` and `icc ` as well (also with --batch)

Python 3.9 or later, standard library only.
"""
import json
import os
import sys
import zlib
from array import array
from itertools import accumulate, groupby

MAX_PIXELS = 268402689        # this decoder's own limit (16383 * 16383), §3 "Limits"
MAX_METADATA = 1 << 22        # this decoder's own limit for an inflated ICC profile, and for EXIF data
SIGNATURE = b"\x89AKM"
LETTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
BITS = [bytes(byte >> bit & 1 for bit in range(8)) for byte in range(256)]
# The packed indices of a byte, by the bits of an index: the first in the most significant bits (§5).
SPREAD = {bits: [bytes(byte >> shift & (1 << bits) - 1 for shift in range(8 - bits, -1, -bits)) for byte in range(256)]
          for bits in (1, 2, 4)}


class AkmError(Exception):
    """A refused file: `code` is one of §8 (or "limit"), `kind` is "format", "unsupported" or "limit"."""

    def __init__(self, code, kind="format"):
        super().__init__(code, kind)
        self.code, self.kind = code, kind


def _require(condition, code, kind="format"):
    if not condition:
        raise AkmError(code, kind)


def _ceil(a, b):
    return -(-a // b)


class _Reader:
    """The fields of §1, read from `data` at `pos`: those of a file, or of the data of a chunk (§6)."""

    def __init__(self, data):
        self.data, self.pos = data, 0

    def take(self, size):
        _require(size <= len(self.data) - self.pos, "truncated")
        self.pos += size
        return self.data[self.pos - size:self.pos]

    def u8(self):
        return self.take(1)[0]

    def varint(self):
        """§1: LEB128, at most 5 bytes and 2^32 - 1, no padding."""
        value = 0
        for shift in range(0, 35, 7):
            byte = self.u8()
            value |= (byte & 127) << shift
            if byte < 128:
                _require((byte or not shift) and value < 1 << 32, "varint")
                return value
        raise AkmError("varint")

    def check_crc(self, start, code):
        """§1: the next u32 is the CRC-32 of all bytes from `start` to here."""
        crc = zlib.crc32(self.data[start:self.pos])
        _require(int.from_bytes(self.take(4), "little") == crc, code)


def _inflate(stream, length, code):
    """§1, "zlib stream": valid, ends exactly at its stored size, inflates to exactly `length` (> 0) bytes."""
    _require(length <= 1032 * len(stream), code)
    inflater = zlib.decompressobj()
    try:
        # One byte more than allowed, so that zlib reads on to the Adler-32 and an excess shows.
        out = inflater.decompress(stream, length + 1)
    except zlib.error:
        raise AkmError(code) from None
    _require(len(out) == length and inflater.eof and not inflater.unused_data, code)
    return out


def _palette(stored, entry):
    """§4: the RGBA entries of a palette, which is stored channel by channel, as differences from the entry before."""
    k = len(stored) // entry
    channels = [bytes(value & 255 for value in accumulate(stored[c * k:(c + 1) * k])) for c in range(entry)]
    return [bytes(e) for e in zip(*channels, *[b"\xff" * k] * (4 - entry))]


class _File:
    """Everything but the planes: the steps (a) to (h) of §8."""

    def __init__(self, data, max_pixels):
        reader = _Reader(memoryview(data).cast("B") if len(data) else b"")
        table = self._prefix(reader, max_pixels)
        self._table(table)
        self._bands(reader)
        self._chunks(reader)

    def _prefix(self, reader, max_pixels):
        """§3, steps (a) to (e); returns the stored table."""
        start = bytes(reader.data[:4])
        _require(SIGNATURE.startswith(start), "signature")      # §1: what there is of it; if it is cut, `truncated`
        reader.take(4)
        _require(reader.u8() == 1, "version", "unsupported")
        coding, flags, block, mesh = reader.take(4)
        width, height, k1, k2, strip, band = [reader.varint() for _ in range(6)]
        factors, offsets = reader.take(2) if flags & 16 else (0, 0)     # `scale` and `offset`, only with bit 4
        finest, root = mesh % 8, mesh // 8
        steps = list(reader.take(2 * max(0, root % 8 - finest + 1))) if mesh else []
        table = reader.take(reader.varint())
        reader.check_crc(0, "prefix-crc")

        _require(coding == 0, "coding", "unsupported")
        alpha, hidden, *packed = [flags >> bit & 1 for bit in range(4)]
        predictor = flags >> 5
        _require(predictor <= 4 and hidden <= alpha, "flags")
        _require(1 <= block <= 8, "block-side")
        _require(width and height, "geometry")
        _require(k1 <= 4096 and 1 <= k2 <= 4096, "palette-size")
        _require(all(1 <= k <= 16 for k, is_packed in zip((k1, k2), packed) if is_packed), "packing")
        _require(not predictor or not k1 and k2 <= 256 and not packed[1] and not mesh, "prediction")
        self.scale = (factors & 15) + 1, (factors >> 4) + 1
        self.offset = offsets & 15, offsets >> 4
        if flags & 16:
            _require(factors and all(o < s for o, s in zip(self.offset, self.scale)), "scale")
        self.drawn = width, height
        # From here on all is about the stored picture.
        width, height = [_ceil(d + o, s) for d, o, s in zip(self.drawn, self.offset, self.scale)]
        _require(strip < width, "strip-width")      # 0, for whole rows, is always less
        self.side = 1 << block
        self.columns, self.rows = _ceil(width, self.side), _ceil(height, self.side)
        _require(1 <= band <= self.rows, "band-height")
        if mesh:
            _require(1 <= finest <= min(3, block) and finest <= root <= 5 and all(steps), "mesh")
        # The steps by distance: (luma, chroma).
        self.steps = {1 << root - i: (steps[2 * i], steps[2 * i + 1]) for i in range(len(steps) // 2)}
        self.mesh = (1 << finest, 1 << root) if mesh else None
        _require(self.drawn[0] * self.drawn[1] <= max_pixels, "limit", "limit")
        self.alpha, self.hidden, self.packed, self.predictor = alpha, hidden, packed, predictor
        self.width, self.height, self.k1, self.k2, self.strip, self.band = width, height, k1, k2, strip or width, band
        return table

    def _table(self, stream):
        """§4, step (f)."""
        entry, blocks = (4 if self.alpha else 3), self.columns * self.rows
        bitmap = _ceil(blocks, 8)
        bitmaps = bitmap * (bool(self.k1) + bool(self.mesh))
        table = _inflate(stream, bitmaps + (self.k1 + self.k2) * entry, "table-stream")
        for end in range(bitmap, bitmaps + 1, bitmap):
            _require(not blocks % 8 or not table[end - 1] >> blocks % 8, "bitmap-padding")
        # One byte a block: 0 = low, 1 = high, 2 = of the mesh; none if all blocks are high.
        bits = [b"".join(map(BITS.__getitem__, table[at:at + bitmap]))[:blocks] for at in range(0, bitmaps, bitmap)]
        self.flags = bits[0] if self.k1 else b""
        if self.mesh:
            classes = bits[0] if self.k1 else bytes(0 if drawn else 1 for drawn in bits[0])
            self.flags = bytes(2 if drawn else c for c, drawn in zip(classes, bits[-1]))
            _require(not self.k1 or not any(map(int.__and__, bits[0], bits[1])), "mesh-class")
        if self.k1:
            _require(0 in self.flags, "no-low-block")
        if self.mesh:
            _require(2 in self.flags, "no-mesh-block")
        middle = bitmaps + self.k1 * entry
        self.palettes = _palette(table[bitmaps:middle], entry), _palette(table[middle:], entry)
        if self.alpha:
            entries = [e for palette in self.palettes for e in palette]
            has_hidden = any(not e[3] and e != bytes(4) for e in entries)
            _require(self.hidden or not has_hidden, "palette-transparent")
            _require(self.mesh or any(e[3] != 255 for e in entries), "palette-opaque")
            _require(has_hidden or not self.hidden, "palette-hidden")

    def _bands(self, reader):
        """§5, step (g)."""
        self.bands = []
        for _ in range(_ceil(self.rows, self.band)):
            start = reader.pos
            sizes = [reader.varint(), reader.varint(), reader.varint() if self.mesh else 0]
            length = reader.varint() if sizes[2] else 0
            self.bands.append(([reader.take(size) for size in sizes], length))
            reader.check_crc(start, "band-crc")

    def _chunks(self, reader):
        """§6, step (h)."""
        self.chunks, last = {}, b""
        while reader.u8():
            reader.pos -= 1
            start = reader.pos
            kind = bytes(reader.take(4))
            name = kind.rstrip(b" ")
            _require(name and LETTERS.issuperset(name), "chunk-type")
            data = reader.take(reader.varint())
            reader.check_crc(start, "chunk-crc")
            _require(kind[:1].islower(), "chunk", "unsupported")
            _require(kind > last, "chunk-order")
            self.chunks[kind], last = data, kind
        _require(reader.pos == len(reader.data), "trailing")

    def row_height(self, row):
        return min(self.side, self.height - row * self.side)

    def bits(self, detail):
        """Bits of an index of a plane (§5, "Planes")."""
        k = len(self.palettes[detail])
        if not self.packed[detail]:
            return 16 if k > 256 else 8
        return 1 if k <= 2 else 2 if k <= 4 else 4

    def count(self, rows):
        """The pixels of some block rows that lie in low, in high blocks, and in those of the mesh (§5, "Planes")."""
        total = self.width * (min(rows.stop * self.side, self.height) - rows.start * self.side)
        if not self.flags:
            return 0, total, 0
        flags = self.flags[rows.start * self.columns:rows.stop * self.columns]
        # less what is clipped at the right and at the lower edge (§3); their corner only once
        right = self.columns * self.side - self.width
        lower = max(rows.stop * self.side - self.height, 0)
        counts = [total, 0, 0]
        for detail in (1, 2):
            pixels = flags.count(detail) * self.side * self.side
            pixels -= flags[self.columns - 1::self.columns].count(detail) * right * self.side
            pixels -= flags[-self.columns:].count(detail) * lower * self.side
            pixels += (flags[-1] == detail) * right * lower
            counts[detail] = pixels
            counts[0] -= pixels
        return counts

    def runs(self, row, left, right):
        """A block row's runs of pixels of the same detail, from column `left` to before `right`: (start, end, detail).

        The detail is 0 = low, 1 = high, 2 = of the mesh (§4); without palette 1 and a mesh all is high (§3).
        """
        if not self.flags:
            yield left, right, 1
            return
        first, end, block = row * self.columns, left, left // self.side
        for detail, group in groupby(self.flags[first + block:first + _ceil(right, self.side)]):
            block += sum(1 for _ in group)
            start, end = end, min(block * self.side, right)
            yield start, end, detail


def _unpack(raw, lengths, bits):
    """§5, "Packed planes": the indices, one a byte, of rows of these lengths; also checks what fills up a row."""
    per_byte, spread, out, at = 8 // bits, SPREAD[bits], [], 0
    for n in lengths:
        size = _ceil(n, per_byte)
        row = b"".join(map(spread.__getitem__, raw[at:at + size]))
        _require(not any(row[n:]), "plane-padding")
        out.append(row[:n])
        at += size
    return b"".join(out)


def _paeth(left, above, corner):
    """§5, "Prediction": the nearest to left + above - corner."""
    guess = left + above - corner
    return min((abs(guess - left), 0, left), (abs(guess - above), 1, above), (abs(guess - corner), 2, corner))[2]


PREDICTORS = (None, lambda left, above, corner: left, lambda left, above, corner: above,
              lambda left, above, corner: (left + above) // 2, _paeth)


def _restore(akm, rows, differences, k):
    """§5, "Prediction": the indices of a plane that holds all pixels of some block rows."""
    predict, out = PREDICTORS[akm.predictor], bytearray()
    height = sum(map(akm.row_height, rows))
    for first in range(0, akm.width, akm.strip):
        width = min(akm.strip, akm.width - first)
        line = None
        for _ in range(height):
            before, line = line, bytearray()
            for x in range(width):
                above = before[x] if before else line[x - 1] if x else 0
                left = line[x - 1] if x else above
                corner = before[x - 1] if before and x else 0
                line.append((differences[len(out) + x] + predict(left, above, corner)) % k)
            out += line
    return bytes(out)


def _row_lengths(akm, rows, detail):
    """§5, "Packed planes": the indices in each row of a plane: one row for each pixel row of each strip."""
    for left in range(0, akm.width, akm.strip):
        right = min(left + akm.strip, akm.width)
        for row in rows:
            n = sum(end - start for start, end, d in akm.runs(row, left, right) if d == detail)
            for _ in range(akm.row_height(row)):
                yield n


def _plane(akm, rows, detail, stream, n, palette):
    """§5, "Planes": the RGBA of a plane's `n` pixels; the rest of step (i)."""
    if n == 0:
        return b""
    k = len(palette)
    if k > 256:
        raw = _inflate(stream, 2 * n, "plane-stream")
        both = bytearray(2 * n)
        both[0::2], both[1::2] = raw[:n], raw[n:]
        indices = array("H", bytes(both))
        if sys.byteorder == "big":
            indices.byteswap()
        _require(max(indices) < k, "index-range")
        return b"".join(map(palette.__getitem__, indices))
    if akm.packed[detail]:
        bits = akm.bits(detail)
        size = sum(_ceil(length * bits, 8) for length in _row_lengths(akm, rows, detail))
        indices = _unpack(_inflate(stream, size, "plane-stream"), _row_lengths(akm, rows, detail), bits)
    else:
        indices = _inflate(stream, n, "plane-stream")
    _require(max(indices) < k, "index-range")
    if akm.predictor:
        indices = _restore(akm, rows, indices, k)
    out = bytearray(4 * n)
    for channel in range(4):
        out[channel::4] = indices.translate(bytes(e[channel] for e in palette).ljust(256, b"\0"))
    return out


class _Mesh:
    """The lattice of a band, §5.1 and §5.2."""

    def __init__(self, akm, rows):
        self.akm, (self.f, distance) = akm, akm.mesh
        self.pixel_rows = sum(map(akm.row_height, rows))
        while distance > self.f and distance // 2 >= min(akm.width, self.pixel_rows):
            distance //= 2
        self.root = distance
        self.right, self.lower = _ceil(akm.width, distance) * distance, _ceil(self.pixel_rows, distance) * distance
        self.columns = self.right // self.f + 1
        # Of each distance, which squares have a pixel that the mesh draws.
        across, down = self.right // self.f, self.lower // self.f
        self.squares = {self.f: [bytearray(across) for _ in range(down)]}
        for j in range(_ceil(self.pixel_rows, self.f)):
            row = (rows.start + j * self.f // akm.side) * akm.columns
            for i in range(_ceil(akm.width, self.f)):
                self.squares[self.f][j][i] = akm.flags[row + i * self.f // akm.side] == 2
        d = self.f
        while d < distance:
            fine = self.squares[d]
            d *= 2
            self.squares[d] = [bytearray(fine[2 * j][2 * i] | fine[2 * j][2 * i + 1] | fine[2 * j + 1][2 * i]
                                         | fine[2 * j + 1][2 * i + 1] for i in range(self.right // d))
                               for j in range(self.lower // d)]

    def vertices(self):
        """The vertices in their order: (kind, d, x, y, whether it is active)."""
        d = self.root
        while d >= self.f:
            squares = self.squares[d]
            for kind in (0,) if d == self.root else (1, 2, 3):
                stride = 2 if kind else 1
                for y in range(kind // 2, self.lower // d + 1, stride):
                    for x in range(kind % 2, self.right // d + 1, stride):
                        active = any(i >= 0 and squares[j][i] for j in (y - 1, y) if 0 <= j < len(squares)
                                     for i in (x - 1, x) if i < len(squares[0]))
                        yield kind, d, x * d, y * d, active
            d //= 2

    def restore(self, data):
        """§5.2 and §5.3: the values of the vertices by channel, row by row."""
        reader, channels = _MeshReader(data), 4 if self.akm.alpha else 3
        reader.start(sum(active for *_, active in self.vertices()), channels == 4)
        size = self.columns * (self.lower // self.f + 1)
        values, sizes = [[0] * size for _ in range(channels)], [0] * size
        for kind, d, x, y, active in self.vertices():
            at, step_x, step_y = x // self.f + y // self.f * self.columns, d // self.f, d // self.f * self.columns
            around = []
            if kind in (1, 3):
                around += at - step_x, at + step_x
            if kind in (2, 3):
                around += at - step_y, at + step_y
            residuals = [0] * channels
            if active:
                near = [sizes[i] for i in around]
                if kind == 0:
                    near = [2 * sizes[at - step_x]] * (x > 0) + [2 * sizes[at - step_y]] * (y > 0)
                if kind in (1, 2):
                    near += [sizes[at - 2 * step_x]] * (x >= 2 * d) + [sizes[at - 2 * step_y]] * (y >= 2 * d)
                residuals = reader.residuals((0, 1, 2, 3, 3, 4, 4, 4, 4, 5)[min(sum(near), 9)], channels)
            for c, residual in enumerate(residuals):
                v = values[c]
                if kind:
                    p = (sum(v[i] for i in around) + len(around) // 2) // len(around)
                elif x and y:
                    left, above, corner = v[at - step_x], v[at - step_y], v[at - step_x - step_y]
                    p = sorted((left, above, left + above - corner))[1]
                else:
                    p = v[at - step_x] if x else v[at - step_y] if y else 0
                if residual:
                    step = self.akm.steps[d][c in (1, 2)]
                    p = ((2 * p + step) // (2 * step) + residual) * step
                    _require(-8191 <= p <= 8191, "mesh-value")
                v[at] = p
            sizes[at] = min(sum(map(abs, residuals)), 255)
        _require(reader.escape == len(data), "mesh-length")
        return values

    def draw(self, values, out):
        """§5.4: draws over the pixels of a band."""
        f, width = self.f, self.akm.width
        for j, row in enumerate(self.squares[f]):
            for i, drawn in enumerate(row):
                if not drawn:
                    continue
                at = i + j * self.columns
                corners = [[v[at], v[at + 1], v[at + self.columns], v[at + self.columns + 1]] for v in values]
                for v in range(min(f, self.pixel_rows - j * f)):
                    for u in range(min(f, width - i * f)):
                        pixel = 4 * ((j * f + v) * width + i * f + u)
                        out[pixel:pixel + 4] = self.colour(corners, u, v)

    def colour(self, corners, u, v):
        f = self.f
        weights = (f - u) * (f - v), u * (f - v), (f - u) * v, u * v
        luma, orange, green, *alpha = [sum(w * c for w, c in zip(weights, corner)) for corner in corners]
        sums = [luma - green + orange, luma + green, luma - green - orange] + alpha
        red, green, blue, *alpha = [(s + 8 * f * f) // (16 * f * f) for s in sums]
        a = min(max(alpha[0], 0), 255) if alpha else 255
        if not a:
            return bytes(4)
        return bytes([*((255 * min(max(c, 0), a) + a // 2) // a for c in (red, green, blue)), a])


class _MeshReader:
    """The parts of an inflated mesh, §5.3."""

    def __init__(self, data):
        self.data, self.escape = data, 0

    def start(self, vertices, alpha):
        counts = [self.varint(5) for _ in range(5)]
        counts.append(vertices - sum(counts))
        _require(counts[5] >= 0, "mesh-length")
        self.ends = list(accumulate(counts, initial=self.escape))
        self.next = self.ends[:-1]
        self.ends = self.ends[1:]
        self.to_alpha = vertices
        self.escape += vertices * (2 if alpha else 1)
        _require(self.escape <= len(self.data), "mesh-length")

    def varint(self, most):
        value = 0
        for i in range(most):
            _require(self.escape < len(self.data), "mesh-length")
            byte = self.data[self.escape]
            self.escape += 1
            value |= (byte & 127) << 7 * i
            if byte < 128:
                _require(byte or not i, "mesh-length")
                return value
        raise AkmError("mesh-length")

    def residuals(self, context, channels):
        at = self.next[context]
        _require(at < self.ends[context], "mesh-length")
        self.next[context] += 1
        token = self.data[at]
        _require(token < 128, "mesh-token")
        out = [self.part(token >> 4, 3), self.part(token >> 2 & 3, 1), self.part(token & 3, 1)]
        if channels == 4:
            a = self.data[at + self.to_alpha]
            if a == 255:
                a += self.varint(3)
            out.append(-(a + 1) // 2 if a & 1 else a // 2)
        return out

    def part(self, part, most):
        if part <= 2 * most:
            return part - most
        escape = self.varint(3)
        size = most + 1 + escape // 2
        return -size if escape & 1 else size


def _check_lengths(akm, streams, counts, length):
    """Step (i), of both planes and the mesh of a band: what needs no walk over rows, which may be very many."""
    for detail, (stream, n) in enumerate(zip(streams[:2], counts)):
        _require((n > 0) == (len(stream) > 0), "plane-presence")
        _require(_ceil(n * akm.bits(detail), 8) <= 1032 * len(stream), "plane-stream")
    if akm.mesh:
        _require((counts[2] > 0) == (len(streams[2]) > 0), "mesh-presence")
        _require(length >= _ceil(counts[2], akm.mesh[0] ** 2), "mesh-length")
        _require(length <= 1032 * len(streams[2]), "mesh-stream")


def _planes(akm, number, streams, length):
    """Step (i): the RGBA of both planes of a band, and the lattice and the values of its mesh."""
    rows = range(number * akm.band, min((number + 1) * akm.band, akm.rows))
    counts = akm.count(rows)
    _check_lengths(akm, streams, counts, length)
    planes = [memoryview(_plane(akm, rows, *args)) for args in zip((0, 1), streams, counts, akm.palettes)]
    if not counts[2]:
        return rows, counts, planes, None, None
    data = _inflate(streams[2], length, "mesh-stream")
    mesh = _Mesh(akm, rows)
    return rows, counts, planes, mesh, mesh.restore(data)


def _draw_band(akm, number, streams, length):
    """§5: the RGBA of a band."""
    rows, counts, planes, mesh, values = _planes(akm, number, streams, length)
    if not counts[0] and not mesh and akm.strip == akm.width:
        return planes[1]
    out = bytearray(4 * sum(counts))
    at = [0, 0]
    for left in range(0, akm.width, akm.strip):
        right = min(left + akm.strip, akm.width)
        line = 0                                    # offset of the pixel row in `out`
        for row in rows:
            runs = [(4 * s, 4 * e, d) for s, e, d in akm.runs(row, left, right)]
            for _ in range(akm.row_height(row)):
                for start, end, detail in runs:
                    if detail == 2:
                        continue
                    pos = at[detail]
                    at[detail] = stop = pos + end - start
                    out[line + start:line + end] = planes[detail][pos:stop]
                line += 4 * akm.width
    if mesh:
        mesh.draw(values, out)
    return out


def _enlarge(akm, picture):
    """§7: the drawn picture."""
    (width, height), (scale_x, scale_y), (offset_x, offset_y) = akm.drawn, akm.scale, akm.offset
    out = bytearray()
    for y in range(height):
        start = (y + offset_y) // scale_y * akm.width
        for x in range(width):
            at = 4 * (start + (x + offset_x) // scale_x)
            out += picture[at:at + 4]
    return out


def _check_planes(akm):
    """§1: the planes of a picture that is very large for its file are checked before memory is taken for its pixels."""
    for number, (streams, length) in enumerate(akm.bands):
        _planes(akm, number, streams, length)


def decode(data, max_pixels=MAX_PIXELS):
    """The picture in `data` as (width, height, RGBA bytes); raises AkmError with the first fault in §8's order."""
    akm = _File(data, max_pixels)
    if akm.drawn[0] * akm.drawn[1] > 1032 * len(data):
        _check_planes(akm)
    picture = bytearray()
    for number, (streams, length) in enumerate(akm.bands):
        picture += _draw_band(akm, number, streams, length)
    if akm.scale != (1, 1):
        picture = _enlarge(akm, picture)
    return (*akm.drawn, bytes(picture))


def read_metadata(data, max_pixels=MAX_PIXELS):
    """§6: {"exif": bytes, "icc": bytes}, each only if present; raises AkmError for faults in (a) to (h) or in these."""
    chunks, out = _File(data, max_pixels).chunks, {}
    if b"exif" in chunks:
        _require(len(chunks[b"exif"]) <= MAX_METADATA, "limit", "limit")
        out["exif"] = bytes(chunks[b"exif"])
    if b"icc " in chunks:
        reader = _Reader(chunks[b"icc "])
        length = reader.varint()
        _require(length, "icc-stream")
        _require(length <= MAX_METADATA, "limit", "limit")     # before the stream (step j)
        out["icc"] = _inflate(reader.data[reader.pos:], length, "icc-stream")
    return out


def _report(path, metadata=False):
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (OSError, ValueError) as error:          # ValueError: a path with a NUL
        return {"file": path, "error": "unreadable: %s" % error, "kind": "io"}
    return _answer(path, data, metadata)


def _answer(path, data, metadata, max_pixels=MAX_PIXELS):
    try:
        width, height, rgba = decode(data, max_pixels)
        answer = {"file": path, "width": width, "height": height, "crc32": "%08x" % zlib.crc32(rgba)}
        if metadata:
            answer.update((name, "%08x" % zlib.crc32(value)) for name, value in read_metadata(data).items())
        return answer
    except AkmError as error:
        return {"file": path, "error": error.code, "kind": error.kind}
    except MemoryError:
        return {"file": path, "error": "limit", "kind": "limit"}


def _stream(metadata):
    """The files of stdin, each numbered and answered; pictures of more than 2^20 pixels are over the limit."""
    number, head = 0, sys.stdin.buffer.read(4)
    while len(head) == 4:
        data = sys.stdin.buffer.read(int.from_bytes(head, "little"))
        print(json.dumps(_answer(number, data, metadata, 1 << 20)))
        number, head = number + 1, sys.stdin.buffer.read(4)


def main(args):
    metadata, batch = "--metadata" in args, "--batch" in args
    if "--stream" in args:
        return _stream(metadata)
    paths = [arg for arg in args if not arg.startswith("--")]
    if batch:
        paths = (os.fsdecode(line.rstrip(b"\r\n")) for line in sys.stdin.buffer)
    for path in paths:
        print(json.dumps(_report(path, metadata)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
