"""What should we ask for, and how much of what is open would each answer close?

A question is worth what its best answer closes: the rest belongs to somebody of no interest, a
holder has no more than is proved, a report is not true. Where only a few parties stand above the
vendor, the answer is put into the columns and the very same measure taken again; above many, the
bound by which the questions were chosen is told.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from heapq import nsmallest

from procurement.neutrality.findings import Ask, Settling
from procurement.neutrality.inquiry import Inquiry
from procurement.neutrality.sentences import MICRO, PARTS, held, listing, percent_down, plain
from vendors.ownership.book import Book, Place
from vendors.ownership.bounds import Bound, Number
from vendors.ownership.columns import Holding
from vendors.ownership.facts import Fact
from vendors.ownership.holdings import is_unspecified
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT
from vendors.ownership.kinds import Dimension
from vendors.ownership.whatif import book_about, with_rest_capped

MOST_QUESTIONS = 10
FEW = 100
"""Parties above a vendor up to which every answer is tried."""

ROUND_LIMITS = (1, 2, 3, 5, 10, 20, 25, 50)
"""Percentages above which one asks for all holders."""

Answer = Callable[[Book], Book]


@dataclass(frozen=True, slots=True)
class Open:
    """How much is open, in units, and whether the rule could still find something."""

    most: Bound
    undecided: bool


Measure = Callable[[Book], Open]
"""What a rule leaves open, by a book."""


@dataclass(frozen=True, slots=True)
class Question:
    """One that may be asked. `bound`: what it may close at most, in units.

    :ivar answer: what the best answer makes of a book; None where there is no such answer
    :ivar place: of a question for holders, the column
    """

    party: str
    dimension: Dimension | None
    ask: Ask
    sentence: Callable[[], str]
    bound: Number
    answer: Answer | None = None
    about: str = ""
    place: Place | None = None

    @property
    def order(self) -> tuple[Number, str, str, str, str]:
        """The one that may close most first."""
        return -self.bound, self.party, self.dimension or "", self.ask, self.about


def ranked(
    inquiry: Inquiry, questions: Iterable[Question], measure: Measure, *, may_cap: bool
) -> tuple[Settling, ...]:
    """The questions that close most, and by how much.

    :param may_cap: whether an oath that everybody above a share is named limits the others
    """
    chosen = nsmallest(MOST_QUESTIONS, questions, key=lambda question: question.order)
    if not chosen:
        return ()
    if len(inquiry.upstream) > FEW:
        told = [_untried(question) for question in chosen]
    else:
        book = book_about(inquiry.book, inquiry.upstream)
        before = measure(book)
        told = [_tried(question, book, before, measure, may_cap) for question in chosen]
    return tuple(sorted(told, key=_closing_most))


def _closing_most(question: Settling) -> tuple[Decimal, bool, str, str, str, str]:
    closes = -(question.exposure or Decimal(0))
    which = question.party, question.dimension or "", question.ask.value, question.about
    return (closes, not question.settles, *which)


def _untried(question: Question) -> Settling:
    return _told(question, question.bound, settles=False)


def _tried(
    question: Question, book: Book, before: Open, measure: Measure, may_cap: bool
) -> Settling:
    if question.answer is None:
        return _told(question, question.bound, settles=False)
    after = measure(question.answer(book))
    settles = before.undecided and not after.undecided
    closed = max(Fraction(0), Fraction(before.most.value) - Fraction(after.most.value))
    if settles and not closed:
        closed = Fraction(HUNDRED_PERCENT)  # what was open is control itself, not a percentage
    told = _told(question, closed, settles=settles)
    if settles and may_cap and question.place is not None:
        return replace(told, enough_above=_enough_above(book, question.place, measure))
    return told


def _enough_above(book: Book, place: Place, measure: Measure) -> Decimal | None:
    """The highest round limit under which nobody matters; a lower one always does as well."""
    rest = book.column(*place).remainder
    limits = [percent for percent in ROUND_LIMITS if percent * ONE_PERCENT < rest]

    def is_not_enough(percent: int) -> bool:
        cap = Bound(percent * ONE_PERCENT, open=True)
        return measure(with_rest_capped(book, place, cap)).undecided

    enough = bisect_left(limits, 1, key=is_not_enough)
    return Decimal(limits[enough - 1]) if enough else None


def _told(question: Question, closed: Number, *, settles: bool) -> Settling:
    percent = Fraction(closed) / ONE_PERCENT
    exposure = Decimal(percent.numerator) / Decimal(percent.denominator)
    return Settling(
        question.party,
        None if question.dimension is None else question.dimension.value,
        exposure.quantize(MICRO, ROUND_HALF_EVEN),
        question.sentence(),
        question.ask,
        question.about,
        settles,
    )


def about_holders(inquiry: Inquiry, place: Place, bound: Number, answer: Answer) -> Question:
    """Who holds what nobody named."""
    subject, dimension = place

    def sentence() -> str:
        rest = inquiry.book.column(*place).remainder
        missing = plain(percent_down(Bound(rest)))
        whole = rest == HUNDRED_PERCENT
        which = "who holds the" if whole else f"who holds the remaining {missing} % of the"
        return f"{which} {PARTS[dimension]} {inquiry.name(subject)}"

    return Question(subject, dimension, Ask.HOLDERS, sentence, bound, answer, place=place)


def about_identity(
    inquiry: Inquiry, place: Place, holder: str, bound: Number, answer: Answer
) -> Question:
    """Who somebody is that may be anybody: of a party once, wherever it is a holder."""
    subject, dimension = place

    def named() -> str:
        return f"who {inquiry.name(holder)} is: by what is disclosed it may be anybody"

    def unnamed() -> str:
        column = inquiry.book.column(*place)
        shares = [held(each) for each in column.holdings if each.owner == holder]
        whose = f"the unnamed holder of {shares[0]}" if shares else "the unnamed holder"
        return f"who {whose} of the {PARTS[dimension]} {inquiry.name(subject)} is"

    if not is_unspecified(holder):
        return Question(holder, None, Ask.IDENTITY, named, bound, answer)
    return Question(subject, dimension, Ask.IDENTITY, unnamed, bound, answer)


def about_controllers(
    inquiry: Inquiry, parties: Iterable[str], bond: str = "has a right over"
) -> tuple[Settling, ...]:
    """Who stands behind parties that are somebody to the vendor, and may be a competitor's."""
    asked = list(dict.fromkeys(parties))
    questions = (
        _about_identity_of(inquiry, party, bond, settles=len(asked) == 1)
        if inquiry.book.is_anybody(party)
        else Settling(
            party,
            None,
            None,
            f"who controls {inquiry.name(party)}: by what is disclosed it may be anybody",
            settles=len(asked) == 1,
        )
        for party in asked[:MOST_QUESTIONS]
    )
    return tuple(dict.fromkeys(questions))


