"""Small random case files in which everything may meet everything."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.independent.columns import EPS, state
from tests.independent.facts import Listed, read

#: figures that sit on thresholds, or just beside them
RULES = (
    "control",
    "joint_or_negative_control",
    "significant_influence",
    "material_interest",
    "tie",
)
FIGURES = (0, 5, 10, 15, 20, 25, 30, 40, 45, 50, 51, 55, 60, 75, 80, 90, 100)


def measures_case(seed: int) -> dict[str, Any]:
    """Holdings, boards and assertions, with questions about figures only."""
    return _consistent(seed, Maker.measures)


def verdict_case(seed: int) -> dict[str, Any]:
    return _consistent(seed, Maker.verdicts)


def _consistent(seed: int, make: Callable[[Maker], dict[str, Any]]) -> dict[str, Any]:
    """What columns mean that cannot be true is a matter of its own: draw again."""
    rng = Random(seed)  # noqa: S311
    while True:
        case = make(Maker(rng))
        columns = read(case, {}).columns
        if all(_sound(one, subject) for (subject, _), one in columns.items()):
            return case


def _sound(listed: Listed, subject: str) -> bool:
    """No open end makes a sum of exactly a hundred impossible, and nobody owns all of itself."""
    own = listed.holders.get(subject)
    most = sum(one.high(EPS) for one in listed.holders.values())
    whole = own is None or own.high(EPS) < 1
    return whole and state(listed) == "ok" and (most >= 1 or not listed.complete)


def doubtful_case(seed: int) -> dict[str, Any]:
    """The same with facts that are only probable or reported, and with corrections and days."""
    return _consistent(seed, Maker.doubts)


class Maker:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.facts: list[dict[str, Any]] = []
        self.attestations: list[dict[str, Any]] = []
        self.companies = [f"K{at}" for at in range(rng.randint(2, 5))]
        self.others = [f"p{at}" for at in range(rng.randint(1, 3))]
        kinds = ["person", "person", "state", "listed", "unknown", "person"]
        self.kinds = dict.fromkeys(self.companies, "company")
        for one in self.others:
            self.kinds[one] = rng.choice(kinds)
        if rng.random() < 0.15:
            self.kinds[self.companies[-1]] = rng.choice(["listed", "arrangement", "trust"])
        self.grid = rng.choice([5, 10, 10, 25])
        self.open_chance = rng.choice([0, 0, 0.3, 0.7])
        self.band_chance = rng.choice([0, 0.3, 0.7])
        self.vendor = self.companies[0]
        self.complete_chance = rng.choice([0.35, 0.35, 0.8, 1])

    # -- holdings ------------------------------------------------------------------------

    def measures(self) -> dict[str, Any]:
        self.holdings()
        if self.rng.random() < 0.3:
            self.assertions()
        return self.file(self.measure_questions())

    def holdings(self) -> None:
        for company in self.companies:
            self.column(company, "shares")
            if self.rng.random() < 0.25:
                self.column(company, "board")

    def column(self, company: str, what: str) -> None:
        rng = self.rng
        count = rng.choice([0, 1, 2, 2, 3, 3, 4])
        pool = [*self.companies, *self.others]
        if rng.random() < 0.85 or what == "board":
            pool.remove(company)
        holders = rng.sample(pool, min(count, len(pool)))
        parts = self.parts(len(holders))
        for holder, part in zip(holders, parts, strict=True):
            self.holding(holder, company, part, what)
        attested = rng.random()
        dimension = (
            "board" if what == "board" else rng.choice(["both", "both", "both", "votes", "equity"])
        )
        base = {"subject": company, "dimension": dimension}
        if attested < self.complete_chance:
            self.attestations.append({**base, "complete": True})
        elif attested < self.complete_chance + 0.2:
            kind = rng.choice(["all_holders_above", "all_holders_above", "nobody_above"])
            self.attestations.append({**base, kind: rng.choice([5, 10, 25])})

    def parts(self, count: int) -> list[int]:
        """Round figures whose sum is a hundred, or less, or seldom more."""
        rng = self.rng
        left, found = 100, []
        for at in range(count):
            last = at == count - 1
            if last and rng.random() < 0.5:
                found.append(left)
                break
            part = min(left, rng.randrange(0, left + 1, self.grid)) if left else 0
            if rng.random() < 0.3:
                part = min(left, rng.choice(FIGURES))
            found.append(part)
            left -= part
        if rng.random() < 0.04 and found:
            found[0] = min(100, found[0] + 30)
        rng.shuffle(found)
        return found

    def holding(self, owner: str, subject: str, part: int, what: str) -> None:
        rng = self.rng
        fact: dict[str, Any] = {"owner": owner, "subject": subject}
        lo = hi = part
        if rng.random() < self.band_chance:
            lo = max(0, part - rng.choice([0, 5, 10, 25]))
            hi = min(100, part + rng.choice([0, 5, 10, 25]))
        fact |= {"min": lo, "max": hi}
        if lo < hi:
            if rng.random() < self.open_chance:
                fact["min_open"] = True
            if rng.random() < self.open_chance:
                fact["max_open"] = True
        if what == "board":
            self.facts.append({**fact, "interest_type": "appointmentOfBoard"})
            return
        drawn = rng.random()
        if drawn < 0.7:
            kinds = ["ordinaryShares"]
        elif drawn < 0.8:
            kinds = ["shareholding"]
        elif drawn < 0.87:
            kinds = ["nonVotingShares"]
        elif drawn < 0.94:
            kinds = ["votingRights"]
        else:
            kinds = ["shareholding", "votingRights"]
        for kind in kinds:
            self.facts.append({**fact, "interest_type": kind})
        if rng.random() < 0.05:
            parcel = {"owner": owner, "subject": subject, "interest_type": kinds[0]}
            self.facts.append({**parcel, "min": 1, "max": 1})

    def assertions(self) -> None:
        rng = self.rng
        for _ in range(rng.randint(1, 2)):
            owner, subject = rng.choice([*self.companies, *self.others]), rng.choice(self.companies)
            if owner != subject:
                kind = rng.choice(
                    [
                        "consolidatedBy",
                        "generalPartner",
                        "trusteeControl",
                        "significantInfluenceOrControl",
                    ]
                )
                self.facts.append({"owner": owner, "subject": subject, "interest_type": kind})

    # -- verdicts ------------------------------------------------------------------------

    def verdicts(self) -> dict[str, Any]:
        rng = self.rng
        self.kinds[self.vendor] = "company"
        self.holdings()
        for chance, add in (
            (0.35, self.assertions),
            (0.25, self.vetoes),
            (0.3, self.roles),
            (0.15, self.dealings),
        ):
            if rng.random() < chance:
                add()
        everyone = [one for one in (*self.companies, *self.others) if self.kinds[one] != "unknown"]
        pool = [one for one in everyone if one != self.vendor or rng.random() < 0.1]
        competitors = rng.sample(pool, min(len(pool), rng.choice([1, 1, 1, 2, 2, 3])))
        rules = dict.fromkeys(RULES, "")
        asked = {"state": "", "level": "", "rules": rules, "ties": []}
        blocks = [asked, {**asked, "policy": self.policy()}, {**asked, "policy": self.policy()}]
        return self.file({"verdict": blocks}, competitors=competitors)

    def doubts(self) -> dict[str, Any]:
        rng = self.rng
        case = self.verdicts() if rng.random() < 0.6 else self.measures()
        for number, fact in enumerate(self.facts):
            if rng.random() < 0.2:
                fact["confidence"] = rng.choice(["reported", "reported", "probable"])
            if rng.random() < 0.15:
                fact["valid_from"] = rng.choice(["2024-01-01", "2025-06-01", "2025-07"])
            if rng.random() < 0.15:
                fact["valid_to"] = rng.choice(["2025-07-01", "2026-01-01", "2026"])
            if rng.random() < 0.2:
                fact |= {
                    "id": f"f{number}",
                    "recorded_at": rng.choice(["2025-01-01", "2025-05-01"]),
                }
                if rng.random() < 0.5 and "min" in fact:
                    low = rng.choice(FIGURES)
                    later = {**fact, "id": f"g{number}", "supersedes": f"f{number}"}
                    case["facts"].append(
                        {
                            **later,
                            "recorded_at": "2025-05-20",
                            "min": low,
                            "max": low,
                            "min_open": False,
                            "max_open": False,
                        }
                    )
        case["as_of"] = {"valid": "2025-07-01"} if rng.random() < 0.8 else {}
        if rng.random() < 0.5:
            case["as_of"]["known"] = rng.choice(["2025-05-10", "2025-06-01"])
        return case

    def policy(self) -> dict[str, Any]:
        rng = self.rng
        drawn = {
            "aggregate": rng.random() < 0.5,
            "expand_common_control": rng.random() < 0.6,
            "control_cmp": rng.choice([">", ">="]),
            "control_threshold": rng.choice([25, 50, 50, 75]),
            "control_dimensions": rng.choice(
                [["votes", "board"], ["votes"], ["equity"], ["votes", "equity", "board"]]
            ),
            "control_by_assertion": rng.random() < 0.5,
            "negative_control_votes": rng.choice([25, 33, 50]),
            "influence_votes": rng.choice([10, 20, 25]),
            "influence_cmp": rng.choice([">", ">="]),
            "one_third_equity_rule": rng.random() < 0.5,
            "one_third_equity_pct": rng.choice([25, 30, 40]),
            "material_equity": rng.choice([5, 10, 20, 25]),
            "material_cmp": rng.choice([">", ">="]),
            "reverse_equity": rng.choice([10, 25]),
            "close_link": rng.random() < 0.5,
            "close_link_pct": rng.choice([10, 20, 50]),
            "one_share_one_vote": rng.random() < 0.5,
            "residual_cap_per_competitor": rng.random() < 0.5,
            "board_rights_need_attestation": rng.random() < 0.5,
            "debt_pct": rng.choice([5, 10, 20]),
        }
        return {key: drawn[key] for key in rng.sample(sorted(drawn), rng.randint(1, 5))}

    def vetoes(self) -> None:
        rng = self.rng
        everyone = [*self.companies, *self.others]
        for _ in range(rng.randint(1, 2)):
            subject = rng.choice(self.companies)
            others = [one for one in everyone if one != subject]
            if rng.random() < 0.5:
                self.facts.append(
                    {"owner": rng.choice(others), "subject": subject, "interest_type": "vetoRights"}
                )
            else:
                members = rng.sample(others, min(len(others), rng.choice([2, 2, 3])))
                self.facts.append(
                    {"subject": subject, "interest_type": "concert", "members": members}
                )

    def roles(self) -> None:
        rng = self.rng
        people = [one for one in self.others if self.kinds[one] == "person"] + ["x"]
        self.kinds["x"] = "person"
        for _ in range(rng.randint(1, 4)):
            kind = rng.choice(["boardMember", "boardChair", "officer", "employment"])
            self.facts.append(
                {
                    "owner": rng.choice(people),
                    "subject": rng.choice([self.vendor, rng.choice(self.companies)]),
                    "interest_type": kind,
                }
            )
        if rng.random() < 0.3:
            owner = rng.choice([*self.companies[1:], *self.others])
            kind = rng.choice(["boardObserver", "boardSeatNominated"])
            self.facts.append({"owner": owner, "subject": self.vendor, "interest_type": kind})

    def dealings(self) -> None:
        rng = self.rng
        owner = rng.choice([*self.companies[1:], *self.others])
        kind = rng.choice(["debt", "revenue", "exclusiveSupply"])
        fact: dict[str, Any] = {"owner": owner, "subject": self.vendor, "interest_type": kind}
        if kind != "exclusiveSupply":
            low = rng.choice([5, 9, 10, 20])
            fact |= {"min": low, "max": low + rng.choice([0, 0, 5])}
        self.facts.append(fact)

    # -- questions -----------------------------------------------------------------------

    def measure_questions(self) -> dict[str, Any]:
        rng = self.rng
        everyone = [*self.companies, *self.others]
        ends = {"min": 0, "max": 0, "worst": 0}
        opens = {f"{key}_open": False for key in ends}
        found: dict[str, list[dict[str, Any]]] = {}
        for _ in range(3):
            source = rng.sample(everyone, rng.choice([1, 1, 2]))
            target = rng.choice(
                [one for one in self.companies if one not in source] or self.companies
            )
            asked = {"source": source, "target": target}
            if target not in source:
                found.setdefault("integrated", []).append({**asked, **ends, **opens})
                found.setdefault("group_votes", []).append(
                    {
                        **asked,
                        **ends,
                        **opens,
                        "dim": rng.choice(["votes", "votes", "equity", "board"]),
                    }
                )
            found.setdefault("control_set", []).append(
                {"source": source, "set": [], "possible": []}
            )
            test: dict[str, Any] = {"value": False, "worst": False}
            if rng.random() < 0.5:
                test |= {"cmp": rng.choice([">", ">="]), "thr": rng.choice([20, 25, 50, 75])}
                if rng.random() < 0.5:
                    test["dims"] = rng.choice([["votes"], ["equity"], ["votes", "equity"]])
            found.setdefault("controls", []).append({**asked, **test})
        found["consistency"] = [{"subject": self.vendor, "value": "ok"}]
        return found

    def file(self, expected: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {
            "id": "random",
            "parties": [{"id": one, "type": kind} for one, kind in self.kinds.items()],
            "facts": self.facts,
            "attestations": self.attestations,
            "competitors": [],
            "query": {"target": self.vendor},
            "expected": expected,
            **more,
        }
