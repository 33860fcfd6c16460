"""Tell the story's history into this database, once, and mark it as a demo."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from contracts.story.history import seed


class Command(BaseCommand):
    help = "Make the demo: people, policy, competitors, vendors, a waiver and a contract."

    def handle(self, **_: object) -> None:
        self.stdout.write("history told" if seed() else "history is there already")
