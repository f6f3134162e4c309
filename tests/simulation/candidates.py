"""What candidates do in the screening chat of a history, and what must hold of it afterwards."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

from svar.domain.chat import MOST_TURNS
from svar.domain.conversation import left_at
from svar.domain.situation import Plan
from svar.pages.to_candidates import ChatPage
from svar.ports import StreamId
from tests.fakes import written
from tests.simulation.watched import Watched

CHATS = 0.3
"""In so many histories the candidates chat."""
WORD = "snikksnakk"
"""Stands in every answer, and nowhere else."""
MINUTE = timedelta(minutes=1)


def chat_along(world: Watched, random: Random) -> None:
    """Each candidate opens the page now and then and presses a button, some in two tabs at once."""
    for name in world.people:
        for visit in range(random.choice((0, 1, 3, 6, 10))):
            wait = timedelta(minutes=random.randint(1, 7 * 24 * 60))
            action = random.choices(("send", "skip", "end"), (8, 2, 1))[0]
            stale = random.random() < 0.2
            answer = f"{WORD} {name} {visit}"
            world._later("chat", wait, _visits(world, name, action, answer, stale=stale))


def _visits(
    world: Watched, name: str, action: str, answer: str, *, stale: bool
) -> Callable[[], None]:
    def visit() -> None:
        seen, page = world._try(lambda: world.chat(name))
        if not seen or not isinstance(page, ChatPage):
            return
        turn = max(1, page.number - 1) if stale else page.number
        _press(world, name, str(turn), action, answer)

    return visit


def _press(world: Watched, name: str, turn: str, action: str, answer: str) -> None:
    """Press, and again a little later when the page did not answer."""
    done, page = world._try(lambda: world.chat(name, turn=turn, action=action, answer=answer))
    shown = page.kind if done else "no answer"
    world.note(f"chat   {name}: {turn} {action} {answer} -> {shown}")
    if not done:
        world._later("chat", 2 * MINUTE, lambda: _press(world, name, turn, action, answer))


def what_was_said_is_handed_over_once(world: Watched) -> Iterator[str]:
    """Each answer in one place, once, in order; and no chat is open that was left long ago."""
    for name in world.people:
        record = world.store.load(StreamId(kind="application", id=name))
        at = world.look(name)
        events = [each for each in record.events if each.id.startswith("chat-")]
        if len(events) > 1:
            yield f"{name}: the chat was handed over {len(events)} times"
        held = at.deeds.chat.turns if at.deeds.chat else ()
        turns = [*held, *(turn for each in events for turn in each.data.transcript)]
        if [each.turn for each in turns] != list(range(1, len(turns) + 1)):
            yield f"{name}: the turns are {[each.turn for each in turns]}"
        # Of who is erased only hashes are left, and all that was skipped has the same.
        said = Counter(each.answered for each in turns if WORD in each.answered)
        yield from (f"{name}: {words} stands {n} times" for words, n in said.items() if n > 1)
        if len(turns) > MOST_TURNS:
            yield f"{name}: {len(turns)} turns"
        due = left_at(at, Plan(deeds=at.deeds))
        if due is not None and due < world.clock.now() - timedelta(hours=2):
            yield f"{name}: a chat was left at {due}, and nobody has ended it"
        if at.facts.erased_at and WORD in written(record):
            yield f"{name}: is erased, and what was said is still there"
