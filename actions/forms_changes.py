"""From which day on one wants to know what changed: sent by GET, so that the address keeps it."""

import datetime

from django import forms

from actions.board.changes import end_of
from cdp import words

EXAMPLE = "Choose a meeting, or give a day as in ?since=2026-09-09."


class SinceForm(forms.Form):
    is_filter = True

    since = forms.CharField(label="Since", required=False)

    def __init__(self, data, *, meetings, on):
        held = [one for one in meetings if one.cancelled_at is None and one.held_on < on]
        self.on, self.last = on, held[-1].held_on if held else None
        asked = data.get("since", "").strip()
        super().__init__({"since": asked or (self.last.isoformat() if self.last else "")})
        choices = {one.held_on.isoformat(): f"{one.title}, {words.day(one.held_on)}" for one in reversed(held)}
        if self.is_valid() and self.day and self.day.isoformat() not in choices:
            choices[self.day.isoformat()] = words.day(self.day)
        elif not self.is_valid():
            choices = {"": "Choose a meeting", **choices}
        self.fields["since"].widget = forms.Select(choices=list(choices.items()))

    def clean_since(self):
        asked = self.cleaned_data["since"]
        if not asked:
            return None
        try:
            day = datetime.date.fromisoformat(asked)
        except ValueError:
            raise forms.ValidationError(f"“{asked[:40]}” is not a day. {EXAMPLE}") from None
        if day.year < 1990:
            raise forms.ValidationError(f"Nothing is recorded from {day.year}. {EXAMPLE}")
        if day >= self.on:
            raise forms.ValidationError(f"{words.day(day)} is not over yet. Choose an earlier day.")
        return day

    @property
    def day(self):
        return self.cleaned_data.get("since") if self.is_valid() else None

    @property
    def moment(self):
        """The end of that day: what was known at a meeting did not change since."""
        return end_of(self.day) if self.day else None
