"""Tell the story's history into this database, once, and mark it as a demo."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from contracts.story.history import NotADemo, seed


class Command(BaseCommand):
    help = "Make the demo: people, policy, competitors, vendors, a waiver and a contract."

    def handle(self, **_: object) -> None:
        try:
            told = seed()
        except NotADemo as refusal:
            self.stdout.write(str(refusal))
            return
        self.stdout.write("The history is told." if told else "The history is there already.")
        self.stdout.write(
            "Sign in to the admin as demo (password demo), or as approver (password approver) to be"
            " the second person."
        )
