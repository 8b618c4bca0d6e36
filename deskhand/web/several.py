"""A field that takes several rows of ours, whatever is sent in their place."""

from typing import Any

from django import forms

# As many digits as the key of a row may have.
LONGEST_KEY = 18


class Several(forms.ModelMultipleChoiceField):
    """Some rows; a number that no column holds is no row of ours, as Django says of one alone."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if len(str(key)) > LONGEST_KEY:
                wrong = self.error_messages["invalid_pk_value"]
                raise forms.ValidationError(wrong, code="invalid_pk_value", params={"pk": key[:40]})
        return super().clean(value)
