"""Is there a real world at the very end of a bound, or is the end only approached?

"Above 25" twice is above 50, and above 50 is control. With values known, a column attains its
optimum exactly when its cheaper holders are at ends that belong to it; a bound is attained when a
company's column does so using only owners whose own bound is attained (greatest fixpoint), and,
for the most, without ever walking in a circle that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from vendors.ownership.fill import Aim, Node, Rank, Value, best_value, ranks

Support = tuple[frozenset[str], bool]
"""The owners with weight in the fullest optimal world, and whether mass also leaves for good."""


def attained(nodes: Mapping[str, Node], value_of: Callable[[str], Value], aim: Aim) -> set[str]:
    """The companies whose optimum some world within open and closed ends attains.

    A company is looked at again only when one of its owners has dropped out.
    """
    offered = {name: _best_sides(node, value_of, aim) for name, node in nodes.items()}
    users = _users(nodes)
    inside = set(nodes)
    supports: dict[str, list[Support]] = {}
    due = list(nodes)
    while due:
        while due:
            name = due.pop()
            if name in inside:
                worlds = [_support(side, order, nodes, inside) for side, order in offered[name]]
                supports[name] = [support for support in worlds if support is not None]
                if not supports[name]:
                    inside.discard(name)
                    supports.pop(name)
                    due += users[name]
        if aim is Aim.MOST:
            for name in inside - _leading_somewhere(supports, value_of):
                inside.discard(name)
                supports.pop(name)
                due += users[name]
    return inside


def _best_sides(
    node: Node, value_of: Callable[[str], Value], aim: Aim
) -> list[tuple[Node, list[Rank]]]:
    """The scenarios that pass on what the company has, with the order in which they are filled."""
    sides = node.sides
    if len(sides) > 1:
        best = best_value(node, value_of, aim)
        sides = [side for side in sides if best_value(side, value_of, aim) == best]
    return [(side, ranks(side, value_of, aim)) for side in sides]


def _users(nodes: Mapping[str, Node]) -> Mapping[str, list[str]]:
    users: dict[str, list[str]] = {name: [] for name in nodes}
    for name, node in nodes.items():
        for owner in node.has_a_part:
            if owner in users:
                users[owner].append(name)
    return users


def _support(
    node: Node, offered: Iterable[Rank], nodes: Mapping[str, Node], inside: set[str]
) -> Support | None:
    """None when no optimal world of this column stays within its ends and the allowed owners."""
    spare = node.spare
    used: list[int] = []
    leaves = False
    for rank in offered:
        barred = [i for i in rank.members if _is_barred(node.owners[i], nodes, inside)]
        if any(node.lo[i] or node.lo_open[i] for i in barred):
            return None
        free = [i for i in rank.members if i not in barred] if barred else list(rank.members)
        room = rank.room - sum(node.hi[i] for i in barred)
        if spare == 0:
            if any(node.lo_open[i] for i in free):
                return None
            used += [i for i in free if node.lo[i]]
        elif spare >= rank.room:
            if _cannot_fill(node, rank, free, barred):
                return None
            used += [i for i in free if node.hi[i]]
            leaves = leaves or bool(_hidden(node, rank))
            spare -= rank.room
        elif spare < room or (spare == room and not any(node.hi_open[i] for i in free)):
            used += [i for i in free if node.hi[i]]
            leaves = leaves or bool(_hidden(node, rank))
            spare = 0
        else:
            return None
    owners = frozenset(node.owners[i] for i in used)
    return owners & nodes.keys(), leaves or not owners <= nodes.keys()


def _is_barred(owner: str, nodes: Mapping[str, Node], inside: set[str]) -> bool:
    return owner in nodes and owner not in inside


def _cannot_fill(node: Node, rank: Rank, free: list[int], barred: list[int]) -> bool:
    if any(node.hi[i] for i in barred):
        return True
    if rank.value == 0 and node.hidden_open:
        return True
    return any(node.hi_open[i] for i in free)


def _hidden(node: Node, rank: Rank) -> int:
    if rank.value == 0:
        return node.hidden
    return node.stranger if rank.value == 1 else 0


def _leading_somewhere(
    supports: Mapping[str, Sequence[Support]], value_of: Callable[[str], Value]
) -> set[str]:
    """Companies without value, or from which the walk can leave every circle."""
    users: dict[str, list[str]] = {name: [] for name in supports}
    for name, worlds in supports.items():
        for owner in frozenset[str]().union(*(owners for owners, _ in worlds)):
            if owner in users:
                users[owner].append(name)
    found = {
        name
        for name, worlds in supports.items()
        if value_of(name) == 0 or any(leaves for _, leaves in worlds)
    }
    queue = list(found)
    while queue:
        for user in users[queue.pop()]:
            if user not in found:
                found.add(user)
                queue.append(user)
    return found
