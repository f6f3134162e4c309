"""Who applies in the trial, what is decided about them, and in which order the ATS tells of it."""

import random
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from svar.domain.events import Assessment
from svarctl.demo.cast import OSLO, Application, Person, Script, Step, Vacancy, load_script
from svarctl.demo.webhooks import Post, posts_of

HERE = Path(__file__).parent
WITHDRAWN = 0.05
"""The share that takes the application back: their answer is another one, so a mix-up shows."""
DOUBLED = 0.1
REORDERED = 0.1
DOUBLE_WITHIN = 40
"""So many webhooks later, at the latest, the vendor sends one again that it heard no answer to."""


@dataclass(frozen=True)
class Arrival:
    """Webhooks that one hand posts in this order, not before `at` of promise time."""

    at: datetime
    posts: tuple[Post, ...]


@dataclass(frozen=True)
class Arrivals:
    """`first` is all posted before the first of `then`: the applications before the afternoon."""

    first: tuple[Arrival, ...]
    then: tuple[Arrival, ...]
    doubled: int
    reordered: int

    @property
    def total(self) -> int:
        return sum(len(each.posts) for each in (*self.first, *self.then))


def plans() -> dict[str, Any]:
    """What `cast.toml` says; instants are aware UTC."""
    said = tomllib.loads((HERE / "cast.toml").read_text(encoding="utf-8"))
    return {name: _aware(value) for name, value in said.items()}


def most_applications() -> int:
    said = plans()
    return len(said["first"]) * len(said["last"])


def make_script(applications: int, seed: int) -> Script:
    """So many people, one application each, the same ones for the same seed.

    Raises ValueError when there are not so many different names.
    """
    said, dice = plans(), random.Random(f"{seed}/cast")  # noqa: S311 a cast, not a secret
    names = list(product(said["first"], said["last"]))
    if not 0 < applications <= len(names):
        raise ValueError(f"from 1 to {len(names)} applications")
    demo = load_script()
    jobs = tuple(
        demo.job(like).model_copy(
            update={"id": str(5101 + place), "title": title, "applicants": applications}
        )
        for place, (like, title) in enumerate(said["titles"])
    )
    dice.shuffle(names)
    people = tuple(
        _person(number, name, dice.choice(jobs), said, applications, dice)
        for number, name in enumerate(names[:applications])
    )
    ends = said["starts"] + timedelta(days=1)
    return Script(
        starts=said["starts"],
        ends=ends,
        account=said["account"],
        words=demo.words,
        jobs=jobs,
        people=people,
    )


def _person(
    number: int,
    name: tuple[str, str],
    job: Vacancy,
    said: dict[str, Any],
    of: int,
    dice: random.Random,
) -> Person:
    withdraws = dice.random() < WITHDRAWN
    decided = said["decided"] + timedelta(minutes=said["deciding_minutes"]) * number / of
    decided = decided.replace(microsecond=0)
    unmet = Assessment(criterion=dice.choice(job.criteria).id, met=False)
    end = (
        Step(at=decided, do="withdraw")
        if withdraws
        else Step(at=decided, do="reject", assessments=(unmet,))
    )
    application = Application(
        id=str(20_000 + number),
        job=job.id,
        expects="withdrawal_confirmation" if withdraws else "rejection",
        story="",
        via="cloudevents",
        steps=(Step(at=said["applied"] + timedelta(seconds=number), do="apply"), end),
    )
    return Person(
        id=str(10_000 + number),
        name=name,
        email=f"person{number:04d}@{said['domain']}",
        language=job.language,
        applications=(application,),
    )


def make_arrivals(script: Script, seed: int) -> Arrivals:
    """Every webhook in the order in which it is sent: some twice, some decisions too early."""
    dice = random.Random(f"{seed}/arrivals")  # noqa: S311 the same
    parts = list(script.parts())
    early = set(dice.sample(range(len(parts)), round(REORDERED * len(parts))))
    first: list[Arrival] = []
    then: list[Arrival] = []
    for place, (person, application) in enumerate(parts):
        applied, decided = (
            posts_of(script, person, application, step, step.at)[0] for step in application.steps
        )
        at = application.steps[1].at
        if place in early:
            then.append(Arrival(at, (decided, applied)))
        else:
            first.append(Arrival(script.starts, (applied,)))
            then.append(Arrival(at, (decided,)))
    dice.shuffle(first)
    posts = len(parts) * 2
    doubles = set(dice.sample(range(posts), round(DOUBLED * posts)))
    counted = iter(range(posts))
    first = _with_doubles(first, doubles, counted, dice)
    then = _with_doubles(then, doubles, counted, dice)
    return Arrivals(tuple(first), tuple(then), len(doubles), len(early))


def _with_doubles(
    arrivals: list[Arrival], doubles: set[int], counted: Any, dice: random.Random
) -> list[Arrival]:
    """The same webhook to the last byte, some places later."""
    made: list[tuple[int, Arrival]] = list(enumerate(arrivals))
    for place, arrival in enumerate(arrivals):
        for post in arrival.posts:
            if next(counted) in doubles:
                later = place + dice.randint(0, DOUBLE_WITHIN)
                made.append((later, Arrival(arrival.at, (post,))))
    return [arrival for _, arrival in sorted(made, key=lambda each: each[0])]


def _aware(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=OSLO).astimezone(UTC)
    return value
