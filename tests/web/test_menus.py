"""A long menu draws what a usual one draws."""

from html.parser import HTMLParser

from django import forms

from deskhand.web.menus import LongSelect

CHOICES = [("", "Every <one>"), ("Client", [("o:1", "Birch & Co"), ("o:2", "Cedar")]), (7, "Seven")]


class Menu(forms.Form):
    usual = forms.ChoiceField(choices=CHOICES, required=False)
    long = forms.ChoiceField(choices=CHOICES, required=False, widget=LongSelect)


class Parts(HTMLParser):
    """The tags with what they bear, and the words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {k: v for k, v in attrs if k not in {"id", "name"}}))

    def handle_data(self, data):
        self.found += [data.strip()] if data.strip() else []


def test_it_draws_what_a_usual_one_draws():
    form = Menu({"usual": "o:2", "long": "o:2"})
    assert Parts(str(form["long"])).found == Parts(str(form["usual"])).found
    assert 'id="id_long"' in str(form["long"]) and 'name="long"' in str(form["long"])
    assert "Birch &amp; Co" in str(form["long"])
