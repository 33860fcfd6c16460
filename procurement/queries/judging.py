"""What would we say of a vendor, on any day and as far as we knew at any moment? Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from config.events import ledger
from config.events.models import Event
from config.problems import NotFound
from procurement.minutes import Json, findings_of, overlays_of
from procurement.models import Assessment, Policy
from procurement.neutrality.judgement import Judgement, judge_from
from procurement.queries.grounds import known_groups
from procurement.queries.standards import Yardstick, get_policy, yardstick_at
from vendors.models import Vendor
from vendors.ownership.closure import all_consulted, stocked
from vendors.ownership.facts import Facts
from vendors.queries.near import facts_of, facts_of_both
from vendors.queries.parties import survivors_of


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement, and on what it rests.

    :ivar footprint: a new fact about a party outside it, and outside what is watched for the
        competitors' groups, cannot change the judgement
    :ivar next_boundary: the first day on which it may change although nobody says anything
    """

    vendor_id: UUID
    valid_at: date
    known_seq: int
    known_at: datetime
    yardstick: Yardstick
    judgement: Judgement
    footprint: tuple[UUID, ...]
    next_boundary: date | None

    @property
    def findings(self) -> list[dict[str, Json]]:
        return findings_of(self.judgement)

    @property
    def overlays(self) -> dict[str, Json]:
        return overlays_of(self.judgement.overlays)


def judge_vendor(
    vendor: Vendor, *, valid_at: date, known_seq: int, known_at: datetime, yardstick: Yardstick
) -> Judged:
    """Judge a vendor as of both clocks; nothing is written.

    Where more parties stand around it than can be looked at, by the nearest of them: what is proved
    then is proved, and nothing is clear.
    """
    with session(
        [vendor], valid_at=valid_at, known_seq=known_seq, known_at=known_at, yardstick=yardstick
    ) as judged:
        return judged(vendor)


_as_id = lru_cache(maxsize=100_000)(UUID)


@contextmanager
def session(
    vendors: Sequence[Vendor],
    *,
    valid_at: date,
    known_seq: int,
    known_at: datetime,
    yardstick: Yardstick,
) -> Iterator[Callable[[Vendor], Judged]]:
    """Judge any of these vendors by facts that are read once for all of them.

    :raises TooManyParties: if there are several, and too much stands around them together
    """
    with known_groups(yardstick, valid_at=valid_at, known_seq=known_seq) as (groups, walked):
        parties = survivors_of([vendor.party_id for vendor in vendors], known_seq=known_seq)
        around = facts_of(
            list(parties.values()), valid_at=valid_at, known_seq=known_seq, beside=walked
        )
        stock = stocked(around, groups.ground)

        def judged(vendor: Vendor) -> Judged:
            party = str(parties[vendor.party_id])
            judgement = judge_from(stock, vendor=party, policy=yardstick.rules, groups=groups)
            days = [day for day in (judgement.next_boundary, yardstick.next_day) if day is not None]
            return Judged(
                vendor_id=vendor.id,
                valid_at=valid_at,
                known_seq=known_seq,
                known_at=known_at,
                yardstick=yardstick,
                judgement=judgement,
                footprint=tuple(_as_id(one) for one in sorted(judgement.footprint)),
                next_boundary=min(days, default=None),
            )

        yield judged


def preview(
    vendor_id: UUID,
    *,
    valid_at: date,
    known_at: datetime | None,
    policy_id: UUID | None,
    now: datetime,
) -> Judged:
    """What a vendor's assessment would say as of both clocks, under any policy.

    :param known_at: inclusive; up to `now` if not given
    :raises NotFound: if there is no such vendor or policy
    :raises Invalid: if `known_at` lies in the future
    """
    vendor = get_vendor(vendor_id)
    policy = None if policy_id is None else get_policy(policy_id)
    known_seq = ledger.current_seq() if known_at is None else ledger.seq_at(known_at)
    return judge_vendor(
        vendor,
        valid_at=valid_at,
        known_seq=known_seq,
        known_at=known_at or instant_of(known_seq, otherwise=now),
        yardstick=yardstick_at(valid_at, known_seq, policy),
    )


def facts_judged(vendor: Vendor, judged: Judged) -> Facts:
    """The facts a judgement was reached from, of any validity, as they were known."""
    party = survivors_of([vendor.party_id], known_seq=judged.known_seq)[vendor.party_id]
    competitors = judged.yardstick.competitors
    around = facts_of_both(party, competitors, valid_at=judged.valid_at, known_seq=judged.known_seq)
    return all_consulted(around, str(party), [str(competitor) for competitor in competitors])


def get_vendor(vendor_id: UUID) -> Vendor:
    """:raises NotFound: if there is none"""
    vendor = Vendor.objects.select_related("party").filter(id=vendor_id).first()
    if vendor is None:
        raise NotFound()
    return vendor


def instant_of(known_seq: int, *, otherwise: datetime) -> datetime:
    """The instant that, asked about again, gives everything known at a ledger number."""
    known = Event.objects.filter(seq__lte=known_seq).order_by("-seq")
    return known.values_list("recorded_at", flat=True).first() or otherwise


@dataclass(frozen=True, slots=True)
class Reproduction:
    """An assessment reached again. `differs` names what did not come out alike."""

    assessment: Assessment
    input_digest: str
    differs: tuple[str, ...]

    @property
    def is_identical(self) -> bool:
        return not self.differs


def reproduce(assessment: Assessment) -> Reproduction:
    """Reach an assessment again from the facts of its ledger number, its day and its policy."""
    policy: Policy = assessment.policy
    yardstick = yardstick_at(assessment.valid_at, assessment.known_seq, policy)
    again = judge_vendor(
        assessment.vendor,
        valid_at=assessment.valid_at,
        known_seq=assessment.known_seq,
        known_at=assessment.known_at,
        yardstick=yardstick,
    )
    pairs = {
        "input_digest": (assessment.input_digest, again.judgement.input_digest),
        "engine_version": (assessment.engine_version, again.judgement.engine_version),
        "state": (assessment.state, again.judgement.state.value),
        "level": (assessment.level, again.judgement.level.value),
        "competitors": (list(assessment.competitors), list(yardstick.competitors)),
        "findings": (assessment.findings, again.findings),
        "overlays": (assessment.overlays, again.overlays),
        "footprint": (list(assessment.footprint), list(again.footprint)),
        "next_boundary": (assessment.next_boundary, again.next_boundary),
    }
    return Reproduction(
        assessment=assessment,
        input_digest=again.judgement.input_digest,
        differs=tuple(name for name, (stored, now) in pairs.items() if stored != now),
    )
