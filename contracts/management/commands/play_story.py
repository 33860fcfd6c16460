"""Play the story of June 2025 over HTTP against a running server."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from config.rest.models import User
from contracts.story.client import Client, Unexpected
from contracts.story.people import PEOPLE, token_of
from contracts.story.play import is_played, play
from contracts.story.stage import Cast
from contracts.story.telling import Teller


class Command(BaseCommand):
    help = "Play the story against a running server and print it. `seed_story` comes first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--base-url", default="http://127.0.0.1:8000")

    def handle(self, *, base_url: str, **_: object) -> None:
        if not User.objects.filter(username="vera").exists():
            raise CommandError("There is no history to play on: run `manage.py seed_story` first.")
        cast = Cast(**{name: Client(base_url.rstrip("/"), token_of(name)) for name in PEOPLE})
        tell = Teller()
        tell.title(
            "Armslength: are the vendors that see your data still at arm's length?",
            "Real companies, press facts with sources; the lab, its contract and whatever says "
            "“illustrative” are made up.",
        )
        if is_played(cast):
            tell.say("This database has lived through the story already; `make clean` forgets it.")
            return
        try:
            play(cast, tell)
        except Unexpected as error:
            raise CommandError(f"The story went otherwise: {error}") from error
