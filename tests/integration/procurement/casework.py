"""What tests of cases are told with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from procurement.models import Case
from tests.integration.conftest import Api

everyday = pytest.mark.django_db


with_real_commits = pytest.mark.django_db(transaction=True)


Client = Callable[..., Api]


ASKED = {"decision": "suspend", "comment": "It is theirs now."}


def at(case: Case, act: str = "") -> str:
    return f"/api/v1/cases/{case.id}{act}"
