"""What does each field of a policy do, in words?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from procurement.neutrality.policy import Policy

LONGEST_USUAL = 40

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "name": "What it is called; each draft of a name is an edition of its own.",
        "one_share_one_vote": "A shareholding votes, too, where nothing is said of votes between "
        "the same two.",
        "aggregate": "Competitors are measured together, as one group; else each by itself.",
        "expand_common_control": "Whoever controls a competitor belongs to its group.",
        "control_dimensions": "What can make control, each by itself: `votes`, `board`, "
        "`economic`, `dissolution`.",
        "control_cmp": "Whether exactly the threshold is control: `>` no, `>=` yes.",
        "control_threshold": "So many percent are control, of the vendor and of every company on "
        "the way to it.",
        "control_by_assertion": "Control that somebody has without a percentage (general partner, "
        "consolidation, articles, trustee) counts.",
        "negative_control_votes": "So many percent or more can block decisions: joint or negative "
        "control.",
        "influence_votes": "So many percent of the votes are significant influence (IAS 28).",
        "influence_cmp": "Whether exactly `influence_votes` is significant influence.",
        "one_third_equity_rule": "A large part of the equity is significant influence even without "
        "votes (12 CFR 225.32(c)).",
        "one_third_equity_pct": "So many percent or more of the equity are that large part.",
        "material_equity": "So many percent of the money, directly and through others, are a "
        "material interest.",
        "material_cmp": "Whether exactly `material_equity` is material.",
        "reverse_equity": "A vendor that has so many percent or more of a competitor is tied to "
        "it.",
        "debt_pct": "A vendor that owes a competitor so many percent or more of its debt is tied.",
        "revenue_pct": "A vendor that earns so many percent or more from a competitor is tied.",
        "cooling_off_months": "For so long a key person who left for a competitor is a tie.",
        "close_link": "Somebody with a large part both of the vendor and of a competitor is a tie.",
        "close_link_pct": "So many percent or more of both, in money or votes, are a large part.",
        "accept_over_100": "Holdings that come to more than 100 percent are believed; else they "
        "contradict each other, and of each only what the others leave is proved.",
        "residual_cap_per_competitor": "Where all holders of x or more are sworn to be listed, an "
        "unlisted competitor has less than x; else it may have all that is undisclosed.",
        "board_rights_need_attestation": "Rights to appoint to the board that nobody spoke of may "
        "be a competitor's, until somebody swears that the list is complete.",
        "staleness_days": "Evidence older than so many days clears nobody; null: it does not age.",
        "proving_confidences": "Only facts as sure as these prove anything; others make it "
        "possible.",
        "product_lines": "Competitors in other lines are left out; none named: all count. A "
        "competitor without lines always does.",
        "valid_from": "The first day in the world on which it serves; null: always.",
        "valid_to": "The first day on which it serves no more; null: never.",
        "actions": "What is done by itself, by state and level of the verdict: `open_case`, "
        "`place_hold`, `suspend_contracts`, `propose_termination`.",
        "shortlist_weights": "How much each part of a shortlist counts; judges nobody.",
        "requisition_limits": "By currency, up to how much a need is opened without a second "
        "person; judges nobody.",
    }
)


def rows() -> str:
    """The rows of the table in `docs/reference/policy.md`: field, what is usual, what it does."""
    usual = Policy().to_mapping()
    told = ((name, _usual(usual[name]), text) for name, text in MEANINGS.items())
    return "".join(f"| `{name}` | {value} | {text} |\n" for name, value, text in told)


def _usual(value: object) -> str:
    told = json.dumps(value)
    return f"`{told}`" if len(told) <= LONGEST_USUAL else "several"
