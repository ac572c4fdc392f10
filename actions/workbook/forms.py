"""The forms by which a workbook is uploaded and applied."""

from django import forms

from actions.workbook.reading import LARGEST
from cdp.forms import Radios

MINE, THEIRS = "mine", "theirs"


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label="The workbook as you filled it in",
        help_text=f"An Excel workbook (.xlsx) that you downloaded from this page, {LARGEST // 2**20} MB at most.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        max_length=200,
        error_messages={
            "required": "Choose the workbook",
            "empty": "The file is empty. Choose the workbook again.",
            "max_length": "The name of the file must be 200 characters or fewer",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST // 2**20} MB. A workbook from here is much smaller."
            )
        return file


class ApplyForm(forms.Form):
    """A choice for each row on which two people have written, and leave to go on without rows that cannot be."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    leave_out = forms.BooleanField(required=False)

    def __init__(self, *args, check, **options):
        super().__init__(*args, initial={"seen": check.seen}, **options)
        self.clashes = {f"clash-{row.row.row}": row for row in check.clashes}
        for name, row in self.clashes.items():
            choices = [(THEIRS, "Keep what stands here"), (MINE, "Write what the workbook says")]
            self.fields[name] = forms.ChoiceField(
                label=f"Which is to stand for {row.action.ref}?", choices=choices, initial=THEIRS, widget=Radios
            )
            self.fields[name].error_messages["required"] = f"Select which is to stand for {row.action.ref}"
        self.fields["leave_out"].label = "Leave out the rows that cannot be written, and apply the others"

    def mine(self):
        """The numbers of the rows that are to be written though somebody else has written too."""
        return {row.row.row for name, row in self.clashes.items() if self.cleaned_data.get(name) == MINE}

    def clashing(self):
        return [(row, self[name]) for name, row in self.clashes.items()]
