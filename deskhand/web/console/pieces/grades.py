"""Impact and urgency as pages show them: the words of a scheme of priorities for its grades."""

from typing import Any

from deskhand.catalog.models import PriorityScheme
from deskhand.desk.grading import said_by
from deskhand.rules.grading import Matrix, read
from deskhand.tickets.models import Ticket


def grade_words(scheme: PriorityScheme) -> dict[tuple[str, int], str]:
    """What each grade of a scheme is called, by side and grade."""
    matrix = read(scheme.matrix)
    if matrix is None:
        return {}
    sides = ("impact", "urgency")
    return {(side, place): name for side in sides for place, name in matrix.choices(side)}


def grades_context(ticket: Ticket) -> dict[str, Any]:
    """What the panel of a ticket asks; nothing where its priorities have no matrix."""
    matrix = read(ticket.priority.scheme.matrix)
    if matrix is None:
        return {}
    said = said_by(ticket)
    return {
        "grades": {side: _choices(ticket, side, matrix) for side in ("impact", "urgency")},
        "graded": said,
        "is_kept": said is not None and ticket.keeps_priority and said != ticket.priority,
    }


def _choices(ticket: Ticket, side: str, matrix: Matrix) -> list[tuple[int, str]]:
    """The grades of a side; that of the ticket by the word with which it was graded."""
    grade, word = getattr(ticket, side), getattr(ticket, f"{side}_word")
    named = dict(matrix.choices(side))
    if grade is not None and word:
        named[grade] = word
    return sorted(named.items())
