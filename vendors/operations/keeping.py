"""Keep a file as evidence; the same bytes are kept once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from django.db import IntegrityError, transaction

from config.actors import Actor
from config.events.operations import Subject, record
from config.problems import Invalid
from vendors.media import BadFile
from vendors.models import Evidence
from vendors.shelf import Measured, Shelf, measure


@dataclass(frozen=True, slots=True)
class Kept:
    """The evidence, and whether these bytes were new."""

    evidence: Evidence
    is_new: bool


def store_evidence(
    *, file: BinaryIO, title: str, filename: str, shelf: Shelf, actor: Actor
) -> Kept:
    """Keep a file: first its bytes, safely, and then the row that names them.

    A crash in between leaves bytes that nothing names; the next upload of them finds them there.

    :raises Invalid: if the file is a trap
    """
    try:
        measured = measure(file)
    except BadFile as error:
        raise Invalid.at("/file", "unsafe_file", str(error)) from None
    shelf.keep(measured.sha256, file)
    known = Evidence.objects.filter(sha256=measured.sha256).first()
    if known is not None:
        return Kept(known, is_new=False)
    try:
        return Kept(_write(measured, title, filename, actor), is_new=True)
    except IntegrityError:  # somebody else sent the same bytes just now
        return Kept(Evidence.objects.get(sha256=measured.sha256), is_new=False)


@transaction.atomic
def _write(measured: Measured, title: str, filename: str, actor: Actor) -> Evidence:
    evidence = Evidence.objects.create(
        sha256=measured.sha256,
        size=measured.size,
        media_type=measured.media_type,
        title=title,
        filename=filename,
        uploaded_by=actor.label,
    )
    record(
        type="vendors.evidence_stored",
        subject=Subject("evidence", evidence.id),
        actor=actor,
        data={"evidence": evidence.id, "sha256": measured.sha256, "size": measured.size},
    )
    return evidence
