"""A client in Python that others take and keep: one file, made from the OpenAPI document, with types.

making.py      makes it                 base.py    what is the same whatever the document says
cdp_client.py  the file as it is made by make api-document, and handed out at /api/v1/client.py
"""
