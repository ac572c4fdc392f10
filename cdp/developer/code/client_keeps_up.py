# All changes since the last run; the cursor is kept between two runs
import os
from pathlib import Path

from cdp_client import Client

client = Client("https://cdp.example", token=os.environ["CDP_TOKEN"])
kept = Path("cursor.txt")
since = kept.read_text() if kept.exists() else None
for change in client.changes_list(since=since):
    print(change["noun"], change["thing"], change["kind"])  # read change["address"] anew here
    kept.write_text(change["cursor"])
