"""Getting the bytes of a source and keeping them.

connection.py whom we may talk to and how long we listen · unpacking.py gzip with limits · expecting.py what a file must
be · keeping.py onto the disk under its checksum · patience.py when to ask again · fetcher.py all of it together.
"""
