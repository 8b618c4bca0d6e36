"""Whole-number arithmetic of money and time: no floats, and a half goes up."""


def half_up(number: int, by: int) -> int:
    """Divide, rounding a half up; both must not be negative."""
    return (2 * number + by) // (2 * by)


def ceiling(number: int, by: int) -> int:
    return -(-number // by)
