"""A neighbour who is not a person: reads, types, answers, reacts, mends what it wrote."""

import asyncio
import uuid
from collections.abc import Coroutine
from contextlib import aclosing, suppress
from random import Random
from typing import Any

from msgspec import Struct, structs

from safespot_tui.demo.answer import answer_to, reaction_to
from safespot_tui.demo.chance import chance
from safespot_tui.demo.neighbours import Neighbour
from safespot_tui.domain.event import (
    ConversationCreated,
    Entities,
    MemberJoined,
    MemberLeft,
    MessageCreated,
    Received,
)
from safespot_tui.domain.ids import ClientMessageId, ConversationId, Cursor, MessageId, UserId
from safespot_tui.domain.intent import EditMessage, MarkRead, React, SendMessage
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.text import SafeText, safe_text
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.protocol import Gateway

RECONNECT_SECONDS = 1.0
READING = (0.4, 1.1)
TYPING = (0.6, 1.6)
"""Seconds, shortest and longest; together they answer within one to three."""

_REACTS, _MENDS, _SECOND_VOICE = 0.3, 0.2, 0.35
"""How likely it is that an answer comes with each of these."""


class Room(Struct):
    """What a bot knows of a conversation."""

    label: str
    """The same in every run with the same seed, unlike the id."""
    member_ids: set[UserId]


