"""What can be set in `config.toml`."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from safespot_tui.config.rule_settings import RuleSettings
from safespot_tui.i18n import N_

MIN_INBOX_WIDTH, MAX_INBOX_WIDTH = 20, 80
"""Cells. Narrower, no name can be read; wider, no message can."""


class TimeFormat(StrEnum):
    """How the time of day is written."""

    HOURS_24 = "24h"
    HOURS_12 = "12h"


class Density(StrEnum):
    """How much room messages and conversations take."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class Layout(StrEnum):
    """What is on the screen beside each other."""

    AUTO = "auto"
    SPLIT = "split"
    ONE = "one"


class EmojiMode(StrEnum):
    """How characters are drawn that some terminals take for wider or narrower than they are."""

    AS_IS = "as-is"
    SHORTCODES = "shortcodes"
    ASCII = "ascii"


class Images(StrEnum):
    """How an image is shown."""

    AUTO = "auto"
    KITTY = "kitty"
    SIXEL = "sixel"
    HALF_BLOCKS = "half-blocks"


class Notify(StrEnum):
    """Which messages are worth a notice."""

    ALL = "all"
    MENTIONS = "mentions"
    NONE = "none"


class Desktop(StrEnum):
    """By which sequence the terminal is asked to show a notice."""

    AUTO = "auto"
    OSC_9 = "osc9"
    OSC_99 = "osc99"
    OSC_777 = "osc777"
    OFF = "off"


class EvidenceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[evidence]`."""

    keep: Annotated[
        bool,
        Meta(
            description=N_(
                "Keep on this machine what messages said before they were edited or deleted. For "
                "moderators: what somebody deleted stays deleted for everybody else. Without it, "
                "and when you log out, what was kept is deleted."
            )
        ),
    ] = False


class TriageSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[triage]`."""

    target: Annotated[
        Annotated[int, Meta(ge=1, le=10_080)],
        Meta(
            description=N_(
                "Minutes within which an answer is wanted: the queue warns when half of them are "
                "over, and says so when all are."
            )
        ),
    ] = 15


class NotificationSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[notifications]`."""

    notify: Annotated[Notify, Meta(description=N_("What is worth a notice."))] = Notify.ALL
    bell: Annotated[bool, Meta(description=N_("Ring the terminal's bell along with a notice."))] = (
        True
    )
    desktop: Annotated[
        Desktop,
        Meta(
            description=N_(
                "The sequence that has your terminal show a notice; “auto” goes by the terminal."
            )
        ),
    ] = Desktop.AUTO
    content: Annotated[
        bool,
        Meta(
            description=N_(
                "Show who wrote and what. With false, a notice says only that something came: "
                "for screens that others see."
            )
        ),
    ] = True
    title: Annotated[
        bool, Meta(description=N_("Count what is unread in the title of the window."))
    ] = True
    folders: Annotated[
        Mapping[str, Notify],
        Meta(
            description=N_(
                "What is worth a notice in a part of the inbox: “groups”, “reports”, “archived”."
            ),
            examples=[{"groups": "mentions"}],
        ),
    ] = {}
    conversations: Annotated[
        Mapping[str, Notify],
        Meta(
            description=N_(
                "What is worth a notice in one conversation, by its name or id. It goes before "
                "the folder's rule, and that before “notify”."
            ),
            examples=[{"Consorcio Hidalgo": "none"}],
        ),
    ] = {}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file's keys; each may be absent. None leaves the choice to the program."""

    theme: Annotated[
        str | None,
        Meta(
            description=N_(
                "The colours: “safespot-dark”, “safespot-light”, one of Textual's or one of your "
                "own. Without it, the one used last."
            ),
            examples=["nord"],
        ),
    ] = None
    density: Annotated[
        Density,
        Meta(
            description=N_(
                "“compact” gives a message, and a row of the inbox, one line where it fits."
            )
        ),
    ] = Density.COMFORTABLE
    time_format: Annotated[TimeFormat, Meta(description=N_("How the time of day is written."))] = (
        TimeFormat.HOURS_24
    )
    language: Annotated[
        str | None,
        Meta(
            description=N_("The language, such as “es”. Without it, the environment's."),
            examples=["es"],
        ),
    ] = None
    layout: Annotated[
        Layout,
        Meta(
            description=N_(
                "Inbox and conversation beside each other (“split”), one at a time (“one”), or "
                "as the width of the terminal has it (“auto”)."
            )
        ),
    ] = Layout.AUTO
    inbox_width: Annotated[
        Annotated[int, Meta(ge=MIN_INBOX_WIDTH, le=MAX_INBOX_WIDTH)] | None,
        Meta(
            description=N_("Cells that the inbox takes. Without it, as it was left, or a third."),
            examples=[34],
        ),
    ] = None
    emoji: Annotated[
        EmojiMode | None,
        Meta(
            description=N_(
                "For terminals on which emoji break the lines: show them as “shortcodes”; with "
                "“ascii” frames and marks are drawn in ASCII, too. Without it, the one used last."
            ),
            examples=["shortcodes"],
        ),
    ] = None
    images: Annotated[
        Images,
        Meta(
            description=N_(
                "Show images by the graphics protocol of “kitty”, as “sixel”, in “half-blocks”, "
                "or as the terminal can (“auto”)."
            )
        ),
    ] = Images.AUTO
    thumbnails: Annotated[
        bool,
        Meta(
            description=N_(
                "Show images that your server keeps small among the messages, where there are "
                "colours. With false, only when you ask for one."
            )
        ),
    ] = True
    formatting: Annotated[
        bool,
        Meta(
            description=N_(
                "Show **bold**, _italic_ and `code` as what they mean. With false, as they were "
                "typed."
            )
        ),
    ] = True
    links: Annotated[
        bool,
        Meta(
            description=N_(
                "Tell the terminal where links in messages lead, so that it can open them."
            )
        ),
    ] = True
    mouse: Annotated[
        bool,
        Meta(
            description=N_("Take clicks and the wheel. With false, the terminal selects as usual.")
        ),
    ] = True
    silent: Annotated[
        bool,
        Meta(
            description=N_(
                "Begin every start in silent mode: nobody is told that you are here, type or read."
            )
        ),
    ] = False
    evidence: Annotated[
        EvidenceSettings, Meta(description=N_("What is kept to show later what was said."))
    ] = EvidenceSettings()
    triage: Annotated[TriageSettings, Meta(description=N_("The moderator's queue."))] = (
        TriageSettings()
    )
    notifications: Annotated[
        NotificationSettings, Meta(description=N_("What you are told of, and how."))
    ] = NotificationSettings()
    folders: Annotated[
        Mapping[str, str],
        Meta(
            description=N_(
                "Parts of the inbox of your own, shown as tabs: a name, and what belongs to it. "
                "title:, person:, report:, category: and words seek a part of a name; is:unread, "
                "is:group, is:dm, is:muted, is:pinned, is:archived, has:draft, has:failed and "
                "has:report say how it stands; “-” before one turns it round."
            ),
            examples=[{"Caballito": "title:caballito is:unread", "Quiet": "is:muted -is:archived"}],
        ),
    ] = {}
    rules: Annotated[
        Mapping[str, RuleSettings],
        Meta(
            description=N_(
                "What is watched for, a table for each rule under its name: words, a regular "
                "expression, people, categories of reports, silence, or a burst of messages."
            ),
            examples=[
                {
                    "Threats": {"words": ["amenaz*", "te voy a"]},
                    "Forgotten": {"silence": 30, "folder": "reports", "notify": False},
                    "Flood": {"burst": 8, "within": 10, "by": "person"},
                }
            ],
        ),
    ] = {}
    keys: Annotated[
        Mapping[str, str | tuple[str, ...]],
        Meta(
            description=N_(
                "Other keys for an action, by its id: one, a list, or “” for none. "
                "“safespot-tui keys” lists ids and keys."
            ),
            examples=[{"app.help": ["F1", "F11"], "app.quit": "F10", "inbox.reports": ""}],
        ),
    ] = {}
    themes: Annotated[
        Mapping[str, Mapping[str, str | bool]],
        Meta(
            description=N_(
                "Colours of your own, a table for each theme. A file in the folder “themes” "
                "beside this one does the same."
            ),
            examples=[{"mine": {"primary": "#00ff88", "background": "#101010", "dark": True}}],
        ),
    ] = {}
