"""A worker that sends what is queued, again and again; with a file, fill the queue."""

import json
import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.peers.post_office.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 Django is set up first
from post_office import mail  # noqa: E402 the same
from post_office.mail import send_queued_mail_until_done  # noqa: E402 the same

from tests.benchmarks.letters import SENDER  # noqa: E402 the same
from tests.benchmarks.standby import wait_for_go  # noqa: E402 the same


def fill(path: Path) -> None:
    call_command("migrate", verbosity=0)
    for letter in json.loads(path.read_text()):
        mail.send(
            letter["to"],
            SENDER,
            subject=letter["subject"],
            message=letter["text"],
            html_message=f"<p>{letter['text']}</p>",
            headers={"X-Tag": letter["tag"]},
        )


def main() -> None:
    if len(sys.argv) == 2:
        fill(Path(sys.argv[1]))
        return
    lock = str(Path(os.environ["BENCH_HOME"]) / "post_office")
    wait_for_go()
    while True:
        send_queued_mail_until_done(lockfile=lock, processes=1)
        time.sleep(0.5)


if __name__ == "__main__":
    main()
