"""How do rows look on a page of the admin?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.rest.colours import LABELS


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], otherwise: str) -> SafeString:
    """Rows under headings; a sentence where there are none."""
    found = list(rows)
    return render_to_string(
        "admin/table.html", {"headings": headings, "rows": found, "otherwise": otherwise}
    )


def day(on: date | None) -> str:
    return f"{on:%-d %b %Y}" if on else ""


def link(row: models.Model, text: str) -> SafeString:
    """The page of a row."""
    meta = row._meta
    path = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    return anchor(path, text)


def anchor(path: str, text: str) -> SafeString:
    return format_html(
        '<a class="font-medium text-primary-600 dark:text-primary-500" href="{}">{}</a>', path, text
    )


def label(state: str) -> SafeString:
    """A state as a coloured label."""
    text = state.replace("_", " ")
    return render_to_string("unfold/helpers/label.html", {"type": LABELS.get(state), "text": text})


def in_words(value: object) -> str:
    """What JSON can say, as people read it."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(in_words, value)) or "-"
        case dict():
            parts = (f"{name}: {in_words(each)}" for name, each in value.items())
            return "; ".join(parts).replace("_", " ")
        case _:
            return str(value)
