"""Zip files whose bytes depend on what is in them and on nothing else: no clock, no order of a folder."""

import io
import zipfile

NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can say
FOR_ALL = 0o644 << 16


def packed(entries, *, plain=()) -> bytes:
    """(name, bytes) in the order given; those named in `plain` are not squeezed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries:
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.compress_type = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = FOR_ALL
            archive.writestr(entry, data)
    return file.getvalue()
