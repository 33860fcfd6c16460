"""What does the engine itself say to every question of a case?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import partial

from procurement.neutrality.casefields import Json, Object, list_of, object_of, text_of
from procurement.neutrality.casefile import AsOf, Case, as_of_of, policy_of
from procurement.neutrality.casewords import TIE_WORDS, BadCase, dimensions
from procurement.neutrality.findings import Finding, Level, State
from procurement.neutrality.judgement import judge
from procurement.neutrality.policy import Policy
from vendors.ownership.book import Book
from vendors.ownership.bounds import Measure, Number
from vendors.ownership.consistency import consistency
from vendors.ownership.control import ControlTest, Group, Mode, Reach, group_share
from vendors.ownership.facts import Dimension, Facts
from vendors.ownership.growth import reach
from vendors.ownership.inference import inferred_links
from vendors.ownership.integrated import integrated
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT
from vendors.ownership.paths import best_paths, weakest_link
from vendors.ownership.reading import read

MILLIONTH = Decimal("0.000001")

Answer = Callable[["Question"], Mapping[str, Json]]


class Question:
    """One object of `expected`, with the case's defaults behind its own settings."""

    def __init__(self, case: Case, asked: Object) -> None:
        self.case = case
        self.asked = asked
        self.as_of: AsOf = as_of_of(asked, case.as_of)
        self.policy: Policy = policy_of(asked, case.policy)

    @property
    def facts(self) -> Facts:
        return self.case.facts(self.as_of)

    @property
    def book(self) -> Book:
        return read(self.facts, self.policy.reading)

    def party(self, key: str) -> str:
        return self.case.party(self.asked.get(key))

    @property
    def target(self) -> str:
        if self.asked.get("target") is not None:
            return self.party("target")
        if self.case.target is None:
            raise BadCase("target: neither the question nor the case names one")
        return self.case.target

    @property
    def competitors(self) -> tuple[str, ...]:
        if self.asked.get("competitors") is None:
            return self.case.competitors
        return tuple(self.case.party(each) for each in list_of(self.asked, "competitors"))

    @property
    def sources(self) -> tuple[str, ...]:
        source = self.asked.get("source")
        if source is None:
            return self.competitors
        if isinstance(source, list):
            return tuple(self.case.party(each) for each in source)
        return (self.case.party(source),)

    @property
    def dimension(self) -> Dimension | None:
        if self.asked.get("dim") is None:
            return None
        return dimensions(text_of(self.asked, "dim"))[0]

    @property
    def test(self) -> ControlTest:
        """The policy's test of control, with the question's own comparator and threshold."""
        asked = dict(self.asked)
        changed = {key: asked[of] for key, of in OVERRIDES.items() if asked.get(of) is not None}
        test = policy_of({"policy": changed}, self.policy).control_test
        words = asked.get("dims")
        if words is None:
            return test
        spoken = words if isinstance(words, list) else [words]
        return replace(test, dimensions=tuple(d for w in spoken for d in dimensions(str(w))))

    @property
    def reached(self) -> Reach:
        return reach(self.book, Group.of(self.sources), self.test)


OVERRIDES = {"control_cmp": "cmp", "control_threshold": "thr"}


def answers(case: Case) -> dict[str, Json]:
    """The same objects as asked, with the engine's own values in place of the expected ones.

    :raises BadCase: if a question names something the case does not have
    """
    found: dict[str, Json] = {"id": case.id}
    for block, answer in BLOCKS.items():
        asked = case.expected.get(block)
        if asked is not None:
            objects = asked if isinstance(asked, list) else [asked]
            found[block] = [
                _filled_in(case, answer, object_of(each, f"expected.{block}")) for each in objects
            ]
    return found


def _filled_in(case: Case, answer: Answer, asked: Object) -> Object:
    own = answer(Question(case, asked))
    return {key: own.get(key, value) for key, value in asked.items()}


def _integrated(question: Question) -> Mapping[str, Json]:
    group = Group.of(question.sources)
    cap = question.policy.residual_cap_per_competitor
    return _three(integrated(question.book, group, question.target, cap_per_competitor=cap))


