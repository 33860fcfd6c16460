"""How is a judgement put on record, in plain JSON that says the same when it is reached again?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from procurement.neutrality.findings import Finding, PathStep, Settling
from procurement.neutrality.judgement import Judgement, Overlays
from procurement.neutrality.policy_fields import Plain, plain

Json = Plain


def findings_of(judgement: Judgement) -> list[dict[str, Json]]:
    """Every finding, worst first."""
    return [_finding(finding) for finding in judgement.findings]


def overlays_of(overlays: Overlays) -> dict[str, Json]:
    """What makes the facts themselves doubtful."""
    return {
        "contradictory": [
            {"subject": subject, "dimension": dimension}
            for subject, dimension in overlays.contradictory
        ],
        "stale": overlays.stale,
        "closed_cycle": list(overlays.closed_cycle),
        "cut_short": overlays.cut_short,
    }


def gist(findings: Sequence[Mapping[str, Json]]) -> list[tuple[str, ...]]:
    """What the findings come to, without their numbers and sentences: whether a verdict changed."""
    return sorted(_gist(finding) for finding in findings if finding["state"] != "clear")


def gist_by_finding(
    findings: Sequence[dict[str, Json]],
) -> dict[tuple[str, ...], dict[str, Json]]:
    """The findings that are not clear, by what each comes to."""
    return {_gist(finding): finding for finding in findings if finding["state"] != "clear"}


def _gist(finding: Mapping[str, Json]) -> tuple[str, ...]:
    names = ("rule", "state", "level", "competitors", "tie_code", "about")
    return tuple(str(finding[name]) for name in names)


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "rule": finding.rule.value,
        "state": finding.state.value,
        "level": finding.level.value,
        "competitor": _competitor(finding),
        "competitors": list(finding.competitors),
        "tie_code": None if finding.tie_code is None else finding.tie_code.value,
        "about": finding.about,
        "measure": finding.measure,
        "min": _number(finding.min),
        "max": _number(finding.max),
        "worst": _number(finding.worst),
        "min_open": finding.min_open,
        "max_open": finding.max_open,
        "worst_open": finding.worst_open,
        "threshold": _number(finding.threshold),
        "comparator": finding.comparator,
        "sentence": finding.sentence,
        "paths": [[_step(step) for step in path] for path in finding.paths],
        "sources": list(finding.sources),
        "would_settle": [_question(question) for question in finding.would_settle],
    }


def _competitor(finding: Finding) -> str | None:
    """The one competitor a finding is about: the only one listed, or the only one on its paths."""
    if len(finding.competitors) == 1:
        return finding.competitors[0]
    on_paths = {step.party for path in finding.paths for step in path}
    named = sorted(on_paths & set(finding.competitors))
    return named[0] if len(named) == 1 else None


def _step(step: PathStep) -> dict[str, Json]:
    return {"party": step.party, "interest": step.interest, "share": step.share}


def _question(question: Settling) -> dict[str, Json]:
    return {
        "party": question.party,
        "dimension": question.dimension,
        "exposure": _number(question.exposure),
        "sentence": question.sentence,
        "ask": question.ask.value,
        "about": question.about or None,
        "settles": question.settles,
        "enough_above": _number(question.enough_above),
    }


def _number(value: Decimal | None) -> Json:
    return plain(value)
