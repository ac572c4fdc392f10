"""A step is skipped when its inputs are the ones it was last done with."""

import hashlib
from pathlib import Path


def digest(*inputs):
    """One hash of texts, files and folders; a file counts by its name and its bytes."""
    total = hashlib.sha256()
    for each in inputs:
        if isinstance(each, Path):
            for path in _files(each):
                content = path.read_bytes() if path.is_file() else b"-"
                total.update(f"{path.name} {len(content)}\n".encode() + content)
        else:
            total.update(f"{each}\n".encode())
    return total.hexdigest()


def _files(path):
    if path.is_dir():
        return sorted(each for each in path.rglob("*") if each.is_file() and "__pycache__" not in each.parts)
    return [path]


class Stamp:
    """A file that remembers the inputs with which a step last succeeded."""

    def __init__(self, path, *inputs):
        self.path = Path(path)
        self.wanted = digest(*inputs)

    def is_current(self):
        return self.path.is_file() and self.path.read_text() == self.wanted

    def clear(self):
        """Forget before the step begins: a step that is cut off must be done again."""
        self.path.unlink(missing_ok=True)

    def write(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.wanted)
