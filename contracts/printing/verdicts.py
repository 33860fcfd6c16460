"""How does a verdict look on paper: what was found, on which paths, from which sources?"""

from __future__ import annotations

from collections.abc import Mapping

from contracts.dossier import Json, Object
from contracts.printing.paper import Paper
from contracts.printing.reading import inner, listed, moment, rows, said, text, words

MOST_FACTS = 250
Names = Mapping[str, str]
_POLICY_SHOWN = (
    "name", "control_threshold", "control_cmp", "negative_control_votes", "influence_votes",
    "one_third_equity_pct", "material_equity", "reverse_equity", "debt_pct", "revenue_pct",
    "cooling_off_months", "close_link_pct", "staleness_days", "proving_confidences",
)  # fmt: skip


def print_verdicts(paper: Paper, bundle: Object, names: Names) -> None:
    """Every verdict of a dossier, its sources, and what was decided about it."""
    for assessment in rows(bundle, "assessments"):
        _print_verdict(paper, assessment, names)
    paper.heading("Sources")
    paper.sheet(
        ("what", "published", "confidence", "recorded"),
        [_source(source) for source in rows(bundle, "sources")],
        (56, 12, 12, 20),
    )
    _print_decisions(paper, bundle)


def _print_verdict(paper: Paper, assessment: Object, names: Names) -> None:
    state, level = said(assessment, "state"), words(said(assessment, "level"))
    paper.heading(f"Verdict: {state} ({level}) on {said(assessment, 'valid_at')}")
    inputs = inner(assessment, "inputs")
    paper.pairs(
        [
            (
                "known up to",
                f"{said(assessment, 'known_at')}, entry {said(assessment, 'known_seq')}",
            ),
            ("competitors", text(inputs.get("competitors"), names)),
            ("engine", said(assessment, "engine_version")),
            ("input digest", said(assessment, "input_digest")),
            ("assessment", said(assessment, "id")),
        ]
    )
    for finding in listed(assessment, "findings"):
        if said(finding, "state") == "clear":
            continue
        head = f"{words(said(finding, 'rule'))}: {said(finding, 'state')}"
        paper.say(f"• {head}. {said(finding, 'sentence')}")
        paths = finding.get("paths")
        for path in (paths if isinstance(paths, list) else [])[:4]:
            paper.say(f"     {_path(path, names)}")
    _print_policy(paper, inner(inputs, "policy"))
    _print_facts(paper, inner(inputs, "facts"), names)


def _path(path: Json, names: Names) -> str:
    steps = [step for step in path if isinstance(step, dict)] if isinstance(path, list) else []
    told = []
    for step in steps:
        who = said(step, "party", names) or "a holder nobody names"
        what = " ".join(filter(None, (words(said(step, "interest")), said(step, "share"))))
        told.append(f"{who} —({what})→" if what else who)
    return " ".join(told)


def _print_policy(paper: Paper, policy: Object) -> None:
    paper.heading("Policy it was judged by")
    paper.pairs([(words(name), said(policy, name)) for name in _POLICY_SHOWN])


def _print_facts(paper: Paper, facts: Object, names: Names) -> None:
    parties = inner(facts, "parties")
    called = {**names, **{key: said(one, "name") for key, one in parties.items()}}
    told = listed(facts, "facts")
    paper.heading("Facts it was judged from")
    paper.sheet(
        ("who", "has", "share", "in", "from", "to", "confidence"),
        [_fact(fact, called) for fact in told[:MOST_FACTS]],
        (22, 16, 12, 20, 10, 10, 10),
    )
    if len(told) > MOST_FACTS:
        paper.say(f"{len(told) - MOST_FACTS} more are in the bundle.")
    oaths = listed(facts, "attestations")
    if oaths:
        paper.sheet(
            ("sworn about", "what", "of", "from", "to"),
            [
                (
                    said(oath, "subject", called),
                    words(said(oath, "kind")),
                    said(oath, "dimension"),
                    said(oath, "valid_from"),
                    said(oath, "valid_to"),
                )
                for oath in oaths[:MOST_FACTS]
            ],
            (34, 26, 16, 12, 12),
        )


def _fact(fact: Object, names: Names) -> tuple[str, ...]:
    return (
        said(fact, "owner", names) or "somebody unnamed",
        words(said(fact, "kind")),
        _share(inner(fact, "share")),
        said(fact, "subject", names),
        said(fact, "valid_from"),
        said(fact, "valid_to"),
        said(fact, "confidence"),
    )


def _share(share: Object) -> str:
    """Units of a millionth of a percent, as percent."""
    low, high = share.get("lo"), share.get("hi")
    if not isinstance(low, int) or not isinstance(high, int):
        return ""
    if low == high:
        return f"{_percent(low)} %"
    left, right = "(" if share.get("lo_open") else "[", ")" if share.get("hi_open") else "]"
    return f"{left}{_percent(low)}, {_percent(high)}{right} %"


def _percent(units: int) -> str:
    whole, rest = divmod(units, 1_000_000)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")


def _source(source: Object) -> tuple[str, ...]:
    if said(source, "type") == "attestation":
        what = f"attestation: {words(said(source, 'kind'))} {said(source, 'dimension')}"
        return (what, said(source, "valid_from"), "", moment(source, "recorded_at"))
    parts = (words(said(source, "source_type")), said(source, "source_title"))
    what = ": ".join(parts)
    if url := said(source, "source_url"):
        what = f"{what}\n{url}"
    published = said(source, "source_published_on")
    return (what, published, said(source, "confidence"), moment(source, "recorded_at"))


def _print_decisions(paper: Paper, bundle: Object) -> None:
    paper.heading("Cases and decisions")
    decided = [
        (said(case, "state"), words(said(one, "decision")), said(one, "comment"), _who(one))
        for case in rows(bundle, "cases")
        for one in (*listed(case, "proposals"), *listed(case, "decisions"))
    ]
    waiting = [
        (said(case, "state"), "none yet", "", "")
        for case in rows(bundle, "cases")
        if not listed(case, "proposals")
    ]
    paper.sheet(("case is", "decision", "why", "by"), [*decided, *waiting], (12, 18, 46, 24))
    paper.heading("Waivers")
    paper.sheet(
        ("state", "until", "conditions and controls", "why", "granted by"),
        [
            (
                said(waiver, "state"),
                said(waiver, "expires_on"),
                "\n".join(
                    f"• {one}"
                    for name in ("conditions", "compensating_controls")
                    for one in _texts(waiver.get(name))
                ),
                "\n".join(filter(None, (said(waiver, "reason"), said(waiver, "end_reason")))),
                said(waiver, "decided_label"),
            )
            for waiver in rows(bundle, "waivers")
        ],
        (10, 12, 34, 28, 16),
    )


def _texts(value: Json) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _who(one: Object) -> str:
    label = said(one, "decided_label")
    return f"decided by {label}" if label else f"proposed by {said(one, 'proposed_label')}"
