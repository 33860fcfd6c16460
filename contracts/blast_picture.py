"""What does a blast radius look like? Boxes and the lines between them, as a browser draws them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final
from uuid import UUID

from contracts.pain import Cover
from contracts.queries.blast import Radius, TouchedContract, TouchedVendor, Way

MOST_BOXES: Final = 300
SUPPOSED: Final = "scenario"


@dataclass(frozen=True, slots=True)
class Node:
    """A box. `kind`: `party, vendor, contract, data_asset, access_grant, domain, scenario`."""

    id: str
    kind: str
    name: str
    pain: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from what is behind to what hangs on it."""

    source: str
    target: str
    words: str = ""


@dataclass(slots=True)
class Picture:
    """`truncated`: there is more than is drawn; the most painful is drawn first."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)
    truncated: bool = False

    def put(self, node: Node) -> bool:
        """Whether there was room."""
        if node.id not in self.nodes and len(self.nodes) >= MOST_BOXES:
            self.truncated = True
            return False
        self.nodes.setdefault(node.id, node)
        return True

    def join(self, source: str, target: str, words: str = "") -> None:
        if source in self.nodes and target in self.nodes and source != target:
            self.edges.setdefault((source, target), Edge(source, target, words))


def picture_of(radius: Radius) -> Picture:
    """Party, whoever is on the way, vendors, their contracts, and what hangs on those."""
    picture = Picture(truncated=radius.truncated)
    if radius.party is not None:
        picture.put(Node(str(radius.party.id), "party", radius.party.name))
    elif radius.vendors:
        picture.put(Node(SUPPOSED, "scenario", "What is supposed"))
    for vendor in radius.vendors:
        _put_vendor(picture, vendor, radius)
    for domain in radius.domains:
        if domain.cover is Cover.NONE:
            name = f"{domain.name}: nobody left"
            for contract in radius.contracts:
                if contract.contract.dataset_domain.strip().lower() == domain.name:
                    put = picture.put(Node(f"domain:{domain.name}", "domain", name))
                    if put:
                        picture.join(str(contract.contract.id), f"domain:{domain.name}")
    return picture


def _put_vendor(picture: Picture, vendor: TouchedVendor, radius: Radius) -> None:
    box = str(vendor.vendor.party_id)
    if not picture.put(Node(box, "vendor", vendor.vendor.party.name, vendor.pain)):
        return
    steps = list(_way_there(vendor, radius))
    for step in steps[1:-1]:
        picture.put(step)
    words = "" if vendor.touch.way is Way.ITSELF else vendor.touch.way.value
    for one, other in pairwise(steps):
        picture.join(one.id, other.id, words)
    for contract in vendor.contracts:
        _put_contract(picture, contract, box)


def _way_there(vendor: TouchedVendor, radius: Radius) -> Iterator[Node]:
    if vendor.touch.way is Way.SCENARIO:
        yield Node(SUPPOSED, "scenario", "What is supposed")
    for party in vendor.touch.through[:-1]:
        yield Node(str(party), "party", _name(party, radius))
    yield Node(str(vendor.vendor.party_id), "vendor", vendor.vendor.party.name)


def _name(party: UUID, radius: Radius) -> str:
    return radius.names.get(party, str(party))


def _put_contract(picture: Picture, one: TouchedContract, vendor: str) -> None:
    box = str(one.contract.id)
    if not picture.put(Node(box, "contract", one.contract.reference, one.pain)):
        return
    picture.join(vendor, box, one.open.words if one.open else "")
    for asset in one.assets:
        if picture.put(Node(str(asset.id), "data_asset", asset.name)):
            picture.join(box, str(asset.id))
    for door in one.doors:
        if picture.put(Node(str(door.id), "access_grant", door.system)):
            picture.join(box, str(door.id))
