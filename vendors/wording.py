"""How is an interest kept as it was told? In the API's own words, with its parties by id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vendors.shares import told
from vendors.statements import PartyRef, SaidInterest


def in_words(said: SaidInterest, ids: Mapping[PartyRef, str]) -> dict[str, object]:
    """What was said of one interest, without what was not said.

    :param ids: the id of every party the interest refers to
    """
    words: dict[str, object] = {
        "type": said.type.value,
        "direct_or_indirect": said.directness,
        "share": told(said.share),
        "valid_from": _day(said.valid_from),
        "valid_to": _day(said.valid_to),
        "details": said.details,
        "key_person": said.key_person,
        "members": [ids[member] for member in said.members],
        "exercisable_from": _day(said.exercisable_from),
        "basis": said.basis.value if said.basis else None,
        "seats": said.seats,
        "seats_total": said.seats_total,
        "share_class": said.share_class,
        "nominated_by": ids[said.nominated_by] if said.nominated_by else None,
        "same_as": str(said.same_as) if said.same_as else None,
        "tie_ends_on": _day(said.tie_ends_on),
    }
    kept = {"type", "direct_or_indirect", "share", "valid_from", "valid_to"}
    return {
        name: value
        for name, value in words.items()
        if name in kept or (value is not None and value not in ("", False, []))
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
