"""Do the bundled servers run exactly as long as somebody needs them, whatever dies?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from config.embedded import (
    Durability,
    Holding,
    NotStartedError,
    Paths,
    hold,
    hold_if_bundled,
    locks,
    paths,
    postgres,
    valkey,
)

pytestmark = pytest.mark.slow

HOLDER = """
import sys
from pathlib import Path
from config.embedded import hold, paths
hold(paths("test", base=Path(sys.argv[1])))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path) -> Paths:
    return paths("test", base=tmp_path)


@pytest.fixture
def held(place: Paths) -> Iterator[Holding]:
    with hold(place) as holding:
        yield holding


def test_addresses_are_computed_and_nothing_is_touched(tmp_path: Path) -> None:
    place = paths("dev", base=tmp_path)

    assert place.database_url.startswith("postgresql://app@/app?host=/")
    assert place.redis_url.startswith("unix:///")
    assert list(tmp_path.iterdir()) == []


def test_only_the_servers_for_tests_trade_durability_for_speed(tmp_path: Path) -> None:
    assert paths("test", base=tmp_path).durability is Durability.FAST
    assert paths("dev", base=tmp_path).durability is Durability.SAFE


def test_named_servers_leave_the_bundled_ones_alone(place: Paths) -> None:
    environment = {"DATABASE_URL": "postgresql://db/app", "REDIS_URL": "redis://cache/0"}

    assert hold_if_bundled(place, environment) is None
    assert not place.root.exists()


def test_both_answer_while_held_and_are_gone_when_released(place: Paths) -> None:
    holding = hold(place)

    with psycopg.connect(place.database_url) as connection:
        version = connection.execute("SHOW server_version_num").fetchone()
    with redis_client(place) as client:
        answered = client.ping()
    holding.release()

    assert version is not None
    assert int(version[0]) >= 180_000
    assert answered
    assert servers_of(place) == []


def test_holding_twice_is_one_holding(held: Holding, place: Paths) -> None:
    assert hold(place) is held


def test_data_and_sockets_are_ours_alone(held: Holding, place: Paths) -> None:
    assert place.root.stat().st_mode & 0o077 == 0
    assert place.run.stat().st_mode & 0o077 == 0


