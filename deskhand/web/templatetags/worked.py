"""Lengths of work in words."""

from django import template

from deskhand.web import worked

register = template.Library()
register.filter("worked", worked.worked_words)
register.filter("sheet_time", worked.clock_words)
