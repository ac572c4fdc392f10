"""A partnership's plan as a workbook: a template, an export, and an import that is checked cell by cell before it is
applied whole or not at all.

columns.py, sheets.py what the workbook holds, made from the models · standing.py the plan as it is, in the same values
book.py values to a workbook · reading.py a workbook that anybody may have made, within limits
mapping.py which of its columns is which of ours · cells.py a cell to a value · known.py whom and what a name means
rows.py, rules.py, checking.py what a workbook would change, and every fault by its cell · write.py the changes

What a workbook leaves out stays as it is: a row that is not there takes nothing away, nor does a column.
"""
