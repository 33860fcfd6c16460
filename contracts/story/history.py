"""What had happened at Meridian Labs before June 2025? Told through the operations, on its dates.

Real companies appear with press facts and their sources. Whatever is invented about one of them
says "illustrative" where it stands; vendors made up for the story say "fictional" in their names.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction

from config import clock
from config.events.ledger import current_seq, is_demo, mark_as_demo
from contracts.lifecycle import Act
from contracts.money import Money
from contracts.operations.drafting import Wording, draft_contract
from contracts.operations.inventory import open_grant, record_delivery, register_asset
from contracts.operations.moves import move
from contracts.story import cast, terms
from contracts.story.people import acting, hire
from procurement.operations.assessing import assess_vendor
from procurement.operations.competitors import list_competitor
from procurement.operations.policies import adopt_policy, draft_policy
from procurement.operations.waivers import approve_waiver, draft_waiver, submit_waiver
from vendors import operations as vendors
from vendors.models import Vendor
from vendors.ownership.facts import AttestationKind, Kind
from vendors.ownership.revision import StatementKind
from vendors.shelf import evidence_folder
from vendors.statements import Said, SaidInterest, Source, Unspecified


class NotADemo(RuntimeError):
    """The story would be told into somebody's real data."""


def seed() -> bool:
    """Tell the history once; answers whether there was anything to tell.

    :raises NotADemo: if the database holds something else already: it is left alone

    All of it commits together, so a seeding that was interrupted is told from its beginning.
    """
    if is_demo():
        return False
    if current_seq():
        raise NotADemo("This database is in use, and no demo: the story is not told into it.")
    with transaction.atomic():
        mark_as_demo()
        with clock.playing(_at(2024, 1, 8)):
            hire()
        _rules()
        scale = _vendors()
        _series_f(scale)
        _waiver(scale)
        _contract(scale)
        _second_contract()
    return True


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 0, tzinfo=UTC)


def _rules() -> None:
    """The lab's policy, adopted by a second person, and its competitors."""
    with clock.playing(_at(2024, 1, 15)):
        policy = draft_policy(values=terms.POLICY, actor=acting("leo"))
        adopt_policy(policy_id=policy.id, actor=acting("ada"), reason="Agreed with the board.")
    with clock.playing(_at(2024, 1, 16)):
        parties = [
            vendors.register_party(party=cast.company(name, key), actor=acting("vera"))
            for name, key in cast.COMPETITORS
        ]
        _interlock()
        for party in parties:
            list_competitor(
                party_id=party.id,
                reason="Trains frontier models, as we do.",
                valid_from=date(2024, 1, 1),
                on=clock.today(),
                actor=acting("leo"),
            )


def _vendors() -> UUID:
    """The vendors and what is known of each; answers Scale AI's id."""
    made = {}
    with clock.playing(_at(2024, 2, 1)):
        for each in cast.VENDORS:
            registered = vendors.register_vendor(
                party=each.party, about=each.about, actor=acting("vera")
            )
            made[each.party.name] = registered.vendor.id
    for each in cast.VENDORS:
        with clock.playing(_at(2024, 2, 5)):
            _disclose(made[each.party.name], each.source, each.said)
            for dimension in each.complete:
                vendors.attest(
                    vendor_id=made[each.party.name],
                    kind=AttestationKind.COMPLETE,
                    dimension=dimension,
                    valid_from=date(2024, 1, 1),
                    actor=acting("vera"),
                )
    return made["Scale AI"]


def _disclose(vendor_id: UUID, source: Source, said: Sequence[Said]) -> None:
    if said:
        vendors.disclose(
            source=source,
            statements=said,
            statement_date=source.published_on,
            vendor_id=vendor_id,
            actor=acting("vera"),
            at=clock.now(),
        )


def _interlock() -> None:
    """Somebody behind one of the candidates sits on a competitor's board."""
    vendors.disclose(
        source=cast.INTERLOCK,
        statements=cast.INTERLOCKED,
        statement_date=cast.INTERLOCK.published_on,
        actor=acting("vera"),
        at=clock.now(),
    )


def _series_f(scale: UUID) -> None:
    """21 May 2024: a billion is raised. Who took part is reported, how much each has is not."""
    source = Source(
        type="press",
        title="Scale AI raises $1 bln at nearly $14 bln valuation",
        url="https://ca.news.yahoo.com/ai-startup-scale-ai-raises-101052075.html",
        published_on=date(2024, 5, 21),
        asserted_by="Reuters",
    )
    who = "Led by Accel; Nvidia, Amazon and Meta among those taking part. Shares not reported."
    said = [
        Said(
            kind=StatementKind.ASSERTION,
            interested_party=Unspecified("informationUnknownToPublisher"),
            interests=(
                SaidInterest(type=Kind.SHAREHOLDING, valid_from=date(2024, 5, 21), details=who),
            ),
        )
    ]
    with clock.playing(_at(2024, 5, 22)):
        _disclose(scale, source, said)


