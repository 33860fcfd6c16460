"""What is known of parties and vendors, who is whom, and may a verdict be relied on?"""

from vendors.queries.evidence import get_evidence, list_unknown
from vendors.queries.facts import facts_around, facts_on, interests_in_force
from vendors.queries.graph import get_graph
from vendors.queries.parties import get_party, get_survivor, list_same, survivors_of
from vendors.queries.reach import list_holdings, list_owners
from vendors.queries.standing import (
    get_standards,
    get_standing,
    holds_in_force,
    is_recheck_pending,
    list_holds_in_force,
    vendors_with_footprint,
    with_pending,
)
from vendors.queries.walks import TooManyParties

__all__ = [
    "TooManyParties",
    "facts_around",
    "facts_on",
    "get_evidence",
    "get_graph",
    "get_party",
    "get_standards",
    "get_standing",
    "get_survivor",
    "holds_in_force",
    "interests_in_force",
    "is_recheck_pending",
    "list_holdings",
    "list_holds_in_force",
    "list_owners",
    "list_same",
    "list_unknown",
    "survivors_of",
    "vendors_with_footprint",
    "with_pending",
]
