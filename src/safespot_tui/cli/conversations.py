"""Which conversation the user means."""

from safespot_tui.cli.exit import CommandFailed
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.store.store import Store

_SHOWN = 10


def find_conversation(store: Store, meant: str) -> ConversationId:
    """The conversation whose id, title or beginning of the id is `meant`.

    An id goes before a title, a title before the beginning of an id. Raises `CommandFailed` when
    there is none, and when there are several.
    """
    ids = [*store.inbox(), *store.inbox(archived=True)]
    title = meant.casefold().strip()
    for fitting in (
        [each for each in ids if each == meant],
        [each for each in ids if store.title(each).casefold() == title],
        [each for each in ids if meant and each.startswith(meant.lower())],
    ):
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise CommandFailed(_several(store, meant, fitting))
    raise CommandFailed(
        _("There is no conversation “{name}”. See them all with: safespot-tui inbox").format(
            name=safe_line(meant)
        )
    )


def _several(store: Store, meant: str, fitting: list[ConversationId]) -> str:
    lines = [f"  {each}  {store.title(each)}" for each in fitting[:_SHOWN]]
    if len(fitting) > _SHOWN:
        lines.append("  …")
    sentence = _("“{name}” can be several conversations; say which by its id:")
    return "\n".join([sentence.format(name=safe_line(meant)), *lines])
