"""Questions to the database that differ in their values alone, worked out once: putting one into
words takes Django many times as long as the database takes to answer it.

    @prepared
    def _of_ticket(ticket: int) -> QuerySet[Clock]:
        return Clock.objects.filter(ticket=ticket).select_related("row")

Called with a number, this returns a list of clocks. The rules for values are those of `shape`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

from deskhand.jobs.light import made
from deskhand.jobs.together import Leg, filled_in, in_sizes

M = TypeVar("M", bound=Model)
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Part:
    """How one object is made of a row: of which columns, and where it is put."""

    model: type[Model]
    columns: tuple[tuple[int, str], ...]
    key: int
    parts: tuple["_Part", ...] = ()
    put: Callable[[Any, Any], None] | None = None
    put_back: Callable[[Any, Any], None] | None = None

    def made_of(self, row: Sequence[Any]) -> Any:
        """The object with all that hangs on it; None where a row has none."""
        if row[self.key] is None:
            return None
        found = made(self.model, {name: row[place] for place, name in self.columns})
        for part in self.parts:
            other = part.made_of(row)
            if part.put is not None:
                part.put(found, other)
            if other is not None and part.put_back is not None:
                part.put_back(other, found)
        return found


@dataclass(frozen=True, slots=True)
class _Plan:
    leg: Leg
    part: _Part
    converters: tuple[tuple[int, list[Any], Any], ...]

    def rows(self, values: Sequence[Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(self.leg.text, self.leg.filled(values))
            found = cursor.fetchall()
        return [self.part.made_of(self._read(row)) for row in found]

    def _read(self, row: Sequence[Any]) -> list[Any]:
        read = list(row)
        for place, steps, expression in self.converters:
            for step in steps:
                read[place] = step(read[place], expression, connection)
        return read


@dataclass(frozen=True, slots=True)
class Prepared(Generic[M]):
    """A question with its plans by engine and by the sizes of its lists."""

    build: Callable[..., QuerySet[M]]
    plans: dict[Any, _Plan] = field(default_factory=dict)

    def __call__(self, *values: int | datetime | Sequence[int]) -> list[M]:
        flat, sizes = in_sizes(values)
        if 0 in sizes:
            return []
        key = connection.vendor, sizes
        plan = self.plans.get(key)
        if plan is None:
            plan = self.plans[key] = _worked_out(self.build, values)
        return plan.rows(flat)


def prepared(build: Callable[..., QuerySet[M]]) -> Prepared[M]:
    return Prepared(build)


def _worked_out(build: Callable[..., QuerySet[Any]], values: Sequence[Any]) -> _Plan:
    compilers: list[Any] = []

    def worded(*marked: Any) -> tuple[str, tuple[Any, ...]]:
        compiler = build(*marked).query.get_compiler(DEFAULT_DB_ALIAS)
        compilers.append(compiler)
        text, parameters = compiler.as_sql()
        return text, tuple(parameters)

    leg = filled_in(worded, values, name=build.__name__)
    compiler = compilers[0]
    if compiler.annotation_col_map:
        raise ValueError(f"{build.__name__} asks for more than rows of tables")
    converters = compiler.get_converters([each[0] for each in compiler.select])
    steps = tuple((place, list(found), each) for place, (found, each) in converters.items())
    return _Plan(leg, _part(compiler.klass_info, compiler.select), steps)


def _part(told: dict[str, Any], select: Sequence[Any]) -> _Part:
    columns = tuple((place, select[place][0].target.attname) for place in told["select_fields"])
    model = told["model"]
    key = next(place for place, name in columns if name == model._meta.pk.attname)
    parts = tuple(_part(each, select) for each in told.get("related_klass_infos", ()))
    put, back = told.get("local_setter"), told.get("remote_setter")
    return _Part(model, columns, key, parts, put, back)
