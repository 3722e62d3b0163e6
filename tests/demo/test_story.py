from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from safespot_tui.contract.limits import MAX_ICON_CHARACTERS, MAX_NAME_CHARACTERS
from safespot_tui.demo.letters import read_letters
from safespot_tui.demo.neighbours import COLLEAGUE, PERSON, residents
from safespot_tui.demo.story import (
    FOLDER,
    MODERATION,
    BadStory,
    Complaint,
    Reacted,
    Story,
    parse_story,
    read_stories,
)

NOW = datetime(2026, 5, 10, 15, 30, tzinfo=UTC)
STORIES = read_stories(NOW, Random(1))
TROUBLES = read_stories(NOW, Random(1), MODERATION)
LETTERS = read_letters(NOW)
NAMES = {neighbour.name for neighbour in residents(moderation=True)}


def parse(text: str) -> Story:
    return parse_story(text, NOW, Random(1))


def test_a_story_is_read():
    story = parse(
        "# a comment\ngroup: Consorcio Hidalgo 450 🏢\nmembers: sofia, marta\n"
        "report: Corte de luz | servicios\nunread: 1\npinned: yes\n\n"
        "-- 2d 10:00\nmarta: Buen día\n+ 👍 sofia\n+ ❤️ sofia, marta\n\n"
        "-- 0d -30m\nsofia ^1: Hola: qué tal\nmarta*: Bien\n"
    )
    assert (story.name, story.icon) == ("Consorcio Hidalgo 450", "🏢")
    assert (story.report_title, story.report_category) == ("Corte de luz", "servicios")
    assert (story.unread, story.pinned, story.archived) == (1, True, False)
    first, second, third = story.lines
    assert first.reactions == (Reacted("👍", ("sofia",)), Reacted("❤️", ("sofia", "marta")))
    assert (second.text, second.reply_to) == ("Hola: qué tal", 0)
    assert (third.edited, first.edited) == (True, False)
    assert timedelta(days=1) < NOW - first.at < timedelta(days=3)
    assert timedelta(minutes=20) < NOW - second.at < timedelta(minutes=30)


def test_a_message_is_reported():
    story = parse("dm: sofia, marta\n\n-- 1d 10:00\nmarta: Dale\n! sofia: Spam: otra vez\n")
    assert story.lines[0].complaints == (Complaint("sofia", "Spam: otra vez"),)


@pytest.mark.parametrize(
    "line", ["no colon", "! sofia: nada", "+ 👍 sofia", "-- yesterday", "sofia ^x: hola"]
)
def test_a_line_that_says_nothing_is_an_error(line: str):
    with pytest.raises(BadStory):
        parse(f"dm: sofia, marta\n\n{line}\n")


def test_a_past_put_before_it_moves_the_answers():
    story = parse("dm: sofia, marta\n\n-- 1d 10:00\nsofia: a\nmarta ^1: b\n")
    longer = story.after(story.lines[:1] * 3)
    assert [line.reply_to for line in longer.lines] == [None, None, None, None, 3]


def test_there_is_something_of_everything():
    assert len(STORIES) == len(list(FOLDER.glob("*.txt"))) >= 15
    assert sum(bool(story.report_title) for story in STORIES) >= 6
    assert sum(not story.name for story in STORIES) >= 5
    assert any(story.archived for story in STORIES)
    assert any(story.pinned for story in STORIES)
    lines = [line for story in STORIES for line in story.lines]
    assert any(line.edited for line in lines)
    assert any(line.reply_to is not None for line in lines)
    assert any(line.reactions for line in lines)


@pytest.mark.parametrize("story", STORIES, ids=[Path(p).stem for p in sorted(FOLDER.glob("*.txt"))])
def test_a_story_can_be_told(story: Story):
    assert PERSON.name in story.members
    can_be_told(story)


@pytest.mark.parametrize("stories", [TROUBLES, LETTERS], ids=["troubles", "letters"])
def test_so_can_what_moderators_see(stories: list[Story]):
    """They are not in all of it; one cannot report oneself."""
    for story in stories:
        can_be_told(story)
        assert story.taken_by in ("", COLLEAGUE.name)
        for line in story.lines:
            complained = {complaint.name for complaint in line.complaints}
            assert complained <= set(story.members) - {line.name}
    titles = [story.report_title for story in LETTERS]
    assert len(set(titles)) == len(titles)


def can_be_told(story: Story) -> None:
    spoken = {line.name for line in story.lines}
    reacted = {name for line in story.lines for r in line.reactions for name in r.names}
    assert spoken | reacted <= set(story.members) <= NAMES
    assert len(story.members) == 2 or story.name
    assert len(story.name) <= MAX_NAME_CHARACTERS
    assert len(story.icon) <= MAX_ICON_CHARACTERS
    assert len(story.report_title) <= MAX_NAME_CHARACTERS
    times = [line.at for line in story.lines]
    assert times == sorted(times)
    assert times[-1] <= NOW
    # What the person wrote, and everything before it, they have read.
    unread = story.lines[len(story.lines) - story.unread :]
    assert PERSON.name not in {line.name for line in unread}


def test_the_same_seed_tells_the_same():
    assert read_stories(NOW, Random(1)) == STORIES != read_stories(NOW, Random(2))
