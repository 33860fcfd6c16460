"""What later statements do to a record: change, correction, confirmation, retraction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest

from config.events.ledger import current_seq
from tests.builders.vendors import (
    a_party,
    a_vendor,
    an_interest,
    believed,
    disclosed,
    disclosed_all,
    percent,
    revised,
    said,
    vendor_manager,
)
from tests.integration.conftest import Api
from vendors.models import Interest, Party, Vendor
from vendors.ownership.facts import Interval
from vendors.queries import interests_in_force

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
BEFORE, DAY, AFTER = date(2025, 1, 1), date(2025, 6, 12), date(2025, 7, 1)


@pytest.fixture
def vendor() -> Vendor:
    return a_vendor("Scale AI")


@pytest.fixture
def meta() -> Party:
    return a_party("Meta")


def tell(api: Client, vendor: Vendor, *, role: str = "vendor_manager", **statement: object):  # noqa: ANN201
    source = statement.pop("source", "registry")
    return api(role).post(
        f"/api/v1/vendors/{vendor.id}/disclosures",
        {"source": {"type": source, "title": "More"}, "statements": [statement]},
    )


def test_a_change_keeps_what_was_true_before_its_day(
    api: Client, vendor: Vendor, meta: Party
) -> None:
    record = disclosed(vendor, meta, 10, valid_from=BEFORE)

    answer = tell(
        api,
        vendor,
        kind="change",
        record_id=str(record),
        valid_from=DAY.isoformat(),
        interests=[{"type": "ordinary_shares", "share": {"exact": 49}}],
    )

    assert answer.status_code == 201, answer.content
    assert answer.json()["statements"][0]["record_id"] == str(record)
    assert answer.json()["statements"][0]["interested_party"] == str(meta.id)
    assert believed(record) == [
        ("ordinary_shares", 10, BEFORE, DAY, "confirmed"),
        ("ordinary_shares", 49, DAY, None, "confirmed"),
    ]


def test_the_day_of_a_change_may_stand_on_its_interests(
    api: Client, vendor: Vendor, meta: Party
) -> None:
    record = disclosed(vendor, meta, 10, valid_from=BEFORE)

    interest = {"type": "ordinary_shares", "share": {"exact": 49}, "valid_from": DAY.isoformat()}
    tell(api, vendor, kind="change", record_id=str(record), interests=[interest])

    assert believed(record) == [
        ("ordinary_shares", 10, BEFORE, DAY, "confirmed"),
        ("ordinary_shares", 49, DAY, None, "confirmed"),
    ]


def test_a_change_without_interests_ends_the_record(
    api: Client, vendor: Vendor, meta: Party
) -> None:
    record = disclosed(vendor, meta, 49, valid_from=BEFORE)

    tell(api, vendor, kind="change", record_id=str(record), valid_from=DAY.isoformat())

    assert believed(record) == [("ordinary_shares", 49, BEFORE, DAY, "confirmed")]


def test_a_change_without_a_day_is_of_the_day_of_its_source(vendor: Vendor, meta: Party) -> None:
    record = disclosed(vendor, meta, 49, valid_from=BEFORE)

    disclosed_all([said("change", record=record)], statement_date=DAY)

    assert believed(record) == [("ordinary_shares", 49, BEFORE, DAY, "confirmed")]


def test_a_correction_says_it_never_was_so(vendor: Vendor, meta: Party) -> None:
    record = disclosed(vendor, meta, 49, valid_from=BEFORE)
    before = current_seq()

    revised(record, "correction", an_interest(share=Interval.from_percent("4.9", "4.9")))

    assert believed(record) == [("ordinary_shares", 4, BEFORE, None, "confirmed")]
    then = interests_in_force(valid_at=AFTER, known_seq=before).get()
    now = interests_in_force(valid_at=AFTER, known_seq=current_seq()).get()
    assert (then.lo, now.lo) == (49_000_000, 4_900_000)


def test_a_correction_of_one_day_leaves_the_other_versions(vendor: Vendor, meta: Party) -> None:
    record = disclosed(vendor, meta, 10, valid_from=BEFORE)
    revised(record, "change", an_interest(share=49), on=DAY)

    revised(record, "correction", an_interest(share=11), on=BEFORE)

    assert believed(record) == [
        ("ordinary_shares", 11, BEFORE, DAY, "confirmed"),
        ("ordinary_shares", 49, DAY, None, "confirmed"),
    ]


def test_a_retraction_leaves_nothing_but_history(vendor: Vendor, meta: Party) -> None:
    record = disclosed(vendor, meta, 49)
    before = current_seq()

    revised(record, "retraction")

    assert believed(record) == []
    assert interests_in_force(valid_at=AFTER, known_seq=before).count() == 1
    assert interests_in_force(valid_at=AFTER, known_seq=current_seq()).count() == 0


def test_a_confirmation_is_fresher_and_changes_nothing(vendor: Vendor, meta: Party) -> None:
    record = disclosed(vendor, meta, 49, valid_from=BEFORE)

    disclosed_all([said("confirmation", record=record)], statement_date=AFTER)

    assert believed(record) == [("ordinary_shares", 49, BEFORE, None, "confirmed")]
    assert Interest.objects.get(superseded_seq=None).asserted_on == AFTER


def test_a_second_person_raises_what_was_only_reported(vendor: Vendor, meta: Party) -> None:
    record = disclosed(vendor, meta, 49, source="press")

    revised(record, "confirmation", by=vendor_manager("second"))

    assert believed(record) == [("ordinary_shares", 49, None, None, "confirmed")]


def test_whoever_recorded_a_report_does_not_confirm_it(
    api: Client, vendor: Vendor, meta: Party
) -> None:
    first = tell(
        api,
        vendor,
        source="press",
        kind="assertion",
        interested_party={"id": str(meta.id)},
        interests=[{"type": "ordinary_shares", "share": {"exact": 49}}],
    )
    record = first.json()["statements"][0]["record_id"]
    confirmation = {"kind": "confirmation", "record_id": record}

    own = tell(api, vendor, **confirmation)
    other = api("vendor_manager", name="another").post(
        f"/api/v1/vendors/{vendor.id}/disclosures",
        {"source": {"type": "registry", "title": "R"}, "statements": [confirmation]},
    )

    assert (own.status_code, own.json()["code"]) == (403, "four-eyes")
    assert other.status_code == 201, other.content


def test_a_report_stands_beside_what_was_proved(vendor: Vendor, meta: Party) -> None:
    record = disclosed(vendor, meta, 49, valid_from=BEFORE)

    revised(record, "change", an_interest(share=20), on=DAY, source="press")

    assert believed(record) == [
        ("ordinary_shares", 49, BEFORE, None, "confirmed"),
        ("ordinary_shares", 20, DAY, None, "reported"),
    ]


def test_a_reported_end_stands_beside_what_was_proved(vendor: Vendor, meta: Party) -> None:
    record = disclosed(vendor, meta, 49, valid_from=BEFORE)

    revised(record, "change", on=DAY, source="press")

    assert believed(record) == [
        ("ordinary_shares", 49, BEFORE, None, "confirmed"),
        ("ordinary_shares", 0, DAY, None, "reported"),
    ]


def test_a_proved_change_settles_what_was_reported(vendor: Vendor, meta: Party) -> None:
    record = disclosed(vendor, meta, 49, valid_from=BEFORE)
    revised(record, "change", an_interest(share=20), on=DAY, source="press")

    revised(record, "change", an_interest(share=25), on=DAY)

    assert believed(record) == [
        ("ordinary_shares", 49, BEFORE, DAY, "confirmed"),
        ("ordinary_shares", 25, DAY, None, "confirmed"),
    ]


def test_several_interests_of_a_statement_change_together(vendor: Vendor, meta: Party) -> None:
    disclosure = disclosed_all(
        [
            said(
                "assertion",
                an_interest("shareholding", 49, valid_from=BEFORE),
                an_interest("voting_rights", 0, valid_from=BEFORE),
                subject=vendor.party,
                owner=meta,
            )
        ]
    )
    record = disclosure.statements.get().record_id

    revised(record, "change", an_interest("ordinary_shares", 51), on=DAY)

    assert believed(record) == [
        ("shareholding", 49, BEFORE, DAY, "confirmed"),
        ("voting_rights", 0, BEFORE, DAY, "confirmed"),
        ("ordinary_shares", 51, DAY, None, "confirmed"),
    ]


def test_two_statements_of_one_disclosure_follow_each_other(vendor: Vendor, meta: Party) -> None:
    record = disclosed(vendor, meta, 10, valid_from=BEFORE)

    disclosed_all(
        [
            said("change", an_interest(share=20), record=record, valid_from=DAY),
            said("change", an_interest(share=30), record=record, valid_from=AFTER),
        ]
    )

    assert believed(record) == [
        ("ordinary_shares", 10, BEFORE, DAY, "confirmed"),
        ("ordinary_shares", 20, DAY, AFTER, "confirmed"),
        ("ordinary_shares", 30, AFTER, None, "confirmed"),
    ]


def test_the_days_of_neighbours_touch_and_do_not_overlap(vendor: Vendor, meta: Party) -> None:
    record = disclosed(vendor, meta, 10, valid_from=BEFORE)
    revised(record, "change", an_interest(share=49), on=DAY)

    facts = interests_in_force(valid_at=DAY, known_seq=current_seq())

    assert [fact.lo for fact in facts] == [49_000_000]


@pytest.mark.parametrize("role", ["intake"])
def test_intake_changes_nothing_that_was_proved(
    api: Client, vendor: Vendor, meta: Party, role: str
) -> None:
    record = disclosed(vendor, meta, 49)

    ended = tell(api, vendor, role=role, kind="change", record_id=str(record))
    withdrawn = tell(api, vendor, role=role, kind="retraction", record_id=str(record))

    assert ended.status_code == 201
    assert withdrawn.status_code == 201  # of its own report that the record had ended
    assert believed(record) == [("ordinary_shares", 49, None, None, "confirmed")]


def test_a_rumour_withdraws_nothing_that_was_proved(
    api: Client, vendor: Vendor, meta: Party
) -> None:
    record = disclosed(vendor, meta, 49)

    answer = tell(api, vendor, source="press", kind="retraction", record_id=str(record))

    assert answer.status_code == 422
    assert answer.json()["code"] == "record-rests-on-stronger-sources"


@pytest.mark.parametrize("kind", ["change", "confirmation", "retraction"])
def test_there_is_nothing_to_say_of_a_record_that_was_withdrawn(
    api: Client, vendor: Vendor, meta: Party, kind: str
) -> None:
    record = disclosed(vendor, meta, 49)
    revised(record, "retraction")

    answer = tell(api, vendor, kind=kind, record_id=str(record))

    assert answer.status_code == 422
    assert answer.json()["code"] == "record-holds-nothing"


def test_a_confirmation_repeats_what_is_on_file_or_nothing(
    api: Client, vendor: Vendor, meta: Party
) -> None:
    record = disclosed(vendor, meta, 49)

    def confirmed(share: int) -> int:
        interests = [{"type": "ordinary_shares", "share": {"exact": share}}]
        answer = tell(api, vendor, kind="confirmation", record_id=str(record), interests=interests)
        return int(answer.status_code)

    assert confirmed(49) == 201
    assert confirmed(50) == 422


def test_an_unknown_record_is_named(api: Client, vendor: Vendor) -> None:
    unknown = str(uuid4())

    answer = tell(api, vendor, kind="retraction", record_id=unknown)

    assert answer.status_code == 422
    assert answer.json()["code"] == "unknown-record"
    assert answer.json()["record_id"] == unknown
    assert answer.json()["pointer"] == "/statements/0/record_id"


def test_a_record_is_about_its_own_parties(api: Client, vendor: Vendor, meta: Party) -> None:
    other = a_vendor("Other")
    record = disclosed(vendor, meta, 49)

    def status(on: Vendor, **fields: object) -> int:
        answer = tell(api, on, kind="confirmation", record_id=str(record), **fields)
        assert answer.status_code == 201 or answer.json()["code"] == "unknown-record"
        return int(answer.status_code)

    assert status(vendor) == 201
    assert status(other) == 422
    assert status(other, subject={"id": str(vendor.party_id)}) == 201
    assert status(vendor, interested_party={"id": str(meta.id)}) == 201
    assert status(vendor, interested_party={"id": str(other.party_id)}) == 422
    assert status(vendor, interested_party={"unspecified": "unknown"}) == 422


def test_an_interest_that_would_hold_on_no_day_is_refused(
    api: Client, vendor: Vendor, meta: Party
) -> None:
    record = disclosed(vendor, meta, 49, valid_from=BEFORE)
    gone = {"type": "ordinary_shares", "valid_from": "2024-01-01", "valid_to": "2024-02-01"}

    answer = tell(
        api,
        vendor,
        kind="change",
        record_id=str(record),
        valid_from=DAY.isoformat(),
        interests=[gone],
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/statements/0/interests/0/valid_to"


def test_the_same_holding_told_twice_names_its_other_record(
    api: Client, vendor: Vendor, meta: Party
) -> None:
    record = disclosed(vendor, meta, 49)
    elsewhere = disclosed(a_vendor("Other"), meta, 1)

    def told(same_as: UUID) -> int:
        interests = [{"type": "ordinary_shares", "share": {"exact": 49}, "same_as": str(same_as)}]
        answer = tell(
            api,
            vendor,
            kind="assertion",
            interested_party={"id": str(meta.id)},
            interests=interests,
        )
        return int(answer.status_code)

    assert told(record) == 201
    assert told(elsewhere) == 422
    assert told(uuid4()) == 422


def test_a_fact_may_begin_in_the_future(vendor: Vendor, meta: Party) -> None:
    record = disclosed(vendor, meta, percent(10), valid_from=AFTER)

    facts = interests_in_force(valid_at=DAY, known_seq=current_seq())

    assert not facts.exists()
    assert believed(record) == [("ordinary_shares", 10, AFTER, None, "confirmed")]
