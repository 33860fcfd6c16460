"""Send owed reactions on their way, and look after what is due by the clock, until told to stop."""

from __future__ import annotations

import signal

from django.core.management.base import BaseCommand

from config.events.dispatcher import Dispatcher


class Command(BaseCommand):
    help = "Dispatch owed reactions until SIGTERM or Ctrl-C. Any number may run."

    def handle(self, **_: object) -> None:
        dispatcher = Dispatcher()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: dispatcher.stop.set())
        self.stdout.write("dispatching")
        dispatcher.run()
