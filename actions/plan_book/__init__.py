"""A partnership's plan as a workbook: a template, an export, and an import that is checked cell by cell before it is
applied whole or not at all.

columns.py, sheets.py what the workbook holds, made from the models · standing.py the plan as it is, in the same values
book.py values to a workbook · reading.py a workbook that anybody may have made, within limits
mapping.py which of its columns is which of ours · cells.py a cell to a value · known.py whom and what a name means
rows.py, brought.py what a workbook brings · checking.py what that would change, and every fault by its cell: naming.py
what its names mean, completing.py the records that rows are about, judging.py and rules.py what is wrong with a row,
order.py with rows among each other · write.py the changes

What a workbook leaves out stays as it is: a row that is not there takes nothing away, nor does a column.
"""
