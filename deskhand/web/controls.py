"""The controls of forms, drawn without templates: a page has dozens, and each took several."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

_FOLDER = "django/forms/widgets/"
_INPUTS = (
    *("input", "text", "hidden", "number", "email", "url", "password", "checkbox"),
    *("date", "datetime", "time", "file"),
)


class Renderer(DjangoTemplates):
    """Draws inputs, text areas and lists to choose from exactly as Django's templates do, and
    leaves everything else to them."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        draw = _DRAWN.get(template_name)
        if draw is not None:
            return SafeString(draw(context["widget"]))
        return SafeString(super().render(template_name, context, request))


def _attrs(widget: Mapping[str, Any]) -> str:
    said = (
        f" {conditional_escape(name)}"
        + ("" if value is True else f'="{conditional_escape(str(value))}"')
        for name, value in widget["attrs"].items()
        if value is not False
    )
    return "".join(said)


def _input(widget: Mapping[str, Any]) -> str:
    name, value = conditional_escape(widget["name"]), widget["value"]
    told = "" if value is None else f' value="{conditional_escape(str(value))}"'
    return f'<input type="{widget["type"]}" name="{name}"{told}{_attrs(widget)}>'


def _textarea(widget: Mapping[str, Any]) -> str:
    name = conditional_escape(widget["name"])
    text = conditional_escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{name}"{_attrs(widget)}>\n{text}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    drawn = []
    for group, options, _index in widget["optgroups"]:
        lines = "".join(f"\n  {_option(option)}" for option in options)
        if group:
            lines = f'\n  <optgroup label="{conditional_escape(group)}">{lines}\n  </optgroup>'
        drawn.append(lines)
    name = conditional_escape(widget["name"])
    return f'<select name="{name}"{_attrs(widget)}>{"".join(drawn)}\n</select>'


def _option(option: Mapping[str, Any]) -> str:
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'<option value="{value}"{_attrs(option)}>{label}</option>\n'


_DRAWN = {
    **{f"{_FOLDER}{name}.html": _input for name in _INPUTS},
    f"{_FOLDER}textarea.html": _textarea,
    f"{_FOLDER}select.html": _select,
}
