"""As whom may PostgreSQL run, when it refuses to run as root, or as a user without a name?"""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

NOBODY = 65534

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


class NoIdentityError(Exception):
    """Neither way of running PostgreSQL without root's uid is open here."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`become` is called between fork and exec; `owner` is the uid that must own the data."""

    owner: int
    become: Callable[[], None]


def _checked(returned: int, what: str) -> None:
    if returned != 0:
        raise OSError(ctypes.get_errno(), what)


def follow(parent: int, sent: signal.Signals) -> None:
    """Be sent a signal when our parent has gone, however it went. Only Linux knows such a wish.

    To be asked after any change of identity, which clears the wish. The kernel ties it to the
    parent's thread that forked: fork from a thread that stays.
    """
    if sys.platform != "linux":
        return
    _checked(_libc.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:  # it went before we could ask
        os._exit(1)


def die_with_parent(sent: signal.Signals) -> Callable[[], None]:
    """Make what a child of this process calls, between fork and exec, to follow it."""
    return partial(follow, os.getpid(), sent)


def _stay() -> None:
    """Keep the identity we have: we are neither root nor nameless."""


def _enter_user_namespace() -> None:
    """Be called nobody in a namespace of our own, where nobody is who we are outside.

    No account is made, no mode is changed and the data stays ours.
    """
    uid, gid = os.geteuid(), os.getegid()
    _checked(_libc.unshare(CLONE_NEWUSER), "unshare(CLONE_NEWUSER)")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1\n")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1\n")


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapabilitySets(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def _become_nobody() -> None:
    """Be nobody, but keep root's reach into folders that nobody may not enter.

    For containers that forbid user namespaces. Without CAP_DAC_OVERRIDE the server could read
    neither its own files under a closed home folder nor its data beside them.
    """
    _checked(_libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), "prctl(PR_SET_KEEPCAPS)")
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    reach = 1 << CAP_DAC_OVERRIDE
    header = _CapabilityHeader(CAPABILITY_VERSION_3, 0)
    sets = (_CapabilitySets * 2)(_CapabilitySets(reach, reach, reach))
    _checked(_libc.capset(ctypes.byref(header), ctypes.byref(sets)), "capset")
    raised = _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)
    _checked(raised, "prctl(PR_CAP_AMBIENT_RAISE)")


def _works(identity: Identity, program: Path, folder: Path) -> bool:
    """Try it for real: a namespace may be granted and the program still be out of its reach."""

    def become_and_reach() -> None:
        identity.become()
        reached = folder / ".reached"
        reached.touch()  # not os.access(): that looks at the uid alone, not at capabilities
        reached.unlink()

    try:
        subprocess.run(
            [program, "--version"], check=True, capture_output=True, preexec_fn=become_and_reach
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def choose(program: Path, folder: Path) -> Identity:
    """Find an identity under which `program` runs and may write in `folder`.

    :raises NoIdentityError: if we need another one and may neither make a user namespace nor change
    """
    uid = os.geteuid()
    if uid != 0 and _has_name(uid):
        return Identity(uid, _stay)
    ways = [Identity(uid, _enter_user_namespace)]
    ways += [Identity(NOBODY, _become_nobody)] if uid == 0 else []
    for identity in ways:
        if _works(identity, program, folder):
            return identity
    raise NoIdentityError(
        "PostgreSQL runs neither as root nor as a user id without a name, and this machine allows "
        f"the user id {uid} neither a user namespace nor a change of user. "
        "Run as an ordinary user, or set DATABASE_URL and REDIS_URL."
    )


def _has_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return False
