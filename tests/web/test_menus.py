"""A long menu draws what a usual one draws."""

from django import forms
from django.test.utils import override_settings

from deskhand.web.menus import LongSelect

CHOICES = [("", "Every <one>"), ("Client", [("o:1", "Birch & Co"), ("o:2", "Cedar")]), (7, "Seven")]


class Menu(forms.Form):
    usual = forms.ChoiceField(choices=CHOICES, required=False)
    long = forms.ChoiceField(choices=CHOICES, required=False, widget=LongSelect)


@override_settings(FORM_RENDERER="django.forms.renderers.DjangoTemplates")
def test_it_draws_what_a_usual_one_draws():
    form = Menu({"usual": "o:2", "long": "o:2"})
    usual, long = ("".join(str(form[name]).split()) for name in ("usual", "long"))
    assert long.replace("long", "usual") == usual
    assert "Birch&amp;Co" in long and "selected" in long
