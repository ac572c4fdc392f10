"""The frozen content itself: whoever hashes these bytes gets the hash that the paper is known by."""

from cdp.papers import content


def write(paper) -> bytes:
    return content.to_bytes(paper)
