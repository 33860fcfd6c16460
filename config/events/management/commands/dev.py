"""Everything needed to try the system, in one terminal: servers, web, worker, dispatcher, story."""

from __future__ import annotations

import os
import signal
from argparse import ArgumentParser, BooleanOptionalAction

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.development import Development, NotReadyError
from config.embedded import NotStartedError, hold_if_bundled
from config.embedded.identity import follow
from config.supervisor import PortTakenError, claim_port


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

    def handle(
        self, *, port: int, play: bool, seed: bool, stay_with_parent: bool, **_: object
    ) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if stay_with_parent:
            follow(os.getppid(), signal.SIGTERM)
        try:
            with claim_port("127.0.0.1", port):
                holding = hold_if_bundled(settings.LOCAL)
                code = Development(port=port, holding=holding, out=self.stdout).run(
                    play=play, seed=seed
                )
        except PortTakenError as error:
            raise CommandError(
                f"Port {port} cannot be used: {error}.\n"
                f"Stop what listens there, or choose another: make run PORT={port + 1}"
            ) from error
        except (NotStartedError, NotReadyError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            code = 130
        if code:
            raise SystemExit(code)
