"""Priority from impact and urgency: the grades of a scheme, and a priority for each pair."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deskhand.catalog import administration as catalog
from deskhand.catalog.models import PriorityScheme
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.rules.grading import MOST, Grade, Matrix, read
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.resources import BY_NAME

LEAST = 3
SIDES = ("impact", "urgency")


class MatrixForm(forms.Form):
    """Names and meanings of both sides, and the cells between; what has no name is not kept."""

    def __init__(self, scheme: PriorityScheme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = read(scheme.matrix)
        levels = [(row.level, str(row)) for row in scheme.priorities.all()]
        self.sizes = {side: _size(getattr(kept, side, ())) for side in SIDES}
        for side in SIDES:
            for place, one in self._places(side, kept):
                label = {"side": _SIDE[side](), "place": place}
                self.fields[f"{side}-{place}"] = forms.CharField(
                    label=_("%(side)s %(place)d") % label,
                    max_length=60,
                    required=False,
                    initial=one.name,
                    widget=forms.TextInput(attrs={"placeholder": _("Name")}),
                )
                self.fields[f"{side}-{place}-meaning"] = forms.CharField(
                    label=_("%(side)s %(place)d: what it means") % label,
                    max_length=200,
                    required=False,
                    initial=one.meaning,
                    widget=forms.TextInput(attrs={"placeholder": _("Meaning")}),
                )
        for row, column in self._cells():
            self.fields[f"cell-{row}-{column}"] = forms.TypedChoiceField(
                label=_("Priority for impact %(row)d and urgency %(column)d")
                % {"row": row, "column": column},
                choices=[("", "–"), *levels],
                coerce=int,
                required=False,
                empty_value=None,
                initial=kept.level(row, column) if kept else None,
            )

    def _places(self, side: str, kept: Matrix | None) -> Iterator[tuple[int, Grade]]:
        grades = list(getattr(kept, side, ()))
        grades += [Grade("")] * (self.sizes[side] - len(grades))
        yield from enumerate(grades, start=1)

    def _cells(self) -> Iterator[tuple[int, int]]:
        for row in range(1, self.sizes["impact"] + 1):
            for column in range(1, self.sizes["urgency"] + 1):
                yield row, column

    @property
    def columns(self) -> list[tuple[Any, Any]]:
        return self._named("urgency")

    @property
    def rows(self) -> list[tuple[Any, Any, list[Any]]]:
        """Name, meaning and cells of each impact."""
        columns = range(1, self.sizes["urgency"] + 1)
        return [
            (name, meaning, [self[f"cell-{place}-{column}"] for column in columns])
            for place, (name, meaning) in enumerate(self._named("impact"), start=1)
        ]

    def _named(self, side: str) -> list[tuple[Any, Any]]:
        places = range(1, self.sizes[side] + 1)
        return [(self[f"{side}-{place}"], self[f"{side}-{place}-meaning"]) for place in places]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        named = {side: self._kept(side, cleaned) for side in SIDES}
        for one, other in (SIDES, SIDES[::-1]):
            if named[one] and not named[other]:
                self.add_error(f"{other}-1", _("Name at least one on this side too."))
        for side in SIDES:
            self._check_names(side, named[side], cleaned)
        for row in named["impact"]:
            for column in named["urgency"]:
                if cleaned.get(f"cell-{row}-{column}") is None:
                    self.add_error(f"cell-{row}-{column}", _("Choose a priority."))
        return cleaned

    def _kept(self, side: str, cleaned: dict[str, Any]) -> list[int]:
        places = range(1, self.sizes[side] + 1)
        return [place for place in places if cleaned.get(f"{side}-{place}")]

    def _check_names(self, side: str, places: list[int], cleaned: dict[str, Any]) -> None:
        seen: set[str] = set()
        for place in places:
            name = cleaned[f"{side}-{place}"].casefold()
            if name in seen:
                self.add_error(f"{side}-{place}", _("Another one is called so already."))
            seen.add(name)

    def matrix(self) -> Matrix | None:
        """What was said; None where nothing is named."""
        cleaned = self.cleaned_data
        places = {side: self._kept(side, cleaned) for side in SIDES}
        if not places["impact"]:
            return None
        impact, urgency = (
            tuple(
                Grade(cleaned[f"{side}-{place}"], cleaned[f"{side}-{place}-meaning"])
                for place in places[side]
            )
            for side in SIDES
        )
        cells = tuple(
            tuple(cleaned[f"cell-{row}-{column}"] for column in places["urgency"])
            for row in places["impact"]
        )
        return Matrix(impact, urgency, cells)


_SIDE = {"impact": lambda: _("Impact"), "urgency": lambda: _("Urgency")}


def _size(grades: tuple[Grade, ...]) -> int:
    """One more than there are, for a new one."""
    return max(LEAST, min(MOST, len(grades) + 1))


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """The matrix of one scheme; all names emptied, nobody is asked for impact and urgency."""
    scheme = catalog.priority_schemes().filter(pk=pk).first()
    if scheme is None:
        raise Http404
    form = MatrixForm(scheme, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            catalog.keep_matrix(scheme, form.matrix())
            event = SettingChanged(what="priorities scheme", setting=scheme.pk, act="changed")
            record(event, by=actor_of(request.reader), at=request.at)
        messages.success(request, _("Saved."))
        return redirect("setup:schemes", "priorities")
    context = {"resource": BY_NAME["priorities"], "scheme": scheme, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "setup/matrix.html", context, status=status)
