"""How does one say a finding so that a lawyer can repeat it?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from vendors.ownership.book import Book
from vendors.ownership.bounds import (
    EVERYTHING,
    Bound,
    Comparator,
    Measure,
    Threshold,
    lowest_ceiling,
)
from vendors.ownership.columns import Holding, Totals
from vendors.ownership.control import Mode
from vendors.ownership.derivation import Ground, Step
from vendors.ownership.facts import Basis, Fact, Interval, Kind
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT
from vendors.ownership.kinds import Dimension

MICRO = Decimal("0.000001")
MANY = 3
LONGEST_CHAIN = 8
UNNAMED = "somebody unnamed"

PARTS: dict[Dimension, str] = {
    Dimension.ECONOMIC: "economic interest in",
    Dimension.VOTES: "votes of",
    Dimension.BOARD: "board seats of",
    Dimension.DISSOLUTION: "rights to surplus assets of",
}
BASES: dict[Basis, str] = {
    Basis.GENERAL_PARTNER: "as its general partner",
    Basis.CONSOLIDATION: "and consolidates it in its accounts",
    Basis.TRUSTEE: "as its trustee",
    Basis.MANAGEMENT_CONTRACT: "under a management contract",
    Basis.NOMINATOR: "because it holds as nominee",
    Basis.ARTICLES: "under its articles",
    Basis.LEGAL_FRAMEWORK: "by law",
}


def percent_down(bound: Bound) -> Decimal:
    return _percent(bound).quantize(MICRO, ROUND_FLOOR)


def percent_up(bound: Bound) -> Decimal:
    return _percent(bound).quantize(MICRO, ROUND_CEILING)


def _percent(bound: Bound) -> Decimal:
    """Exact to 40 digits and rounded by the caller, whose side decides what is safe."""
    value = Fraction(bound.value) / ONE_PERCENT
    scaled = value * 10**40
    if scaled.denominator == 1:
        return Decimal(scaled.numerator).scaleb(-40)
    return Decimal(scaled.__floor__()).scaleb(-40) + Decimal(5).scaleb(-41)


def plain(number: Decimal) -> str:
    """Up to four decimals, for reading."""
    text = f"{number.quantize(Decimal('0.0001')):f}".rstrip("0").rstrip(".")
    return text or "0"


def amount(lo: Bound, hi: Bound) -> str:
    """Such as "49 %", "more than 25 % and at most 50 %", "at least 30 %"."""
    low, high = plain(percent_down(lo)), plain(percent_up(hi))
    if lo.value == hi.value or low == high:
        return f"{low} %"
    start = f"more than {low} %" if lo.open else f"at least {low} %"
    if hi.value >= HUNDRED_PERCENT:
        return start if lo.value else "an unknown part"
    end = f"less than {high} %" if hi.open else f"at most {high} %"
    return f"{start} and {end}" if lo.value else end


def capital(said: str) -> str:
    """How a sentence begins with somebody who has no name; names begin as they are written."""
    return said.replace(UNNAMED, UNNAMED.capitalize(), 1) if said.startswith(UNNAMED) else said


def most(bound: Bound) -> str:
    """In words: "at most 40 %", "less than 5 %", "none"."""
    if not bound.value:
        return "none"
    text = plain(percent_up(bound))
    return f"less than {text} %" if bound.open else f"at most {text} %"


def up_to(bound: Bound) -> str:
    return f"up to {plain(percent_up(bound))} %"


def at_least(bound: Bound) -> str:
    text = plain(percent_down(bound))
    return f"more than {text} %" if bound.open else f"{text} %"


def held(holding: Holding) -> str:
    return amount(Bound(holding.lo, holding.lo_open), Bound(holding.hi, holding.hi_open))


def limit(threshold: Threshold) -> str:
    """Such as "more than 50 %" or "20 % or more": the test in words."""
    text = plain(percent_down(Bound(threshold.units)))
    return f"more than {text} %" if threshold.comparator is Comparator.GT else f"{text} % or more"


def listing(names: Sequence[str]) -> str:
    if len(names) > MANY:
        rest = len(names) - MANY
        others = "1 other" if rest == 1 else f"{rest} others"
        return f"{', '.join(names[:MANY])} and {others}"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def who(book: Book, listed: Sequence[str]) -> str:
    return listing([book.party(party).label for party in listed])


def verb(listed: Sequence[str], one: str, many: str) -> str:
    return one if len(listed) == 1 else many


def part_of(dimension: Dimension, subject: str) -> str:
    return f"{PARTS[dimension]} {subject}"


def reason(book: Book, step: Step) -> str:
    """Why one company belongs to the group, in half a sentence."""
    name = book.party(step.party).label
    holders = listing([book.party(premise).label for premise in step.premises])
    match step.ground:
        case Ground.ASSERTION | Ground.VETO:
            return _said(book, step.facts[0], holders, name)
        case Ground.CLAIM:
            part = name if step.dimension is None else f"the {part_of(step.dimension, name)}"
            return f"{holders} {_total_over_all_paths(step)} of {part}, directly or indirectly"
        case Ground.UNDISCLOSED:
            return f"it is not disclosed who stands behind {name}"
        case Ground.CONCERT:
            pool = dict.fromkeys((*step.premises, *(h.owner for h in step.holdings)))
            acting = listing([book.party(owner).label for owner in pool])
            return (
                f"{acting} act together with {_total(step)} of the {PARTS[Dimension.VOTES]} {name}"
            )
        case _:
            dimension = Dimension(step.ground.value)
            has = verb(step.premises, "has", "together have")
            return f"{holders} {has} {_total(step)} of the {part_of(dimension, name)}"


def _total_over_all_paths(step: Step) -> str:
    """Registered totals are never added up to prove anything: several may only be possible."""
    if step.share is not None:
        return f"may {verb(step.premises, '', 'together ')}have {up_to(step.share)}"
    share = step.facts[0].share or Interval.unknown()
    return f"has {amount(Bound(share.lo, share.lo_open), Bound(share.hi, share.hi_open))}"


def _total(step: Step) -> str:
    """What the holdings come to, and why that is not their sum where it is not."""
    together, share = Totals.of(step.holdings), step.share
    lo, hi = together.floor, lowest_ceiling(together.ceiling, EVERYTHING)
    if hi.value < lo.value:
        hi = lo
    if share is None or (share == lo and step.mode is Mode.SURE):
        return amount(lo, hi)
    if step.own is not None:
        comes_to = at_least(share) if step.mode is Mode.SURE else up_to(share)
        return f"{amount(lo, hi)} ({comes_to} leaving out the company's own shares)"
    if step.mode is Mode.SURE:
        return f"{amount(share, hi)} (what the others leave)"
    return amount(lo, lowest_ceiling(hi, share))


def _said(book: Book, fact: Fact, holders: str, name: str) -> str:
    if fact.kind is Kind.VETO_RIGHTS:
        return f"{holders} can veto decisions of {name}"
    if fact.kind is Kind.CONTROL_ASSERTION and fact.basis is Basis.NOMINATOR:
        return f"{name} holds for {holders} as its nominee"
    if fact.kind is Kind.CONTROL_ASSERTION and fact.basis is None:
        return f"{holders} is disclosed as controlling {name}"
    if fact.kind is Kind.CONTROL_ASSERTION and fact.basis is not None:
        return f"{holders} controls {name} {BASES[fact.basis]}"
    if fact.kind is Kind.INFLUENCE_OR_CONTROL:
        return f"{holders} has significant influence or control over {name}"
    return f"{holders} is {fact.kind.value.replace('_', ' ')} of {name}"


def chain(book: Book, steps: Sequence[Step]) -> str:
    """The whole proof; of a very long one the beginning and the end."""
    if len(steps) <= LONGEST_CHAIN:
        return "; ".join(reason(book, step) for step in steps)
    head, tail = steps[: LONGEST_CHAIN // 2], steps[-(LONGEST_CHAIN // 2) :]
    left_out = len(steps) - len(head) - len(tail)
    return f"{chain(book, head)}; and so on over {left_out} companies; {chain(book, tail)}"


def short(measure: Measure) -> str:
    return amount(measure.lo, measure.hi)