class Bot:
    """One neighbour, played through a gateway of their own.

    Every bot decides for itself what to do, yet no two answer the same message by accident: who
    answers is drawn from the conversation and the message's place in it, which all of them see.
    """

    def __init__(
        self,
        neighbour: Neighbour,
        me: UserId,
        gateway: Gateway,
        bots: frozenset[UserId],
        seed: int,
        moderators: frozenset[UserId] = frozenset(),
    ) -> None:
        self.neighbour = neighbour
        self.me = me
        self.rooms: dict[ConversationId, Room] = {}
        self.arrived = asyncio.Event()
        """Set once nothing is missed any more."""
        self.gateway = gateway
        self._bots = bots
        self._moderators = moderators
        """Those of the bots who moderate: where one is, the others thank, and do not chat."""
        self._seed = seed
        self._aliases: dict[UserId, str] = {}
        self._authors: dict[MessageId, UserId] = {}
        self._busy: set[asyncio.Task[None]] = set()

    async def enter(self) -> Cursor:
        """Look around. Gives the cursor to `live` from. Raises a `GatewayError`."""
        snapshot = await self.gateway.snapshot()
        self._learn(snapshot.entities)
        return snapshot.cursor

    async def live(self, cursor: Cursor) -> None:
        """Be a neighbour until cancelled."""
        while True:
            # Broken off: the server restarts, or the demo ends.
            with suppress(GatewayError):
                async with aclosing(self.gateway.stream(cursor)) as items:
                    async for item in items:
                        self.arrived.set()
                        if isinstance(item, Received):
                            self._notice(item)
                            cursor = item.cursor or cursor
            await asyncio.sleep(RECONNECT_SECONDS)

    async def say(
        self,
        conversation_id: ConversationId,
        text: str,
        random: Random,
        reply_to_id: MessageId | None = None,
    ) -> Message | None:
        """Type for a while, then send. Raises a `GatewayError`."""
        await self.gateway.set_typing(conversation_id, typing=True)
        await asyncio.sleep(random.uniform(*TYPING))
        client_message_id = ClientMessageId(str(uuid.UUID(int=random.getrandbits(128), version=4)))
        outcome = await self.gateway.perform(
            SendMessage(conversation_id, client_message_id, safe_text(text), reply_to_id)
        )
        return outcome if isinstance(outcome, Message) else None

    def _learn(self, entities: Entities) -> None:
        self._aliases |= {user.id: user.alias for user in entities.users}
        for conversation in entities.conversations:
            member_ids = {
                member.user_id
                for member in entities.members
                if member.conversation_id == conversation.id
            }
            label = conversation.name or "+".join(sorted(map(self._alias, member_ids)))
            self.rooms[conversation.id] = Room(label, member_ids)

    def _alias(self, user_id: UserId) -> str:
        return self._aliases.get(user_id, "")

    def _notice(self, received: Received) -> None:
        match received.event:
            case MessageCreated(message=message, entities=entities):
                self._aliases |= {user.id: user.alias for user in entities.users}
                if message.sender_id is not None:
                    self._authors[message.id] = message.sender_id
                if message.sender_id != self.me:
                    self._start(self._attend(message))
            case ConversationCreated(conversation=conversation, entities=entities):
                self._learn(structs.replace(entities, conversations=(conversation,)))
            case MemberJoined(member=member) if room := self.rooms.get(member.conversation_id):
                room.member_ids.add(member.user_id)
            case MemberLeft(conversation_id=conversation_id, user_id=user_id):
                if user_id == self.me:
                    self.rooms.pop(conversation_id, None)
                elif room := self.rooms.get(conversation_id):
                    room.member_ids.discard(user_id)
            case _:
                pass

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._forgivingly(work))
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)

    async def _forgivingly(self, work: Coroutine[Any, Any, None]) -> None:
        """A person may delete the message or remove the bot while it is at it."""
        with suppress(GatewayError):
            await work

    async def _attend(self, message: Message) -> None:
        room = self.rooms.get(message.conversation_id)
        if room is None or message.sender_id is None:
            return
        by_person = message.sender_id not in self._bots
        own = chance(self._seed, room.label, message.position, self.neighbour.name)
        if by_person:
            await self.gateway.mark_delivered(message.conversation_id, message.id)
        await asyncio.sleep(own.uniform(*READING))
        await self.gateway.perform(MarkRead(message.conversation_id, message.id, message.position))
        if by_person and message.type is MessageType.TEXT:
            answering = self._who_answers(message, room)
            if self.me not in answering:
                return
            if self._moderators.isdisjoint(room.member_ids):
                await self._answer(message, own, turn=answering.index(self.me))
            else:
                await self._thank(message)

    def _who_answers(self, message: Message, room: Room) -> list[UserId]:
        """The same list for every bot that asks: who was spoken to, else who feels like it."""
        present = sorted((self._bots & room.member_ids) - self._moderators, key=self._alias)
        asked = self._authors.get(message.reply_to_id) if message.reply_to_id else None
        words = message.content.casefold()
        spoken_to = [
            bot
            for bot in present
            if bot == asked or any(name in words for name in _first_names(self._alias(bot)))
        ]
        if spoken_to or not present:
            return spoken_to[:2]
        common = chance(self._seed, room.label, message.position)
        voices = 2 if common.random() < _SECOND_VOICE else 1
        return common.sample(present, min(voices, len(present)))

    async def _thank(self, message: Message) -> None:
        """For help. An answer would have the moderators look at it once more."""
        thanks = React(message.conversation_id, message.id, SafeText("🙏"), present=True)
        await self.gateway.perform(thanks)

    async def _answer(self, message: Message, random: Random, turn: int) -> None:
        if turn == 0 and random.random() < _REACTS:
            emoji = safe_text(reaction_to(message.content, random))
            await self.gateway.perform(
                React(message.conversation_id, message.id, emoji, present=True)
            )
        await asyncio.sleep(turn * TYPING[1])
        writer = self._alias(message.sender_id) if message.sender_id else ""
        text = answer_to(message.content, writer, random)
        mends = random.random() < _MENDS
        sent = await self.say(
            message.conversation_id,
            _mistyped(text, random) if mends else text,
            random,
            reply_to_id=message.id if turn else None,
        )
        if mends and sent is not None:
            await asyncio.sleep(random.uniform(*TYPING))
            await self.gateway.perform(
                EditMessage(message.conversation_id, sent.id, safe_text(text))
            )


def _first_names(alias: str) -> list[str]:
    """What an alias is called by: `Rubén (kiosco)` by `rubén`, `El Tano` by `tano`."""
    words = alias.casefold().partition(" (")[0].split()
    return [word for word in words if word not in {"el", "la", "don", "doña"}]


def _mistyped(text: str, random: Random) -> str:
    """`text` with two neighbouring letters swapped."""
    places = [
        index
        for index in range(len(text) - 1)
        if text[index : index + 2].isalpha() and text[index] != text[index + 1]
    ]
    if not places:
        return text
    at = random.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
