"""Reading files that people give us: never more than a set size, only UTF-8 text, and each fault with its place."""

import csv
import hashlib
import io
from dataclasses import dataclass

import yaml

from indicators.loading.problems import Problem, close_to

MEGABYTE = 1024 * 1024
# The largest shipped file has 0.2 MB, so this leaves room and still keeps out what is no document of ours.
LARGEST_FILE = 5 * MEGABYTE
# Ours go five deep; a file that nests further is no document and could exhaust the parser.
DEEPEST_NESTING = 20

# The C parser is ten times as fast; where PyYAML was built without it, its own parser gives the same answers.
YamlLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class TextFile:
    name: str
    text: str
    size: int
    sha256: str


@dataclass(frozen=True)
class TableRow:
    """One record of a table with the line on which it begins."""

    line: int
    cells: dict


class YamlFile:
    """The data of a YAML file and the line of each value."""

    def __init__(self, name, data, node):
        self.name = name
        self.data = data
        self._node = node

    def line(self, path):
        """The line of the value that these keys lead to, or of the nearest thing around it that is there."""
        node, line = self._node, self._node.start_mark.line
        for key in path:
            if isinstance(node, yaml.MappingNode):
                found = next(((k, v) for k, v in node.value if k.value == key), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                node = node.value[key]
                line = node.start_mark.line
            else:
                break
        return line + 1

    def problem(self, path, message, allowed=""):
        return Problem(self.name, self.line(path), in_words(path), message, allowed)


def in_words(path):
    """Keys joined by full stops; what stands in a list is counted from 1."""
    return ".".join(str(key + 1) if isinstance(key, int) else str(key) for key in path)


def read_text(path, *, name, problems):
    """The file's text; None where it cannot be read, and then the reason is added to the problems."""
    try:
        fault = _unreadable(path)
        if fault is None:
            content = path.read_bytes()
            fault = _not_text(content)
    except OSError as error:
        fault = None, f"The file cannot be opened: {error.strerror}.", ""
    if fault:
        problems.append(Problem(name, fault[0], "", fault[1], fault[2]))
        return None
    return TextFile(name, content.decode("utf-8-sig"), len(content), hashlib.sha256(content).hexdigest())


def _unreadable(path):
    if not path.is_file():
        return None, "The file is not there.", ""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        return (
            None,
            f"The file has {size / MEGABYTE:.1f} MB, so it was not opened.",
            f"Allowed: at most {LARGEST_FILE // MEGABYTE} MB.",
        )
    if size == 0:
        return None, "The file is empty.", ""
    return None


def _not_text(content):
    if (at := content.find(b"\x00")) >= 0:
        line = content.count(b"\n", 0, at) + 1
        return line, "The file holds a NUL byte, so it is not text.", "Allowed: UTF-8 text."
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return (
            line,
            f"The byte {content[error.start]:#04x} is not UTF-8.",
            "Allowed: UTF-8 text. Save the file again with the encoding UTF-8.",
        )
    return None


# --- YAML ------------------------------------------------------------------------------------------------------------


def read_yaml(path, *, name, problems):
    file = read_text(path, name=name, problems=problems)
    if file is None:
        return None
    try:
        fault = _unsound_structure(file.text)
        node, data = (None, None) if fault else _compose(file.text)
    except yaml.YAMLError as error:
        problems.append(_malformed(name, error))
        return None
    fault = fault or _repeated_key(node)
    if fault:
        problems.append(Problem(name, fault[0].line + 1, "", fault[1]))
        return None
    return YamlFile(name, data, node)


def _compose(text):
    loader = YamlLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise yaml.MarkedYAMLError(problem="the file holds nothing but comments")
        return node, loader.construct_document(node)
    except ValueError as error:  # such as an unquoted date that no calendar has
        raise yaml.MarkedYAMLError(problem=str(error)) from None
    finally:
        loader.dispose()


def _unsound_structure(text):
    """(mark, message) of what we do not take though it is YAML, found without building anything."""
    depth = 0
    for event in yaml.parse(text, Loader=YamlLoader):
        if isinstance(event, yaml.AliasEvent):
            return event.start_mark, "YAML aliases are not allowed. Write the value out."
        if isinstance(event, yaml.ScalarEvent) and "\x00" in event.value:
            return event.start_mark, "The text holds a NUL character."
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST_NESTING:
                return event.start_mark, f"Nested deeper than {DEEPEST_NESTING} levels."
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _repeated_key(node):
    """(mark, message) of a key that stands twice in one place, of which YAML would keep the second without a word."""
    stack = [node]
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.MappingNode):
            seen = set()
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    return key.start_mark, "A key is not a text."
                if key.value in seen:
                    return key.start_mark, f"The key “{key.value}” stands twice here."
                seen.add(key.value)
                stack.append(value)
        elif isinstance(node, yaml.SequenceNode):
            stack.extend(node.value)
    return None


def _malformed(name, error):
    mark = getattr(error, "problem_mark", None)
    place = f" at column {mark.column + 1}" if mark else ""
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    return Problem(name, mark.line + 1 if mark else None, "", f"Not valid YAML{place}: {reason}.")


# --- Tables ----------------------------------------------------------------------------------------------------------


def read_table(path, *, columns, name, problems):
    """(file, rows) of a CSV file with exactly these columns; rows with too many or too few cells are problems."""
    file = read_text(path, name=name, problems=problems)
    if file is None:
        return None, []
    reader = csv.reader(io.StringIO(file.text, newline=""), strict=True)
    rows, start = [], 1
    try:
        header = next(reader, [])
        if faults := list(_header_faults(header, columns, name)):
            problems.extend(faults)
            return file, []
        start = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                rows.append(TableRow(start, dict(zip(header, cells, strict=True))))
            elif cells:
                problems.append(
                    Problem(name, start, "", f"The row has {len(cells)} cells.", f"Allowed: {len(header)} cells.")
                )
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(name, start, "", f"Not valid CSV: {error}."))
    return file, rows


def _header_faults(header, columns, name):
    for column in columns:
        if column not in header:
            yield Problem(name, 1, column, "The column is missing.", f"Needed: {', '.join(columns)}.")
    for column in header:
        if column not in columns:
            allowed = close_to(column, columns) or f"Allowed: {', '.join(columns)}."
            yield Problem(name, 1, column, "We know no such column.", allowed)
        elif header.count(column) > 1:
            yield Problem(name, 1, column, "The column stands there more than once.")
