"""Somebody presses Ctrl-C in the middle of the chaos trial."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import scratch
from local.tools import PROJECT

LIMIT_SECONDS = 240


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A trial that has just begun to play."""
    svarctl = Path(sys.executable).with_name("svarctl")
    asked = ["--applications", "20", "--kills", "5", "--out", str(tmp_path)]
    with subprocess.Popen(
        [str(svarctl), "chaos", *asked], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("webhooks"):
                break
        yield process
        if process.poll() is None:
            process.kill()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_nothing_of_it_stays(
    trial: subprocess.Popen[str], ending: signal.Signals, tmp_path: Path
) -> None:
    """No process, no folder in memory, no half cloud; but what one needs to look into it."""
    name = f"chaos-{trial.pid}"
    home = PROJECT / ".local" / name
    assert children_of(trial.pid)
    assert scratch.place_for(home).exists()
    started = children_of(trial.pid)
    trial.send_signal(ending)
    trial.communicate(timeout=LIMIT_SECONDS)
    assert trial.returncode != 0
    assert not [pid for pid in started if is_alive(pid)]
    assert not scratch.place_for(home).exists()
    assert not home.exists()
    assert not home.with_suffix(".json").exists()
    assert (tmp_path / "logs" / "emulator.log").exists()
    assert (tmp_path / "mail" / "inbox").exists()


def children_of(pid: int) -> list[int]:
    """The processes that it started, and theirs."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(stat.parent.name)
            found += [child, *children_of(child)]
    return found


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
