"""Does the last verdict about a vendor still stand, or is a recheck owed?

Computed whenever it is asked (see the design's "no stale green"): nobody has to mark anything for a
newer fact to count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from config import clock
from config.actors import ActorKind
from config.events.models import Event
from config.problems import NotFound
from vendors.models import (
    Footprint,
    Hold,
    NeutralityState,
    Standards,
    Standing,
    Vendor,
    Watched,
)


def with_pending(queryset: QuerySet[Vendor], *, on: date | None = None) -> QuerySet[Vendor]:
    """Annotate `recheck_pending`, and `shown_state` in which nothing pending is ever `clear`.

    :param on: the day on which dated facts are read; today if not said
    """
    newer_fact = Footprint.objects.filter(
        vendor=OuterRef("pk"), party__changed_seq__gt=OuterRef("standing__assessed_seq")
    )
    standards = Standards.objects.values("changed_seq")[:1]
    checked = Coalesce(Subquery(Standards.objects.values("group_checked_seq")[:1]), 0)
    newer_group = Watched.objects.filter(party__changed_seq__gt=checked)
    up_to_date = (
        Q(standing__assessed_at__isnull=False)
        & Q(standing__owed_seq__lte=F("standing__assessed_seq"))
        & Q(standing__assessed_seq__gte=Coalesce(Subquery(standards), 0))
        & (
            Q(standing__next_boundary=None)
            | Q(standing__next_boundary__gt=on if on is not None else clock.today())
        )
        & ~Exists(newer_group)
        & ~Exists(newer_fact)
    )
    return queryset.annotate(
        recheck_pending=Case(
            When(up_to_date, then=Value(value=False)),
            default=Value(value=True),
            output_field=BooleanField(),
        ),
    ).annotate(
        shown_state=Case(
            When(
                Q(standing__state=NeutralityState.CLEAR, recheck_pending=False),
                then=Value(NeutralityState.CLEAR.value),
            ),
            When(
                standing__state__in=[NeutralityState.POSSIBLE, NeutralityState.CONFLICT],
                then=F("standing__state"),
            ),
            default=Value(NeutralityState.INSUFFICIENT.value),
            output_field=CharField(),
        )
    )


def is_recheck_pending(vendor_id: UUID, *, on: date | None = None) -> bool:
    """Whether something newer than the last assessment has not been judged yet.

    :raises NotFound: if there is no such vendor
    """
    pending = (
        with_pending(Vendor.objects.filter(id=vendor_id), on=on)
        .values_list("recheck_pending", flat=True)  # type: ignore[misc]  # annotated above
        .first()
    )
    if pending is None:
        raise NotFound()
    return bool(pending)


def get_newer_facts(vendor_ids: Collection[UUID]) -> dict[UUID, int]:
    """For each vendor the highest number of a fact around it that its last assessment did not know.

    Asked with the place of the assessment in the ledger in hand it misses none: a lower number is
    visible by then, and whoever is told of a higher one finds the footprint.
    """
    newer = Footprint.objects.filter(
        vendor__in=vendor_ids, party__changed_seq__gt=F("vendor__standing__assessed_seq")
    )
    found = newer.values("vendor_id").annotate(newest=Max("party__changed_seq"))
    return {row["vendor_id"]: row["newest"] for row in found}


def get_standing(vendor_id: UUID) -> Standing:
    """The last verdict as it was recorded; ask `is_recheck_pending` before relying on it.

    :raises NotFound: if there is no such vendor
    """
    standing = Standing.objects.filter(vendor_id=vendor_id).first()
    if standing is None:
        raise NotFound()
    return standing


def vendors_with_footprint(party_ids: Iterable[UUID]) -> QuerySet[Vendor]:
    """Vendors whose last verdict consulted facts about any of these parties, by id."""
    return Vendor.objects.filter(
        Exists(Footprint.objects.filter(vendor=OuterRef("pk"), party__in=list(party_ids)))
    ).order_by("id")


def holds_in_force(vendor_id: UUID, on: date) -> QuerySet[Hold]:
    """Holds neither released nor past their day."""
    return list_holds_in_force(on).filter(vendor=vendor_id)


def list_holds_in_force(on: date) -> QuerySet[Hold]:
    """Everything on hold on a day."""
    return Hold.objects.filter(released_at=None).filter(Q(release_on=None) | Q(release_on__gt=on))


def is_placed_by_policy(hold: Hold) -> bool:
    """Whether no person placed it, but the system, for a verdict."""
    return Event.objects.filter(
        type="vendors.hold_placed",
        subject_type="vendor",
        subject_id=hold.vendor_id,
        actor_kind=ActorKind.SYSTEM,
        data__hold=str(hold.id),
    ).exists()


def list_holds(vendor_id: UUID, *, on: date) -> QuerySet[Hold]:
    """All holds of a vendor, each with its state on a day as `state_on`."""
    return Hold.objects.filter(vendor=vendor_id).annotate(
        state_on=Case(
            When(released_at__isnull=False, then=Value("released")),
            When(release_on__lte=on, then=Value("expired")),
            default=Value("in_force"),
            output_field=CharField(),
        )
    )


def get_hold(hold_id: UUID) -> Hold:
    """One hold, in force or not.

    :raises NotFound: if there is none
    """
    hold = Hold.objects.filter(id=hold_id).first()
    if hold is None:
        raise NotFound()
    return hold


def hold_state(hold: Hold, *, on: date) -> str:
    """`in_force`, `released`, or `expired` once its day has come."""
    if hold.released_at is not None:
        return "released"
    return "expired" if hold.release_on is not None and hold.release_on <= on else "in_force"


def get_standards() -> Standards:
    """When the standards last changed, and when the competitors' groups were last looked at."""
    return Standards.objects.filter(id=1).first() or Standards(id=1)
