"""The page of one indicator: everything fetched once, then one small module a section.

fetch       all figures of the page, in a fixed number of queries
marks       one mark a period from what several sources hold
period      the period in which areas are set side by side
head        the headline and the lights
over_time   the trend, what is aimed at, and what was begun
control     whether the changes are more than chance
areas       the areas side by side
funnel      whether areas differ by more than their size explains
neighbours  the areas most like this one
inequality  the most against the least deprived
groups      the groups of people
method      how figures and judgements come about
revisions   figures that were changed later

A section is a dataclass with its anchor, heading and template. It is left out where it has nothing to say, and says
why in `absent` where a reader would look for it.
"""

from indicators.presenters.page import areas, control, funnel, groups, inequality, neighbours, over_time
from indicators.presenters.page.fetch import Facts, fetch

BUILDERS = (over_time, control, areas, funnel, neighbours, inequality, groups)


def sections_of(facts: Facts):
    return [section for builder in BUILDERS if (section := builder.section(facts))]


__all__ = ["Facts", "fetch", "sections_of"]
