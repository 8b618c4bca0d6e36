"""Controls of forms look exactly as Django draws them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from deskhand.web.controls import Renderer

CHOICES = [
    ("", "---------"),
    ("a", "<b>bold</b>"),
    ("Group <i>", [("1", "one & two"), (2, gettext_lazy("Next"))]),
]
WIDGETS = {
    "text": forms.TextInput(),
    "number": forms.NumberInput({"min": 0, "max": 9.5}),
    "hidden": forms.HiddenInput(),
    "password": forms.PasswordInput(render_value=True),
    "check": forms.CheckboxInput({"disabled": True, "checked": False}),
    "date": forms.DateInput(),
    "file": forms.FileInput({"multiple": False}),
    "several files": forms.ClearableFileInput(),
    "area": forms.Textarea({"data-x": mark_safe("a &amp; b"), "title": 'say "so"'}),
    "select": forms.Select({"required": True}, choices=CHOICES),
    "several": forms.SelectMultiple(choices=CHOICES),
    "radio": forms.RadioSelect(choices=CHOICES),
    "checks": forms.CheckboxSelectMultiple(choices=CHOICES),
}
VALUES = [None, "", "a", 2, True, "<script>", 'a "b" & c', mark_safe("<em>"), ["a", "2"]]


@pytest.mark.parametrize("name", WIDGETS)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_control_is_drawn_as_django_draws_it(name, value):
    attrs = {"id": "x", "aria-label": "<Name>", "class": "input"}
    drawn = [
        WIDGETS[name].render("a<b>", value, attrs=attrs, renderer=renderer)
        for renderer in (Renderer(), DjangoTemplates())
    ]
    assert drawn[0] == drawn[1]
