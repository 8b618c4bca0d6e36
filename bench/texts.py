"""Words for tickets: subjects, and what people write, in lengths as on a busy desk."""

import random
from itertools import accumulate

from deskhand.rules.conditions.folding import fold

THINGS = (
    "printer|mailbox|VPN|laptop|phone|second screen|backup|file server|login|shared calendar|"
    "scanner|licence|router|wireless network|accounting program|docking station|door reader"
).split("|")
FAULTS = (
    "is slow|does not start|shows an error|lost its settings|is gone|asks for a password|"
    "stopped after the update|makes a noise|is needed for a new colleague|has to be moved|"
    "cannot be reached from home|was locked"
).split("|")
PLACES = "in accounting|at the front desk|on the second floor|for everybody|at home|in room".split(
    "|"
)
TAGS = "vip printer network onboarding offboarding hardware licence security backup phone".split()
SENTENCES = (
    "It has been like this since this morning.|We tried to start it again, without success.|"
    "Two colleagues see the same.|There is a message with a number, see the picture.|"
    "It is not urgent, but we would like to have it this week.|Could you please have a look?|"
    "I have looked at it and changed the settings; please try again.|The part is on its way.|"
    "We have restored it from last night's copy.|Please tell us whether it works now.|"
    "Thank you, it works again.|It worked for an hour, then it was gone again.|"
    "The vendor knows this fault and will send a new version.|Our order number stands below.|"
    "I am in the office until five and can be reached by phone."
).split("|")
NAMES = ("screenshot.png", "invoice.pdf", "error.txt", "list.xlsx", "photo.jpg", "log.zip")
SUBJECTS, MESSAGES = 20_000, 20_000
# Sentences in a message: half have up to four, one in a hundred more than thirty.
LENGTH, SPREAD, LONGEST = 1.3, 0.95, 90
# Of how many tickets the first message says this, and of how many a note does.
ASKED = ((0.10, "It is about the gateway."), (0.001, "The zeppelin is concerned."))
NOTED = ((0.02, "Ask the caretaker."),)
# The trade's own words: few are in every other text, most are hardly ever used.
WORDS, SYLLABLES = (
    30_000,
    "ba de fi gor hul jan ker lo mis nat pel qui ras sto tur ven wi zan".split(),
)


def subjects(chance: random.Random) -> list[tuple[str, str]]:
    """Make subjects, each with its folded form; a number makes most of them unlike others."""
    made = [
        f"{chance.choice(THINGS).capitalize()} {chance.choice(FAULTS)} "
        f"{chance.choice(PLACES)} {chance.randint(1, 400)}"
        for _one in range(SUBJECTS)
    ]
    return [(subject, fold(subject)) for subject in made]


def messages(chance: random.Random) -> list[str]:
    """Make texts of one sentence to many, in paragraphs."""
    made = []
    words = lexicon(chance)
    shares = list(accumulate(1 / (place + 8) for place in range(len(words))))
    for _one in range(MESSAGES):
        length = min(LONGEST, max(1, round(chance.lognormvariate(LENGTH, SPREAD))))
        said = [
            chance.choice(SENTENCES) if chance.random() < 0.4 else _sentence(words, shares, chance)
            for _sentence_of in range(length)
        ]
        paragraphs = (" ".join(said[i : i + 4]) for i in range(0, length, 4))
        made.append("Hello,\n\n" + "\n\n".join(paragraphs))
    return made


def lexicon(chance: random.Random) -> list[str]:
    """Make words that nobody uses elsewhere, all different, the usual ones first."""
    made: dict[str, None] = {}
    while len(made) < WORDS:
        made["".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4))))] = None
    return list(made)


def _sentence(words: list[str], shares: list[float], chance: random.Random) -> str:
    said = chance.choices(words, cum_weights=shares, k=chance.randint(5, 12))
    return " ".join(said).capitalize() + "."
