"""How long each handler takes over the first event that comes after its import.

One application goes through all functions, each in a fresh interpreter with nothing but the bundle,
against the emulator: what a handler puts off while it is imported, it does here. CPU time of the
function alone; what answers it runs elsewhere.
"""

import base64
import hashlib
import hmac
import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from local import emulator
from local.cloud import start_ses
from local.emulator import Child
from local.tools import python
from svar.adapters.links import SignedLinks
from tests.benchmarks.ground import settings_of
from tests.contract.table import make_table

RUN = """
import json, sys, time
from types import SimpleNamespace
sys.path.insert(0, {bundle!r})
event = json.loads(sys.stdin.read())
context = SimpleNamespace(get_remaining_time_in_millis=lambda: 30_000, aws_request_id="bench")
began = time.process_time()
from svar.handlers.{handler} import lambda_handler
imported = time.process_time()
answer = lambda_handler(event, context)
done = time.process_time()
print(json.dumps([(imported - began) * 1000, (done - imported) * 1000, answer]))
"""
LIMIT_SECONDS = 60
QUEUES = ("inbox", "outbox", "screening", "dead")
MACHINES = ("response-clock", "telling")
PASSES = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
KEY = base64.b64encode(b"what the ATS and Svar both know.").decode()
LINK_SECRET = "what only Svar knows"
JOB = {
    "id": "job-1",
    "title": "Sjåfør",
    "criteria": [{"id": "licence", "text": "førerkort klasse C"}],
    "recruiter": {"name": "Ragnhild Moe", "email": "ragnhild.moe@fjordbyen.example"},
    "decider": {"name": "Ingrid Berg", "email": "ingrid.berg@fjordbyen.example"},
}
TURN = {"turn": 1, "asked": "Hvilke førerkort har du?", "answered": "Jeg har kjørt varebil."}


class Failed(Exception):
    """A handler did not do with its event what it should, so its time says nothing."""


@dataclass(frozen=True)
class First:
    """Milliseconds of CPU of one fresh process: its import, and then its first event."""

    handler: str
    import_ms: float
    event_ms: float