def test_the_log_of_the_database_tells_of_errors_without_what_was_said(
    held: Holding, place: Paths
) -> None:
    with psycopg.connect(place.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (name text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('Ada Acheampong')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('Ada Acheampong')")
    log = (place.root / "postgres.log").read_text()

    assert "people_pkey" in log
    assert "Acheampong" not in log


def test_a_second_start_finds_the_data(place: Paths) -> None:
    with hold(place), psycopg.connect(place.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")

    with hold(place), psycopg.connect(place.database_url) as connection:
        found = connection.execute("SELECT number FROM kept").fetchone()

    assert found == (7,)


def test_two_cold_starts_at_once_share_one_pair(place: Paths, tmp_path: Path) -> None:
    with a_holder(tmp_path) as one, a_holder(tmp_path) as other:
        held = [said(one), said(other)]

        running = names(servers_of(place))

    assert held == ["held", "held"]
    assert running == ["postgres", "valkey-server"]
    eventually(lambda: servers_of(place) == [])


def test_the_servers_stay_until_the_last_holder_has_gone(place: Paths, tmp_path: Path) -> None:
    with a_holder(tmp_path) as first:
        said(first)
        with a_holder(tmp_path) as second:
            said(second)
            first.kill()
            first.wait()

            assert postgres.is_ready(place)
            assert valkey.is_ready(place)

    eventually(lambda: servers_of(place) == [])


def test_nothing_is_left_of_a_holder_that_was_killed(place: Paths, tmp_path: Path) -> None:
    with a_holder(tmp_path) as holder:
        said(holder)
        holder.kill()

    eventually(lambda: servers_of(place) == [] and keepers_of(place) == [])


def test_a_holder_killed_while_starting_leaves_nothing(place: Paths, tmp_path: Path) -> None:
    with a_holder(tmp_path) as holder:
        eventually((place.root / "keeper.log").exists)
        holder.kill()

    eventually(lambda: servers_of(place) == [] and keepers_of(place) == [])
    with hold(place):
        assert postgres.is_ready(place)


def test_a_killed_postgres_comes_back_with_what_it_had(tmp_path: Path) -> None:
    place = paths("dev", base=tmp_path)
    with hold(place):
        with psycopg.connect(place.database_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")

        end(place, "postgres")
        eventually(lambda: "postgres" in names(servers_of(place)) and postgres.is_ready(place))

        with psycopg.connect(place.database_url) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_killed_valkey_comes_back(held: Holding, place: Paths) -> None:
    end(place, "valkey-server")

    eventually(lambda: valkey.is_ready(place))


def test_the_durable_valkey_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    place = paths("dev", base=tmp_path)
    with hold(place):
        with redis_client(place) as client:
            client.set("hint", "7")
        # One write a second is flushed at the latest; a killed process loses none it has written.
        end(place, "valkey-server")
        eventually(lambda: valkey.is_ready(place))

        with redis_client(place) as client:
            assert client.get("hint") == b"7"


def test_a_killed_keeper_takes_the_servers_along_and_is_replaced(
    held: Holding, place: Paths
) -> None:
    for keeper in keepers_of(place):
        keeper.kill()
    eventually(lambda: servers_of(place) == [])

    held.ensure()

    assert postgres.is_ready(place)
    assert valkey.is_ready(place)


def test_a_newcomer_replaces_a_killed_keeper_at_once(held: Holding, place: Paths) -> None:
    for keeper in keepers_of(place):
        keeper.kill()
        keeper.wait()

    held.ensure()

    assert names(servers_of(place)) == ["postgres", "valkey-server"]
    assert postgres.is_ready(place)


def test_everything_killed_at_once_is_no_obstacle_to_the_next_start(place: Paths) -> None:
    holding = hold(place)
    for process in [*keepers_of(place), *servers_of(place)]:
        process.kill()
    holding.release()

    with hold(place):
        assert postgres.is_ready(place)


def test_a_recycled_pid_in_the_lock_is_seen_through(place: Paths) -> None:
    hold(place).release()
    # Of somebody alive who is no postmaster: this process.
    (place.pgdata / "postmaster.pid").write_text(
        f"{os.getpid()}\n{place.pgdata}\n1\n5432\n{place.run}\n\n\n"
    )
    place.postgres_socket.with_name(".s.PGSQL.5432.lock").write_text(
        f"{os.getpid()}\n{place.pgdata}\n1\n5432\n{place.run}\n"
    )

    with hold(place):
        assert postgres.is_ready(place)


def test_a_half_made_cluster_is_not_taken_for_one(place: Paths) -> None:
    unfinished = place.pgdata.with_suffix(".new")
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    with hold(place):
        assert postgres.is_ready(place)


@pytest.mark.parametrize("folder", ["a" * 100, "with, blanks 'and' quotes", "Zoë"])
def test_the_sockets_move_where_a_checkout_has_an_awkward_path(tmp_path: Path, folder: str) -> None:
    place = paths("test", base=tmp_path / folder)

    with hold(place), psycopg.connect(place.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not place.run.is_relative_to(tmp_path)


def test_a_folder_of_another_user_is_refused_in_a_sentence(tmp_path: Path) -> None:
    place = Paths(a_foreign_folder(tmp_path), tmp_path / "run", Durability.FAST)

    with pytest.raises(NotStartedError, match="belongs to another user"):
        hold(place)


def test_data_removed_under_their_feet_stops_the_servers(held: Holding, place: Paths) -> None:
    (place.root / locks.KEEPER).unlink()

    eventually(lambda: servers_of(place) == [])


def test_a_command_runs_while_the_servers_do_and_answers_for_itself(tmp_path: Path) -> None:
    inner = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL']).close(); exit(7)"
    command = [sys.executable, "-m", "config.embedded", "exec", "--name", "test", "--"]
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}

    done = subprocess.run([*command, sys.executable, "-c", inner], check=False, env=environment)

    assert done.returncode == 7


# What the tests above are told with.


@contextmanager
def a_holder(base: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds until it is killed or its input ends."""
    command = [sys.executable, "-c", HOLDER, str(base)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        yield holder


def said(holder: subprocess.Popen[str]) -> str:
    assert holder.stdout is not None
    return holder.stdout.readline().strip()


def servers_of(place: Paths) -> list[psutil.Process]:
    """Both main processes as far as they live, found by what they were started with."""
    marks = {str(place.pgdata), str(place.redis_socket)}
    found = [p for p in psutil.process_iter() if _is_marked(p, marks)]
    return sorted(found, key=lambda process: process.name())


def keepers_of(place: Paths) -> list[psutil.Process]:
    return [
        p
        for p in psutil.process_iter()
        if _is_marked(p, {str(place.root)}, "config.embedded.keeper")
    ]


def _is_marked(process: psutil.Process, marks: set[str], beside: str = "") -> bool:
    try:
        line = process.cmdline()
        titled = " ".join(line)
        if beside:
            return beside in line and bool(marks & set(line))
        alive = process.status() != psutil.STATUS_ZOMBIE
        return alive and (bool(marks & set(line)) or any(mark in titled for mark in marks))
    except psutil.Error:
        return False


def names(processes: list[psutil.Process]) -> list[str]:
    return [process.name() for process in processes]


def end(place: Paths, name: str) -> None:
    """Kill a server outright and wait until it has gone."""
    for process in servers_of(place):
        if process.name() == name:
            process.send_signal(signal.SIGKILL)
            process.wait(30)


def redis_client(place: Paths) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(place.redis_socket))


def a_foreign_folder(tmp_path: Path) -> Path:
    """A folder that is not ours: the system's, or for root one that was given away."""
    if os.geteuid() != 0:
        return Path("/usr")
    folder = tmp_path / "given-away"
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    return folder


def eventually(holds: Callable[[], bool]) -> None:
    """Wait for what has to come true, however busy the machine."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "it did not come true within a minute"
        time.sleep(0.05)