def _waiver(scale: UUID) -> None:
    """Not enough is known, so working on needs leave: an attestation, conditions, an end."""
    with clock.playing(_at(2024, 6, 3)):
        sworn = _paper("Scale AI's letter on customer data (illustrative)")
        vendors.attest(
            vendor_id=scale,
            kind=AttestationKind.NO_CUSTOMER_DATA_ACCESS,
            valid_from=date(2024, 6, 1),
            evidence=[sworn],
            actor=acting("vera"),
        )
        assess_vendor(vendor_id=scale, at=clock.now(), actor=acting("vera"))
    with clock.playing(_at(2024, 6, 5)):
        waiver = draft_waiver(
            vendor_id=scale, terms=terms.WAIVER, actor=acting("leo"), on=clock.today()
        )
        submit_waiver(waiver_id=waiver.id, reason="The shares are unknown.", actor=acting("leo"))
    with clock.playing(_at(2024, 6, 7)):
        approve_waiver(
            waiver_id=waiver.id, reason="On these conditions.", actor=acting("ada"), at=clock.now()
        )


def _contract(scale: UUID) -> None:
    """1 July 2024: the contract, what the vendor can reach, and what it was sent."""
    with clock.playing(_at(2024, 6, 20)):
        contract = draft_contract(
            wording={**terms.CONTRACT, "vendor": scale, "clauses": terms.CLAUSES},
            actor=acting("leo"),
        )
        _move(contract.id, Act.SUBMIT, "leo", "Ready for review.")
    with clock.playing(_at(2024, 6, 24)):
        _move(contract.id, Act.APPROVE, "ada", "Reviewed; the covenant is in.")
    with clock.playing(_at(2024, 7, 1)):
        paper = _paper("Signed agreement MSA-2024-017")
        _move(contract.id, Act.SIGN, "leo", "Signed by both.", [paper])
        for system, account, scope in terms.GRANTS:
            open_grant(
                contract_id=contract.id,
                system=system,
                account=account,
                scope=scope,
                owner="Vera Voss",
                actor=acting("vera"),
                at=clock.now(),
            )
        for name, description, items in terms.ASSETS:
            register_asset(
                contract_id=contract.id,
                name=name,
                description=description,
                items=items,
                sensitivity="confidential",
                actor=acting("vera"),
            )
    with clock.playing(_at(2025, 3, 31)):
        record_delivery(
            contract_id=contract.id,
            delivered_on=date(2025, 3, 31),
            items=41_200,
            accepted=Money.parse("1030000.00", "USD"),
            actor=acting("vera"),
            at=clock.now(),
        )


def _second_contract() -> None:
    """1 September 2024: a smaller contract, with a fictional vendor that stands clear."""
    vendor = Vendor.objects.get(party__name__startswith="Northlight")
    with clock.playing(_at(2024, 8, 20)):
        assess_vendor(vendor_id=vendor.id, at=clock.now(), actor=acting("vera"))
        wording: Wording = {**terms.SECOND_CONTRACT, "vendor": vendor.id}
        contract = draft_contract(wording=wording, actor=acting("leo"))
        _move(contract.id, Act.SUBMIT, "leo", "Ready for review.")
        _move(contract.id, Act.APPROVE, "ada", "Reviewed.")
        paper = _paper("Signed agreement MSA-2024-021")
        _move(contract.id, Act.SIGN, "leo", "Signed by both.", [paper])
    with clock.playing(_at(2025, 2, 28)):
        record_delivery(
            contract_id=contract.id,
            delivered_on=date(2025, 2, 28),
            items=12_500,
            accepted=Money.parse("300000.00", "USD"),
            actor=acting("vera"),
            at=clock.now(),
        )


def _move(contract_id: UUID, act: Act, who: str, why: str, papers: Sequence[UUID] = ()) -> None:
    move(
        contract_id=contract_id,
        act=act,
        actor=acting(who),
        reason=why,
        at=clock.now(),
        evidence=papers,
    )


def _paper(title: str) -> UUID:
    """A piece of evidence: for the story, a page with its title."""
    kept = vendors.store_evidence(
        file=io.BytesIO(f"{title}\n".encode()),
        title=title,
        filename="page.txt",
        shelf=evidence_folder(),
        actor=acting("leo"),
    )
    return kept.evidence.id
