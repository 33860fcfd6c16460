"""Which vendors and competitors does the story know, and what is known of them in 2024?

Cap tables of real companies are not public. Where the story needs a complete one of a real company
it is illustrative, and its source says so; the replacements that come out clear are fictional.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vendors.identifiers import Number
from vendors.models import ExpertiseLevel, Lifecycle
from vendors.operations.vendors import Skill, VendorChanges
from vendors.ownership.facts import Dimension, Kind, PartyKind
from vendors.ownership.interval import Interval
from vendors.ownership.revision import StatementKind
from vendors.statements import InlineParty, Said, SaidInterest, Source

COMPETITORS = (
    ("Meta Platforms", "META"),
    ("Alphabet", "ALPHABET"),
    ("OpenAI", "OPENAI"),
    ("Anthropic", "ANTHROPIC"),
    ("xAI", "XAI"),
)
BOTH = (Dimension.ECONOMIC, Dimension.VOTES)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A vendor, what one source said of it, and what it swears to have disclosed whole."""

    party: InlineParty
    about: VendorChanges
    source: Source
    said: tuple[Said, ...] = ()
    complete: tuple[Dimension, ...] = ()


def company(name: str, key: str, *, listed: bool = False, country: str = "US") -> InlineParty:
    """A company of the story, found again by a number of its own."""
    return InlineParty(
        kind=PartyKind.COMPANY,
        name=name,
        publicly_listed=listed,
        jurisdiction=country,
        numbers=(Number("STORY", key),),
    )


def person(name: str, key: str) -> InlineParty:
    """A person of the story, found again by a number of its own."""
    return InlineParty(kind=PartyKind.PERSON, name=name, numbers=(Number("STORY", key),))


def _held(owner: InlineParty, percent: str | None, kind: Kind = Kind.ORDINARY_SHARES) -> Said:
    share = None if percent is None else Interval.from_percent(percent, percent)
    interest = SaidInterest(type=kind, share=share, valid_from=date(2023, 1, 1))
    return Said(kind=StatementKind.ASSERTION, interested_party=owner, interests=(interest,))


def _office(holder: InlineParty, kind: Kind, since: date) -> Said:
    interest = SaidInterest(type=kind, valid_from=since, key_person=kind is Kind.SENIOR_OFFICIAL)
    return Said(kind=StatementKind.ASSERTION, interested_party=holder, interests=(interest,))


def _about(summary: str, hours: int, *skills: tuple[str, str]) -> VendorChanges:
    return VendorChanges(
        summary=summary,
        languages=["en"],
        capacity_hours_per_week=hours,
        lifecycle=Lifecycle.QUALIFIED,
        expertise=[Skill(domain, ExpertiseLevel(level)) for domain, level in skills],
    )


WANG = person("Alexandr Wang", "ALEXANDR-WANG")
SUMMERS = person("Larry Summers", "LARRY-SUMMERS")
PRESS = "press"


def _press(title: str, url: str, on: date) -> Source:
    return Source(type=PRESS, title=title, url=url, published_on=on)


def _declared(title: str) -> Source:
    return Source(type="vendor_declaration", title=title, published_on=date(2024, 1, 31))


VENDORS = (
    Candidate(
        company("Scale AI", "SCALE-AI"),
        _about("Data labeling.", 40_000, ("mathematics", "expert"), ("code", "expert")),
        _declared("Scale AI: officers and directors (illustrative letter)"),
        (
            _office(WANG, Kind.BOARD_SEAT, date(2016, 1, 1)),
            _office(WANG, Kind.SENIOR_OFFICIAL, date(2016, 1, 1)),
        ),
    ),
    Candidate(
        company("Mercor", "MERCOR"),
        _about("Experts for model training.", 12_000, ("mathematics", "phd"), ("law", "expert")),
        _press(
            "Founders hold about 22 % each",
            "https://www.forbes.pl/biznes/najmlodsi-miliarderzy-zwykle-wychodze-z-biura-okolo-2230-pracujac-6-dni-w-tygodniu/lpcn23t",
            date(2024, 1, 15),
        ),
        (
            _held(person("Brendan Foody", "BRENDAN-FOODY"), "22"),
            _held(person("Adarsh Hiremath", "ADARSH-HIREMATH"), "22"),
            _held(person("Surya Midha", "SURYA-MIDHA"), "22"),
        ),
    ),
    Candidate(
        company("Handshake", "HANDSHAKE"),
        _about("Doctoral experts.", 9_000, ("mathematics", "phd"), ("medicine", "phd")),
        _declared("Handshake: nothing disclosed yet"),
    ),
    Candidate(
        company("Turing", "TURING"),
        _about("Code data.", 15_000, ("code", "expert"), ("mathematics", "specialist")),
        _declared("Turing: nothing disclosed yet"),
    ),
    Candidate(
        company("Appen", "APPEN", listed=True, country="AU"),
        _about("Multilingual data, listed company.", 30_000, ("languages", "expert")),
        _declared("Appen: listed on the ASX; no holder disclosed to us"),
    ),
    Candidate(
        company("Surge AI", "SURGE-AI"),
        _about("Text and code data.", 20_000, ("code", "expert"), ("languages", "expert")),
        _press(
            "Surge AI is bootstrapped, without venture money",
            "https://trustedlibrary.com/digests/8d3eb192a2/",
            date(2024, 1, 20),
        ),
        (_held(person("Edwin Chen", "EDWIN-CHEN"), None),),
    ),
    Candidate(
        company("Northlight Annotation (fictional)", "NORTHLIGHT", country="SE"),
        _about("Mathematicians.", 6_000, ("mathematics", "expert"), ("code", "expert")),
        _declared("Northlight's share register (fictional)"),
        (
            _held(person("Nora Berg (fictional)", "NORA-BERG"), "60"),
            _held(person("Ove Lund (fictional)", "OVE-LUND"), "40"),
        ),
        BOTH,
    ),
)

# Somebody behind a candidate who also sat with a competitor: from and until which day matters.
INTERLOCK = Source(
    type=PRESS,
    title="Larry Summers backs Mercor and joins OpenAI's board in late 2023 (days illustrative)",
    url="https://www.forbes.pl/biznes/wybitny-szachista-i-prywatny-detektyw-wytrenuja-ai-rewolucja-w-rekrutacji/efzvygs",
    published_on=date(2024, 1, 12),
)
INTERLOCKED = (
    Said(
        kind=StatementKind.ASSERTION,
        subject=company("Mercor", "MERCOR"),
        interested_party=SUMMERS,
        interests=(SaidInterest(type=Kind.SHAREHOLDING, valid_from=date(2023, 9, 1)),),
    ),
    Said(
        kind=StatementKind.ASSERTION,
        subject=company("OpenAI", "OPENAI"),
        interested_party=SUMMERS,
        interests=(SaidInterest(type=Kind.BOARD_SEAT, valid_from=date(2023, 11, 22)),),
    ),
)
