"""A table under `[rules]`: what is watched for."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from safespot_tui.i18n import N_

DEFAULT_SECONDS = 10


class CountedBy(StrEnum):
    """Whose messages are counted together in a burst."""

    CONVERSATION = "conversation"
    PERSON = "person"


class RuleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule. It says one of the first six, and where it counts."""

    words: Annotated[
        tuple[str, ...],
        Meta(
            description=N_(
                "Words or phrases, one of which is written. Case and accents do not matter; “*” at "
                "the end stands for any ending."
            )
        ),
    ] = ()
    pattern: Annotated[
        str,
        Meta(
            description=N_(
                "A regular expression, found anywhere in what is written; case and accents do not "
                "matter. It cannot look around or back, so that it is always fast."
            )
        ),
    ] = ""
    people: Annotated[
        tuple[str, ...], Meta(description=N_("Aliases of people, one of whom writes."))
    ] = ()
    categories: Annotated[
        tuple[str, ...],
        Meta(description=N_("Categories of reports, about one of which something is written.")),
    ] = ()
    silence: Annotated[
        Annotated[int, Meta(ge=1, le=10_080)] | None,
        Meta(description=N_("Minutes for which nobody has written.")),
    ] = None
    burst: Annotated[
        Annotated[int, Meta(ge=2, le=1_000)] | None,
        Meta(description=N_("How many messages make a burst, with “within” and “by”.")),
    ] = None
    within: Annotated[
        Annotated[int, Meta(ge=1, le=3_600)] | None,
        Meta(description=N_("Seconds within which a burst comes; without it 10.")),
    ] = None
    by: Annotated[
        CountedBy | None,
        Meta(
            description=N_(
                "Whether the messages of a “conversation” make a burst, or those of a “person” "
                "wherever they write; without it a conversation's."
            )
        ),
    ] = None
    folder: Annotated[
        str,
        Meta(
            description=N_(
                "The part of the inbox in which the rule counts: one of your folders, “groups”, "
                "“reports”, “unread” or “archived”. Without it, everywhere."
            )
        ),
    ] = ""
    conversations: Annotated[
        tuple[str, ...],
        Meta(description=N_("The conversations in which the rule counts, by name or id. Or all.")),
    ] = ()
    notify: Annotated[
        bool,
        Meta(
            description=N_(
                "Tell you of a hit, also where notifications are “none” or “mentions”. With false, "
                "it is only marked and counted."
            )
        ),
    ] = True
