"""What holds of the competitors' groups, found out once in this process and never out of date?

Facts are only ever added, and whoever is told of gets the number of the fact. So what was read as
of one place in the ledger is what would be read at another one, unless a party that occurs in it
has changed in between; that is asked each time. Whoever has written facts in this very transaction,
or only supposes them, reads for itself: they may never be committed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from threading import RLock
from uuid import UUID

from django.db import connection

from config.supposing import is_supposing
from procurement.neutrality.digest import digest, facts_digest
from procurement.neutrality.groups import Groups, groups_on
from procurement.neutrality.policy import Policy
from procurement.queries.standards import Yardstick
from vendors.ownership.closure import Ground, ground_of
from vendors.queries.changes import changes_after, is_writing_facts, last_change
from vendors.queries.facts import Surveyed
from vendors.queries.near import survey
from vendors.queries.walks import Walked

MOST_GROUNDS = 8
MOST_FACTS = 300_000
"""Of all grounds together; the newest is kept however large it is."""

MOST_DAYS = 4
"""Of one ground: days, and policies."""


@dataclass(slots=True)
class Known:
    """A ground as of a range of the ledger: from `since` to `until`, and at `seq` itself.

    :ivar groups: by the day and the policy, the one asked for last at the end
    """

    surveyed: Surveyed
    ground: Ground
    digest: str
    seq: int
    since: int
    until: int
    groups: OrderedDict[tuple[date, str], Groups] = field(default_factory=OrderedDict)

    @property
    def walked(self) -> Walked:
        return self.surveyed.walked

    def holds_at(self, seq: int) -> bool:
        """Whether the same would be read at another place, which is then remembered."""
        if seq == self.seq or self.since <= seq <= self.until:
            return True
        if seq < self.since or self.since > self.until:
            return False
        changes = changes_after(self.until)
        if changes.parties is None or not changes.parties.isdisjoint(self.surveyed.named):
            return False
        self.until = max(self.until, changes.seq)
        return True

    def under(self, policy: Policy, valid_at: date) -> Groups:
        """What holds on a day under a policy."""
        asked = valid_at, digest(policy.to_judging_mapping())
        if asked not in self.groups:
            on_day = replace(self.ground, facts=replace(self.ground.facts, valid_at=valid_at))
            self.groups[asked] = groups_on(on_day, policy, self.digest)
        self.groups.move_to_end(asked)
        if len(self.groups) > MOST_DAYS:
            self.groups.popitem(last=False)
        return self.groups[asked]


_Key = tuple[str, tuple[UUID, ...], int]
_kept: OrderedDict[_Key, Known] = OrderedDict()
_one_at_a_time = RLock()


@contextmanager
def known_groups(
    yardstick: Yardstick, *, valid_at: date, known_seq: int
) -> Iterator[tuple[Groups, Walked]]:
    """The competitors' groups, and whose facts they consist of; one thread at a time."""
    with _one_at_a_time:
        known = _known(yardstick.competitors, known_seq)
        yield known.under(yardstick.rules, valid_at), known.walked


@contextmanager
def known_nothing() -> Iterator[None]:
    """Inside, nothing is known, as in a fresh process; what was known before is known after."""
    with _one_at_a_time:
        before = dict(_kept)
        _kept.clear()
        try:
            yield
        finally:
            _kept.clear()
            _kept.update(before)


def _known(competitors: tuple[UUID, ...], known_seq: int) -> Known:
    if is_supposing() or is_writing_facts():
        return _read(competitors, known_seq)
    base = str(connection.settings_dict["NAME"])
    for key, known in reversed(_kept.items()):
        if key[:2] == (base, competitors) and known.holds_at(known_seq):
            _kept.move_to_end(key)
            return known
    committed = changes_after(2**62).seq
    known = _read(competitors, known_seq)
    if known_seq <= committed:
        _keep((base, competitors, known_seq), known)
    return known


def _read(competitors: tuple[UUID, ...], known_seq: int) -> Known:
    surveyed = survey(competitors, known_seq=known_seq)
    ground = ground_of(surveyed.facts, [str(party) for party in competitors])
    since = last_change(surveyed.named)
    return Known(surveyed, ground, facts_digest(ground.facts), known_seq, since, known_seq)


def _keep(key: _Key, known: Known) -> None:
    _kept[key] = known
    _kept.move_to_end(key)
    while len(_kept) > 1 and (len(_kept) > MOST_GROUNDS or _size() > MOST_FACTS):
        _kept.popitem(last=False)


def _size() -> int:
    return sum(len(known.ground.facts.facts) for known in _kept.values())
