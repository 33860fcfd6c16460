"""Do the parts of a development stack live and die with their supervisor?"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from config.embedded import paths
from config.embedded.places import PROJECT
from config.supervisor import PortTakenError, claim_port

pytestmark = pytest.mark.slow
HOST = "127.0.0.1"

# Supervises one program, written below, until its own input ends.
SUPERVISOR = """
import os, select, sys
from pathlib import Path
from config.supervisor import Program, Supervisor
show = lambda name, line: print(name, line, flush=True)
supervisor = Supervisor(Path(sys.argv[1]), os.environ, show)
supervisor.start([Program("part", [sys.executable, "-u", "-c", sys.argv[2]], patience=0.5)])
while not select.select([sys.stdin], [], [], 0)[0]:
    supervisor.look(0.05)
supervisor.stop()
print("stopped", flush=True)
"""
SAYS_WHO_AND_STAYS = "import os, time; print(os.getpid()); time.sleep(3600)"
HAS_A_CHILD_AND_IGNORES_REQUESTS = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.fork()
os.write(1, f"{os.getpid()}\\n".encode())
time.sleep(3600)
"""


def test_lines_are_shown_with_their_name_and_kept(tmp_path: Path) -> None:
    with a_supervisor(
        tmp_path, "print('first'); print('second'); import time; time.sleep(99)"
    ) as s:
        shown = [said(s), said(s)]

    assert shown == ["part first", "part second"]
    assert (tmp_path / "part.log").read_text().splitlines()[:2] == ["first", "second"]


def test_a_part_that_ends_is_started_again(tmp_path: Path) -> None:
    with a_supervisor(tmp_path, SAYS_WHO_AND_STAYS) as supervisor:
        before = pid_from(said(supervisor))
        os.kill(before, signal.SIGKILL)
        noted = said(supervisor)
        after = pid_from(said(supervisor))

    assert noted == "part ended with -9, starting it again"
    assert after != before


def test_stopping_asks_and_then_ends_the_whole_group(tmp_path: Path) -> None:
    with a_supervisor(tmp_path, HAS_A_CHILD_AND_IGNORES_REQUESTS) as supervisor:
        pids = [pid_from(said(supervisor)), pid_from(said(supervisor))]
        assert supervisor.stdin is not None
        supervisor.stdin.close()
        last = said(supervisor)

    assert last == "stopped"
    assert alive(pids) == []


def test_nothing_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    with a_supervisor(tmp_path, HAS_A_CHILD_AND_IGNORES_REQUESTS) as supervisor:
        pids = [pid_from(said(supervisor)), pid_from(said(supervisor))]
        supervisor.kill()

    eventually(lambda: alive(pids) == [])


def test_a_port_somebody_listens_on_is_refused() -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(PortTakenError, match="in use"):
            claim_port(HOST, port)


def test_of_two_claims_at_once_one_wins() -> None:
    port = a_free_port()

    with claim_port(HOST, port), pytest.raises(PortTakenError):
        claim_port(HOST, port)


def test_a_claim_leaves_the_port_to_the_web_server() -> None:
    port = a_free_port()

    with claim_port(HOST, port), socket.create_server((HOST, port)) as server:
        assert server.getsockname()[1] == port


def test_a_port_is_free_again_at_once_after_its_server_has_served() -> None:
    port = a_free_port()
    with socket.create_server((HOST, port)) as server:
        client = socket.create_connection((HOST, port))
        served, _ = server.accept()
        served.close()
        client.close()

    with claim_port(HOST, port) as claim:
        assert claim.getsockname()[1] == port


def test_a_taken_port_is_named_before_anything_starts() -> None:
    name = f"taken-port-{os.getpid()}"
    environment = os.environ | {"ARMSLENGTH_LOCAL": name}
    with socket.create_server((HOST, 0)) as other:
        port = str(other.getsockname()[1])
        command = [sys.executable, "manage.py", "dev", "--port", port]

        done = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=PROJECT, env=environment
        )

    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    assert "make run PORT=" in done.stderr
    assert not paths(name).root.exists()


# What the tests above are told with.


@contextmanager
def a_supervisor(logs: Path, program: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", SUPERVISOR, str(logs), program]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    ) as supervisor:
        yield supervisor
        supervisor.kill()


def said(supervisor: subprocess.Popen[str]) -> str:
    assert supervisor.stdout is not None
    return supervisor.stdout.readline().strip()


def pid_from(line: str) -> int:
    return int(line.removeprefix("part "))


def alive(pids: list[int]) -> list[int]:
    """Those that run; what nobody has taken notice of yet is dead all the same."""
    return [pid for pid in pids if psutil.pid_exists(pid) and not _is_zombie(pid)]


def _is_zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def a_free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


def eventually(holds: Callable[[], bool]) -> None:
    """Wait for what has to come true, however busy the machine."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "it did not come true within a minute"
        time.sleep(0.05)
