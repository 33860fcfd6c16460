"""How long after a fact is committed is the verdict committed, with everything real in between?

Compared with the least that any way over Celery costs: a task that does nothing, on the same worker
and the same broker, from sending it to hearing that it has run.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
import redis
from django.db import transaction

from benchmarks import carrier, programs, scratch
from benchmarks.figures import Outcome, Series, Table, Took, in_turns, times_of
from config import clock
from config.actors import Actor
from config.celery import app
from config.events.models import Delivery, Event
from procurement.operations.assessing import assess_vendor
from procurement.queries.judging import reproduce
from procurement.queries.verdicts import current_assessment
from tests.builders import procurement as judged
from tests.builders import vendors as told
from vendors.models import Disclosure, Vendor

CHAIN = "ours: fact committed to verdict committed"
NOTHING = "Celery: a task that does nothing, and back"
JUDGING = "the judging alone, in this process"
FLOOR = "floor: that judging, and the way there twice"
READY_SECONDS = 60
WARM_UP = 5
ANSWER_SECONDS = 30
# The database says by itself when a verdict is committed: nobody has to ask again and again.
TELL = """
CREATE FUNCTION tell_verdict() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('verdict', NEW.assessed_seq::text); RETURN NULL; END $$;
CREATE TRIGGER tell_verdict AFTER UPDATE ON vendors_standing
    FOR EACH ROW EXECUTE FUNCTION tell_verdict();
"""


class NoAnswerError(Exception):
    """Nothing came back within the time that even a busy machine needs."""


@dataclass(slots=True)
class Stage:
    """A vendor with holders and competitors, and who listens for what."""

    vendor: Vendor
    record: UUID
    verdicts: psycopg.Connection
    server: redis.Redis
    broker: scratch.Broker

    def disclose(self, turn: int) -> Took:
        """A holder turns out to have another share; answers whether the verdict knows of it."""
        with transaction.atomic():
            disclosure = self._correct(turn)
            began = time.perf_counter()  # the commit is still to come, and counts
        for said in self.verdicts.notifies(timeout=ANSWER_SECONDS):
            if int(said.payload) >= disclosure.seq:
                return Took(time.perf_counter() - began, disclosure.seq)
        raise NoAnswerError("no verdict came")

    def _correct(self, turn: int) -> Disclosure:
        share = told.an_interest("ordinary_shares", 20 + turn % 2)
        return told.revised(self.record, "correction", share)

    def nothing(self, _turn: int) -> None:
        reply = uuid4().hex
        app.send_task(
            carrier.TASK, args=[self.broker.direct, reply], queue=carrier.QUEUE, retry=False
        )
        if self.server.blpop([reply], timeout=ANSWER_SECONDS) is None:
            raise NoAnswerError("the task that does nothing did not run")

    def judge(self, turn: int) -> Took:
        """What the worker does for the same verdict, and undo it."""
        with transaction.atomic():
            self._correct(turn)
            began = time.perf_counter()
            assess_vendor(vendor_id=self.vendor.id, at=clock.now(), actor=Actor.system())
            took = time.perf_counter() - began
            transaction.set_rollback(True)
        return Took(took, None)

    def settle(self) -> None:
        """Wait until nothing is owed, so that no measurement runs beside the last one's rest."""
        deadline = time.monotonic() + ANSWER_SECONDS
        while Delivery.objects.filter(done_at=None).exists():
            if time.monotonic() > deadline:
                raise NoAnswerError("something stays owed")
            time.sleep(0.005)


def measure(*, rounds: int) -> Outcome:
    """Disclose, do nothing, and judge in turns; then hold the last verdict against a fresh one."""
    broker = scratch.own_broker()
    app.conf.broker_url = broker.carrier.replace("unix://", "redis+socket://")
    with (
        scratch.database() as address,
        scratch.raw() as listening,
        redis.Redis.from_url(broker.direct) as server,
        programs.running(scratch.environment(address, broker)) as pipeline,
    ):
        stage = _set(listening, server, broker)
        _until_ready(stage, pipeline)
        ways = {CHAIN: stage.disclose, NOTHING: stage.nothing, JUDGING: stage.judge}
        in_turns(ways, range(WARM_UP), between=stage.settle)
        series, answers = in_turns(ways, range(rounds), between=stage.settle)
        pipeline.look()
        _assert_right(stage, answers[CHAIN])
    return _report(series)


def _report(series: Mapping[str, Series]) -> Outcome:
    chain, nothing = series[CHAIN], series[NOTHING]
    both = zip(series[JUDGING].seconds, nothing.seconds, strict=True)
    floor = Series(FLOOR, [judging + 2 * carried for judging, carried in both])
    p90s = chain.p90 / nothing.p90
    outcome = Outcome("chain")
    outcome.tables.append(
        Table(
            f"chain, {len(chain.seconds)} corrections of a holding, a worker of two processes",
            [*series.values(), floor],
            (
                f"p90 of the chain over p90 of the task that does nothing: {p90s:.1f} times",
                "every verdict knew of the fact; the last one is reproduced identically",
            ),
        )
    )
    outcome.numbers |= {
        "chain_s": chain.median,
        "chain_over_nothing": times_of(chain, nothing),
        "chain_p90_over_nothing_p90": p90s,
        "chain_over_floor": times_of(chain, floor),
    }
    return outcome


def _set(listening: psycopg.Connection, server: redis.Redis, broker: scratch.Broker) -> Stage:
    """Five holders, one of them a company of two people; three competitors, one held by another."""
    vendor = told.a_vendor("Measured Labelling")
    holding = told.a_party("Holding")
    for name in ("Ann", "Bob"):
        told.disclosed(holding, told.a_person(name), 50)
    told.disclosed(vendor, holding, 30)
    for name in ("Carol", "Dan", "Erin"):
        told.disclosed(vendor, told.a_person(name), 10)
    record = told.disclosed(vendor, told.a_person("Frank"), 20)
    rivals = [told.a_party(f"Rival {number}") for number in range(3)]
    told.disclosed(rivals[1], rivals[0], 60)
    for rival in rivals:
        judged.a_competitor(rival)
    listening.execute(TELL)
    listening.execute("LISTEN verdict")
    return Stage(vendor, record, listening, server, broker)


def _until_ready(stage: Stage, pipeline: programs.Pipeline) -> None:
    """Both answer, and what came of setting the stage is done."""
    deadline = time.monotonic() + READY_SECONDS
    while True:
        pipeline.look()
        try:
            stage.nothing(0)
            stage.settle()
            return
        except NoAnswerError:
            if time.monotonic() > deadline:
                raise


def _assert_right(stage: Stage, seqs: Sequence[object]) -> None:
    assessment = current_assessment(stage.vendor.id)
    assert assessment is not None
    last = seqs[-1]
    assert isinstance(last, int)
    assert assessment.known_seq >= last, "the last verdict does not know the last fact"
    assert reproduce(assessment).is_identical, "the worker judged otherwise than we do"
    judged_since = Event.objects.filter(
        type="procurement.vendor_assessed", subject_id=stage.vendor.id
    ).count()
    assert judged_since >= len(seqs), "some facts were not judged"
