"""What would a policy have said of the past? The outcome of a trial, to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from config import clock
from config.events.ledger import current_seq
from config.rest.admin import ReadOnlyAdmin
from config.rest.tables import anchor, day, in_words, label, link, table
from procurement import casework_admin
from procurement.hindsight import Change, Lead
from procurement.models import Backtest, BacktestMoment
from procurement.neutrality.policy import Policy as Rules
from procurement.queries.backtests import (
    Foresight,
    count_changes,
    foresights,
    list_backtests,
    list_differences,
)
from procurement.queries.standards import adopted_policy, rules_of
from vendors.models import Vendor

READ = casework_admin.READ
MOST_VENDORS = 100
MOST_MOMENTS = 1_000
MOST_RUNS = 100
CHANGES = [change.value for change in Change if change is not Change.SAME]
_NO_RULES = frozenset({"name", "valid_from", "valid_to"})


@dataclass(frozen=True, slots=True)
class Run:
    """Days one after the other on which the policy would have made the same of the same verdict."""

    first: BacktestMoment
    until: date
    times: int


def runs(moments: Iterable[BacktestMoment]) -> Iterator[Run]:
    """Differences by vendor and day, those told together that say the same."""

    def told(one: BacktestMoment) -> tuple[object, ...]:
        verdicts = one.before_state, one.before_level, one.after_state, one.after_level
        return one.vendor_id, *verdicts, *one.sentences

    for _, group in groupby(moments, key=told):
        same = list(group)
        yield Run(same[0], same[-1].valid_at, len(same))


def verdict(state: str, level: str) -> SafeString:
    if not state:
        return format_html("{}", "none")
    deep = "" if level == "none" else level.replace("_", " ")
    return format_html("{} {}", label(state), deep)


@admin.register(Backtest)
class BacktestAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = [
        "policy",
        "state_label",
        "outcome",
        "from_day",
        "to_day",
        "asked_label",
        "created_at",
    ]
    list_select_related = ["policy"]
    search_fields = ["policy__name"]
    fields = [
        "standing", "outcome", "policy", "otherwise", "noticed", "differences", "from_day",
        "to_day", "only", "known_at", "asked_label", "created_at", "finished_at",
    ]  # fmt: skip
    readonly_fields = ["standing", "outcome", "otherwise", "noticed", "differences", "only"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Backtest]:
        return list_backtests()

    @admin.display(description="state")
    def standing(self, backtest: Any) -> SafeString:
        """How far it is; `state` and `done` come with the query."""
        if backtest.state == "done":
            return label(backtest.state)
        far = f"{backtest.done} of {backtest.total} verdicts so far"
        return format_html("{} {}", label(backtest.state), far)

    @admin.display(description="outcome")
    def outcome(self, backtest: Backtest) -> str:
        """How often it would have been otherwise, in a sentence."""
        told = count_changes(backtest.id)
        if not told["moments"]:
            return "Nothing was on record."
        worse = f"{told['worse']} would have been worse (vendors: {told['vendors_worse']})"
        better = f"{told['better']} better (vendors: {told['vendors_better']})"
        rest = f"{told['same']} the same"
        if told["undecided"]:
            rest += f", {told['undecided']} could not be decided"
        return f"Of {told['moments']} verdicts, {worse}, {better}, {rest}."

    @admin.display(description="what it does otherwise than the policy in force")
    def otherwise(self, backtest: Backtest) -> SafeString:
        """Field by field; what does not judge is left out."""
        present = adopted_policy(clock.today(), current_seq())
        now = (rules_of(present) if present else Rules()).to_judging_mapping()
        tried = Rules.from_mapping(backtest.rules).to_judging_mapping()
        rows = [
            (name.replace("_", " "), in_words(now[name]), in_words(tried[name]))
            for name in tried
            if name not in _NO_RULES and now[name] != tried[name]
        ]
        return table(("rule", "in force", "tried"), rows, "Nothing.")

    @admin.display(description="who would have been noticed sooner or later")
    def noticed(self, backtest: Backtest) -> SafeString:
        """Every vendor for which anything differs, with what was noticed on another day."""
        found = foresights(backtest.id, start=0, length=MOST_VENDORS)
        names = _vendors(one.vendor for one in found)
        rows = [row for one in found for row in _leads(one, names[one.vendor])]
        heads = ("vendor", "verdict, or worse", "on record", "under the policy", "")
        return table(heads, rows, "Nobody.")

    @admin.display(description="what would have been said otherwise")
    def differences(self, backtest: Backtest) -> SafeString:
        """The first days, and where all of them are."""
        moments = list_differences(backtest.id).select_related("vendor__party")
        told = list(runs(moments[:MOST_MOMENTS]))[:MOST_RUNS]
        rows = [
            (
                link(one.first.vendor, one.first.vendor.party.name),
                _days(one),
                verdict(one.first.before_state, one.first.before_level),
                verdict(one.first.after_state, one.first.after_level),
                one.first.problem or " ".join(one.first.sentences[:1]),
            )
            for one in told
        ]
        heads = ("vendor", "day", "on record", "under the policy", "because")
        shown = table(heads, rows, "Nothing.")
        if not rows:
            return shown
        path = reverse("admin:procurement_backtestmoment_changelist")
        query = f"backtest__id__exact={backtest.id}&change__in={','.join(CHANGES)}"
        everything = anchor(f"{path}?{query}", "All of them")
        return format_html('{}<p class="mt-2">{}</p>', shown, everything)

    @admin.display(description="vendors")
    def only(self, backtest: Backtest) -> SafeString | str:
        if not backtest.vendors:
            return "All of them"
        return format_html_join(
            ", ", "{}", ((each,) for each in _vendors(backtest.vendors).values())
        )


def _leads(found: Foresight, vendor: SafeString) -> Iterator[tuple[object, ...]]:
    if not found.leads:
        yield vendor, f"{found.differences} of {found.moments} verdicts differ", "", "", ""
    for lead in found.leads:
        since = [day(on) or "never" for on in (lead.recorded_on, lead.tried_on)]
        yield vendor, verdict(lead.verdict.state, lead.verdict.level), *since, _earlier(lead)


def _earlier(lead: Lead) -> str:
    if lead.days is None:
        return "only under the policy" if lead.recorded_on is None else "only on record"
    days = "1 day" if abs(lead.days) == 1 else f"{abs(lead.days)} days"
    return f"{days} {'earlier' if lead.days > 0 else 'later'}"


def _days(run: Run) -> str:
    first, last = run.first.valid_at, run.until
    days = day(first) if first == last else f"{day(first)} to {day(last)}"
    return days if run.times == 1 else f"{days}, {run.times} times"


def _vendors(ids: Iterable[UUID]) -> dict[UUID, SafeString]:
    found = Vendor.objects.select_related("party").filter(id__in=list(ids))
    return {vendor.id: link(vendor, vendor.party.name) for vendor in found}


@admin.register(BacktestMoment)
class BacktestMomentAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["vendor", "valid_at", "change", "before", "after", "backtest"]
    list_filter = ["change", "after_state", "backtest"]
    list_select_related = ["vendor__party", "backtest__policy"]
    search_fields = ["vendor__party__name"]
    fields = [
        "vendor", "valid_at", "known_at", "change", "before", "after", "why", "problem",
        "assessment", "backtest",
    ]  # fmt: skip
    readonly_fields = ["before", "after", "why"]

    @admin.display(description="on record")
    def before(self, moment: BacktestMoment) -> SafeString:
        return verdict(moment.before_state, moment.before_level)

    @admin.display(description="under the policy")
    def after(self, moment: BacktestMoment) -> SafeString:
        return verdict(moment.after_state, moment.after_level)

    @admin.display(description="because")
    def why(self, moment: BacktestMoment) -> SafeString:
        return format_html_join("", "<p>{}</p>", ((one,) for one in moment.sentences))
