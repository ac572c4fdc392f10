"""The official methods: pure functions of numbers, without a database.

inputs           what every method asks of the numbers it is given, and the named errors
intervals        confidence limits of proportions, rates and means
standardised     rates standardised for age, directly and indirectly
differences      differences and ratios of two proportions or two rates
inequality       the gap and the slope between the most and the least deprived
life_expectancy  years still to live, from one period's deaths
comparison       how a value stands against a comparator, at one level or two, or against another interval
goals            how a value stands against a goal: a limit, or a range between two
benchmarks       how a value stands against chance around a benchmark
pooling          one figure for a group of areas
funnel_limits    the control limits of a funnel plot
funnel           a funnel plot as numbers: its curves, and where each area stands
trend            whether the newest five years rise or fall
spc              control charts of single values, their signals and their words
course           where a measure should be by now on the straight line to its target
investment       what a pound brings back, on what that rests, and how far it moves with it
ranking          ranks, fifths and quarters among areas
percentiles      percentiles, and groups cut at them as Fingertips' older service did
"""
