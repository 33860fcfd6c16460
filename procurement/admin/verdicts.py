"""What we demand, judged and decided, to look at; and what a signed-in person may do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminSelectWidget

from config import clock
from config.actors import Actor
from config.rest.admin import Act, ReadOnlyAdmin, ReasonForm
from config.rest.colours import LABELS
from config.rest.desk import piled
from procurement import casework_admin
from procurement.caseflow import CaseState, Decision, WaiverState
from procurement.models import (
    Assessment,
    Case,
    Competitor,
    Waiver,
)
from procurement.models.choices import DECISIONS
from procurement.neutrality.findings import State
from procurement.operations import cases, competitors, rechecks, waivers
from vendors.models import Party
from vendors.picture import PicturedAdmin, Step, Subject
from vendors.said import named, sources_by_id

Asked = Mapping[str, Any]
READ = casework_admin.READ


class DecisionForm(ReasonForm):
    """Which decision, and why."""

    decision = forms.ChoiceField(choices=DECISIONS, widget=UnfoldAdminSelectWidget)


class EndForm(ReasonForm):
    """The first day on which it no longer counts, and why."""

    on = forms.DateField(widget=UnfoldAdminDateWidget)


def _end(who: Actor, competitor: Competitor, asked: Asked) -> object:
    return competitors.end_competitor(
        competitor_id=competitor.id,
        seen_version=competitor.version,
        on=asked["on"],
        actor=who,
        reason=asked["reason"],
    )


def _recheck(who: Actor, assessment: Assessment, asked: Asked) -> object:
    return rechecks.ask_for_recheck(
        vendor_id=assessment.vendor_id, actor=who, reason=asked["reason"]
    )


def _propose(who: Actor, case: Case, asked: Asked) -> object:
    return cases.propose_case(
        case_id=case.id,
        seen_version=case.version,
        decision=Decision(asked["decision"]),
        comment=asked["reason"],
        actor=who,
    )


def _decide(who: Actor, case: Case, asked: Asked) -> object:
    return cases.decide_case(
        case_id=case.id,
        seen_version=case.version,
        decision=Decision(asked["decision"]),
        comment=asked["reason"],
        actor=who,
    )


def _close(who: Actor, case: Case, asked: Asked) -> object:
    return cases.close_case(
        case_id=case.id,
        seen_version=case.version,
        reason=asked["reason"],
        actor=who,
        at=clock.now(),
    )


def _submit(who: Actor, waiver: Waiver, asked: Asked) -> object:
    return waivers.submit_waiver(
        waiver_id=waiver.id, seen_version=waiver.version, reason=asked["reason"], actor=who
    )


def _approve(who: Actor, waiver: Waiver, asked: Asked) -> object:
    return waivers.approve_waiver(
        waiver_id=waiver.id,
        seen_version=waiver.version,
        reason=asked["reason"],
        actor=who,
        at=clock.now(),
    )


def _reject(who: Actor, waiver: Waiver, asked: Asked) -> object:
    return waivers.reject_waiver(
        waiver_id=waiver.id,
        seen_version=waiver.version,
        reason=asked["reason"],
        actor=who,
        at=clock.now(),
    )


def _revoke(who: Actor, waiver: Waiver, asked: Asked) -> object:
    return waivers.revoke_waiver(
        waiver_id=waiver.id,
        seen_version=waiver.version,
        reason=asked["reason"],
        actor=who,
        at=clock.now(),
    )


def _rule_of(finding: Asked) -> str:
    return str(finding["tie_code"] or finding["rule"]).replace("_", " ")


def _steps(assessment: Assessment) -> Iterator[Asked]:
    for finding in assessment.findings:
        for path in finding["paths"]:
            yield from path


def _chain(path: Sequence[Asked], names: Mapping[str, str]) -> str:
    """Who has what of the next one: "Rival (votes 49 %) → Vendor"."""
    told = []
    for step in path:
        has = " ".join(filter(None, [step["interest"], step["share"]])).replace("_", " ")
        name = names.get(step["party"], "somebody unnamed")
        told.append(f"{name} ({has})" if has else name)
    return " → ".join(told)


def _proof(above: Asked, below: Asked) -> Step:
    return Step(above["party"], below["party"], above["interest"], above["share"])


@admin.register(Competitor)
class CompetitorAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["party", "valid_from", "valid_to", "ended_on", "listed_label"]
    list_select_related = ["party"]
    search_fields = ["party__name"]
    acts = (
        Act(
            name="end",
            label="End",
            may="procurement.list_competitors",
            when=lambda competitor: competitor.ended_seq is None,
            do=_end,
            form=EndForm,
        ),
    )


@admin.register(Assessment)
class AssessmentAdmin(PicturedAdmin):
    reads = READ
    list_display = ["vendor", "state", "level", "valid_at", "known_at", "created_at"]
    list_filter = ["state", "level"]
    list_select_related = ["vendor__party"]
    search_fields = ["vendor__party__name"]
    fields = [
        "vendor", "state", "level", "why", "to_ask", "valid_at", "known_at", "policy", "rivals",
        "supersedes", "cause", "engine_version", "input_digest", "reasons",
    ]  # fmt: skip
    readonly_fields = ["why", "to_ask", "rivals", "reasons"]

    @admin.display(description="why")
    def why(self, assessment: Assessment) -> str:
        """The sentences of the findings that make the verdict what it is."""
        telling = [one for one in assessment.findings if one["state"] == assessment.state]
        return format_html_join("", "<p>{}</p>", ((one["sentence"],) for one in telling))

    @admin.display(description="findings")
    def reasons(self, assessment: Assessment) -> str:
        """What every rule found; the API has it in full."""
        sources = sources_by_id(each for one in assessment.findings for each in one["sources"])
        names = named(step["party"] for step in _steps(assessment))
        told = [
            {
                **one,
                "name": _rule_of(one),
                "tone": LABELS.get(one["state"]),
                "chains": [_chain(path, names) for path in one["paths"]],
                "told_by": [sources[each] for each in one["sources"] if each in sources],
            }
            for one in assessment.findings
        ]
        clear = sorted({one["name"] for one in told if one["state"] == State.CLEAR})
        return render_to_string("procurement/findings.html", {"findings": told, "clear": clear})

    @admin.display(description="competitors")
    def rivals(self, assessment: Assessment) -> str:
        """By their names of today."""
        named = Party.objects.filter(id__in=assessment.competitors).order_by("name")
        return ", ".join(party.name for party in named)

    def pictured(self, found: Assessment) -> Subject:
        """The facts as of the assessment's clocks, and the steps that prove what it says."""
        paths = [
            path
            for finding in found.findings
            if finding["state"] == found.state
            for path in finding["paths"]
        ]
        return Subject(
            party=found.vendor.party_id,
            valid_at=found.valid_at,
            known_at=found.known_at,
            competitors=[str(one) for one in found.competitors],
            proofs=[_proof(above, below) for path in paths for above, below in pairwise(path)],
            names=named(step["party"] for path in paths for step in path),
        )

    @admin.display(description="what would settle it")
    def to_ask(self, assessment: Assessment) -> str:
        """Every open question once, whatever closes most first."""
        closes: dict[str, float] = {}
        for finding in assessment.findings:
            for question in finding["would_settle"]:
                most = max(closes.get(question["sentence"], 0), question["exposure"] or 0)
                closes[question["sentence"]] = most
        ranked = sorted(closes.items(), key=lambda each: (-each[1], each[0]))
        points = ((text, f" ({most:g} %)" if most else "") for text, most in ranked)
        return format_html_join("", "<p>{}{}</p>", points)

    acts = (
        Act(name="recheck", label="Recheck the vendor", may="procurement.recheck", do=_recheck),
    )


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["vendor", "state", "assessment", "proposal", "decision", "created_at"]
    list_filter = ["state"]
    piles = (
        piled("Cases to look into", "procurement.propose_case", state=CaseState.OPENED),
        piled("Cases to decide", "procurement.decide_case", state=CaseState.UNDER_REVIEW),
    )
    list_select_related = ["vendor__party", "assessment", "proposal", "decision"]
    search_fields = ["vendor__party__name"]
    acts = (
        Act(
            name="propose",
            label="Propose a decision",
            may="procurement.propose_case",
            when=lambda case: case.state in (CaseState.OPENED, CaseState.UNDER_REVIEW),
            do=_propose,
            form=DecisionForm,
        ),
        Act(
            name="decide",
            label="Decide",
            may="procurement.decide_case",
            when=lambda case: case.state == CaseState.UNDER_REVIEW,
            do=_decide,
            form=DecisionForm,
        ),
        Act(
            name="close",
            label="Close",
            may="procurement.propose_case",
            when=lambda case: case.state == CaseState.DECIDED,
            do=_close,
        ),
    )


@admin.register(Waiver)
class WaiverAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["vendor", "state", "granted_state", "granted_level", "expires_on"]
    list_filter = ["state"]
    piles = (
        piled("Waivers to submit", "procurement.draft_waiver", state=WaiverState.DRAFT),
        piled("Waivers to approve", "procurement.approve_waiver", state=WaiverState.IN_REVIEW),
    )
    list_select_related = ["vendor__party"]
    search_fields = ["vendor__party__name"]
    acts = (
        Act(
            name="submit",
            label="Submit",
            may="procurement.draft_waiver",
            when=lambda waiver: waiver.state == WaiverState.DRAFT,
            do=_submit,
        ),
        Act(
            name="approve",
            label="Approve",
            may="procurement.approve_waiver",
            when=lambda waiver: waiver.state == WaiverState.IN_REVIEW,
            do=_approve,
        ),
        Act(
            name="reject",
            label="Reject",
            may="procurement.approve_waiver",
            when=lambda waiver: waiver.state == WaiverState.IN_REVIEW,
            do=_reject,
        ),
        Act(
            name="revoke",
            label="Revoke",
            may="procurement.draft_waiver",
            when=lambda waiver: waiver.state == WaiverState.APPROVED,
            do=_revoke,
        ),
    )
