"""A menu of very many choices, put together as text: a template for each choice would be most of
what the page costs."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString, mark_safe


class LongSelect(forms.Select):
    """A select that draws what Django's draws."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in self.format_value(value)}
        built = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        parts = [_part(value, words, chosen) for value, words in self.choices]
        drawn = f"<select{flatatt(built)}>{''.join(parts)}</select>"
        return mark_safe(drawn)  # noqa: S308 - each part escapes what it shows


def _part(value: Any, words: Any, chosen: set[str]) -> str:
    if not isinstance(words, list | tuple):
        return _option(value, words, chosen)
    options = "".join(_option(one, name, chosen) for one, name in words)
    return f'<optgroup label="{escaped(value)}">{options}</optgroup>'


def _option(value: Any, words: Any, chosen: set[str]) -> str:
    mark = " selected" if str(value) in chosen else ""
    return f'<option value="{escaped(value)}"{mark}>{escaped(words)}</option>'