def _about_identity_of(inquiry: Inquiry, party: str, bond: str, *, settles: bool) -> Settling:
    if is_unspecified(party):
        vendor = inquiry.vendor
        sentence = f"who {bond} {inquiry.name(vendor)} and is not named"
        return Settling(vendor, None, None, sentence, Ask.IDENTITY, settles=settles)
    sentence = f"who {inquiry.name(party)} is: by what is disclosed it may be anybody"
    return Settling(party, None, None, sentence, Ask.IDENTITY, settles=settles)


def about_circle(inquiry: Inquiry, circle: Sequence[str], bound: Number) -> Question:
    """Who owns companies that only own each other."""

    def sentence() -> str:
        names = listing([inquiry.name(party) for party in circle])
        return f"who owns {names} from outside: nobody does, by what is disclosed"

    return Question(circle[0], Dimension.ECONOMIC, Ask.OUTSIDE_OWNERS, sentence, bound)


def about_share(
    inquiry: Inquiry, place: Place, holding: Holding, ask: Ask, bound: Number, answer: Answer
) -> Question:
    """What exactly somebody has."""
    subject, dimension = place

    def sentence() -> str:
        owner, part = inquiry.name(holding.owner), f"{PARTS[dimension]} {inquiry.name(subject)}"
        if ask is Ask.CONFIRMATION:
            return f"whether {owner} has {held(holding)} of the {part}, as is only reported"
        return f"what exactly {owner} has of the {part}: so far {held(holding)}"

    about = "" if is_unspecified(holding.owner) else holding.owner
    return Question(subject, dimension, ask, sentence, bound, answer, about)


def confirmations(inquiry: Inquiry, facts: Iterable[Fact]) -> tuple[Settling, ...]:
    """Ask whether what proves nothing is true: a seat, a right, a debt that is only reported."""
    doubtful = {
        (fact.subject, fact.owner, fact.kind): fact for fact in facts if not inquiry.proves(fact)
    }
    return tuple(
        Settling(
            fact.subject,
            None,
            None,
            _whether(inquiry, fact),
            Ask.CONFIRMATION,
            fact.owner or "",
            settles=len(doubtful) == 1,
        )
        for fact in list(doubtful.values())[:MOST_QUESTIONS]
    )


def _whether(inquiry: Inquiry, fact: Fact) -> str:
    owner = "anybody" if fact.owner is None else inquiry.name(fact.owner)
    what = fact.kind.value.replace("_", " ")
    return (
        f"whether {owner} has what is only {fact.confidence.value} of it in "
        f"{inquiry.name(fact.subject)}: {what}"
    )


def about_age(inquiry: Inquiry) -> Settling:
    """Ask for new evidence: all that is known of the vendor hangs on it."""
    vendor = inquiry.vendor
    return Settling(
        vendor,
        None,
        Decimal(100),
        f"a fresh statement of who owns {inquiry.name(vendor)}",
        Ask.FRESH_STATEMENT,
        settles=True,
    )


def about_contradictions(
    inquiry: Inquiry, columns: Sequence[tuple[str, str]]
) -> tuple[Settling, ...]:
    """Ask which of the statements that cannot all be true is."""
    return tuple(
        Settling(
            subject,
            dimension,
            Decimal(100) if subject == inquiry.vendor else None,
            f"what is true of the {PARTS[Dimension(dimension)]} {inquiry.name(subject)}: "
            "the disclosed facts contradict each other",
            Ask.CORRECTION,
        )
        for subject, dimension in columns[:MOST_QUESTIONS]
    )
