"""Is this leaf in that tree? Merkle trees as RFC 6962 builds them, on the standard library alone.

Whoever holds a leaf's bytes, a proof and a root checks them with `is_included` and nothing else: no
database, no server, no trust in either. A leaf is hashed with 0x00 before it, a node with 0x01, so
that neither can be taken for the other; a tree of n leaves splits at the largest power of two
below n.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes; level by level, an odd one out moves up unchanged."""
    level = list(leaves)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        level = _next_level(level)
    return level[0]


def proof_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from the leaf at `index` to the root, nearest first.

    :raises IndexError: if there is no such leaf
    """
    return proofs_of(leaves, [index])[index]


def proofs_of(leaves: Sequence[bytes], indices: Iterable[int]) -> dict[int, list[bytes]]:
    """The same for several leaves of one tree, which is built once.

    :raises IndexError: if there is no such leaf
    """
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        levels.append(_next_level(levels[-1]))
    return {index: _path(levels, index) for index in indices}


def _path(levels: Sequence[Sequence[bytes]], index: int) -> list[bytes]:
    if not 0 <= index < len(levels[0]):
        raise IndexError(index)
    path = []
    for height, level in enumerate(levels[:-1]):
        sibling = index >> height ^ 1
        if sibling < len(level):
            path.append(level[sibling])
    return path


def is_included(data: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf with these bytes stands at `index` in the tree of `size` leaves with `root`.

    The algorithm of RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf_hash(data)
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def _next_level(level: Sequence[bytes]) -> list[bytes]:
    paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return paired if len(level) % 2 == 0 else [*paired, level[-1]]