def _group_votes(question: Question) -> Mapping[str, Json]:
    place = question.target, question.dimension or Dimension.VOTES
    return _three(group_share(question.book, question.reached, place, question.test))


def _controls(question: Question) -> Mapping[str, Json]:
    reached, target = question.reached, question.target
    value: Json = target in reached.sure
    if target not in reached.sure and target in reached.possible:
        value = "unknown"
    return {"value": value, "worst": target in reached.worst}


def _control_set(question: Question) -> Mapping[str, Json]:
    reached, own = question.reached, set(question.sources)
    return {
        "set": [*sorted(reached.sure.keys() - own)],
        "possible": [*sorted(reached.possible.keys() - own)],
    }


def _verdict(question: Question) -> Mapping[str, Json]:
    judged = judge(
        facts=question.facts,
        vendor=question.target,
        competitors=question.competitors,
        policy=question.policy,
    )
    asked = question.asked.get("rules")
    rules = object_of(asked, "rules") if asked is not None else {}
    return {
        "state": judged.state.value,
        "level": judged.level.value,
        "rules": {rule: judged.rules[_rule(rule)].value for rule in rules},
        "ties": [*sorted(set(_ties(judged.findings, judged.rules[Level.TIE])))],
    }


def _rule(code: str) -> Level:
    try:
        rule = Level(code)
    except ValueError as error:
        raise BadCase(f"rules: unknown rule {code!r}") from error
    if rule is Level.NONE:
        raise BadCase("rules: none is no rule")
    return rule


def _ties(findings: tuple[Finding, ...], state: State) -> list[str]:
    """The ties that made the state of the rule, as case files spell them."""
    return [
        TIE_WORDS.get(found.tie_code, found.tie_code) + (f":{found.about}" if found.about else "")
        for found in findings
        if found.tie_code is not None and found.state is state and state is not State.CLEAR
    ]


def _consistency(question: Question) -> Mapping[str, Json]:
    asked = question.asked
    subject = question.party("subject") if asked.get("subject") is not None else question.target
    return {"value": consistency(question.book, subject)}


def _inferred(question: Question) -> Mapping[str, Json]:
    owner, subject = question.party("owner"), question.party("subject")
    for link in inferred_links(question.book):
        if (link.owner, link.subject) == (owner, subject):
            return {"min": _number(link.lo), "max": _number(link.hi)}
    return {"min": None, "max": None}


def _path(question: Question) -> Mapping[str, Json]:
    book = question.book
    for mode in (Mode.SURE, Mode.POSSIBLE):
        for path in best_paths(book, question.sources, question.target, mode=mode, most=1):
            return {"nodes": [*path.nodes], "value": _number(path.value * HUNDRED_PERCENT)}
    return {"nodes": [], "value": 0}


def _weakest_link(question: Question) -> Mapping[str, Json]:
    dimension = question.dimension or Dimension.ECONOMIC
    ask = partial(weakest_link, question.book, target=question.target, dimension=dimension)
    widths = [ask(source=source) for source in question.sources]
    best = max(widths, default=0) or max(
        (ask(source=source, mode=Mode.POSSIBLE) for source in question.sources), default=0
    )
    return {"value": _number(best)}


BLOCKS: Mapping[str, Answer] = {
    "integrated": _integrated,
    "controls": _controls,
    "control_set": _control_set,
    "group_votes": _group_votes,
    "verdict": _verdict,
    "consistency": _consistency,
    "inferred": _inferred,
    "path": _path,
    "weakest_link": _weakest_link,
}


def _three(measure: Measure) -> Mapping[str, Json]:
    return {
        "min": _number(measure.lo.value),
        "max": _number(measure.hi.value),
        "worst": _number(measure.worst.value),
        "min_open": measure.lo.open,
        "max_open": measure.hi.open,
        "worst_open": measure.worst.open,
    }


def _number(in_units: Number) -> Json:
    """Percent, to the nearest millionth."""
    value = Fraction(in_units) / ONE_PERCENT
    if value.denominator == 1:
        return value.numerator
    return (Decimal(value.numerator) / value.denominator).quantize(MILLIONTH, ROUND_HALF_EVEN)
