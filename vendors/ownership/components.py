"""In which order can companies be reckoned, owners first, and which of them go round in circles?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator


def upstream_components(
    starts: Iterable[str], owners_of: Callable[[str], Iterable[str]]
) -> Iterator[list[str]]:
    """Strongly connected components, every one after all the owners it depends on.

    Tarjan's algorithm with a stack of its own: chains may be longer than Python's.
    """
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    pending: list[str] = []
    on_pending: set[str] = set()
    for start in starts:
        if start in number:
            continue
        number[start] = low[start] = len(number)
        pending.append(start)
        on_pending.add(start)
        work = [(start, iter(owners_of(start)))]
        while work:
            node, owners = work[-1]
            for owner in owners:
                if owner not in number:
                    number[owner] = low[owner] = len(number)
                    pending.append(owner)
                    on_pending.add(owner)
                    work.append((owner, iter(owners_of(owner))))
                    break
                if owner in on_pending:
                    low[node] = min(low[node], number[owner])
            else:
                work.pop()
                if work:
                    below = work[-1][0]
                    low[below] = min(low[below], low[node])
                if low[node] == number[node]:
                    yield _unwound(pending, on_pending, node)


def _unwound(pending: list[str], on_pending: set[str], root: str) -> list[str]:
    component: list[str] = []
    while True:
        node = pending.pop()
        on_pending.discard(node)
        component.append(node)
        if node == root:
            return component


def owners_first(
    component: Collection[str], owners_of: Callable[[str], Iterable[str]]
) -> list[str]:
    """A component in one order, whatever the given one: owners first, as far as circles allow."""
    inside = set(component)
    ordered: list[str] = []
    seen: set[str] = set()
    for start in sorted(component):
        if start in seen:
            continue
        seen.add(start)
        work = [(start, iter(owners_of(start)))]
        while work:
            party, owners = work[-1]
            above = next((o for o in owners if o in inside and o not in seen), None)
            if above is None:
                ordered.append(party)
                work.pop()
            else:
                seen.add(above)
                work.append((above, iter(owners_of(above))))
    return ordered
