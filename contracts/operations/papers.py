"""What does an amendment or a renewal change in a signed contract, and how is that kept?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from config.problems import Invalid
from contracts.calendar import LONGEST_PERIOD_DAYS, Dated, DayOutOfRange, add_days, add_months
from contracts.lifecycle import RenewalType, find_faults, term_end
from contracts.models import Amendment, Contract, Renewal
from contracts.operations.amending import say_anew, work_in
from contracts.operations.locking import refuse_ahead
from contracts.operations.wording import Wording, refuse_faults
from contracts.queries.reading import terms_of
from contracts.queries.text import (
    Change,
    amendments_ahead,
    changes_of,
    present_text,
    text_on,
    worded,
)

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Paper:
    """What came with an amendment or a renewal, besides reason and evidence.

    :ivar changes: the terms an amendment says anew
    :ivar signed_on: when both sides signed it; the day it is recorded if not said
    :ivar effective_on: from when an amendment binds; from its signature if not said
    :ivar ends_on: the last day of a renewed term; as long again as before if not said
    """

    changes: Wording = field(default_factory=Wording)
    signed_on: date | None = None
    effective_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper that was written down: the columns that follow, and what its event tells."""

    columns: Mapping[str, object]
    told: Mapping[str, object]


def refuse_bad_amendment(contract: Contract, paper: Paper, on: date) -> None:
    """:raises Invalid: if what it changes contradicts the rest, or on no such day it was signed

    What it says is held against the text of its day, and against that of every later day on which
    another signed paper begins to bind.
    """
    _refuse_impossible_days(contract, paper, on)
    day = _binds_from(contract, paper, on)
    anew, told = say_anew(text_on(contract, day), paper.changes)
    refuse_faults(anew.contract, paper.changes, "/changes")
    papers = [*changes_of(contract), Change(day, datetime.max.replace(tzinfo=UTC), told)]
    for later in amendments_ahead(contract, day):
        text = worded(present_text(contract), papers, papers, later.binds_from)
        faults = find_faults(terms_of(text.contract))
        if faults:
            detail = f"With amendment {later.number}: {faults[0].detail}"
            raise Invalid.at("/changes", "contradicts_later_amendment", detail)


def _refuse_impossible_days(contract: Contract, paper: Paper, on: date) -> None:
    signed_on, earliest = paper.signed_on, _last_signature(contract)
    refuse_ahead(contract, "/signed_on", signed_on, on)
    if signed_on is not None and earliest is not None and signed_on < earliest:
        detail = f"The paper before it was signed on {earliest}: this one was on that day or later."
        raise Invalid.at("/signed_on", "before_previous", detail)
    if paper.effective_on is None:
        return
    if paper.effective_on < _signature(contract, paper, on):
        detail = "It cannot bind before both sides signed it."
        raise Invalid.at("/effective_on", "before_signature", detail)
    if (paper.effective_on - on).days > LONGEST_PERIOD_DAYS:
        raise Invalid.at("/effective_on", "too_far", "That is more than a hundred years away.")


def keep_amendment(
    contract: Contract, paper: Paper, *, on: date, reason: str, evidence: Sequence[UUID], by: str
) -> Kept:
    """Number and keep a signed amendment of a locked contract, with what it changes.

    Where its day has come, the lists it changes are replaced at once, and its columns are for the
    caller to write; otherwise the clock works it in on its day.
    """
    day = _binds_from(contract, paper, on)
    _, changes = say_anew(text_on(contract, day), paper.changes)
    number = contract.amendment_number + 1
    Amendment.objects.create(
        contract=contract,
        number=number,
        reason=reason,
        evidence=list(evidence),
        changes=changes,
        signed_on=_signature(contract, paper, on),
        effective_on=day,
        worked_in_version=contract.version + 1 if day <= on else None,
        recorded_by=by,
    )
    columns = work_in(contract, on) if day <= on else {}
    told = {"amendment": number, "changed": sorted(changes), "effective_on": day}
    return Kept({**columns, "amendment_number": number}, told)


def _signature(contract: Contract, paper: Paper, on: date) -> date:
    return paper.signed_on or max(on, _last_signature(contract) or on)


