"""Which graph of ownership is everything measured in? A made-up one, the same for a seed.

Its shape follows what is published about real ones: most companies have one to three owners, most
of them people; a bow-tie whose knot is a core of companies that own each other (Vitali,
Glattfelder, Battiston, 2011: 1,318 companies, 12,191 links); few other circles, and small ones;
holdings with a heavy tail; half of the large stakes known only as the bands of the British register
of people with significant control. The degrees are chosen, not fitted to a register.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

WHOLE = 100_000_000  # the engine's units, a million to the percent
CORE_PER_EDGE = 122 / 100_000
CORE_LINKS = 9  # owners inside the core, of each company of the core
CORE_OWNERS = 15  # owners outside it
FEWEST_OWNERS = np.array([1, 2, 3, 4, 9])
MOST_OWNERS = np.array([1, 2, 3, 8, 200])
HOW_MANY_HAVE = np.array([0.54, 0.28, 0.09, 0.08, 0.01])
OWNED_BY_A_PERSON = 0.70
OWNED_BY_THE_CORE = 0.12  # the rest is owned by another company
BANDED = 0.5
COMPETITORS = (15, 25, 10)  # of the core, large ones, heads of small groups


@dataclass(frozen=True, slots=True)
class Graph:
    """Companies are 0 to `companies` - 1, people follow; edge i: `owner[i]` has a part of another.

    `lo` and `hi` are the ends of what is known of the part; a band is open at its lower end.
    """

    companies: int
    people: int
    owner: Ints
    subject: Ints
    lo: Ints
    hi: Ints
    competitors: Ints
    vendors: Ints

    @property
    def nodes(self) -> int:
        return self.companies + self.people

    @property
    def edges(self) -> int:
        return len(self.owner)


def made(edges: int, *, seed: int, vendors: int) -> Graph:
    """A graph of about `edges` edges. The same arguments give the same graph."""
    random = np.random.default_rng(seed)
    companies, people = int(edges * 0.475), int(edges * 0.35)
    core = max(8, round(edges * CORE_PER_EDGE))
    subject, owner = _links(random, companies, people, core)
    lo, hi = _stakes(random, subject, companies)
    competitors = _competitors(random, owner, companies, core)
    rest = np.setdiff1d(np.arange(core, companies), competitors)
    return Graph(
        companies,
        people,
        owner,
        subject,
        lo,
        hi,
        competitors,
        np.sort(random.choice(rest, size=min(vendors, len(rest)), replace=False)),
    )


def _links(
    random: np.random.Generator, companies: int, people: int, core: int
) -> tuple[Ints, Ints]:
    """Who is owned by whom: the core by itself and by some below it, all others from above."""
    inner = np.repeat(np.arange(core), CORE_LINKS)
    outer = np.repeat(np.arange(core), CORE_OWNERS)
    above = _outside(random, outer, companies, people, core)
    many = random.choice(5, size=companies - core, p=HOW_MANY_HAVE)
    spread = random.random(companies - core) ** 12  # most of "more than eight" are few more
    counts = FEWEST_OWNERS[many] + ((MOST_OWNERS - FEWEST_OWNERS)[many] * spread).astype(int)
    counts[many == 3] = random.integers(4, 9, size=int((many == 3).sum()))
    plain = np.repeat(np.arange(core, companies), counts)
    subject = np.concatenate([inner, outer, plain])
    owner = np.concatenate(
        [
            random.integers(0, core, size=len(inner)),
            above,
            _owners(random, plain, companies, people, core),
        ]
    )
    return _circled(random, subject, owner, companies, core)


def _outside(
    random: np.random.Generator, subject: Ints, companies: int, people: int, core: int
) -> Ints:
    """Owners of the core outside it: people, and companies that people own."""
    by_company = random.random(len(subject)) < 0.2
    holding = random.integers(core, core + max(2, companies // 50), size=len(subject))
    return np.where(by_company, holding, companies + random.integers(0, people, len(subject)))


def _owners(
    random: np.random.Generator, subject: Ints, companies: int, people: int, core: int
) -> Ints:
    """A person, a company of the core, or one with a lower number: few have most holdings.

    The first ones after the core are the holdings above it; they are owned by people alone, so that
    the core stays as small as it is.
    """
    kind = random.random(len(subject))
    is_holding = subject < core + max(2, companies // 50)
    by_person = (kind < OWNED_BY_A_PERSON) | is_holding
    by_core = ~by_person & (kind < OWNED_BY_A_PERSON + OWNED_BY_THE_CORE)
    rank = random.random(len(subject)) ** 3
    earlier = core + (rank * np.maximum(1, subject - core)).astype(np.int64)
    popular = (random.random(len(subject)) ** 3 * core).astype(np.int64)
    person = companies + random.integers(0, people, size=len(subject))
    return np.where(by_person, person, np.where(by_core, popular, earlier))


def _circled(
    random: np.random.Generator, subject: Ints, owner: Ints, companies: int, core: int
) -> tuple[Ints, Ints]:
    """Some subsidiaries own a little of their owners; no link twice, none to itself."""
    turned = (owner >= core + max(2, companies // 50)) & (owner < companies)
    back = np.flatnonzero(turned & (random.random(len(owner)) < 0.02))
    subject = np.concatenate([subject, owner[back]])
    owner = np.concatenate([owner, subject[back]])
    pairs = np.unique(np.stack([subject, owner])[:, subject != owner], axis=1)
    return pairs[0], pairs[1]


def _stakes(random: np.random.Generator, subject: Ints, companies: int) -> tuple[Ints, Ints]:
    """What each owner has: all owners of a company together 60 to 100 percent of it."""
    weight = random.exponential(size=len(subject))
    total = np.bincount(subject, weights=weight, minlength=companies)
    disclosed = np.where(random.random(companies) < 0.7, 1.0, random.uniform(0.6, 1.0, companies))
    share = weight / total[subject] * disclosed[subject]
    exact = np.maximum(100, (share * WHOLE).astype(np.int64) // 100 * 100)
    quarter = WHOLE // 4
    banded = (exact > quarter) & (random.random(len(subject)) < BANDED)
    floor = (exact - 1) // quarter * quarter
    return np.where(banded, floor, exact), np.where(banded, floor + quarter, exact)


def _competitors(random: np.random.Generator, owner: Ints, companies: int, core: int) -> Ints:
    inside, large, heads = COMPETITORS
    holdings = np.bincount(owner[owner < companies], minlength=companies)
    holdings[:core] = 0
    by_size = np.argsort(-holdings, kind="stable")
    groups = np.flatnonzero((holdings >= 2) & (holdings <= 5))
    chosen = [
        random.choice(core, size=min(inside, core), replace=False),
        by_size[:large],
        random.choice(groups, size=min(heads, len(groups)), replace=False),
    ]
    return np.unique(np.concatenate(chosen))
