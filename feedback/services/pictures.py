"""Pictures, written anew chunk by chunk, so that nothing but the picture itself is kept.

A PNG keeps the chunks that draw, a JPEG the segments that draw. Text, comments, the place where it
was taken, thumbnails and whatever stands behind the end of the picture are left out, so that a
page or a program hidden in a picture is gone. Lengths and checksums are those of the parts that
stay; the pixels are not touched. How a photo was turned is kept, in a small EXIF of our own.
"""

import re
import struct
import zlib
from collections.abc import Callable

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
MOST_RAW = 256 * 1024 * 1024  # bytes of pixels in a PNG: more is a bomb
_PNG_DRAWS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"sRGB", b"pHYs"}
# What a chunk may measure; the others are as long as the picture needs.
_PNG_LENGTHS = {b"IHDR": 13, b"IEND": 0, b"gAMA": 4, b"sRGB": 1, b"pHYs": 9}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_SOI, _EOI, _SOS, _DHT, _DQT, _DRI = 0xD8, 0xD9, 0xDA, 0xC4, 0xDB, 0xDD
_FRAMES = {0xC0, 0xC1, 0xC2}  # what browsers draw: sequential and progressive
_APP0, _APP1, _APP14 = 0xE0, 0xE1, 0xEE
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


class BrokenPicture(Exception):
    """These bytes begin as a picture and are none."""


def clean_png(data: bytes) -> bytes:
    """The same picture with only the chunks that draw. Raises BrokenPicture."""
    kept: list[tuple[bytes, bytes]] = []
    packed = bytearray()  # one stream, however many chunks it came in
    place = len(PNG)
    while True:
        name, body, place = _png_chunk(data, place)
        if (not kept) != (name == b"IHDR"):
            raise BrokenPicture
        if name == b"IDAT":
            packed += body
        elif name in _PNG_DRAWS:
            if len(body) != _PNG_LENGTHS.get(name, len(body)) or len(body) > 768:
                raise BrokenPicture
            kept.append((name, body))
        if name == b"IEND":
            break
    kept.insert(-1, (b"IDAT", _pixels(bytes(packed), kept[0][1])))
    return PNG + b"".join(_as_chunk(name, body) for name, body in kept)


def _png_chunk(data: bytes, place: int) -> tuple[bytes, bytes, int]:
    head = data[place : place + 8]
    if len(head) < 8:
        raise BrokenPicture
    length, name = struct.unpack(">I4s", head)
    body, end = data[place + 8 : place + 8 + length], place + 12 + length
    if end > len(data) or zlib.crc32(name + body) != struct.unpack(">I", data[end - 4 : end])[0]:
        raise BrokenPicture
    return name, body, end


def _as_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _pixels(packed: bytes, header: bytes) -> bytes:
    """The packed pixels without what stands behind them; refused where they are no such picture."""
    width, height, depth, colour, _method, _filter, interlace = struct.unpack(">IIBBBBB", header)
    if colour not in _CHANNELS or not width or not height or interlace > 1:
        raise BrokenPicture
    row = (width * depth * _CHANNELS[colour] + 7) // 8 + 1
    if row * height > MOST_RAW:
        raise BrokenPicture
    most = row * height * 2 + 1024  # interlaced pictures have shorter rows, and more of them
    stream, raw, left = zlib.decompressobj(), 0, packed
    try:
        while left and not stream.eof:
            raw += len(stream.decompress(left, 1024 * 1024))
            left = stream.unconsumed_tail
            if raw > most:
                raise BrokenPicture
    except zlib.error as error:
        raise BrokenPicture from error
    if not stream.eof or (not interlace and raw != row * height):
        raise BrokenPicture
    return packed[: len(packed) - len(stream.unused_data)]


def clean_jpeg(data: bytes) -> bytes:
    """The same picture with only the segments that draw. Raises BrokenPicture."""
    kept, place, frames, scans, turned = [b"\xff\xd8"], 2, 0, 0, 0
    while True:
        marker, place = _jpeg_marker(data, place)
        if marker == _EOI:
            break
        body, place = _segment(data, place)
        if marker == _APP1:
            turned = turned or _orientation(body)
            continue
        own = _drawing(marker, body)
        if own is None:
            continue
        frames += marker in _FRAMES
        kept.append(b"\xff" + bytes([marker]) + struct.pack(">H", len(own) + 2) + own)
        if marker == _SOS:
            scans += 1
            end = _NEXT_MARKER.search(data, place)
            if end is None:
                raise BrokenPicture
            kept.append(data[place : end.start()])
            place = end.start()
    if frames != 1 or not scans:
        raise BrokenPicture
    if turned:
        kept.insert(1, _turned_exif(turned))
    return b"".join([*kept, b"\xff\xd9"])


def _jpeg_marker(data: bytes, place: int) -> tuple[int, int]:
    if data[place : place + 1] != b"\xff":
        raise BrokenPicture
    while data[place : place + 1] == b"\xff":
        place += 1
    if place >= len(data) or data[place] in (0, 1, _SOI) or 0xD0 <= data[place] <= 0xD7:
        raise BrokenPicture
    return data[place], place + 1


def _segment(data: bytes, place: int) -> tuple[bytes, int]:
    if place + 2 > len(data):
        raise BrokenPicture
    (length,) = struct.unpack(">H", data[place : place + 2])
    if length < 2 or place + length > len(data):
        raise BrokenPicture
    return data[place + 2 : place + length], place + length


def _drawing(marker: int, body: bytes) -> bytes | None:
    """What to keep of a segment; None for one that draws nothing. Raises BrokenPicture."""
    if marker == _APP0 and body.startswith(b"JFIF\x00") and len(body) >= 14:
        return body[:12] + b"\x00\x00"  # without its thumbnail
    if marker == _APP14 and body.startswith(b"Adobe") and len(body) >= 12:
        return body[:12]
    if marker in _FRAMES:
        fits = len(body) >= 6 and len(body) == 6 + 3 * body[5]
    elif marker == _SOS:
        fits = bool(body) and len(body) == 4 + 2 * body[0]
    elif marker == _DRI:
        fits = len(body) == 2
    elif marker == _DQT:
        fits = _filled(body, lambda at: 65 + 64 * (body[at] >> 4 & 1))
    elif marker == _DHT:
        fits = _filled(body, lambda at: 17 + sum(body[at + 1 : at + 17]))
    elif marker & 0xF0 == 0xC0:  # another way of packing, which browsers do not draw
        raise BrokenPicture
    else:
        return None
    if not fits:
        raise BrokenPicture
    return body


def _filled(body: bytes, length: Callable[[int], int]) -> bool:
    """Whether tables of these lengths fill the segment, with nothing behind them."""
    at = 0
    while at < len(body):
        at += length(at)
    return at == len(body)


def _orientation(body: bytes) -> int:
    """How the photo was turned (2 to 8) as EXIF says it; 0 where it does not."""
    if not body.startswith(b"Exif\x00\x00") or body[6:8] not in (b"II", b"MM"):
        return 0
    order, tiff = "<" if body[6:8] == b"II" else ">", body[6:]
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for number in range(min(count, 100)):
            at = start + 2 + 12 * number
            tag, kind, _n, value = struct.unpack_from(order + "HHIH", tiff, at)
            if (tag, kind) == (0x0112, 3):
                return int(value) if 2 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _turned_exif(turned: int) -> bytes:
    tiff = b"MM\x00\x2a" + struct.pack(">IH", 8, 1)
    tiff += struct.pack(">HHIHHI", 0x0112, 3, 1, turned, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
