"""Whose verdict does a scenario concern, and what is it before and after?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Literal
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from config.problems import Invalid
from procurement.caseflow import Verdict
from procurement.minutes import gist
from procurement.operations.foreseeing import Foreseen
from procurement.queries.judging import Judged, judge_vendor
from procurement.queries.standards import Yardstick, list_watched
from vendors.models import Footprint, Party, Vendor
from vendors.queries.standing import with_pending

MOST_VENDORS = 100
"""So many are judged twice in a few seconds, where few parties stand around them."""
PATIENCE_SECONDS = 20
"""Where many do, no further vendor is begun after this."""

Turn = Literal["worse", "better", "otherwise", "same", "new"]


@dataclass(frozen=True, slots=True)
class Concerned:
    """The vendors to judge, those most likely to change first, and how many more there are."""

    vendors: Sequence[Vendor]
    left_out: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One vendor in both worlds.

    :ivar vendor: None for a party that is no vendor yet
    :ivar before: None for a party that nobody knows yet
    """

    party: Party
    vendor: UUID | None
    before: Judged | None
    after: Judged

    @property
    def turn(self) -> Turn:
        """What becomes of the verdict; `otherwise` is as bad as before for other reasons."""
        if self.before is None:
            return "new"
        before, after = verdict_of(self.before), verdict_of(self.after)
        if before.severity == after.severity:
            same = gist(self.before.findings) == gist(self.after.findings)
            return "same" if same else "otherwise"
        return "worse" if after.severity > before.severity else "better"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Those whom a scenario concerns, the worst first, and how many more it may concern."""

    vendors: Sequence[Compared]
    left_out: int


def verdict_of(judged: Judged) -> Verdict:
    """What a judgement comes to."""
    return Verdict(judged.judgement.state, judged.judgement.level)


def list_concerned(foreseen: Foreseen) -> Concerned:
    """Vendors whose verdict a scenario may change.

    Those whose last verdict leaned on a party it touches, or on the competitors' groups if it
    touches these; those whose last verdict is not up to date, for nobody knows yet on whom they
    lean; and everybody, if they would be measured otherwise.

    :raises Invalid: if one that is asked for is not there
    :raises TooManyParties: if more stand above the competitors than can be looked at
    """
    touched = foreseen.supposition.touched
    leaning = Q(party__in=touched) | Q(_leaning_on(touched))
    vendors = Vendor.objects.select_related("party")
    if foreseen.scenario.only:
        vendors = _only(vendors, foreseen.scenario.only)
    elif not touched and not foreseen.scenario.changes_standards:
        vendors = vendors.none()
    elif not foreseen.scenario.changes_standards:
        pending = with_pending(Vendor.objects.all(), on=foreseen.today).filter(
            recheck_pending=True  # type: ignore[misc]  # annotated by it
        )
        groups = _leaning_on(_groups(foreseen))
        vendors = vendors.filter(leaning | Q(groups) | Q(id__in=pending.values("id")))
    ordered = vendors.annotate(
        place=Case(
            When(leaning, then=Value(0)),
            When(standing__engaged=True, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    ).order_by("place", "id")
    found = list(ordered[:MOST_VENDORS])
    count = len(found) if len(found) < MOST_VENDORS else ordered.count()
    return Concerned(found, count - len(found))


def compare(concerned: Concerned, foreseen: Foreseen) -> Comparison:
    """Judge each in both worlds; those whom it turns out not to concern are left out.

    Ends early when it takes long: what is answered by then is whole, and says how much is not.

    :raises TooManyParties: if more parties stand around one than can be looked at
    """
    patience_ends = monotonic() + PATIENCE_SECONDS
    compared = [_compared(_as_vendor(party), None, foreseen) for party in foreseen.prospects]
    judged = 0
    for vendor in concerned.vendors:
        if judged and monotonic() > patience_ends:
            break
        compared.append(_compared(vendor, vendor.id, foreseen))
        judged += 1
    return Comparison(
        vendors=sorted(
            (one for one in compared if _is_concerned(one, foreseen)),
            key=lambda one: (_ORDER[one.turn], one.party.id),
        ),
        left_out=concerned.left_out + len(concerned.vendors) - judged,
    )


def _compared(vendor: Vendor, vendor_id: UUID | None, foreseen: Foreseen) -> Compared:
    is_known = vendor.party not in foreseen.supposition.newcomers
    before = judge(vendor, foreseen, foreseen.before) if is_known else None
    with foreseen.come_true():
        after = judge(vendor, foreseen, foreseen.after)
    return Compared(vendor.party, vendor_id, before, after)


_ORDER: dict[Turn, int] = {"worse": 0, "new": 1, "otherwise": 2, "better": 3, "same": 4}


def judge(vendor: Vendor, foreseen: Foreseen, yardstick: Yardstick) -> Judged:
    """Judge a vendor in the world that is being read, on the scenario's day."""
    return judge_vendor(
        vendor,
        valid_at=foreseen.valid_at,
        known_seq=foreseen.known_seq,
        known_at=foreseen.known_at,
        yardstick=yardstick,
    )


def _is_concerned(one: Compared, foreseen: Foreseen) -> bool:
    asked_for = bool(foreseen.scenario.only) or foreseen.scenario.changes_standards
    if asked_for or one.vendor is None or one.turn != "same":
        return True
    before = one.before.footprint if one.before else ()
    return not foreseen.supposition.touched.isdisjoint({*before, *one.after.footprint})


def _as_vendor(party: Party) -> Vendor:
    """A party as if it were a vendor: never saved."""
    return Vendor(id=party.id, party=party)


def _leaning_on(parties: Sequence[UUID] | frozenset[UUID]) -> Exists:
    return Exists(Footprint.objects.filter(vendor=OuterRef("pk"), party__in=list(parties)))


def _only(vendors: QuerySet[Vendor], asked: Sequence[UUID]) -> QuerySet[Vendor]:
    known = set(vendors.filter(id__in=asked).values_list("id", flat=True))
    for index, vendor_id in enumerate(asked):
        if vendor_id not in known:
            raise Invalid.at(f"/vendors/{index}", "unknown_vendor", "There is no such vendor.")
    return vendors.filter(id__in=known)


def _groups(foreseen: Foreseen) -> frozenset[UUID]:
    """Who decides about the competitors' groups in either world, if the scenario touches them."""
    on = min(foreseen.today, foreseen.valid_at)
    before = list_watched(on=on, known_seq=foreseen.known_seq)
    with foreseen.come_true():
        after = list_watched(on=on, known_seq=foreseen.known_seq)
    watched = before | after
    return frozenset() if watched.isdisjoint(foreseen.supposition.touched) else frozenset(watched)
