"""Could we leave this contract tomorrow, and what would be missing?

A rehearsal scores how ready we are: each part of `WEIGHTS` counts by the share of it that is there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final


class Part(StrEnum):
    OWNER = "owner"
    REPLACEMENT = "replacement"
    CLAUSES = "clauses"
    NOTICE = "notice"
    DATA = "data"
    ACCESS = "access"
    EVIDENCE = "evidence"


WEIGHTS: Final[Mapping[Part, int]] = MappingProxyType(
    {
        Part.OWNER: 10,
        Part.REPLACEMENT: 20,
        Part.CLAUSES: 20,
        Part.NOTICE: 15,
        Part.DATA: 15,
        Part.ACCESS: 10,
        Part.EVIDENCE: 10,
    }
)
"""What each part counts, of a hundred."""


class Lack(StrEnum):
    NO_OWNER = "no_owner"
    NO_DOMAIN = "no_domain"
    NO_REPLACEMENT = "no_replacement"
    NOT_ASSESSED = "not_assessed"
    NO_EXIT_PLAN = "no_exit_plan"
    NO_CLAUSE = "no_clause"
    NO_NOTICE_PERIOD = "no_notice_period"
    NO_NOTICE_FORM = "no_notice_form"
    NO_NOTICE_ADDRESS = "no_notice_address"
    ASSET_WITHOUT_HOLDER = "asset_without_holder"
    ASSET_WITHOUT_CONTENT = "asset_without_content"
    GRANT_WITHOUT_OWNER = "grant_without_owner"
    GRANT_WITHOUT_ACCOUNT = "grant_without_account"
    NO_SIGNED_PAPER = "no_signed_paper"
    NO_CONDUCT_ATTESTATION = "no_conduct_attestation"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not there; `about` is the id or the code of what it concerns."""

    lack: Lack
    words: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """An open access grant: who on our side answers for it, and which account it is."""

    id: str
    name: str
    owner: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """A data asset: how many have it, and whether its items or its hash are on file."""

    id: str
    name: str
    holders: int
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is on file for the day on which a contract is left.

    `domain` is the expertise that must be replaced, `replacements` how many clear vendors have it.
    `serious` are the levels at which the policy would have us act, `uncovered` those of them that
    no clause lets us act on. `is_assessed`: it is on file, and not too old, how hard the vendor is
    to replace; `has_exit_plan` is what that says.
    """

    owner: str = ""
    domain: str = ""
    replacements: int = 0
    is_assessed: bool = False
    has_exit_plan: bool = False
    serious: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    has_notice_period: bool = False
    has_notice_form: bool = False
    has_notice_address: bool = False
    doors: tuple[Door, ...] = ()
    assets: tuple[Asset, ...] = ()
    has_signed_paper: bool = False
    has_conduct_attestation: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """How much of one part is there, and what of it is not."""

    part: Part
    there: Fraction
    missing: tuple[Missing, ...] = ()

    @property
    def weight(self) -> int:
        return WEIGHTS[self.part]

    @property
    def points(self) -> Fraction:
        return self.there * self.weight


def score(prepared: Preparation) -> tuple[Scored, ...]:
    """Every part, in the order of `WEIGHTS`."""
    missing: dict[Part, tuple[int, tuple[Missing, ...]]] = {
        Part.OWNER: (1, tuple(_owner(prepared))),
        Part.REPLACEMENT: (3, tuple(_replacement(prepared))),
        Part.CLAUSES: (len(prepared.serious), tuple(_clauses(prepared))),
        Part.NOTICE: (3, tuple(_notice(prepared))),
        Part.DATA: (2 * len(prepared.assets), tuple(_data(prepared))),
        Part.ACCESS: (2 * len(prepared.doors), tuple(_access(prepared))),
        Part.EVIDENCE: (2, tuple(_evidence(prepared))),
    }
    return tuple(
        Scored(part, _there(asked, len(lacks)), lacks)
        for part, (asked, lacks) in ((part, missing[part]) for part in WEIGHTS)
    )


def total(parts: tuple[Scored, ...]) -> int:
    """The score, 0 to 100, in whole points rounded down: 100 means that nothing is missing."""
    return int(sum((part.points for part in parts), start=Fraction(0)))


def _there(asked: int, lacking: int) -> Fraction:
    return Fraction(asked - lacking, asked) if asked else Fraction(1)


def _owner(prepared: Preparation) -> Iterator[Missing]:
    if not prepared.owner:
        yield Missing(Lack.NO_OWNER, "Nobody on our side owns this contract.")


def _replacement(prepared: Preparation) -> Iterator[Missing]:
    if not prepared.domain:
        words = "The contract does not say which expertise would have to be replaced."
        yield Missing(Lack.NO_DOMAIN, words)
    elif not prepared.replacements:
        words = f"No other vendor that is clear knows {prepared.domain}."
        yield Missing(Lack.NO_REPLACEMENT, words, prepared.domain)
    if not prepared.is_assessed:
        words = "It is not on file, or too long ago, how hard the vendor is to replace."
        yield Missing(Lack.NOT_ASSESSED, words)
    if not prepared.has_exit_plan:
        yield Missing(Lack.NO_EXIT_PLAN, "No plan for leaving is on file.")


def _clauses(prepared: Preparation) -> Iterator[Missing]:
    for level in prepared.uncovered:
        words = f"The policy acts on {level.replace('_', ' ')}; no clause would let us."
        yield Missing(Lack.NO_CLAUSE, words, level)


def _notice(prepared: Preparation) -> Iterator[Missing]:
    if not prepared.has_notice_period:
        yield Missing(Lack.NO_NOTICE_PERIOD, "No notice period of ours is written down.")
    if not prepared.has_notice_form:
        yield Missing(Lack.NO_NOTICE_FORM, "The form in which notice is given is not on file.")
    if not prepared.has_notice_address:
        yield Missing(Lack.NO_NOTICE_ADDRESS, "The address for notices is not on file.")


def _data(prepared: Preparation) -> Iterator[Missing]:
    for asset in prepared.assets:
        if not asset.holders:
            words = f"Nobody is known to have {asset.name}."
            yield Missing(Lack.ASSET_WITHOUT_HOLDER, words, asset.id)
        if not asset.is_counted:
            words = f"Neither the items of {asset.name} nor a hash of it are on file."
            yield Missing(Lack.ASSET_WITHOUT_CONTENT, words, asset.id)


def _access(prepared: Preparation) -> Iterator[Missing]:
    for door in prepared.doors:
        if not door.owner:
            words = f"Nobody on our side answers for the access to {door.name}."
            yield Missing(Lack.GRANT_WITHOUT_OWNER, words, door.id)
        if not door.account:
            words = f"It is not on file under which account {door.name} is reached."
            yield Missing(Lack.GRANT_WITHOUT_ACCOUNT, words, door.id)


def _evidence(prepared: Preparation) -> Iterator[Missing]:
    if not prepared.has_signed_paper:
        yield Missing(Lack.NO_SIGNED_PAPER, "The signed contract is not on file.")
    if not prepared.has_conduct_attestation:
        words = "The vendor has not sworn, with evidence, that nobody else sees our data."
        yield Missing(Lack.NO_CONDUCT_ATTESTATION, words)
