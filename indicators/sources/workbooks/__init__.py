"""Reading workbooks that anybody may have made: XLSX, XLS and ODS, for their values alone.

checks.py what the file says of itself, before anything is opened · child.py the reading, in a process of its own with
limits on memory and time · reading.py that process from outside · tables.py finding a table by its headings.
"""

from indicators.sources.workbooks.reading import Workbook, open_workbook
from indicators.sources.workbooks.tables import Table, column_letter, table

__all__ = ["Table", "Workbook", "column_letter", "open_workbook", "table"]
