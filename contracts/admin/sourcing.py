"""The page of a need, with the button that says whom it could go to."""

from __future__ import annotations

from django.contrib import admin

from contracts.need_page import may_shortlist, show_shortlist
from procurement.admin.requisitions import RequisitionAdmin
from procurement.models import Requisition

# What procurement shows of a need, and what only this room knows: who could serve it.
admin.site.unregister(Requisition)


@admin.register(Requisition)
class SourcedRequisitionAdmin(RequisitionAdmin):
    pages = ("show_shortlist",)
    show_shortlist = show_shortlist
    has_show_shortlist_permission = may_shortlist
