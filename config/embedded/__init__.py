"""How does the project run where no database server is? With servers that came as wheels.

Only a computer without PostgreSQL and Redis needs this, so only when `DATABASE_URL` and `REDIS_URL`
are unset is it used. `paths()` computes addresses and touches nothing; `hold()` makes the servers
run for as long as any holder lives, however holders, servers or the machine may die.
"""

from .holding import Holding, hold, hold_if_bundled
from .places import Durability, Paths, paths
from .postgres import NotStartedError

__all__ = [
    "Durability",
    "Holding",
    "NotStartedError",
    "Paths",
    "hold",
    "hold_if_bundled",
    "paths",
]
