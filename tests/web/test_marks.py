"""Marks, fields and instants as the template tags draw them."""

import pytest
from django import forms
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import Context, Template

from deskhand.web.templatetags import desk

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


class Form(forms.Form):
    subject = forms.CharField(help_text="As the client would say it.")
    tells = forms.BooleanField(label="Tell the requester")


def drawn(form, name):
    template = Template('<c-field :field="field" />')
    from django_cotton.compiler_regex import CottonCompiler

    source = CottonCompiler().process(template.source)
    return Template(source).render(Context({"field": form[name]}))


def test_a_name_cannot_bring_markup_into_an_avatar():
    assert "<b>" not in desk.avatar("<b>Eve</b> <i>Mallory</i>")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Dana Ruiz", "DR"), ("Ana Maria de Souza", "AS"), ("dana@acme.example", "DA"), ("", "")],
)
def test_initials_are_those_of_the_first_and_last_word(name, letters):
    assert desk.initials(name) == letters


def test_an_icon_without_words_is_hidden_from_readers():
    assert 'aria-hidden="true"' in desk.icon("x")


def test_an_icon_that_stands_alone_speaks():
    assert 'aria-label="Draft"' in desk.icon("pencil", "Draft")


@pytest.mark.parametrize(
    ("agent", "words"),
    [(CHROME, "Chrome on Linux"), (EDGE, "Edge on Windows"), ("curl/8", "curl/8")],
)
def test_devices_are_named_in_words(agent, words):
    assert desk.device_words(agent) == words


def test_an_address_breaks_after_its_at_and_stays_escaped():
    assert desk.breaks("<a>@b.example") == "&lt;a&gt;@<wbr>b.example"


def test_a_message_says_which_reply_it_can_undo():
    assert desk.undo_of(Message(SUCCESS, "Sent", extra_tags="undo:17")) == "17"
    assert desk.undo_of(Message(SUCCESS, "Saved")) == ""


def test_a_faulty_field_names_its_fault_to_readers():
    html = drawn(Form({"tells": "on"}), "subject")
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_subject_helptext id_subject_error"' in html
    assert 'id="id_subject_error"' in html and 'id="id_subject_helptext"' in html


def test_a_box_to_tick_stands_in_its_label():
    assert '<label class="check" for="id_tells">' in drawn(Form(), "tells")


def test_where_nothing_is_chosen_a_list_says_so_in_words():
    class Chosen(forms.Form):
        team = forms.TypedChoiceField(choices=[("", "---------"), ("1", "Network")], required=False)
        lead = forms.TypedChoiceField(choices=[("", "---------"), ("1", "Ada")])

    assert ">none</option>" in desk.widget(Chosen()["team"])
    assert ">choose one</option>" in desk.widget(Chosen()["lead"])
