"""What do tests of the vendor file share?"""

from __future__ import annotations

import pytest

from tests.builders.vendors import a_vendor
from vendors.models import Vendor


@pytest.fixture
def vendor(db: None) -> Vendor:
    return a_vendor("Scale AI")
