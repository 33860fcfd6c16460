"""Two parties that are one: taken for each other, and taken apart again, facts untouched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from config.events.ledger import current_seq
from config.events.models import Delivery, Event
from tests.builders.vendors import a_party, a_person, a_vendor, disclosed
from tests.integration.conftest import Api
from vendors.models import Interest, Merge, Party
from vendors.queries import facts_around, survivors_of

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
DAY = date(2025, 7, 1)


def merged(api: Client, party: Party, into: Party) -> None:
    answer = api("vendor_manager").post(
        f"/api/v1/parties/{party.id}/merge", {"into": str(into.id), "reason": "The same."}
    )
    assert answer.status_code == 200, answer.content


def test_a_merged_id_answers_with_the_survivor(api: Client) -> None:
    double, meta = a_party("Facebook"), a_party("Meta Platforms")

    merged(api, double, meta)

    answer = api("vendor_manager").get(f"/api/v1/parties/{double.id}").json()
    assert answer["id"] == answer["merged_into"] == str(meta.id)
    assert answer["name"] == "Meta Platforms"
    assert answer["allowed_acts"] == ["unmerge"]
    survivor = api("viewer").get(f"/api/v1/parties/{meta.id}").json()
    assert survivor["merged_into"] is None
    assert survivor["merged"] == [str(double.id)]
    listed = api("viewer").get("/api/v1/parties").json()["results"]
    assert [party["id"] for party in listed] == [str(meta.id)]


def test_merging_is_one_event_that_owes_a_recheck(api: Client) -> None:
    double, meta = a_party("Facebook"), a_party("Meta Platforms")

    merged(api, double, meta)

    event = Event.objects.get(type="vendors.party_merged")
    assert set(event.data["parties"]) == {str(double.id), str(meta.id)}
    assert Delivery.objects.get(event=event).task == "procurement.tasks.recheck_affected"
    assert set(Party.objects.values_list("changed_seq", flat=True)) == {event.seq}


def test_facts_are_read_as_the_survivors_and_stay_as_they_were(api: Client) -> None:
    vendor = a_vendor()
    double, meta, owner = a_party("Facebook"), a_party("Meta"), a_party("Zed")
    disclosed(vendor, double, 30)
    disclosed(meta, owner, 60)
    before = current_seq()

    merged(api, double, meta)

    now = facts_around([vendor.party_id], valid_at=DAY, known_seq=current_seq())
    then = facts_around([vendor.party_id], valid_at=DAY, known_seq=before)
    assert {(fact.owner, fact.subject) for fact in now.facts} == {
        (str(meta.id), str(vendor.party_id)),
        (str(owner.id), str(meta.id)),
    }
    assert {fact.owner for fact in then.facts} == {str(double.id)}
    assert set(Interest.objects.values_list("interested_party", flat=True)) == {
        double.id,
        owner.id,
    }


def test_unmerging_gives_each_its_own_facts_again(api: Client) -> None:
    vendor, double, meta = a_vendor(), a_party("Facebook"), a_party("Meta")
    disclosed(vendor, double, 30)
    merged(api, double, meta)
    between = current_seq()

    answer = api("vendor_manager").post(
        f"/api/v1/parties/{double.id}/unmerge", {"reason": "Two after all."}
    )

    assert answer.status_code == 200
    assert answer.json()["id"] == str(double.id)
    assert answer.json()["merged_into"] is None
    now = facts_around([vendor.party_id], valid_at=DAY, known_seq=current_seq())
    assert [fact.owner for fact in now.facts] == [str(double.id)]
    assert survivors_of([double.id], known_seq=between) == {double.id: meta.id}
    assert Event.objects.filter(type="vendors.party_unmerged").count() == 1
    assert Merge.objects.get().undone_seq == current_seq()


def test_a_chain_of_merges_ends_at_the_last_survivor(api: Client) -> None:
    one, two, three = a_party("One"), a_party("Two"), a_party("Three")

    merged(api, one, two)
    merged(api, two, three)

    assert api("viewer").get(f"/api/v1/parties/{one.id}").json()["id"] == str(three.id)
    assert survivors_of([one.id, two.id, three.id]) == dict.fromkeys(
        (one.id, two.id, three.id), three.id
    )


@pytest.mark.parametrize(
    ("party", "into", "status", "said"),
    [
        ("acme", "acme", 422, "same_party"),
        ("person", "acme", 422, "person_is_no_company"),
        ("vendor", "acme", 422, "vendor_stays"),
        ("acme", "nobody", 400, "unknown_party"),
        ("merged", "acme", 409, "merged"),
        ("acme", "merged", 422, "same_party"),
    ],
)
def test_what_cannot_be_one_is_not_merged(
    api: Client, party: str, into: str, status: int, said: str
) -> None:
    acme, double = a_party("Acme"), a_party("Acme Two")
    merged(api, double, acme)
    ids = {
        "acme": acme.id,
        "merged": double.id,
        "person": a_person().id,
        "vendor": a_vendor().party_id,
        "nobody": uuid4(),
    }

    answer = api("vendor_manager").post(
        f"/api/v1/parties/{ids[party]}/merge", {"into": str(ids[into]), "reason": "?"}
    )

    assert answer.status_code == status, answer.content
    assert said in answer.content.decode()
    assert Merge.objects.count() == 1


def test_merging_is_refused_in_the_usual_order(api: Client) -> None:
    acme, other = a_party("Acme"), a_party("Other")
    path, wanted = f"/api/v1/parties/{acme.id}/merge", {"into": str(other.id), "reason": "Same."}
    act = api("vendor_manager").post

    assert api("legal").post(path, wanted).status_code == 403
    assert act(f"/api/v1/parties/{uuid4()}/merge", {}).status_code == 404
    assert act(path, {"into": str(other.id)}).status_code == 400
    assert act(path, wanted, HTTP_IF_MATCH='"7"').status_code == 412
    assert act(f"/api/v1/parties/{acme.id}/unmerge", {"reason": "?"}).status_code == 409
    rehearsed = act(f"{path}?dry_run=true", wanted)
    assert (rehearsed.status_code, rehearsed.json()["merged_into"]) == (200, str(other.id))
    assert not Merge.objects.exists()


def test_a_merged_party_is_not_amended(api: Client) -> None:
    acme, other = a_party("Acme"), a_party("Other")
    merged(api, acme, other)

    answer = api("vendor_manager").patch(
        f"/api/v1/parties/{acme.id}", {"name": "X"}, HTTP_IF_MATCH="*"
    )

    assert answer.status_code == 409
    assert (answer.json()["state"], answer.json()["allowed"]) == ("merged", ["unmerge"])
