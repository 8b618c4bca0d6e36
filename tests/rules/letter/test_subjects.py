import pytest

from deskhand.rules.letter.subjects import answering


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Printer", "Re: Printer"),
        ("Re: Printer", "Re: Printer"),
        ("AW: RE: Re[2]: Printer", "Re: Printer"),
        ("Sv : Printer", "Re: Printer"),
        ("Fwd: Re: Printer", "Re: Fwd: Re: Printer"),
        ("Regarding: Printer", "Re: Regarding: Printer"),
        ("", "Re: "),
        ("Re:", "Re: "),
    ],
)
def test_an_answer_says_so_once(before, after):
    assert answering(before) == after
