"""An agency's actions as a workbook: downloaded, filled in, uploaded, checked, applied as a whole, undone for a while.

layout.py the sheets and columns · standing.py what stands here of each action · making.py the file · reading.py what
an uploaded file says · checking.py what that would change · applying.py upload, apply · undoing.py undo.
"""
