"""The official methods: pure functions of numbers, without a database.

intervals   confidence limits of proportions, rates and means
comparison  how a value stands against a comparator
trend       whether the newest five years rise or fall
ranking     ranks and fifths among areas
"""
