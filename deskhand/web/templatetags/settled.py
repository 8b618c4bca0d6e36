"""Tags that say the same on every page of a language, said once: words, icons, static files; and
addresses, of which only the numbers differ.

They stand in for Django's `translate`, `static` and `url` and do to the byte what those do.
"""

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, Parser, Token, Variable
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.templatetags.i18n import do_translate
from django.templatetags.static import do_static
from django.urls import NoReverseMatch
from django.utils.translation import get_language

from deskhand.web.addresses import address_of
from deskhand.web.escaping import escaped
from deskhand.web.templatetags import desk

register = template.Library()
parse_icon = desk.register.tags["icon"]


class Settled(Node):
    """A tag without anything of its page, drawn once in each language."""

    child_nodelists = ()

    def __init__(self, tag: Node, name: str | None = None) -> None:
        self.tag = tag
        self.name = name
        self.drawn: dict[str | None, str] = {}

    def render(self, context: Any) -> str:
        language = get_language()
        drawn = self.drawn.get(language)
        if drawn is None:
            drawn = self.drawn[language] = self.tag.render(context)
        if self.name is None:
            return drawn
        context[self.name] = drawn
        return ""


class Address(URLNode):
    def render(self, context: Any) -> str:
        if self.kwargs:
            return str(super().render(context))
        values = [one.resolve(context) for one in self.args]
        try:
            found = address_of(self.view_name.resolve(context), *values)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return escaped(found) if context.autoescape else found


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    tag = do_translate(parser, token)
    about = tag.message_context
    if not _is_written(tag.filter_expression) or (about and not _is_written(about)):
        return tag
    name, tag.asvar = tag.asvar, None
    return Settled(tag, name)


@register.tag
def static(parser: Parser, token: Token) -> Node:
    tag = do_static(parser, token)
    return Settled(tag) if tag.varname is None and _is_written(tag.path) else tag


@register.tag
def icon(parser: Parser, token: Token) -> Node:
    tag = parse_icon(parser, token)
    said = (*tag.args, *tag.kwargs.values())
    return Settled(tag) if tag.target_var is None and all(map(_is_written, said)) else tag


@register.tag
def url(parser: Parser, token: Token) -> Node:
    tag = parse_url(parser, token)
    return Address(tag.view_name, tag.args, tag.kwargs, tag.asvar)


def _is_written(one: FilterExpression) -> bool:
    """Whether this stands in the page itself, be it in words that are translated."""
    if one.filters:
        return False
    return not isinstance(one.var, Variable) or one.var.lookups is None
