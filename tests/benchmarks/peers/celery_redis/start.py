"""A worker: `python -m tests.benchmarks.peers.celery_redis.start`; with a file, fill the queue."""

import json
import os
import sys
from pathlib import Path

from tests.benchmarks.peers.celery_redis.tasks import app, send
from tests.benchmarks.standby import wait_for_go


def main() -> None:
    if len(sys.argv) == 2:
        for letter in json.loads(Path(sys.argv[1]).read_text()):
            send.delay(letter)
        return
    app.connection_for_read().ensure_connection()
    wait_for_go()
    name = f"worker-{os.getpid()}@bench"
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
    app.worker_main(["worker", "--pool=solo", "-n", name, *quiet])


if __name__ == "__main__":
    main()
