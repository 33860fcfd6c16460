"""Which process keeps the bundled servers running, and stops them when nobody needs them any more?

One per pair of servers, started by the first holder and outliving it while others hold. The servers
are its children and are told by the kernel when it dies, so no way of dying leaves one behind.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from . import locks
from .holding import READY, START_SECONDS
from .identity import NoIdentityError
from .places import Durability, Paths
from .postgres import NotStartedError, Postgres
from .valkey import Valkey

LOOK_SECONDS = 0.2
PAUSE_SECONDS = 1.0
LONGEST_LOG = 4 * 1024 * 1024

Server = Postgres | Valkey


def main(arguments: list[str]) -> None:
    """Keep the servers. Arguments: root, run, durability, and the descriptor to answer on."""
    root, run, durability, descriptor = arguments
    place = Paths(Path(root), Path(run), Durability(durability))
    _step_into_the_background(place)
    lock = locks.opened(place.root, locks.KEEPER)
    if not locks.take_if_free(lock):
        sys.exit("another keeper is at work")
    answer = os.fdopen(int(descriptor), "w", encoding="utf-8")
    os.set_inheritable(answer.fileno(), False)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    servers: list[Server] = [Postgres(place), Valkey(place)]
    try:
        _start(place, servers)
        _say("ready")
        answer.write(READY)
        answer.close()
        _keep(place, servers)
    except (NotStartedError, NoIdentityError, OSError) as error:
        _say(str(error))
        with suppress(ValueError):
            answer.write(str(error))
    finally:
        _stop(servers)


def _step_into_the_background(place: Paths) -> None:
    """Keep no folder busy that somebody may want to remove; write to a log from here on."""
    os.chdir("/")
    for log in place.root.glob("*.log"):
        if log.stat().st_size > LONGEST_LOG:
            log.rename(log.with_suffix(".log.old"))
    log_file = os.open(place.root / "keeper.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log_file, 1)
    os.dup2(log_file, 2)
    os.close(log_file)


def _start(place: Paths, servers: list[Server]) -> None:
    """Start both and wait until both answer. Whoever dies twice on the way is given up."""
    deaths = 0
    for server in servers:
        server.prepare()
        server.start()
    deadline = time.monotonic() + START_SECONDS
    for server in servers:
        while not server.is_ready():
            if _has_died(server):
                deaths += 1
                # Sessions of a killed server may need a moment to see that it has gone.
                if deaths > 3 or time.monotonic() > deadline:
                    raise NotStartedError(_last_words(place, server))
                time.sleep(PAUSE_SECONDS)
                server.start()
            time.sleep(0.02)
        server.finish()


def _last_words(place: Paths, server: Server) -> str:
    log = place.root / f"{server.name}.log"
    lines = log.read_text(errors="replace").splitlines()[-8:]
    return "\n".join([f"{server.name} did not start ({log}):", *lines])


def _has_died(server: Server) -> bool:
    return server.process is not None and server.process.poll() is not None


def _keep(place: Paths, servers: list[Server]) -> None:
    """Bring back who dies, until nobody holds the servers or their folder has been removed."""
    with locks.opened(place.root, locks.GATE) as gate, locks.opened(place.root, locks.USERS) as u:
        while not _is_last_round(place, gate, u):
            time.sleep(LOOK_SECONDS)
            for server in servers:
                if _has_died(server) and server.process is not None:
                    _say(f"{server.name} ended with {server.process.returncode}, starting it again")
                    time.sleep(PAUSE_SECONDS)
                    server.start()
        _say("nobody needs the servers any more")
        # The gate stays shut until they have stopped: a newcomer waits, then starts them anew.
        _stop(servers)


def _is_last_round(place: Paths, gate: IO[bytes], users: IO[bytes]) -> bool:
    """Whether nobody holds and nobody is about to. If so, the gate is ours."""
    if not (place.root / locks.KEEPER).exists():
        return True
    if not locks.take_if_free(gate):
        return False
    if locks.take_if_free(users):
        return True
    locks.let_go(gate)
    return False


def _stop(servers: list[Server]) -> None:
    for server in servers:
        server.stop()


def _say(what: str) -> None:
    print(datetime.now(UTC).isoformat(timespec="milliseconds"), what, flush=True)
