"""What do the press and the vendor say in June 2025? Two disclosures, as they are sent.

Press facts, each with its source, not truth. The percentages are those reported; that the stake has
no votes is written as a share of 0 in the votes of the same holding.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

SCALE = {"identifier": "STORY:SCALE-AI"}
META = {"identifier": "STORY:META"}
WANG = {"identifier": "STORY:ALEXANDR-WANG"}
DROEGE = {
    "kind": "person",
    "name": "Jason Droege",
    "identifiers": [{"scheme": "STORY", "value": "JASON-DROEGE"}],
}


def supposed_deal() -> Json:
    """The deal that is talked about, as a scenario: 49 % without votes, from 12 June 2025."""
    return {
        "valid_at": "2025-06-12",
        "statements": [
            {
                "kind": "assertion",
                "subject": SCALE,
                "interested_party": META,
                "interests": [
                    {
                        "type": "non_voting_shares",
                        "share": {"exact": 49},
                        "valid_from": "2025-06-12",
                    }
                ],
            }
        ],
    }


def next_deal() -> Json:
    """What if another competitor took a part of whoever comes next? Made up; nothing is kept."""
    return {
        "statements": [
            {
                "kind": "assertion",
                "subject": {"identifier": "STORY:NORTHLIGHT"},
                "interested_party": {"identifier": "STORY:ALPHABET"},
                "interests": [{"type": "shareholding", "share": {"exact": 20}}],
            }
        ],
    }


def board_seat_ends(record: str) -> Json:
    """19 November 2025 was his last day on the board; the day after, it has ended."""
    return {
        "source": {
            "type": "press",
            "title": "Larry Summers resigns from OpenAI's board",
            "published_on": "2025-11-19",
            "url": "https://fortune.com/2025/11/19/larry-summers-resigns-openai-board-jeffrey-epstein-emails",
        },
        "confidence": "confirmed",
        "statement_date": "2025-11-19",
        "statements": [{"kind": "change", "record_id": record, "valid_from": "2025-11-20"}],
    }


def press_report() -> Json:
    """10 June 2025: talks are reported. The class of the shares is not."""
    return {
        "source": {
            "type": "press",
            "title": "Meta in talks to take a 49 % stake in Scale AI",
            "published_on": "2025-06-10",
        },
        "statement_date": "2025-06-10",
        "statements": [
            {
                "kind": "assertion",
                "subject": SCALE,
                "interested_party": META,
                "interests": [
                    {"type": "shareholding", "share": {"exact": 49}, "valid_from": "2025-06-12"}
                ],
            }
        ],
    }


def confirmation(reported: str, founder_as_ceo: str, founder_as_director: str) -> Json:
    """12 June 2025: the vendor's own words: 49 % without votes; who leaves, stays and comes.

    The first puts right what the press left open; the report stays on file as what was known then.
    """
    return {
        "source": {
            "type": "vendor_declaration",
            "title": "Scale AI announces the investment by Meta and its next chief executive",
            "published_on": "2025-06-12",
            "asserted_by": "Scale AI",
            "url": "https://www.hngn.com/articles/266651/20250613/meta-makes-major-ai-move-143-billion-stake-scale-hires-ceo.htm",
        },
        "statement_date": "2025-06-12",
        "statements": [
            {
                "kind": "correction",
                "record_id": reported,
                "interests": [
                    {
                        "type": "non_voting_shares",
                        "share": {"exact": 49},
                        "valid_from": "2025-06-12",
                    }
                ],
            },
            {"kind": "change", "record_id": founder_as_ceo, "valid_from": "2025-06-12"},
            {"kind": "confirmation", "record_id": founder_as_director},
            {
                "kind": "assertion",
                "subject": META,
                "interested_party": WANG,
                "interests": [{"type": "employment", "valid_from": "2025-06-13"}],
            },
            {
                "kind": "assertion",
                "subject": SCALE,
                "interested_party": DROEGE,
                "interests": [{"type": "senior_official", "valid_from": "2025-06-12"}],
            },
        ],
    }