def _binds_from(contract: Contract, paper: Paper, on: date) -> date:
    """The day asked for; else its signature's, or a later one from which another binds already."""
    if paper.effective_on is not None:
        return paper.effective_on
    binding = [change.day for change in changes_of(contract) if change.day <= on]
    return max((_signature(contract, paper, on), *binding))


def renewed_term(contract: Contract, paper: Paper, on: date) -> tuple[date | None, Dated | None]:
    """The end of the running term, and the end of the renewed one; none where there is no end.

    :raises Invalid: if the end asked for is none, or the contract does not say how long it renews
    """
    now = text_on(contract, on).contract
    try:
        before = term_end(terms_of(now), on)
        after = _renewed_end(now, paper, before)
    except DayOutOfRange:
        detail = "The renewed term would end outside the calendar."
        raise Invalid.at("/ends_on", "out_of_range", detail) from None
    return before, after


def keep_renewal(
    contract: Contract, paper: Paper, *, on: date, reason: str, evidence: Sequence[UUID], by: str
) -> Kept:
    """Number and keep the renewal of a locked contract."""
    before, after = renewed_term(contract, paper, on)
    number = contract.renewal_number + 1
    Renewal.objects.create(
        contract=contract,
        number=number,
        ended_on=before,
        ends_on=after.on if after else None,
        rule=after.rule if after else "it runs on until one side leaves",
        reason=reason,
        evidence=list(evidence),
        renewed_on=on,
        recorded_by=by,
    )
    columns: dict[str, object] = {"renewal_number": number}
    if after is not None:
        columns["ends_on"] = contract.ends_on = after.on
    told = {"renewal": number, "ends_on": after.on if after else None}
    return Kept(columns, told)


def _renewed_end(contract: Contract, paper: Paper, before: date | None) -> Dated | None:
    asked = paper.ends_on
    if contract.renewal_type == RenewalType.EVERGREEN:
        if asked is not None:
            detail = "A contract without an end is renewed without one."
            raise Invalid.at("/ends_on", "not_applicable", detail)
        return None
    if asked is not None:
        if before is not None and asked <= before:
            detail = f"The running term ends on {before}; a renewal ends later."
            raise Invalid.at("/ends_on", "not_later", detail)
        return Dated(asked, f"agreed: until {asked}")
    if before is None:
        return None
    if contract.renewal_type == RenewalType.AUTO_RENEW and contract.renewal_months:
        return _months_more(before, contract.renewal_months)
    return _as_long_again(_term_start(contract), before)


def _term_start(contract: Contract) -> date | None:
    """The first day of the running term: of a renewed one, the day after the term before it."""
    last = Renewal.objects.filter(contract=contract).order_by("-number").first()
    return add_days(last.ended_on, 1) if last and last.ended_on else contract.starts_on


def _as_long_again(starts_on: date | None, before: date) -> Dated:
    """A term of whole months is renewed by months, another one by its days.

    :raises Invalid: if nobody knows how long it was
    """
    if starts_on is None:
        detail = "How long the term was is not known: say when the renewed one ends."
        raise Invalid.at("/ends_on", "required", detail)
    behind = add_days(before, 1)
    months = (behind.year - starts_on.year) * _MONTHS + behind.month - starts_on.month
    if months > 0 and add_months(starts_on, months) == behind:
        return _months_more(before, months, starts_on)
    days = (before - starts_on).days + 1
    return Dated(add_days(before, days), f"{days} days more after {before}, as long as before")


def _months_more(before: date, months: int, starts_on: date | None = None) -> Dated:
    unit = "month" if months == 1 else "months"
    rule = f"{months} {unit} more after {before}"
    if starts_on is None:
        return Dated(add_months(before, months), rule)
    # Counted from the start, so that a term ending with February ends with the month again.
    return Dated(add_days(add_months(starts_on, 2 * months), -1), f"{rule}, as long as before")


def _last_signature(contract: Contract) -> date | None:
    last = Amendment.objects.filter(contract=contract).order_by("-number").first()
    return last.signed_on if last else contract.signed_on
