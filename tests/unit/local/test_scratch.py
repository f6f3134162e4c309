"""What a killed embedded cloud left in memory goes with the next one; nobody else's ever does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local import scratch


def folder(base: Path, name: str) -> Path:
    """A worker's leavings."""
    made = base / name
    (made / "ministack-lambda-x").mkdir(parents=True)
    (made / "ministack-lambda-x" / "_worker.py").write_text("")
    return made


def ended() -> int:
    """The id of a process that has lived and is dead."""
    process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    process.wait()
    return process.pid


def test_what_a_dead_cloud_left_is_removed(tmp_path: Path) -> None:
    """A kill -9 leaves the folder, and its owner's number in it."""
    left = folder(tmp_path, "left")
    scratch.claim(left, ended())
    assert scratch.clear_leftovers(tmp_path) == [left]
    assert list(tmp_path.iterdir()) == []


def test_what_a_living_cloud_uses_stays(tmp_path: Path) -> None:
    """Several may run at once on one machine."""
    used = folder(tmp_path, "used")
    scratch.claim(used, os.getpid())
    assert scratch.clear_leftovers(tmp_path) == []
    assert (used / "ministack-lambda-x" / "_worker.py").exists()


def test_a_number_that_another_process_has_by_now_protects_nothing(tmp_path: Path) -> None:
    """Numbers come round again after a reboot or a few hours; starting times do not."""
    left = folder(tmp_path, "left")
    scratch.claim(left, os.getpid())
    (left / scratch.OWNER).write_text(f"{os.getpid()} 1")
    assert scratch.clear_leftovers(tmp_path) == [left]


@pytest.mark.parametrize("owner", [None, "", "12", "who knows"])
def test_a_folder_without_a_readable_owner_stays(tmp_path: Path, owner: str | None) -> None:
    """It may be somebody's who is only just making it."""
    made = folder(tmp_path, "made")
    if owner is not None:
        (made / scratch.OWNER).write_text(owner)
    assert scratch.clear_leftovers(tmp_path) == []
    assert made.exists()


def test_another_users_folder_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when its owner is dead."""
    left = folder(tmp_path, "left")
    scratch.claim(left, ended())
    monkeypatch.setattr(os, "getuid", lambda: left.stat().st_uid + 1)
    assert scratch.clear_leftovers(tmp_path) == []
    assert left.exists()


def test_nothing_there_is_nothing_to_do(tmp_path: Path) -> None:
    """The first cloud on a machine."""
    assert scratch.clear_leftovers(tmp_path / "nothing") == []
