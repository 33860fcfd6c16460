"""Did everything we sent come back as we sent it?

What was written down with a number of items or a hash must come back so. What was written down
without either has nothing to be held against: the proof of the return speaks for it, unless a
manifest came, which must then name it too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.termination.guards import Refusal, Refused


class Mismatch(StrEnum):
    MISSING = "missing"
    ITEMS_UNKNOWN = "items_unknown"
    ITEMS_DIFFER = "items_differ"
    HASH_MISSING = "hash_missing"
    HASH_DIFFERS = "hash_differs"


@dataclass(frozen=True, slots=True)
class Content:
    """How many items, and which SHA-256; what is not known is none, or empty."""

    items: int | None = None
    sha256: str = ""

    @property
    def is_known(self) -> bool:
        return self.items is not None or bool(self.sha256)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A data asset that has not come back as it was sent, and in what it differs."""

    data_asset: str
    mismatch: Mismatch
    sent: Content
    returned: Content | None = None


def reconcile(sent: Mapping[str, Content], returned: Mapping[str, Content]) -> tuple[OpenItem, ...]:
    """Every data asset that is not accounted for, by its id, in the order in which they were sent.

    One line for each difference: an asset may differ in its items and in its hash.
    """
    return tuple(item for asset, was in sent.items() for item in _differences(asset, was, returned))


def still_open(open_items: Iterable[OpenItem], waived: Iterable[str]) -> tuple[OpenItem, ...]:
    """Those an approver has not let go."""
    let_go = frozenset(waived)
    return tuple(item for item in open_items if item.data_asset not in let_go)


def refuse_incomplete(open_items: Iterable[OpenItem]) -> Refused | None:
    """A return is verified when everything is accounted for."""
    items = tuple(open_items)
    if not items:
        return None
    assets = len({item.data_asset for item in items})
    why = f"{assets} of the data assets have not come back as they were sent."
    about = tuple(f"{item.data_asset}:{item.mismatch}" for item in items)
    return Refused(Refusal.RETURN_INCOMPLETE, why, about)


def _differences(asset: str, was: Content, returned: Mapping[str, Content]) -> Iterator[OpenItem]:
    now = returned.get(asset)
    if now is None:
        if was.is_known or returned:
            yield OpenItem(asset, Mismatch.MISSING, was)
        return
    if was.items is not None and now.items != was.items:
        how = Mismatch.ITEMS_UNKNOWN if now.items is None else Mismatch.ITEMS_DIFFER
        yield OpenItem(asset, how, was, now)
    if was.sha256 and now.sha256 != was.sha256:
        how = Mismatch.HASH_DIFFERS if now.sha256 else Mismatch.HASH_MISSING
        yield OpenItem(asset, how, was, now)
