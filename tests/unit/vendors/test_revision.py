"""What is believed after somebody says more: by day, by layer, and never two things at once."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.ownership.facts import Confidence
from vendors.ownership.revision import (
    Carried,
    Ceased,
    EndsBeforeItBegins,
    Fresh,
    Layer,
    NothingToRevise,
    Opening,
    Outranked,
    Period,
    Renewed,
    Revision,
    Saying,
    StatementKind,
    Told,
    Version,
    revise,
)

TODAY = date(2025, 6, 1)
DAYS = [date(2024, 1, 1) + timedelta(days=30 * step) for step in range(40)]
A, C, K, R, X = (
    StatementKind.ASSERTION,
    StatementKind.CHANGE,
    StatementKind.CORRECTION,
    StatementKind.RETRACTION,
    StatementKind.CONFIRMATION,
)


def a_saying(
    kind: StatementKind,
    *interests: Told,
    on: date | None = None,
    confidence: Confidence = Confidence.CONFIRMED,
) -> Saying:
    return Saying(kind, confidence, TODAY, valid_from=on, interests=interests)


def a_version(
    name: str = "a",
    start: date | None = None,
    end: date | None = None,
    *,
    slot: int = 0,
    confidence: Confidence = Confidence.CONFIRMED,
    measured: bool = True,
) -> Version:
    return Version(name, slot, Period(start, end), confidence, measured)


def confidence_of(opening: Opening, live: dict[str, Version], saying: Saying) -> Confidence:
    match opening:
        case Carried():
            return live[opening.of].confidence
        case Renewed():
            return opening.confidence
        case Fresh() | Ceased():
            return saying.confidence


def applied(live: list[Version], saying: Saying, round_: int) -> list[Version]:
    """The live versions after a statement; each names what it says in the first part of its id."""
    known = {version.id: version for version in live}
    revision = revise(live, saying)
    opened = []
    for number, opening in enumerate(revision.opens):
        match opening:
            case Carried() | Renewed():
                content = opening.of.partition("/")[0]
            case Fresh():
                content = f"said{round_}.{opening.index}"
            case Ceased():
                content = f"nothing{round_}"
        opened.append(
            Version(
                f"{content}/{round_}.{number}",
                opening.slot,
                opening.period,
                confidence_of(opening, known, saying),
            )
        )
    return [v for v in live if v.id not in revision.closes] + opened


def believed_on(live: list[Version], day: date, layer: Layer) -> set[str]:
    return {
        version.id.partition("/")[0]
        for version in live
        if version.layer is layer and version.period.holds_on(day)
    }


@st.composite
def periods(draw: st.DrawFn) -> Told:
    start = draw(st.none() | st.sampled_from(DAYS))
    end = draw(st.none() | st.sampled_from(DAYS))
    if start is not None and end is not None and end <= start:
        start, end = end, start
    if start == end:
        end = None
    return Told(start, end, says_end=draw(st.booleans()) or end is not None)


@st.composite
def sayings(draw: st.DrawFn, kinds: tuple[StatementKind, ...] = (C, K, R, X)) -> Saying:
    kind = draw(st.sampled_from(kinds))
    least = 1 if kind in (A, K) else 0
    most = 0 if kind in (R, X) else 3
    return Saying(
        kind,
        draw(st.sampled_from(list(Confidence))),
        TODAY,
        valid_from=draw(st.none() | st.sampled_from(DAYS)),
        statement_date=draw(st.none() | st.sampled_from(DAYS)),
        interests=tuple(draw(st.lists(periods(), min_size=least, max_size=most))),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Version]:
    """The live versions of a record after an assertion and some more statements."""
    live: list[Version] = []
    said = [draw(sayings((A,))), *draw(st.lists(sayings(), max_size=4))]
    for round_, saying in enumerate(said):
        try:
            live = applied(live, saying, round_)
        except (EndsBeforeItBegins, NothingToRevise, Outranked):
            continue
    return live


@given(histories())
def test_no_two_live_versions_of_a_slot_hold_on_the_same_day(live: list[Version]) -> None:
    clashes = [
        (one, other)
        for one, other in combinations(live, 2)
        if (one.slot, one.layer) == (other.slot, other.layer) and one.period.overlaps(other.period)
    ]

    assert clashes == []
    assert all(not version.period.is_empty for version in live)


@given(histories(), sayings((C,)))
def test_a_change_alters_nothing_before_its_day(live: list[Version], change: Saying) -> None:
    try:
        after = applied(live, change, 99)
    except (EndsBeforeItBegins, NothingToRevise):
        return

    for day in DAYS:
        if day < change.day:
            for layer in Layer:
                assert believed_on(after, day, layer) == believed_on(live, day, layer)


@given(histories(), sayings((C,)))
def test_from_its_day_on_a_change_is_all_that_is_believed(
    live: list[Version], change: Saying
) -> None:
    try:
        after = applied(live, change, 99)
    except (EndsBeforeItBegins, NothingToRevise):
        return

    for day in (day for day in DAYS if day >= change.day):
        now = believed_on(after, day, change.layer)
        assert all(content.startswith(("said99", "nothing99")) for content in now)


@given(histories(), sayings())
def test_what_does_not_prove_removes_nothing_that_was_proved(
    live: list[Version], saying: Saying
) -> None:
    if saying.layer is Layer.PROVING:
        return
    try:
        after = applied(live, saying, 99)
    except (EndsBeforeItBegins, NothingToRevise, Outranked):
        return

    for day in DAYS:
        assert believed_on(after, day, Layer.PROVING) == believed_on(live, day, Layer.PROVING)


@given(histories())
def test_a_proving_retraction_leaves_nothing(live: list[Version]) -> None:
    if not live:
        return

    assert applied(live, a_saying(R), 99) == []


@given(histories(), st.sampled_from(DAYS))
def test_a_confirmation_changes_no_validity_of_what_was_proved(
    live: list[Version], day: date
) -> None:
    try:
        after = applied(live, a_saying(X, on=day), 99)
    except NothingToRevise:
        return

    for each in DAYS:
        assert believed_on(after, each, Layer.PROVING) >= believed_on(live, each, Layer.PROVING)


@given(histories(), sayings((K,)))
def test_a_correction_replaces_what_was_believed_on_its_day(
    live: list[Version], correction: Saying
) -> None:
    day = correction.said_day
    if day is None or correction.layer is not Layer.PROVING:
        return
    before = {v.id for v in live if v.period.holds_on(day)}
    try:
        revision = revise(live, correction)
    except EndsBeforeItBegins:
        return

    assert before <= set(revision.closes)


@given(st.lists(periods(), min_size=2, max_size=2))
def test_what_is_left_of_a_period_and_what_is_taken_make_the_whole(two: list[Told]) -> None:
    whole, taken = (Period(told.starts_on, told.ends_on) for told in two)

    left = whole.without(taken)

    for day in DAYS:
        held = any(part.holds_on(day) for part in left)
        assert held == (whole.holds_on(day) and not taken.holds_on(day))


def test_an_assertion_begins_on_the_day_of_its_statement() -> None:
    revision = revise([], a_saying(A, Told(), on=date(2025, 1, 1)))

    assert revision.opens == (Fresh(0, 0, Period(date(2025, 1, 1), None)),)


def test_a_change_without_interests_ends_the_record_on_its_day() -> None:
    live = [a_version(start=date(2024, 1, 1))]

    revision = revise(live, a_saying(C, on=date(2025, 1, 1)))

    assert revision == Revision(
        ("a",), (Carried("a", 0, Period(date(2024, 1, 1), date(2025, 1, 1))),)
    )


def test_a_change_that_repeats_the_old_start_begins_on_its_own_day() -> None:
    live = [a_version(start=date(2024, 1, 1))]

    revision = revise(live, a_saying(C, Told(date(2024, 1, 1)), on=date(2025, 1, 1)))

    assert revision.opens == (
        Carried("a", 0, Period(date(2024, 1, 1), date(2025, 1, 1))),
        Fresh(0, 0, Period(date(2025, 1, 1), None)),
    )


def test_a_correction_keeps_the_validity_it_does_not_speak_of() -> None:
    live = [a_version(start=date(2024, 1, 1), end=date(2025, 1, 1))]

    revision = revise(live, a_saying(K, Told()))

    assert revision.opens == (Fresh(0, 0, Period(date(2024, 1, 1), date(2025, 1, 1))),)


def test_a_correction_replaces_only_the_version_of_its_day() -> None:
    live = [
        a_version("old", date(2024, 1, 1), date(2025, 1, 1)),
        a_version("new", date(2025, 1, 1)),
    ]

    revision = revise(live, a_saying(K, Told(), on=date(2025, 3, 1)))

    assert revision == Revision(("new",), (Fresh(0, 0, Period(date(2025, 1, 1), None)),))


def test_a_corrected_start_cuts_the_version_before() -> None:
    live = [
        a_version("old", date(2024, 1, 1), date(2025, 1, 1)),
        a_version("new", date(2025, 1, 1)),
    ]

    revision = revise(live, a_saying(K, Told(date(2024, 9, 1)), on=date(2025, 3, 1)))

    assert set(revision.closes) == {"old", "new"}
    assert revision.opens == (
        Carried("old", 0, Period(date(2024, 1, 1), date(2024, 9, 1))),
        Fresh(0, 0, Period(date(2024, 9, 1), None)),
    )


def test_an_open_end_in_a_correction_does_not_swallow_the_next_version() -> None:
    live = [
        a_version("old", date(2024, 1, 1), date(2025, 1, 1)),
        a_version("new", date(2025, 1, 1)),
    ]

    told = Told(date(2024, 1, 1), None, says_end=True)
    revision = revise(live, a_saying(K, told))

    assert revision == Revision(
        ("old",), (Fresh(0, 0, Period(date(2024, 1, 1), date(2025, 1, 1))),)
    )


def test_a_confirmation_raises_what_was_only_reported() -> None:
    live = [a_version(confidence=Confidence.REPORTED)]

    revision = revise(live, a_saying(X))

    assert revision.opens == (Renewed("a", 0, Period(), Confidence.CONFIRMED),)


def test_a_report_that_it_is_still_true_does_not_touch_what_was_proved() -> None:
    live = [a_version()]

    assert revise(live, a_saying(X, confidence=Confidence.REPORTED)) == Revision()


def test_a_reported_end_stands_beside_what_was_proved() -> None:
    live = [a_version()]

    revision = revise(live, a_saying(C, on=date(2025, 1, 1), confidence=Confidence.REPORTED))

    assert revision == Revision((), (Ceased("a", 0, Period(date(2025, 1, 1), None)),))


def test_a_reported_end_of_what_has_no_share_is_only_written_down() -> None:
    live = [a_version(measured=False)]

    assert revise(live, a_saying(C, confidence=Confidence.REPORTED)) == Revision()


def test_a_report_cannot_retract_what_was_proved() -> None:
    with pytest.raises(Outranked):
        revise([a_version()], a_saying(R, confidence=Confidence.REPORTED))


@pytest.mark.parametrize("kind", [C, X, R])
def test_there_is_nothing_to_say_of_a_record_that_holds_nothing(kind: StatementKind) -> None:
    with pytest.raises(NothingToRevise):
        revise([], a_saying(kind))


def test_an_interest_that_ends_before_the_change_holds_on_no_day() -> None:
    told = Told(date(2024, 1, 1), date(2024, 6, 1), says_end=True)

    with pytest.raises(EndsBeforeItBegins) as refusal:
        revise([a_version()], a_saying(C, Told(), told, on=date(2025, 1, 1)))

    assert refusal.value.index == 1
