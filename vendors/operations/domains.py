"""Keep the vocabulary of domains: add, rename, retire."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F

from config.actors import Actor
from config.events.operations import Subject, record
from config.models import ClockTimestamp
from config.problems import Conflict, Invalid, MoveNotAllowed, NotFound, StaleVersion
from vendors.domains import DEEPEST, is_code
from vendors.models import Domain, Domainhood
from vendors.queries.domains import get_tree


class DomainTaken(Conflict):
    """Another domain has this code or name already; `domain` is its code."""

    code = "domain-taken"
    title = "This domain exists already."


@transaction.atomic
def add_domain(*, code: str, name: str, parent: str | None, actor: Actor) -> Domain:
    """Add a domain under a broader one, or at the top. Where it stands is said once.

    :raises Invalid: if the code is none, or the broader one is not there, retired or too deep
    :raises DomainTaken: if the code or the name is known
    """
    if not is_code(code):
        detail = "A code is small letters, digits and single underscores, as in organic_chemistry."
        raise Invalid.at("/code", "code", detail)
    tree = get_tree()
    for word in (code, name):
        known = tree.find(word)
        if known is not None:
            raise DomainTaken(domain=known.code)
    above = None if parent is None else tree.get(parent)
    if parent is not None and above is None:
        raise Invalid.at("/parent", "unknown_domain", f"There is no domain {parent!r}.")
    if above is not None and above.is_retired:
        raise Invalid.at("/parent", "retired_domain", f"The domain {parent} is retired.")
    if parent is not None and len(tree.line(parent)) >= DEEPEST:
        raise Invalid.at("/parent", "too_deep", f"No more than {DEEPEST} storeys.")
    try:
        with transaction.atomic():
            domain = Domain.objects.create(code=code, name=name, parent_id=parent)
    except IntegrityError:
        raise DomainTaken(domain=code) from None
    domain.refresh_from_db()
    _tell("vendors.domain_added", domain, actor, data={"parent": parent, "name": name})
    return domain


@transaction.atomic
def rename_domain(*, code: str, name: str, seen_version: int | None, actor: Actor) -> Domain:
    """Call a domain by another name; its code and its place stay.

    :raises NotFound: if there is none
    :raises StaleVersion: if it has changed since it was seen
    :raises DomainTaken: if another one is called so
    """
    domain = _locked(code, seen_version)
    known = get_tree().find(name)
    if known is not None and known.code != code:
        raise DomainTaken(domain=known.code)
    before = domain.name
    _change(domain, name=name)
    _tell("vendors.domain_amended", domain, actor, data={"before": before, "after": name})
    return domain


@transaction.atomic
def retire_domain(
    *, code: str, reason: str, actor: Actor, seen_version: int | None = None
) -> Domain:
    """Let nothing new be said of a domain; what is on file stays.

    :raises NotFound: if there is none
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is retired
    """
    return _turn(code, Domainhood.RETIRED, reason, actor, seen_version)


@transaction.atomic
def reinstate_domain(
    *, code: str, reason: str, actor: Actor, seen_version: int | None = None
) -> Domain:
    """Let a retired domain be spoken of again.

    :raises NotFound: if there is none
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is not retired
    """
    return _turn(code, Domainhood.OPEN, reason, actor, seen_version)


_ACTS = {Domainhood.OPEN: ["retire"], Domainhood.RETIRED: ["reinstate"]}


def domain_acts(domain: Domain) -> list[str]:
    """What can be done with a domain where it stands."""
    return _ACTS[Domainhood(domain.state)]


def _turn(code: str, to: Domainhood, reason: str, actor: Actor, seen_version: int | None) -> Domain:
    domain = _locked(code, seen_version)
    if domain.state == to:
        raise MoveNotAllowed(state=domain.state, allowed=domain_acts(domain))
    _change(domain, state=to)
    _tell("vendors.domain_amended", domain, actor, reason, {"state": to})
    return domain


def _locked(code: str, seen_version: int | None) -> Domain:
    domain = Domain.objects.select_for_update(no_key=True).filter(code=code).first()
    if domain is None:
        raise NotFound()
    if seen_version not in (None, domain.version):
        raise StaleVersion(version=domain.version)
    return domain


def _change(domain: Domain, **columns: object) -> None:
    Domain.objects.filter(id=domain.id).update(
        **columns, version=F("version") + 1, updated_at=ClockTimestamp()
    )
    domain.refresh_from_db()


def _tell(
    type_: str,
    domain: Domain,
    actor: Actor,
    reason: str = "",
    data: dict[str, object] | None = None,
) -> None:
    record(
        type=type_,
        subject=Subject("domain", domain.id),
        actor=actor,
        reason=reason,
        data={"domain": domain.code, **(data or {})},
    )
