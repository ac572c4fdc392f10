"""Boxes of free text that notice personal data: refused where everybody reads, asked about elsewhere.

    class NoteForm(ChecksPersonalData, forms.Form):
        public_texts = ("note",)        shown without sign-in: an NHS number, date of birth or postcode is refused
        private_texts = ("reason",)     nothing is refused, everything is asked about

    form.kept                           what the person confirmed; hand it on to the operation

The first time such a text is sent, the form comes back with a box to tick for each thing found. No JavaScript is
needed. Whoever ticks has confirmed exactly that text: another one is asked about again.
"""

from django import forms

from cdp.privacy.checking import INSTEAD, SHOWN, look

FIELD = "keep_personal_data"


class KeepField(forms.MultipleChoiceField):
    def __init__(self, **options):
        super().__init__(
            label="Does this say too much about somebody?",
            help_text="Take it out of the text above, or tick what has to stay. That you chose to keep it is recorded, "
            "with your name; what it is, is not.",
            widget=forms.CheckboxSelectMultiple,
            template_name="cdp/keep_personal_data.html",
            **options,
        )


class ChecksPersonalData:
    public_texts = ()
    private_texts = ()
    # A draft is not asked about yet; what may never stand there is refused in a draft as well.
    asks_to_keep = True

    def settled(self):
        """Tokens of what was confirmed before and only comes along; asked for where something was found."""
        return ()

    @property
    def kept(self):
        """The tokens of what this person has confirmed."""
        return frozenset(self.data.getlist(FIELD) if hasattr(self.data, "getlist") else self.data.get(FIELD, ()))

    def full_clean(self):
        # Asked anew of what is there now.
        self.fields.pop(FIELD, None)
        super().full_clean()
        if self.is_bound and hasattr(self, "cleaned_data"):
            self._look_for_personal_data()

    def _look_for_personal_data(self):
        names = [name for name in (*self.public_texts, *self.private_texts) if name in self.fields]
        texts = {name: self.cleaned_data[name] for name in names if isinstance(self.cleaned_data.get(name), str)}
        found = look(texts, public=self.public_texts)
        for one in found:
            if one.is_refused:
                what = f"“{one.found.text}” looks like {one.found.kind.words}"
                self.add_error(one.name, f"{what}. {INSTEAD[one.found.kind]}: {SHOWN}")
        asked = {one.token: self._choice(one) for one in found if not one.is_refused}
        if asked and self.asks_to_keep:
            settled = self.settled()
            asked = {token: choice for token, choice in asked.items() if token not in settled}
        if asked and self.asks_to_keep:
            self.fields[FIELD] = KeepField(choices=list(asked.items()))
            self.cleaned_data[FIELD] = [token for token in asked if token in self.kept]
            left = [one for one in found if one.token in asked.keys() - self.kept]
            if left:
                self.add_error(FIELD, _what_to_do(left))

    def _choice(self, one):
        question = self.fields[one.name].label or one.name.replace("_", " ")
        return f"Keep “{one.found.text}”, which looks like {one.found.kind.words}, in “{question}”"


def _what_to_do(left):
    if len(left) > 1:
        return "Take what looks like personal data out of the texts, or confirm that each has to stay"
    what = left[0].found.kind.words.partition(" ")[2]
    return f"Take the {what} out of the text, or confirm that it has to stay"
