"""Waits until something is so, or says what is so instead."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from msgspec import structs

from safespot_tui.i18n import N_
from safespot_tui.instruments.trace.checks.findings import findings
from safespot_tui.instruments.trace.wording import difference_in_words, finding_in_words
from safespot_tui.stage.client import Client
from safespot_tui.stage.tape.alias import compiled, with_aliases
from safespot_tui.stage.tape.backstage import Backstage
from safespot_tui.stage.tape.commands import Expect, ExpectNot, ExpectStore, Operator, Wait
from safespot_tui.stage.tape.sight import is_shown, seen
from safespot_tui.stage.tape.state import told
from safespot_tui.stage.tape.tables import conversations_called
from safespot_tui.stage.tape.unmet import Unmet

_SECONDS_BETWEEN = 0.02
_MOST_BETWEEN = 1.0
"""Between two questions to the server: each is a snapshot."""


class Expecting:
    """Looks again and again until a deadline. All of its methods raise `Unmet`."""

    def __init__(self, aliases: Mapping[str, str], deadline: float) -> None:
        """`aliases` are those of the cast; `deadline` is in seconds."""
        self._aliases = aliases
        self._deadline = deadline

    async def on_screen(self, client: Client, expected: Wait | Expect) -> None:
        """It is there; where a count is given, that often."""
        pattern = compiled(expected.pattern, self._aliases)
        count = expected.count if isinstance(expected, Expect) else None

        def found() -> int:
            return sum(1 for _ in pattern.finditer(seen(client, expected.place)))

        holds = (lambda: found() > 0) if count is None else (lambda: found() == count)
        if await self._becomes(holds, expected.seconds):
            await client.settled()
            return
        if not is_shown(client, expected.place):
            raise Unmet(
                N_(
                    "{pattern} is not to be seen, for {name} has no {place} on the screen: "
                    "something covers it, or {columns} columns are too few for it."
                ),
                pattern=self._shown(expected),
                name=client.name,
                place=expected.place.value,
                columns=client.app.size.width,
            )
        raise Unmet(
            N_("{pattern} is not on the screen of {name} ({place}) within {seconds} s.")
            if count is None
            else N_(
                "{pattern} is {found} times, not {count} times, on the screen of {name} ({place}) "
                "within {seconds} s."
            ),
            pattern=self._shown(expected),
            name=client.name,
            place=expected.place.value,
            found=found(),
            count=count,
            seconds=self._seconds(expected.seconds),
        )

    async def not_on_screen(self, client: Client, expected: ExpectNot) -> None:
        """It is not there, once all is drawn that is known; or goes."""
        pattern = compiled(expected.pattern, self._aliases)

        async def holds() -> bool:
            await client.settled()
            return pattern.search(seen(client, expected.place)) is None

        if not await self._becomes_so(holds, expected.seconds):
            raise Unmet(
                N_("{pattern} is still on the screen of {name} ({place}) after {seconds} s."),
                pattern=self._shown(expected),
                name=client.name,
                place=expected.place.value,
                seconds=self._seconds(expected.seconds),
            )

    async def in_store(self, client: Client, expected: ExpectStore) -> None:
        """The client knows it so."""
        is_regex = expected.operator is Operator.MATCHES
        expected = structs.replace(
            expected,
            subjects=tuple(with_aliases(one, self._aliases) for one in expected.subjects),
            value=expected.value if is_regex else with_aliases(expected.value, self._aliases),
        )
        if await self._becomes(lambda: told(client.store, expected).holds, expected.seconds):
            await client.settled()
            return
        what = " ".join(
            [expected.table, *(f"“{one}”" for one in expected.subjects), expected.field]
        )
        value = told(client.store, expected).value
        raise Unmet(
            N_("{name} knows of no such thing within {seconds} s: {what}.")
            if value is None
            else N_(
                "For {name}, {what} is “{value}”, not {operator} “{expected}” within {seconds} s."
            ),
            name=client.name,
            what=what,
            value=value,
            operator=expected.operator.value,
            expected=expected.value,
            seconds=self._seconds(expected.seconds),
        )

    async def synced(
        self, client: Client, name: str, backstage: Backstage, seconds: float | None
    ) -> None:
        """The client knows what the server tells, and nothing else."""
        between = _SECONDS_BETWEEN
        differences = await backstage.differences(name, client.store)

        async def holds() -> bool:
            nonlocal between, differences
            differences = await backstage.differences(name, client.store)
            if differences:
                between = min(2 * between, _MOST_BETWEEN)
                await asyncio.sleep(between)
            return not differences

        if differences and not await self._becomes_so(holds, seconds):
            first = differences[0]
            raise Unmet(
                N_(
                    "What {name} knows and what the server tells differ in {count} places after "
                    "{seconds} s. The first: {difference}"
                ),
                name=client.name,
                count=len(differences),
                seconds=self._seconds(seconds),
                difference=lambda: difference_in_words(first),
            )
        await client.settled()

    async def healthy(self, client: Client) -> None:
        """Nothing is wrong in what crossed its line, as far as that can be told now."""
        await client.settled()
        found = findings(client.instruments.trace)
        if found:
            raise Unmet(
                N_("Of what crossed between {name} and the server, {count} is wrong. {finding}"),
                name=client.name,
                count=len(found),
                finding=lambda: finding_in_words(found[0]),
            )

    async def opened(self, client: Client, title: str, seconds: float | None) -> None:
        """The conversation is known, and is shown then."""
        title = with_aliases(title, self._aliases)
        if not await self._becomes(
            lambda: bool(conversations_called(client.store, title)), seconds
        ):
            raise Unmet(
                N_("{name} has no conversation “{title}” within {seconds} s."),
                name=client.name,
                title=title,
                seconds=self._seconds(seconds),
            )
        await client.settled()
        if client.app.screen is not client.main:
            raise Unmet(
                N_("Something is open before the conversations of {name}: close it with Escape."),
                name=client.name,
            )
        await client.open(conversations_called(client.store, title)[0].id)

    async def live(self, client: Client) -> None:
        """It has heard all that there is, and is told what happens."""
        if not await self._becomes(lambda: client.store.connection.state.value == "live", None):
            raise Unmet(
                N_("{name} is not connected within {seconds} s, but {state}. {reason}"),
                name=client.name,
                seconds=self._seconds(None),
                state=client.store.connection.state.value,
                reason=client.store.connection.reason,
            )
        await client.settled()

    # ---------------------------------------------------------------------------- inside

    def _seconds(self, seconds: float | None) -> str:
        return f"{seconds or self._deadline:g}"

    def _shown(self, expected: Wait | Expect | ExpectNot) -> str:
        if expected.pattern.is_regex:
            return str(expected.pattern)
        return f"“{with_aliases(expected.pattern.source, self._aliases)}”"

    async def _becomes(self, holds: Callable[[], bool], seconds: float | None) -> bool:
        async def look() -> bool:
            return holds()

        return await self._becomes_so(look, seconds)

    async def _becomes_so(
        self, holds: Callable[[], Awaitable[bool]], seconds: float | None
    ) -> bool:
        clock = asyncio.get_running_loop().time
        until = clock() + (seconds or self._deadline)
        while not await holds():
            if clock() > until:
                return False
            await asyncio.sleep(_SECONDS_BETWEEN)
        return True
