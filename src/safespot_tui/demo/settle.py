"""Puts the neighbours and everything they ever said into a fresh database."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from safespot_tui.demo.accounts import Account
from safespot_tui.demo.chance import chance
from safespot_tui.demo.desk import Desk, Told
from safespot_tui.demo.exchange import long_ago
from safespot_tui.demo.letters import read_letters
from safespot_tui.demo.neighbours import COLLEAGUE, PASSWORD, PERSON, residents
from safespot_tui.demo.story import MODERATION, Line, Story, read_stories
from safespot_tui.server.engines import database_for
from safespot_tui.server.seed import Seeder, seed

_BEFORE_THE_STORY = timedelta(hours=2)
_MOVED_IN = timedelta(days=900)
_AFTERTHOUGHT = timedelta(seconds=40)
"""How long after a message it was edited or reacted to."""


async def settle(
    database_url: str, number: int, messages: int, now: datetime, *, moderation: bool = False
) -> list[Account]:
    """Settle the neighbourhood, seeded by `number`; gives the accounts, the person's first.

    The largest conversation is filled up to `messages` messages. With `moderation`, the person
    moderates, and there is something to moderate.
    """
    stories = read_stories(now, chance(number, "pace"))
    people = residents(moderation=moderation)
    desk = Desk(now, chance(number, "desk")) if moderation else None
    largest, *others = stories
    missing = messages - len(largest.lines)
    if missing > 0:
        end = largest.lines[0].at - _BEFORE_THE_STORY
        past = long_ago(largest.members, missing, end, chance(number, "past"))
        stories = [largest.after(past), *others]
    if moderation:
        stories += read_stories(now, chance(number, "troubles"), MODERATION)
        stories += read_letters(now)

    def fill(seeder: Seeder) -> list[Account]:
        user_ids = {
            neighbour.name: seeder.create_user(
                neighbour.email, PASSWORD, neighbour.alias, now - _MOVED_IN
            )
            for neighbour in people
        }
        for story in stories:
            told = _tell(seeder, story, user_ids)
            if desk is not None:
                desk.take(story, told, user_ids)
        if desk is not None:
            desk.staff(user_ids)
        return [
            Account(neighbour.email, PASSWORD, user_ids[neighbour.name], neighbour.alias)
            for neighbour in people
        ]

    database = database_for(database_url)
    await database.open()
    try:
        accounts = await seed(database, fill, chance(number, "ids"))
        if desk is not None:
            await database.write(desk.store)
        return accounts
    finally:
        await database.close()


def _tell(seeder: Seeder, story: Story, user_ids: Mapping[str, str]) -> Told:
    conversation_id = _open(seeder, story, user_ids)
    message_ids: list[str] = []
    for line in story.lines:
        message_ids.append(_say(seeder, conversation_id, line, message_ids, user_ids))
    for name in story.members:
        if name == COLLEAGUE.name != story.taken_by:
            # She looks at what she has taken.
            continue
        unread = story.unread if name == PERSON.name else 0
        seeder.mark_delivered(user_ids[name], message_ids[-1])
        if unread < len(message_ids):
            seeder.mark_read(user_ids[name], message_ids[-1 - unread])
    if PERSON.name in story.members:
        seeder.set_flags(
            conversation_id, user_ids[PERSON.name], pinned=story.pinned, archived=story.archived
        )
    return Told(conversation_id, message_ids)


def _open(seeder: Seeder, story: Story, user_ids: Mapping[str, str]) -> str:
    begun = story.lines[0].at - _AFTERTHOUGHT
    members = [user_ids[name] for name in story.members]
    opener = user_ids[story.lines[0].name]
    report_id = (
        seeder.create_report(story.report_title, story.report_category, opener, begun)
        if story.report_title
        else None
    )
    if not story.name:
        one, other = members
        return seeder.create_dm(one, other, begun, report_id)
    members.sort(key=opener.__ne__)
    return seeder.create_group(story.name, members, begun, icon=story.icon, report_id=report_id)


def _say(
    seeder: Seeder,
    conversation_id: str,
    line: Line,
    message_ids: list[str],
    user_ids: Mapping[str, str],
) -> str:
    afterwards = line.at + _AFTERTHOUGHT
    message_id = seeder.add_message(
        conversation_id,
        user_ids[line.name],
        line.text,
        line.at,
        reply_to_id=None if line.reply_to is None else message_ids[line.reply_to],
        edited_at=afterwards if line.edited else None,
    )
    for reacted in line.reactions:
        for name in reacted.names:
            seeder.add_reaction(message_id, user_ids[name], reacted.emoji, afterwards)
    return message_id
