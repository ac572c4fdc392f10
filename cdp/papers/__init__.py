"""Papers: what a board, a committee office or a commissioner takes away, frozen once and written in every format.

content.py   what a paper is made of, pure; the one object that every format is written from
store.py     a paper kept as it was frozen, found by its hash; answers.py gives it to a browser
formats.py   which formats there are, and who writes them
sheets.py    the plan of a workbook; excel.py and ods.py write it, lists of the site too (cdp/exports.py)
csvw.py      CSV files with what describes them; calendar.py due dates; plain.py the frozen bytes themselves
"""
