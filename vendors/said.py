"""How is it told on pages of the admin who says what, one source beside the other?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config import clock
from config.events.ledger import current_seq
from config.rest.tables import day, link, table
from vendors.models import Disclosure, Interest, Party
from vendors.ownership.interval import Interval
from vendors.picture import PicturedAdmin, Subject
from vendors.queries.facts import interests_in_force
from vendors.queries.parties import list_same

MOST_TOLD = 200


def source_line(disclosure: Disclosure) -> SafeString:
    """Whose word it is: "registry: Companies House, 3 Jun 2025"."""
    kind = disclosure.get_source_type_display().lower()
    shown = link(disclosure, disclosure.source_title)
    on = day(disclosure.source_published_on)
    return format_html("{}: {}{}", kind, shown, f", {on}" if on else "")


def sources_by_id(ids: Iterable[str]) -> Mapping[str, SafeString]:
    """The disclosures that a finding names, each as a line that says how sure it is."""
    found = Disclosure.objects.filter(id__in=set(ids))
    return {
        str(each.id): format_html("{}, {}", source_line(each), each.confidence) for each in found
    }


def share_in_words(interest: Interest) -> str:
    if interest.lo is None or interest.hi is None:
        return "-"
    return str(Interval(interest.lo, interest.hi, interest.lo_open, interest.hi_open))


class ToldOfAdmin(PicturedAdmin):
    """A party with its picture, and with every word on file about who has what of it."""

    readonly_fields = ["told"]

    def pictured(self, found: Party) -> Subject:
        return Subject(found.id)

    @admin.display(description="who has what of it, by whose word")
    def told(self, party: Party) -> SafeString:
        """In force today; sources that contradict each other stand side by side."""
        facts = (
            interests_in_force(valid_at=clock.today(), known_seq=current_seq())
            .filter(subject__in=list_same(party.id))
            .select_related("interested_party", "statement__disclosure")
            .order_by("interested_party__name", "type", "id")
        )
        rows = [
            (
                _holder(fact.interested_party),
                fact.get_type_display(),
                share_in_words(fact),
                fact.confidence,
                day(fact.valid_from) or "-",
                day(fact.valid_to) or "-",
                source_line(fact.statement.disclosure),
            )
            for fact in facts[:MOST_TOLD]
        ]
        heads = ("who", "what", "share", "how sure", "from", "until", "source")
        return table(heads, rows, "Nothing is on file.")


def _holder(party: Party | None) -> SafeString | str:
    return "not named" if party is None else link(party, party.name)


def named(ids: Iterable[str]) -> Mapping[str, str]:
    """Parties by id, under their names of today."""
    wanted = {UUID(each) for each in ids if each}
    return {str(party.id): party.name for party in Party.objects.filter(id__in=wanted)}
