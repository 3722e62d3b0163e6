"""What is being written ends up where it was written for, and nowhere else, whatever happens."""

import asyncio
from collections.abc import Mapping, Sequence
from random import Random

import pytest

from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import MemberLeft
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.sync.errors import OutboxFull
from safespot_tui.tui.conversation.drafts import Drafts
from safespot_tui.tui.conversation.pane import ConversationPane
from tests.tui.conversation.conftest import HERE, ME, THERE, Chat, PaneApp

STEPS = 120


class SlowDisk(Chat):
    """A chat whose disk takes as long as a test wants, and may be full then."""

    def let_go(self) -> None:
        """From now on it is fast, and has room."""
        self.held_up = False
        for _send in range(self.waiting):
            self.answers.put_nowait(True)

    def __init__(self) -> None:
        super().__init__()
        self.answers: asyncio.Queue[bool] = asyncio.Queue()
        self.sent: list[tuple[ConversationId, str]] = []
        self.waiting = 0
        self.held_up = True

    async def send(
        self, conversation_id: ConversationId, text: str, reply_to_id: MessageId | None = None
    ) -> MessageId:
        self.waiting += 1
        works = await self.answers.get() if self.held_up else True
        self.waiting -= 1
        if not works:
            raise OutboxFull("The disk is full.")
        self.sent.append((conversation_id, text))
        return await super().send(conversation_id, text, reply_to_id)

    async def edit(self, message_id: MessageId, text: str) -> None:
        message = self.store.message(message_id)
        assert message is not None
        await self.send(message.conversation_id, text)


def words_of(draft: Draft | None) -> list[str]:
    """All words of a draft, and of what was set aside for it."""
    return [] if draft is None else [*draft.text.split(), *words_of(draft.aside)]


@pytest.mark.parametrize("seed", range(4))
async def test_no_race_sends_words_elsewhere_or_loses_them(seed: int) -> None:
    """Typing, switching, editing, sending, a slow disk and a full one, in any order."""
    chat, chance = SlowDisk(), Random(seed)
    chat.start(2)
    mine = {where: chat.receive(f"own-{where}", ME, where=where).id for where in (HERE, THERE)}
    app = PaneApp(chat)
    typed: list[str] = []
    async with app.run_test() as pilot:
        app.pane.show(HERE)
        await pilot.pause()
        try:
            for step in range(STEPS):
                take_a_step(chat, app.pane, mine, chance, typed, step)
                for _turn in range(chance.randrange(6)):
                    await asyncio.sleep(0)
                app.pane.desk.keep_draft()
                assert_all_there(chat, typed)
        finally:
            chat.let_go()
        await pilot.pause()
        app.pane.desk.keep_draft()
        assert_all_there(chat, typed)
        assert len(chat.sent) > 3


def take_a_step(
    chat: SlowDisk,
    pane: ConversationPane,
    mine: Mapping[ConversationId, MessageId],
    chance: Random,
    typed: list[str],
    step: int,
) -> None:
    """One thing that a user, or the disk, may do."""
    here = pane.conversation_id
    assert here is not None
    match chance.choice(("type", "type", "enter", "switch", "edit", "leave", "disk", "rest")):
        case "type":
            typed.append(f"{here}-{step}")
            pane.composer.insert(f" {typed[-1]}")
        case "enter":
            pane.composer.action_submit()
        case "switch":
            pane.show(THERE if here == HERE else HERE)
        case "edit":
            pane.start_edit(mine[here])
        case "leave" if pane.composer.editing_id is None:
            pane.leave()
        case "disk" if chat.waiting:
            chat.answers.put_nowait(chance.random() < 0.7)
        case _:
            pass


def assert_all_there(chat: SlowDisk, typed: Sequence[str]) -> None:
    """Each word is sent or durable, once, in the conversation that it was typed in."""
    where: list[tuple[str, str]] = [
        (word, conversation) for conversation, text in chat.sent for word in text.split()
    ]
    for conversation in (HERE, THERE):
        where += [(word, conversation) for word in words_of(chat.store.draft(conversation))]
    where = [(word, there) for word, there in where if not word.startswith("own-")]
    assert sorted(where) == sorted((word, word.partition("-")[0]) for word in typed)


async def test_an_edit_keeps_what_it_interrupts(chat: Chat) -> None:
    """At once, not when the typing pauses: a crash may be next."""
    chat.start(1)
    own = chat.receive("mal", ME)
    app = PaneApp(chat)
    async with app.run_test() as pilot:
        app.pane.show(HERE)
        app.pane.focus_composer()
        await pilot.press(*"before")

        assert app.pane.start_edit(own.id)

        assert chat.store.draft(HERE) == Draft(
            HERE, "mal", editing_id=own.id, aside=Draft(HERE, "before")
        )
        app.pane.show(THERE)
        app.pane.show(HERE)
        assert app.pane.composer.editing_id == own.id
        await pilot.press("escape")
        assert app.pane.composer.text == "before"


async def test_nobody_writes_to_a_conversation_that_is_not_theirs_any_more(chat: Chat) -> None:
    """The words stay, and it is said why."""
    chat.start(1)
    app = PaneApp(chat)
    async with app.run_test() as pilot:
        app.pane.show(HERE)
        app.pane.focus_composer()
        await pilot.press(*"hola")
        chat.store.apply(MemberLeft(HERE, ME))
        app.pane.composer.action_submit()
        await pilot.pause()

        assert "not in this conversation any more" in app.pane.desk.complaint.words
        assert app.pane.composer.text == "hola"
        assert chat.asked_for("send") == []


def test_what_is_unsent_stays_in_the_draft_until_it_is_sent(chat: Chat) -> None:
    """With what was written since below it, which alone is gone on with."""
    chat.start(0)
    drafts = Drafts(chat.store, chat)  # type: ignore[arg-type]
    first = Draft(HERE, "one")
    drafts.keep(first)
    drafts.hand_over(first)
    drafts.keep(Draft(HERE, "two"))

    assert chat.store.draft(HERE) == Draft(HERE, "one\ntwo")
    assert drafts.of(HERE) == Draft(HERE, "two")

    drafts.keep(drafts.sent(first, None))
    assert chat.store.draft(HERE) == Draft(HERE, "two")
    assert drafts.of(HERE) == Draft(HERE, "two")
