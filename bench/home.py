"""A home folder for the client to start from, with a large archive and nothing to connect to."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

from bench.neighbourhood import Neighbourhood
from safespot_tui.archive.archive import Archive
from safespot_tui.archive.rows import Facts, MessageRow
from safespot_tui.cli.archives import claim_archive
from safespot_tui.config.credentials import save_token
from safespot_tui.config.profiles import Profile, save_profile
from safespot_tui.domain.ids import Cursor, OriginClientId
from safespot_tui.domain.message import Message
from safespot_tui.tui.memory import Memory, remember, state_path

ROOT = Path(__file__).parent.parent
CLIENT = [str(Path(sys.executable).with_name("safespot-tui"))]
FLOOR = [sys.executable, str(Path(__file__).with_name("floor.py"))]
CURSOR_EPOCH = "bench"
BATCH = 5_000


def environment(home: Path) -> Mapping[str, str]:
    """The whole environment of a program that is measured."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "SAFESPOT_TUI_HOME": str(home / "safespot"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


def furnish(home: Path, neighbourhood: Neighbourhood, server: str) -> None:
    """Log the user in under `home`, with the whole neighbourhood in the archive."""
    home.mkdir(parents=True, exist_ok=True)
    with patch.dict(os.environ, environment(home)):
        profile = Profile(
            name="default",
            server=server,
            email="vecina@example.org",
            user_id=neighbourhood.me,
            alias="Yo",
        )
        save_profile(profile)
        save_token(profile, "none")
        # The tour is over: this is a day like any other.
        remember(state_path(profile.name), Memory(toured=True))
        archive = Archive(claim_archive(profile), OriginClientId("bench"))
    for number in range(len(neighbourhood.conversation_ids)):
        batch: list[Message] = []
        for message in neighbourhood.messages(number):
            batch.append(message)
            if len(batch) == BATCH:
                _write(archive, neighbourhood, number, batch)
                batch = []
        if batch:
            _write(archive, neighbourhood, number, batch)
    archive.close()


def _write(
    archive: Archive, neighbourhood: Neighbourhood, number: int, messages: list[Message]
) -> None:
    entities = neighbourhood.conversation(number, messages[-1])
    archive.commit(
        Facts(
            me=neighbourhood.me,
            cursor=Cursor(f"{CURSOR_EPOCH}.1"),
            conversations=entities.conversations,
            members=entities.members,
            users=entities.users,
            messages=tuple(MessageRow(message, gap_before=False) for message in messages),
        )
    )
