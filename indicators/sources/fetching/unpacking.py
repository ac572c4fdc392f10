"""The bytes of an answer, unpacked a little at a time, so that no packed megabyte becomes a gigabyte in memory."""

import zlib

from indicators.sources.base import SourceNotReadable

PIECE_BYTES = 1 << 18
# Tables of figures pack to a tenth or a thirtieth; gzip's utmost, a file of one letter, is about a thousandth.
MAX_RATIO = 300
# Below this a high ratio does no harm.
RATIO_FROM_BYTES = 10_000_000
GZIP_OR_ZLIB = 47


class BrokenOff(Exception):
    """The packed bytes end too early: worth another attempt."""


def unpacked(chunks, encoding):
    """The chunks as the file has them; SourceNotReadable where they cannot be unpacked."""
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return chunks
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return _gunzipped(chunks)
    raise SourceNotReadable(f"The server packed the file in a way that was not asked for ({encoding[:40]}).")


def _gunzipped(chunks):
    packed = size = 0
    inflater = zlib.decompressobj(GZIP_OR_ZLIB)
    try:
        for chunk in chunks:
            packed += len(chunk)
            while chunk:
                if inflater.eof:
                    # Several packed parts may follow each other; what is padded with zeros has ended.
                    if not (chunk := chunk.lstrip(b"\x00")):
                        break
                    inflater = zlib.decompressobj(GZIP_OR_ZLIB)
                piece = inflater.decompress(chunk, PIECE_BYTES)
                chunk = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
                size += len(piece)
                if size > RATIO_FROM_BYTES and size > packed * MAX_RATIO:
                    raise SourceNotReadable(f"The file unpacks to more than {MAX_RATIO} times its size.")
                if piece:
                    yield piece
    except zlib.error as error:
        raise SourceNotReadable("The server's answer could not be understood: it is damaged (gzip).") from error
    if packed and not inflater.eof:
        raise BrokenOff
