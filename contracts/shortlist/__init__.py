"""Whom could a need go to, in which order, and why are the others out?"""

from contracts.shortlist.offers import (
    Grounds,
    Known,
    Need,
    Offer,
    Out,
    Quality,
    Verdict,
    Why,
)
from contracts.shortlist.ranking import Passed, Ranked, Shortlist, shortlist
from contracts.shortlist.scoring import Score

__all__ = [
    "Grounds",
    "Known",
    "Need",
    "Offer",
    "Out",
    "Passed",
    "Quality",
    "Ranked",
    "Score",
    "Shortlist",
    "Verdict",
    "Why",
    "shortlist",
]
