"""How much hangs on each vendor, ultimate owner, domain or place, and is it more than we allow?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import assert_never
from uuid import UUID

from config.events import ledger
from config.undisturbed import undisturbed
from contracts.exposure import (
    MEASURES,
    UNDISCLOSED,
    Commitment,
    Control,
    Finding,
    Group,
    OwnerRow,
    Rate,
    RateMissing,
    Sheet,
    Stake,
    VendorHoldings,
    by_owner,
    converted,
    findings,
    owner_findings,
    place_holdings,
    sheet,
)
from contracts.queries.commitments import Moment, commitments_at
from contracts.queries.rates import RateUnknown, rates_at
from procurement.limits import Limits
from procurement.models import Policy
from procurement.neutrality.policy import Policy as Rules
from procurement.queries.standards import adopted_policy, rules_of
from vendors.models import Party
from vendors.owners import TopStake, top_stakes
from vendors.ownership.reading import read
from vendors.queries.facts import survey_above
from vendors.queries.parties import survivors_of
from vendors.queries.workforce import workforces_at

MOST_ABOVE = 400_000
"""Parties above all our vendors together."""

MOST_ROWS = 1_000
_CONTROL: Mapping[bool | None, Control] = {
    True: Control.YES,
    None: Control.POSSIBLE,
    False: Control.NO,
}


class By(StrEnum):
    """What contracts are grouped by."""

    VENDOR = "vendor"
    ULTIMATE_OWNER = "ultimate_owner"
    DOMAIN = "domain"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: grouped by what, on which day, as known when, in which currency.

    :ivar known_at: everything known by now if None
    :ivar currency: every currency by itself if empty
    """

    by: By
    valid_at: date
    known_at: datetime | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Exposure:
    """The answer.

    :ivar sheet: by vendor, where it was asked by ultimate owner or place
    :ivar owners: the rows by ultimate owner; None where something else was asked
    :ivar places: the rows by place, where that was asked
    :ivar names: of vendors, domains, places and owners, by their keys
    :ivar rates: that were used
    """

    asked: Asked
    sheet: Sheet
    owners: Sequence[OwnerRow] | None
    places: Sequence[OwnerRow] | None
    names: Mapping[str, str]
    rates: Sequence[Rate]
    policy: Policy | None
    limits: Limits
    findings: Sequence[Finding]

    @property
    def groups(self) -> Sequence[Group]:
        """Where neither owners nor places were asked for."""
        return [] if self.rows is not None else self.sheet.biggest_first()

    @property
    def rows(self) -> Sequence[OwnerRow] | None:
        return self.owners if self.places is None else self.places


@undisturbed()
def exposure_of(asked: Asked, *, today: date) -> Exposure:
    """How much hangs on what.

    :raises Invalid: if `known_at` lies in the future
    :raises RateUnknown: if a currency cannot be converted
    :raises TooManyParties: if more stand above our vendors than can be looked at
    """
    known_seq = ledger.current_seq() if asked.known_at is None else ledger.seq_at(asked.known_at)
    is_now = asked.known_at is None and asked.valid_at >= today
    moment = Moment(asked.valid_at, known_seq, is_now)
    book = commitments_at(moment)
    found = sheet(book.commitments, _key(asked.by))
    used: list[Rate] = []
    if asked.currency:
        found, used = _converted(found, asked, known_seq)
    policy = adopted_policy(asked.valid_at, known_seq)
    limits = Limits.from_mapping(policy.limits) if policy else Limits()
    owners = places = None
    match asked.by:
        case By.ULTIMATE_OWNER:
            rules = rules_of(policy) if policy else Rules()
            owners = by_owner(found, vendor_holdings(book.parties, moment, rules), MEASURES)
            told = owner_findings(found, owners, limits)
            names = {**book.vendors, **_party_names(owners)}
        case By.PLACE:
            places = by_owner(found, _place_holdings(found, moment), MEASURES)
            told = owner_findings(found, places, limits, asked.by)
            names = {UNDISCLOSED: "unknown place"}
        case By.VENDOR | By.DOMAIN:
            told = findings(found, asked.by, limits)
            names = book.vendors if asked.by is By.VENDOR else book.domains
        case _:
            assert_never(asked.by)
    return Exposure(asked, found, owners, places, names, used, policy, limits, told)


def _key(by: By) -> Callable[[Commitment], str]:
    return _domain if by is By.DOMAIN else _vendor


def _domain(one: Commitment) -> str:
    return one.domain


def _vendor(one: Commitment) -> str:
    return one.vendor


def _place_holdings(found: Sheet, moment: Moment) -> list[VendorHoldings]:
    """Where the work of vendors is done, by the lists that held on the day."""
    known = workforces_at(valid_at=moment.valid_at, known_seq=moment.known_seq)
    return [
        place_holdings(
            vendor,
            [
                (one.place, None if one.share is None else Fraction(one.share) / 100)
                for one in known.get(UUID(vendor), ())
            ],
        )
        for vendor in found.groups
    ]


def _converted(found: Sheet, asked: Asked, known_seq: int) -> tuple[Sheet, list[Rate]]:
    rates = rates_at(asked.currency, valid_at=asked.valid_at, known_seq=known_seq)
    try:
        in_one = converted(found, asked.currency, rates)
    except RateMissing as missing:
        words = ", ".join(f"from {code} to {missing.quote}" for code in missing.missing)
        raise RateUnknown(
            f"Nobody has entered a rate {words} for {asked.valid_at} or before.",
            missing=list(missing.missing),
            currency=missing.quote,
            valid_at=asked.valid_at.isoformat(),
        ) from None
    return in_one, [rates[code] for code in found.currencies if code != asked.currency]


def vendor_holdings(
    parties: Mapping[str, UUID], moment: Moment, rules: Rules
) -> list[VendorHoldings]:
    """The ultimate owners of vendors, through the engine, from facts that are read once for all.

    :param parties: by vendor
    """
    who = survivors_of(set(parties.values()), known_seq=moment.known_seq)
    surveyed = survey_above(who.values(), known_seq=moment.known_seq, limit=MOST_ABOVE)
    facts = replace(surveyed.facts, valid_at=moment.valid_at)
    book = read(facts, rules.reading)
    own = {vendor: str(who[party]) for vendor, party in parties.items()}
    stakes = top_stakes(book, set(own.values()), rules.control_test)
    return [
        VendorHoldings(vendor, tuple(_stake(one) for one in stakes[party]))
        for vendor, party in own.items()
    ]


def _stake(one: TopStake) -> Stake:
    return Stake(one.owner, one.least, one.most, _CONTROL[one.controls])


def _party_names(rows: Iterable[OwnerRow]) -> Mapping[str, str]:
    ids = [UUID(row.owner) for row in rows if row.owner != UNDISCLOSED]
    named = Party.objects.filter(id__in=ids).values_list("id", "name")
    return {
        **{str(id_): name for id_, name in named},
        UNDISCLOSED: "nobody disclosed",
    }
