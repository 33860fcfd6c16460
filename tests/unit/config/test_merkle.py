"""Trees are RFC 6962's, and every leaf of every tree can be proved, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.events.merkle import EMPTY_ROOT, is_included, leaf_hash, proof_of, root_of

# The leaves and roots that implementations of Certificate Transparency are checked with.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_standard(size: int) -> None:
    assert root_of([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size - 1]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY_ROOT


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=70, unique=True), st.data())
def test_every_leaf_is_proved_at_its_place_and_nowhere_else(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.integers(0, len(leaves) - 1))
    hashes = [leaf_hash(leaf) for leaf in leaves]
    root, path = root_of(hashes), proof_of(hashes, index)

    def holds(leaf: bytes, *, at: int, size: int = len(leaves)) -> bool:
        return is_included(leaf, index=at, size=size, path=path, root=root)

    assert holds(leaves[index], at=index)
    assert not holds(leaves[index] + b"!", at=index)
    assert not holds(leaves[index], at=len(leaves))
    assert holds(leaves[index], at=other) is (other == index)


def test_a_node_is_not_taken_for_a_leaf() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")

    assert root_of([left, right]) != leaf_hash(left + right)


def test_a_longer_path_proves_nothing() -> None:
    leaf = leaf_hash(b"a")

    assert not is_included(b"a", index=0, size=1, path=[leaf], root=leaf)
    with pytest.raises(IndexError):
        proof_of([leaf], 1)