@dataclass(frozen=True)
class Stage:
    """Where the functions play: what they are told, and who makes clients for us."""

    bundle: Path
    cloud: Child
    env: dict[str, str]

    def client(self, service: str) -> Any:
        return _client(self.cloud, service)

    def take(self, queue: str) -> dict[str, Any]:
        """The next message, as Lambda hands it over. Raises `Failed` when there is none."""
        url = self.env[f"SVAR_{queue.upper()}_URL"]
        found = self.client("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=5)
        if not found.get("Messages"):
            raise Failed(f"nothing came to the queue {queue}")
        message = found["Messages"][0]
        self.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return _record(message["Body"])

    def play(self, handler: str, event: dict[str, Any]) -> tuple[First, dict[str, Any]]:
        """Raises `Failed` when the handler raises, or sends a message back to its queue."""
        done = subprocess.run(
            [python(), "-I", "-S", "-c", RUN.format(bundle=str(self.bundle), handler=handler)],
            input=json.dumps(event),
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            env=self.env,
            check=False,
        )
        if done.returncode != 0:
            raise Failed(f"{handler}: {done.stderr[-500:]}")
        import_ms, event_ms, answer = json.loads(done.stdout.splitlines()[-1])
        if answer.get("batchItemFailures") or answer.get("statusCode", 200) != 200:
            raise Failed(f"{handler} answered {answer}")
        return First(handler, import_ms, event_ms), answer


@contextmanager
def set_stage(bundle: Path, home: Path, cloud: Child) -> Iterator[Stage]:
    """Queues, table and secrets in the emulator, and an SES twin, which is ended on leaving."""
    sqs, secrets, machines, iam = (
        _client(cloud, each) for each in ("sqs", "secretsmanager", "stepfunctions", "iam")
    )
    role = iam.create_role(RoleName="first", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    urls = {each: sqs.create_queue(QueueName=f"first-{each}")["QueueUrl"] for each in QUEUES}
    arns = {
        each: machines.create_state_machine(name=f"first-{each}", definition=PASSES, roleArn=role)[
            "stateMachineArn"
        ]
        for each in MACHINES
    }
    made = {"link": LINK_SECRET, "webhooks": json.dumps({"generic/fjordbyen": [KEY]})}
    stored = {
        name: secrets.create_secret(Name=f"first-{name}", SecretString=text)["ARN"]
        for name, text in made.items()
    }
    make_table(_client(cloud, "dynamodb"), "first")
    _client(cloud, "events").create_event_bus(Name="first")
    ses = start_ses(home / "mail", endpoint=None, log=home / "ses_twin.log")
    try:
        yield Stage(
            bundle,
            cloud,
            emulator.environment(
                AWS_ENDPOINT_URL=cloud.url,
                AWS_ENDPOINT_URL_SESV2=ses.url,
                POWERTOOLS_METRICS_NAMESPACE="Svar",
                POWERTOOLS_SERVICE_NAME="Bench",
                PYDANTIC_DISABLE_PLUGINS="__all__",
                SVAR_TABLE="first",
                SVAR_BUS="first",
                SVAR_CONFIGURATION_SET="svar-mail",
                SVAR_INBOX_URL=urls["inbox"],
                SVAR_OUTBOX_URL=urls["outbox"],
                SVAR_SCREENING_URL=urls["screening"],
                SVAR_INBOX_DEAD_LETTERS_URL=urls["dead"],
                SVAR_RESPONSE_CLOCK_ARN=arns["response-clock"],
                SVAR_TELLING_ARN=arns["telling"],
                SVAR_LINK_SECRET_ARN=stored["link"],
                SVAR_WEBHOOK_SECRETS_ARN=stored["webhooks"],
                SVAR_PUBLIC_URL="https://svar.example",
            ),
        )
    finally:
        emulator.stop(ses)


def story(stage: Stage, number: int) -> Iterator[First]:
    """One application from its webhook to its letter: each handler's first event, in turn."""
    id = f"app-{number}"
    task = {"application_id": id, "number": 1}

    def play(handler: str, event: dict[str, Any]) -> First:
        return stage.play(handler, event)[0]

    yield play("receive_webhook", _webhook(_received(id, number)))
    yield play("receive_event", stage.take("inbox"))
    yield play("advance_response_clock", task)
    receipt = stage.take("outbox")
    yield play("send_message", receipt)
    yield play("record_delivery", _delivered(_tag(receipt)))
    yield play("summarise_screening", stage.take("screening"))
    # The same handler again, with the event that the rest of the story needs.
    play("receive_event", _record(json.dumps(_rejected(id))))
    first, answer = stage.play("advance_telling", task)
    if answer["next"] != "write":
        raise Failed(f"the telling wants {answer} and no letter")
    yield first
    yield play("write_answer", task)
    yield play("show_page", _page(SignedLinks("", lambda: [LINK_SECRET]).token("telling", id, 1)))
    # Somebody else, whom the ATS has not asked anything.
    chats = f"chat-{number}"
    play("receive_event", _record(json.dumps(_received(chats, number, screening=[]))))
    yield play("hold_screening", _answer(SignedLinks("", lambda: [LINK_SECRET]), chats))
    yield play("sweep", {})
    yield play("check_invariants", {})


def _client(cloud: Child, service: str) -> Any:
    import boto3

    make: Callable[..., Any] = boto3.client
    return make(service, **settings_of(cloud))


def _record(body: str) -> dict[str, Any]:
    return {"Records": [{"messageId": "first", "eventSource": "aws:sqs", "body": body}]}


def _event(id: str, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"{kind}-{id}",
        "source": "ats/generic/fjordbyen",
        "type": kind,
        "subject": id,
        "time": datetime.now(UTC).isoformat(),
        "data": data,
    }


def _received(
    id: str, number: int, screening: Sequence[dict[str, Any]] = (TURN,)
) -> dict[str, Any]:
    candidate = {
        "id": f"person-{number}",
        "name": "Bjørn Sæther",
        "email": f"person{number}@people.example",
        "language": "nb",
    }
    data = {"candidate": candidate, "job": JOB, "screening": list(screening)}
    return _event(id, "application.received", data)


def _rejected(id: str) -> dict[str, Any]:
    decided = {
        "decided_by": JOB["decider"],
        "assessments": [{"criterion": "licence", "met": False}],
    }
    return _event(id, "decision.rejected", decided)


def _webhook(event: dict[str, Any]) -> dict[str, Any]:
    """As a system that signs by Standard Webhooks posts it."""
    body, stamp = json.dumps(event), str(int(datetime.now(UTC).timestamp()))
    signed = f"{event['id']}.{stamp}.{body}".encode()
    digest = hmac.new(base64.b64decode(KEY), signed, hashlib.sha256).digest()
    return {
        "headers": {
            "webhook-id": event["id"],
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
        },
        "pathParameters": {"ats": "generic", "account": "fjordbyen"},
        "body": body,
    }


def _tag(message: dict[str, Any]) -> str:
    return f"{json.loads(message['Records'][0]['body'])['id']}_1"


def _delivered(tag: str) -> dict[str, Any]:
    """SES's event as EventBridge brings it."""
    mail = {
        "timestamp": datetime.now(UTC).isoformat(),
        "messageId": "first",
        "tags": {"outbox": [tag]},
    }
    return _record(json.dumps({"detail": {"eventType": "Delivery", "mail": mail}}))


def _answer(links: SignedLinks, id: str) -> dict[str, Any]:
    """The first answer in the screening chat."""
    token = links.token("chat", id, 1)
    form = {"token": token, "turn": "1", "action": "send", "answer": TURN["answered"]}
    context = {"domainName": "svar.example", "http": {"method": "POST"}}
    return _page(token) | {"requestContext": context, "body": urlencode(form)}


def _page(token: str) -> dict[str, Any]:
    context = {"domainName": "svar.example", "http": {"method": "GET"}}
    return {"pathParameters": {"token": token}, "requestContext": context}
