"""Run the twin: `python -m local.claude_twin --port 8790`."""

import argparse

from local.claude_twin.server import TwinServer

parser = argparse.ArgumentParser(prog="local.claude_twin", description="A local Messages API.")
parser.add_argument("--port", type=int, default=8790)

with TwinServer(parser.parse_args().port) as server:
    print(f"Claude's twin listens on {server.url}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("bye")
