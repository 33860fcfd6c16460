"""Which files do we keep as proof, and what are they?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from config.models import Row
from vendors.models.triggers import append_only


class Evidence(Row):
    """A file, known by the hash of its bytes; the bytes lie outside the database."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    title = models.CharField(max_length=500)
    filename = models.CharField(max_length=255, blank=True)
    uploaded_by = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="evidence_is_named_by_sha256"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_is_not_empty"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.title
