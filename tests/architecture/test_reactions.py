"""Does the page that says what happens when name only what exists?"""

from __future__ import annotations

from importlib.util import find_spec

from celery import current_app
from django.utils.module_loading import import_string

from config.events.inbox import is_known
from config.reactions import CLOCKWORK, REACTIONS
from tests.architecture.tree import load_everything

load_everything()


def test_every_reaction_is_a_registered_task() -> None:
    named = {task for tasks in REACTIONS.values() for task in tasks}
    # What newer code will know stays owed until that code is there (`inbox.is_known`), so a room
    # without any tasks may be named; one that has some must have all.
    expected = {task for task in named if find_spec(task.rpartition(".")[0])}

    missing = {t for t in expected if t not in current_app.tasks or not is_known(t)}

    assert missing == set()


def test_every_wheel_of_the_clockwork_can_be_called() -> None:
    assert all(callable(import_string(path)) for path in CLOCKWORK)
