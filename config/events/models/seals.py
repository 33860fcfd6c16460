"""What makes a later change of the record visible? Seals, each over everything written since."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from config.models import Row


def _digest() -> models.CharField:
    return models.CharField(max_length=64)


def append_only() -> pgtrigger.Protect:
    """No row is changed or deleted."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Seal(Row):
    """A Merkle root over the events `first_seq` to `last_seq` and the records sealed with them.

    Each seal holds the hash of the one before, so that none can be changed or left out alone. One
    without events (`count` 0, `last_seq` just below `first_seq`) holds records only.
    """

    number = models.BigIntegerField(unique=True)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    count = models.PositiveIntegerField()
    records = models.PositiveIntegerField()
    root = _digest()
    previous = _digest()
    hash = _digest()
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["previous"], name="one_seal_follows_another"),
            models.CheckConstraint(
                condition=Q(last_seq__gte=F("first_seq") - 1), name="a_seal_goes_forward"
            ),
        ]
        indexes = [models.Index(fields=["last_seq"], name="seal_last_seq")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"seal {self.number}: #{self.first_seq} to #{self.last_seq}"


class Leaf(models.Model):
    """What a sealed row hashed to, and its place in the tree of its seal.

    A row that may change has a leaf for each state that was sealed; the last one counts.
    """

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="leaves")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=80)
    object_id = models.UUIDField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        verbose_name_plural = "leaves"
        constraints = [
            models.UniqueConstraint(fields=["seal", "position"], name="one_leaf_per_place")
        ]
        indexes = [models.Index(fields=["kind", "object_id", "seal"], name="leaf_of_row")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
