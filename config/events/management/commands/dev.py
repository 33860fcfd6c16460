"""Everything needed to try the system, in one terminal: servers, web, worker, dispatcher, story."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, BooleanOptionalAction

from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.embedded import lean


class Command(BaseCommand):
    help = (
        "Start the bundled PostgreSQL and Valkey (unless DATABASE_URL and REDIS_URL name others), "
        "migrate, load the example, and run web server, worker and dispatcher until Ctrl-C."
    )
    # The checks ask for tables that may not be there yet; migrate runs its own.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--play", action="store_true", help="play the story, then stop")
        parser.add_argument("--seed", action=BooleanOptionalAction, default=True)
        parser.add_argument("--stay-with-parent", action="store_true", help="stop when it has gone")
        parser.add_argument(
            "--prepare", action="store_true", help="migrate and load, start nothing"
        )

    def handle(
        self,
        *,
        port: int,
        play: bool,
        seed: bool,
        stay_with_parent: bool,
        prepare: bool,
        **_: object,
    ) -> None:
        if prepare:
            call_command("migrate", verbosity=0, interactive=False)
            if seed:
                call_command("seed_story")
            return
        flags = {"--play": play, "--no-seed": not seed, "--stay-with-parent": stay_with_parent}
        chosen = [flag for flag, is_set in flags.items() if is_set]
        # Become a process without Django: it only starts and watches those that have it.
        command = lean.command("config.development", "--port", str(port), *chosen)
        os.execv(sys.executable, command)  # noqa: S606  a list, no shell
