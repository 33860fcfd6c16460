"""Which parts does a printed dossier have, in which order?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from contracts.dossier import Object
from contracts.printing import verdicts, way_out
from contracts.printing.paper import Paper
from contracts.printing.reading import letters, listed, moment, rows, said, section, words

MOST_ROWS = 400
"""Of events and files on paper; the bundle has all of them."""
MOST_SEALS = 60


def print_dossier(bundle: Object) -> bytes:
    """A PDF of a bundle; the same bytes whenever it is printed again by the same software."""
    hashes = bundle["hashes"]
    whole = said(hashes, "whole")
    made_at = said(bundle, "made_at")
    paper = Paper(
        title=_title(bundle),
        running=f"sha256 {whole}",
        made_at=datetime.fromisoformat(made_at),
        letters="".join(set("".join(letters(bundle["sections"])))),
    )
    names = names_in(bundle)
    about = f"Dossier of {words(said(bundle, 'kind'))} {said(bundle, 'about')}"
    paper.headline(_title(bundle), f"{about}\nMade at {made_at}, from entry {bundle['known_seq']}.")
    if bundle["kind"] == "termination":
        way_out.print_termination(paper, bundle, names)
    verdicts.print_verdicts(paper, bundle, names)
    _print_files(paper, bundle)
    _print_events(paper, bundle)
    _print_seals(paper, bundle)
    _print_check(paper, bundle)
    return bytes(paper.output())


def names_in(bundle: Object) -> Mapping[str, str]:
    """What ids in a dossier are called."""
    named = {said(party, "id"): said(party, "name") for party in rows(bundle, "parties")}
    assets = section(bundle, "inventory").get("data_assets")
    for asset in assets if isinstance(assets, list) else []:
        named[said(asset, "id")] = said(asset, "name")
    for proof in rows(bundle, "evidence"):
        named[said(proof, "id")] = said(proof, "title")
    for event in rows(bundle, "events"):
        named[said(event, "actor_person")] = said(event, "actor_label")
    return named


def _title(bundle: Object) -> str:
    vendor = said(section(bundle, "vendor"), "name")
    if bundle["kind"] == "termination":
        return f"How {said(section(bundle, 'contract'), 'reference')} with {vendor} is left"
    return f"How {vendor} was judged"


def _print_files(paper: Paper, bundle: Object) -> None:
    paper.heading("Evidence, by the hash of its bytes")
    files = rows(bundle, "evidence")
    paper.sheet(
        ("title", "kept by", "bytes", "sha256"),
        [
            (said(one, "title"), said(one, "uploaded_by"), said(one, "size"), said(one, "sha256"))
            for one in files[:MOST_ROWS]
        ],
        (21, 13, 6, 60),
    )
    _say_rest(paper, len(files))


def _print_events(paper: Paper, bundle: Object) -> None:
    paper.heading("What happened, in the order of the ledger")
    events = rows(bundle, "events")
    paper.sheet(
        ("entry", "at", "what", "by whom", "why"),
        [
            (
                said(event, "seq"),
                moment(event, "recorded_at"),
                _what(event),
                said(event, "actor_label"),
                said(event, "reason"),
            )
            for event in events[:MOST_ROWS]
        ],
        (7, 23, 26, 16, 28),
    )
    _say_rest(paper, len(events))


def _what(event: Object) -> str:
    """The type of an event, and of a step which and how."""
    data = event.get("data")
    step, act = said(data, "step"), said(data, "act")
    return f"{said(event, 'type')}: {words(step)}, {act}" if step and act else said(event, "type")


def _print_seals(paper: Paper, bundle: Object) -> None:
    """Which seals of the audit trail the events stand under, to be compared with a copy."""
    proofs = bundle["proofs"]
    sealed = listed(proofs, "events") if isinstance(proofs, dict) else []
    under = Counter(said(proof, "seal") for proof in sealed)
    seals = listed(proofs, "seals") if isinstance(proofs, dict) else []
    paper.heading("Seals of the audit trail over these events")
    total = len(rows(bundle, "events"))
    paper.say(f"{len(sealed)} of {total} events are under seal; the others are younger.")
    paper.sheet(
        ("seal", "made at", "entries", "events here", "hash of the seal"),
        [
            (
                said(seal, "number"),
                moment(seal, "sealed_at"),
                f"{said(seal, 'first_seq')}–{said(seal, 'last_seq')}",
                str(under[said(seal, "number")]),
                said(seal, "hash"),
            )
            for seal in seals[-MOST_SEALS:]
        ],
        (6, 21, 13, 9, 51),
    )
    if len(seals) > MOST_SEALS:
        paper.say(f"{len(seals) - MOST_SEALS} older seals are in the bundle.")


def _say_rest(paper: Paper, total: int) -> None:
    if total > MOST_ROWS:
        paper.say(f"{total - MOST_ROWS} more are in the bundle.")


def _print_check(paper: Paper, bundle: Object) -> None:
    paper.heading("How to check this")
    paper.say(
        "This paper was printed from a bundle of JSON. Get the bundle from the same address without"
        " `format=pdf`, and check it without a database and without us:"
        "\npython manage.py verify_dossier FILE\n"
        "It counts every hash again and reaches the verdicts again from the facts in the bundle."
        " It holds every event against the seals of the audit trail: compare the hash of one with"
        " a copy of the seal that was kept elsewhere."
        " The hash at the foot of each page is that of the whole bundle."
    )
    each = bundle["hashes"]
    sections = each.get("sections") if isinstance(each, dict) else None
    told = sections if isinstance(sections, dict) else {}
    paper.sheet(("section", "sha256"), [(name, said(told, name)) for name in told], (25, 75))
