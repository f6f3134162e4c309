"""Where an emulator's workers live while they run, and what is done with a dead one's.

In memory where the system has that. A cloud that is stopped takes its folder with it; one that was
killed cannot, so whoever starts the next one does it for the dead.
"""

import hashlib
import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 a folder of our own in it
OWNER = "owner"
"""The file that names the process whose folder it is, and when that process started: a number
alone may be another process's by now."""


def place_for(home: Path) -> Path:
    """The folder for the emulator that keeps its state under `home`."""
    memory = MEMORY / "svar"
    base = memory if os.access(MEMORY, os.W_OK) else home / "tmp"
    return base / hashlib.sha256(str(home).encode()).hexdigest()[:12]


def claim(folder: Path, pid: int) -> None:
    """Say whose the folder is; it is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    started = _started(pid)
    # In one step, so that nobody ever reads half an owner.
    written = folder / f".{OWNER}-{os.getpid()}"
    written.write_text(f"{pid} {started}")
    written.replace(folder / OWNER)


def clear_leftovers(base: Path) -> list[Path]:
    """Remove this user's folders under `base` whose owner is dead. Returns them.

    A folder without an owner's name, or with a living owner, is somebody's: it stays.
    """
    removed = []
    for folder in sorted(base.iterdir()) if base.is_dir() else ():
        try:
            mine = folder.lstat().st_uid == os.getuid()
            pid, started = (folder / OWNER).read_text().split()
            alive = _started(int(pid)) == started
        except (FileNotFoundError, NotADirectoryError, ValueError):
            continue
        if mine and not alive:
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder)
    return removed


def _started(pid: int) -> str | None:
    """When the process started, in clock ticks since boot; `None` when it does not live."""
    try:
        # After the name in brackets: state, parent, ... and as the twentieth the start.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else fields[19]
