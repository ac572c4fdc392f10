"""Raw records: told apart without parsing, or refused."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indicators.operations.staging import records
from indicators.operations.staging.records import NotPlain, blocks

CELLS = st.text(alphabet='ab ,"\n\r£', max_size=6)


def found(path):
    return [
        (line, record.decode())
        for block in blocks(path)
        for line, record in zip(block.lines, block.records, strict=True)
    ]


@pytest.mark.parametrize(
    ("content", "told_apart"),
    [
        (b"", []),
        (b"a,b", [(1, "a,b")]),
        (b"\xef\xbb\xbfa,b\r\n1,2\r\n", [(1, "a,b"), (2, "1,2")]),
        (b'a\n"1\n2",3\n\n4\n', [(1, "a"), (2, '"1\n2",3'), (4, ""), (5, "4")]),
        (b'a\n"say ""no""\n\n""",3\n4', [(1, "a"), (2, '"say ""no""\n\n""",3'), (5, "4")]),
    ],
)
@pytest.mark.parametrize("block_bytes", [3, 1 << 20])
def test_records_begin_on_their_lines(tmp_path, monkeypatch, content, told_apart, block_bytes):
    if block_bytes == 3 and content.startswith(b"\xef"):
        content = content[3:]
    monkeypatch.setattr(records, "BLOCK_BYTES", block_bytes)
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    assert found(path) == told_apart


@pytest.mark.parametrize(
    "content",
    [
        b'5" pipe,1\n6" pipe,2\n',
        b'a,"b" ,c\n',
        b'a"b,"c\nd"\n',
        b'a,""b""\n',
        b'"broken off',
        b"a,b\rc,d\r",
        b"a\0b\n",
        b'"' + b"x\n" * (1 << 20),
    ],
)
def test_what_is_not_plain_is_refused(tmp_path, content):
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    with pytest.raises(NotPlain):
        found(path)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=3), max_size=6), st.sampled_from(["\n", "\r\n"]))
@example([['"', "\n"]], "\n")
@settings(derandomize=True, deadline=None, max_examples=200)
def test_each_record_is_one_row_of_the_csv_module(tmp_path_factory, rows, line_end):
    text = io.StringIO()
    csv.writer(text, lineterminator=line_end).writerows(rows)
    path = tmp_path_factory.mktemp("records") / "file.csv"
    path.write_bytes(text.getvalue().encode())

    try:
        parsed = [next(csv.reader([record], strict=True), []) for _, record in found(path)]
    except NotPlain:
        assert "\r" in text.getvalue().replace("\r\n", "")  # nothing else that is written soundly is refused
    else:
        assert parsed == list(csv.reader(io.StringIO(text.getvalue(), newline=""), strict=True))
