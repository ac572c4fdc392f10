"""Reading pages and downloads in tests as their users do."""

import csv
import io


def rows_of_csv(response):
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def refs_of(rows, name):
    return [getattr(row, name).ref for row in rows]


def words(response):
    """The page as it was sent, with its line breaks and indents made one blank each."""
    return " ".join(response.content.decode().split())
