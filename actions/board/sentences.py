"""The board's first sentences: what fails by name, then the best news. Never an average."""

from cdp import words

NAMED = 2  # a headline that names more is no headline


def headline(*, worse, better, actions, reported, recommendations, unanswered):
    """`worse` and `better` are names of measures; the rest are numbers."""
    if worse or better:
        return _of_measures(worse, better)
    if actions:
        return _of_actions(actions, reported)
    if recommendations:
        return _of_recommendations(recommendations, unanswered)
    return "Nothing has been agreed or recommended yet"


def _of_measures(worse, better):
    if not worse:
        return f"{_named(better)} {_are(better)} getting better, and no measure is getting worse"
    first = f"{_named(worse)} {_are(worse)} getting worse"
    if not better:
        return f"{first}, and no measure is getting better"
    return f"{first}, while {lower_first(_named(better[:1]))} {_are(better[:1])} getting better"


def _of_actions(actions, reported):
    agreed = f"{words.plural(actions, 'action')} {'is' if actions == 1 else 'are'} agreed"
    if not reported:
        return f"{agreed} and none has been reported on yet"
    if reported == actions:
        return f"{agreed} and {'it has' if actions == 1 else 'all have'} been reported on"
    return f"{agreed} and {reported} {'has' if reported == 1 else 'have'} been reported on"


def _of_recommendations(recommendations, unanswered):
    stand = f"{words.plural(recommendations, 'recommendation')} {'stands' if recommendations == 1 else 'stand'}"
    if unanswered == recommendations:
        return f"{stand} and no action answers {'it' if recommendations == 1 else 'them'} yet"
    return f"{stand} and {unanswered} {'waits' if unanswered == 1 else 'wait'} for an action"


def lead(*, worse, measures, late, actions, unanswered, recommendations, asks=0):
    parts = []
    if measures:
        parts.append(f"{worse} of {words.plural(measures, 'measure')} {_is(worse)} getting worse")
    else:
        parts.append("no measure has been chosen yet, so the strategy's outcome cannot be judged")
    if actions:
        parts.append(f"{late} of {words.plural(actions, 'action')} {_is(late)} late")
    if recommendations and unanswered:
        parts.append(f"{unanswered} of {words.plural(recommendations, 'recommendation')} {_has(unanswered)} no action")
    return upper_first(_joined(parts)) + "."


def _named(names):
    shown = [names[0], *(lower_first(name) for name in names[1:NAMED])]
    rest = len(names) - len(shown)
    if rest:
        shown.append(f"{rest} more {'measure' if rest == 1 else 'measures'}")
    return _joined(shown)


def _joined(parts):
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _are(names):
    return "are" if len(names) > 1 or names[0].split(",")[0].split(" ")[0].endswith("s") else "is"


def _is(number):
    return "is" if number == 1 else "are"


def _has(number):
    return "has" if number == 1 else "have"


def lower_first(text):
    """Into the middle of a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def upper_first(text):
    return f"{text[:1].upper()}{text[1:]}"
