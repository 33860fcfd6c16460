"""What a policy demands and sets in motion, to read; and adopting it, or trying it first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminDateWidget

from config import clock
from config.actors import Actor
from config.rest.admin import Act, ReadOnlyAdmin
from config.rest.desk import piled
from config.rest.tables import in_words, label, table
from procurement import casework_admin
from procurement.caseflow import PolicyState
from procurement.models import Policy
from procurement.neutrality.findings import Level, State
from procurement.neutrality.policy import Policy as Rules
from procurement.neutrality.policy_words import MEANINGS
from procurement.operations import backtests, policies
from procurement.queries.standards import rules_of

Asked = Mapping[str, Any]
READ = casework_admin.READ
ELSEWHERE = frozenset({"name", "actions", "product_lines", "valid_from", "valid_to"})
"""Fields of their own on the page."""


class BacktestForm(forms.Form):
    """Since which day; since there are verdicts, if left empty."""

    since = forms.DateField(required=False, widget=UnfoldAdminDateWidget)


def _adopt(who: Actor, policy: Policy, asked: Asked) -> object:
    return policies.adopt_policy(
        policy_id=policy.id, seen_version=policy.version, actor=who, reason=asked["reason"]
    )


def _backtest(who: Actor, policy: Policy, asked: Asked) -> object:
    return backtests.ask_for_backtest(
        policy_id=policy.id,
        from_day=asked["since"],
        to_day=None,
        vendors=(),
        today=clock.today(),
        actor=who,
    )


def _told(value: object, *, is_usual: bool) -> str:
    said = in_words(value)
    return said if is_usual else format_html("<strong>{}</strong>", said)


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    reads = READ
    list_display = ["name", "edition", "state", "adopted_at", "adopted_label"]
    list_filter = ["state"]
    piles = (piled("Policies to adopt", "procurement.adopt_policy", state=PolicyState.DRAFT),)
    search_fields = ["name"]
    fields = [
        "state", "name", "edition", "demands", "consequences", "limited", "product_lines",
        "valid_from", "valid_to", "drafted_label", "created_at", "adopted_label", "adopted_at",
    ]  # fmt: skip
    readonly_fields = ["demands", "consequences", "limited"]

    @admin.display(description="what it demands")
    def demands(self, policy: Policy) -> SafeString:
        """Field by field; bold is what is not usual."""
        usual, rules = Rules().to_judging_mapping(), rules_of(policy).to_judging_mapping()
        rows = [
            (
                name.replace("_", " "),
                _told(rules[name], is_usual=rules[name] == usual[name]),
                MEANINGS[name].replace("`", ""),
            )
            for name in MEANINGS
            if name in rules and name not in ELSEWHERE
        ]
        return table(("rule", "value", "what it does"), rows, "Nothing.")

    @admin.display(description="what follows by itself")
    def consequences(self, policy: Policy) -> SafeString:
        """Beside the case that any worse verdict opens."""
        actions = rules_of(policy).actions
        rows = [
            (label(state), level.replace("_", " "), ", ".join(acts).replace("_", " "))
            for state in reversed(State)
            for level in reversed(Level)
            if (acts := actions.get(state, {}).get(level))
        ]
        return table(("verdict", "level", "what is done"), rows, "Nothing.")

    @admin.display(description="limits of exposure")
    def limited(self, policy: Policy) -> str:
        return in_words(policy.limits)

    acts = (
        Act(
            name="adopt",
            label="Adopt",
            may="procurement.adopt_policy",
            when=lambda policy: policy.state == PolicyState.DRAFT,
            do=_adopt,
        ),
        Act(
            name="backtest",
            label="Try against the past",
            may="procurement.backtest_policy",
            do=_backtest,
            form=BacktestForm,
        ),
    )
