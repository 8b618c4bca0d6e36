"""How a list is shown: filter, order, groups and columns, all as the address has them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from deskhand.tickets.grouping import GROUPINGS
from deskhand.tickets.ordering import is_order, tidied
from deskhand.web.console.cells import COLUMNS, Shown, columns_of, text_of
from deskhand.web.console.rail import Queue
from deskhand.web.request import DeskRequest

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Layout:
    """What the address asks for; where it is silent, what the list has of its own."""

    queue: Queue
    query: str
    order: str
    group: str
    columns: list[Shown]

    @property
    def columns_text(self) -> str:
        return text_of(self.columns)

    @property
    def is_filtered(self) -> bool:
        return self.query != self.queue.query

    @property
    def is_changed(self) -> bool:
        own = text_of(columns_of(self.queue.columns))
        return (self.query, self.order, self.group, self.columns_text) != (
            self.queue.query,
            self.queue.order,
            self.queue.grouping,
            own,
        )

    @property
    def address(self) -> str:
        """The address that shows the same list to whoever opens it."""
        asked = self.asked()
        return f"{self.queue.url}?{urlencode(asked)}" if asked else self.queue.url

    def asked(self) -> dict[str, str]:
        """What the address has to say beyond what the list has of its own."""
        here = {
            "q": self.query,
            "order": self.order,
            "group": self.group,
            "cols": self.columns_text,
        }
        own = {
            "q": self.queue.query,
            "order": self.queue.order,
            "group": self.queue.grouping,
            "cols": text_of(columns_of(self.queue.columns)),
        }
        return {key: value for key, value in here.items() if value != own[key]}

    def headings(self) -> list[dict[str, Any]]:
        """The columns with how they are sorted, and by which order a press on them sorts."""
        return [self._heading(shown) for shown in self.columns]

    def _heading(self, shown: Shown) -> dict[str, Any]:
        column = shown.column
        is_first, is_back = self.order == column.order, self.order == column.back
        down = column.order.startswith("-") or column.order == "newest"
        is_down = down is not is_back
        sort = "descending" if is_down else "ascending"
        return {
            "shown": shown,
            "label": column.label,
            "sort": sort if column.order and (is_first or is_back) else "",
            "presses": column.back if is_first and column.back else column.order,
        }

    def choices(self) -> list[dict[str, Any]]:
        """All columns, those that are shown first, for whoever chooses among them."""
        shown = {one.name: one for one in self.columns}
        names = [*shown, *(name for name in COLUMNS if name not in shown)]
        return [
            {
                "name": name,
                "label": COLUMNS[name].label,
                "is_shown": name in shown,
                "width": shown[name].width if name in shown else "",
            }
            for name in names
        ]

    def orders(self) -> list[tuple[str, str]]:
        """The orders that are offered; one that was made by hand is among them."""
        offered = {
            "priority": _("Priority, then receipt"),
            "due": _("Nearest due"),
            "newest": _("Newest first"),
            "oldest": _("Oldest first"),
            "-updated": _("Changed last"),
            "priority,due": _("Priority, then due"),
        }
        return list(({self.order: self.order} | offered).items())

    def groupings(self) -> list[tuple[str, Any]]:
        return [("", _("No groups")), *((name, way.label) for name, way in GROUPINGS.items())]


def layout_of(request: DeskRequest, queue: Queue) -> Layout:
    """Read the address; what it asks for that there is not is as the list has it."""
    asked = request.GET
    order = asked.get("order", queue.order)
    group = asked.get("group", queue.grouping)
    return Layout(
        queue,
        asked.get("q", queue.query).strip(),
        tidied(order) if is_order(order) else queue.order,
        group if group in GROUPINGS else "",
        columns_of(_columns(request) or queue.columns),
    )


def _columns(request: DeskRequest) -> str:
    """The columns as one text, or as the boxes of the form that chooses them."""
    chosen = request.GET.getlist("col")
    if not chosen:
        return request.GET.get("cols", "")[:400]
    widths = request.GET
    return ",".join(f"{name}:{widths.get(f'width-{name}', '')}" for name in chosen)[:400]
