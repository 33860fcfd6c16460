"""How do domains of knowledge hang together, and how near is one to another?

A vendor that knows a broader domain than asked knows some of what is asked; so does one that knows
a narrower one. Two narrower ones under one broader say nothing of each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

DEEPEST = 8
"""So many domains one under the other; nobody's knowledge has more storeys."""
MOST_NEAR = 5
_GAPS = re.compile(r"[\W_]+")
_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class DomainNode:
    """One domain of the vocabulary. `parent`: the code of the broader one it is a part of."""

    code: str
    name: str
    parent: str | None = None
    is_retired: bool = False


class Relation(StrEnum):
    """What a domain that is known is to the one that is asked for."""

    SAME = "same"
    BROADER = "broader"
    NARROWER = "narrower"


@dataclass(frozen=True, slots=True)
class Match:
    """How a domain answers to another; `steps` of the tree lie between them."""

    relation: Relation
    steps: int


def code_of(text: str) -> str:
    """How a domain that somebody wrote down would be coded: `Organic chemistry` as
    `organic_chemistry`.
    """
    return _GAPS.sub("_", text.casefold()).strip("_")


def is_code(text: str) -> bool:
    """Whether it is written as codes are."""
    return bool(_CODE.fullmatch(text))


class Tree:
    """The vocabulary at one moment. A parent that is not in it is none."""

    def __init__(self, nodes: Iterable[DomainNode]) -> None:
        self._nodes: Mapping[str, DomainNode] = {node.code: node for node in nodes}
        self._names = {code_of(node.name): node.code for node in self._nodes.values()}

    def get(self, code: str) -> DomainNode | None:
        return self._nodes.get(code)

    def find(self, text: str) -> DomainNode | None:
        """The domain somebody means by its code or its name, in any spelling of either."""
        wanted = code_of(text)
        return self._nodes.get(wanted) or self._nodes.get(self._names.get(wanted, ""))

    def line(self, code: str) -> tuple[str, ...]:
        """The domain and all it is a part of, itself first. It ends where it would repeat."""
        line: list[str] = []
        at: str | None = code
        while at is not None and at in self._nodes and at not in line:
            line.append(at)
            at = self._nodes[at].parent
        return tuple(line)

    def match(self, known: str, asked: str) -> Match | None:
        """How a domain that is known answers to one that is asked; None if it does not."""
        if known == asked:
            return Match(Relation.SAME, 0)
        above = self.line(asked)
        if known in above:
            return Match(Relation.BROADER, above.index(known))
        below = self.line(known)
        if asked in below:
            return Match(Relation.NARROWER, below.index(asked))
        return None

    def answering(self, asked: str) -> Mapping[str, Match]:
        """Every domain that answers to one, and how."""
        found = {code: self.match(code, asked) for code in self._nodes}
        return {code: match for code, match in found.items() if match is not None}

    def near(self, text: str) -> list[str]:
        """Codes that somebody may have meant, the likeliest first; retired ones are not told."""
        open_ones = [node for node in self._nodes.values() if not node.is_retired]
        spelt = {code_of(word): node.code for node in open_ones for word in (node.name, node.code)}
        wanted = code_of(text)
        within = sorted(word for word in spelt if wanted and (wanted in word or word in wanted))
        close = get_close_matches(wanted, sorted(spelt), n=MOST_NEAR, cutoff=0.6)
        return list(dict.fromkeys(spelt[word] for word in (*close, *within)))[:MOST_NEAR]
