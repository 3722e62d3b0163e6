"""A moderator's shift against the demo, by keyboard alone: what is done shows in those affected."""

import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx

from .people import PROGRAM
from .terminal import DEADLINE, Terminal
from .test_demo import demo, guest

ENTER, SWITCHER, UP, DOWN, HOME = "\r", "\x07", "\x1b[1;3A", "\x1b[B", "\x1b[H"
QUEUE, DONE_AND_NEXT, MODERATE, TRAIL = "\x1bT", "\x1bD", "\x1bM", "\x1bU"
TRIAGED = 40
FAIR, SALE, PRIVATE = "Feria de Yerbal", "Compro y vendo Caballito", "OfertasYa"
PEOPLE = ("Sofía", "Ana (moderación)", "Mirta", "El Tano", "Rubén (kiosco)", PRIVATE)

_ROW = r"{bar} +(?:[!·]+ +)?(?:\d+ [dhm] ?)+ +(.+?)(?:…| {{2}}|$)"
BAR = re.compile("^" + _ROW.format(bar="▌"), re.MULTILINE)
"""The title of a row that has one at its side."""
FIRST = re.compile("To do.*\n.*\n" + _ROW.format(bar="."), re.MULTILINE)


class Member:
    """Somebody of the neighbourhood, as the server answers them."""

    def __init__(self, url: str, account: dict[str, Any]) -> None:
        self.id: str = account["user_id"]
        self._http = httpx.Client(base_url=url, timeout=DEADLINE)
        session = {"email": account["email"], "password": account["password"]}
        token = self._http.post("/sessions", json=session).json()["token"]
        self._http.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: str) -> Any:
        answer = self._http.get(path, params=query)
        assert answer.is_success, answer.text
        return answer.json()

    def refused(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = self._http.request(method, path, json=body)
        assert not answer.is_success
        return answer.json()["error"]

    def may_not_say(self, conversation_id: str) -> dict[str, Any]:
        body = {"client_message_id": str(uuid.uuid4()), "content": "¿Puedo?"}
        return self.refused("POST", f"/conversations/{conversation_id}/messages", body)

    def messages(self, conversation_id: str) -> list[dict[str, Any]]:
        page = self.get(f"/conversations/{conversation_id}/messages")
        return [page["entities"]["messages"][id_] for id_ in page["ids"]]

    def cases(self) -> dict[str, dict[str, Any]]:
        """All of them, by conversation."""
        found: dict[str, dict[str, Any]] = {}
        for query in ({}, {"state": "done"}):
            found |= self.get("/moderation/cases", limit="200", **query)["entities"]["cases"]
        return found


def eventually(holds: Callable[[], object], what: Callable[[], str]) -> None:
    end = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < end, what()
        time.sleep(0.05)


Wanted = Callable[[dict[str, Any]], object]


class Shift:
    """What the moderator does on her screen, and what another moderator sees of it."""

    def __init__(self, screen: Terminal, sofia: Member, ana: Member) -> None:
        self.screen, self.sofia, self.ana = screen, sofia, ana
        # A conversation of two is called by whom was reported in it.
        self.names = {id_: case["name"] or PRIVATE for id_, case in ana.cases().items()}
        self.handled: dict[str, str] = {}
        """What was done, by conversation."""

    def named(self, name: str) -> str:
        (found,) = (id_ for id_, each in self.names.items() if each == name)
        return found

    def seen(self, conversation_id: str, what: str, wanted: Wanted) -> None:
        """The other moderator sees a case become as it is `wanted`."""
        eventually(
            lambda: wanted(self.ana.cases()[conversation_id]), lambda: f"{what}\n{self.screen.text}"
        )
        self.handled[conversation_id] = what

    def row(self) -> str:
        """The title in the row that is chosen, as far as there is room for it."""
        text = self.screen.text
        rows = [row.strip() for row in BAR.findall(text)]
        # What is open beside the queue has a bar, too.
        opened = re.split(" {2,}", text.partition("\n")[0])[-1]
        return next((row for row in rows if not opened.startswith(row)), rows[0] if rows else "")

    def chosen(self) -> str | None:
        """Whose row is chosen in the queue; None for one that nobody reported."""
        row = self.row()
        found = [id_ for id_, name in self.names.items() if row and name.startswith(row)]
        return found[0] if len(found) == 1 else None

    def leaves(self, conversation_id: str) -> None:
        """Its row goes, and what comes after it is chosen."""
        name = self.names[conversation_id]
        eventually(
            lambda: (row := self.row()) and not name.startswith(row), lambda: self.screen.text
        )

    def top(self) -> None:
        """Have the queue there, and its first row chosen."""
        self.screen.press(QUEUE)
        self.screen.type(HOME)
        eventually(
            lambda: (first := FIRST.search(self.screen.text)) and first[1].strip() == self.row(),
            lambda: self.screen.text,
        )

    def down(self) -> None:
        """Choose the row below."""
        before = self.row()
        self.screen.type(DOWN)
        eventually(lambda: self.row() not in ("", before), lambda: self.screen.text)

    def choose_next(self) -> str:
        """From here down, what is still to be done and nobody has."""
        while True:
            chosen = self.chosen()
            case = self.ana.cases().get(chosen or "")
            if case is not None and chosen not in self.handled and case["claimed_by"] is None:
                return str(chosen)
            self.down()

    def open(self, title: str) -> str:
        """Go to a conversation; its newest message is selected."""
        go_to(self.screen, title)
        self.screen.type(UP)
        self.screen.wait_for("›")
        return self.named(title)

    def moderate(self, letter: str, question: str, *answers: str) -> str:
        """Choose from the menu, and answer what it asks. Gives the screen that asked first."""
        self.screen.type(MODERATE)
        self.screen.wait_for("─ Moderate ─")
        self.screen.type(letter)
        asked = self.screen.wait_for(f"─ {question}")
        for answer in answers[:-1]:
            self.screen.type(answer)
        self.screen.wait_for("The reason")
        self.screen.type(answers[-1] + ENTER)
        self.screen.wait_gone("The reason")
        return asked


def go_to(screen: Terminal, title: str) -> None:
    """Open a conversation by its name."""
    screen.type(SWITCHER)
    screen.wait_for("─ Go to")
    screen.type(title)
    screen.wait_for(rf"(?s)─ Go to.*{title}.*{title}")
    screen.type(ENTER)
    is_open(screen, title)


def is_open(screen: Terminal, title: str) -> None:
    """Wait until a conversation is: its name is over it, and words can be written."""
    screen.wait_until(
        lambda text: title in text.partition("\n")[0] and "Write a message" in text, title
    )


def test_a_shift(tmp_path: Path) -> None:
    with demo(tmp_path, "--moderation", "--messages", "0") as (process, said):
        accounts = {account["alias"]: account for account in said["accounts"]}
        who_is_suspended_is_told(said["url"], accounts["Brian"])
        members = {alias: Member(said["url"], accounts[alias]) for alias in PEOPLE}
        mirta = guest(tmp_path, said, list(accounts).index("Mirta"))
        sofia = guest(tmp_path, said)
        with (
            Terminal([PROGRAM], sofia.env, columns=140, rows=44) as screen,
            Terminal([PROGRAM], mirta.env) as hers,
        ):
            screen.wait_for("● Live")
            hers.wait_for("● Live")
            go_to(hers, FAIR)
            shift = Shift(screen, members["Sofía"], members["Ana (moderación)"])
            end_the_quarrel(shift, members, hers)
            end_the_flood(shift, members)
            look_into_what_is_private(shift)
            triage(shift)
            assert len(shift.handled) >= TRIAGED
            the_trail_says_so(shift)
            assert process.poll() is None, "whoever is refused goes on living"


def who_is_suspended_is_told(url: str, account: dict[str, Any]) -> None:
    """Why, and until when, and nothing else."""
    session = {"email": account["email"], "password": account["password"]}
    told = httpx.post(f"{url}/sessions", json=session).json()["error"]
    assert told["code"] == "suspended"
    assert "entradas falsas" in told["details"]["reason"]
    until = datetime.fromisoformat(told["details"]["until"])
    assert timedelta(days=2) < until - datetime.now(UTC) < timedelta(days=3)


def end_the_quarrel(shift: Shift, members: dict[str, Member], hers: Terminal) -> None:
    """A message goes, its author is muted, nobody writes there: a member sees all of it."""
    screen, group = shift.screen, shift.open(FAIR)
    shift.moderate("r", "Remove this message", "Insultos")
    hers.wait_for("Removed by the moderators: Insultos")
    asked = shift.moderate("m", "Mute", "1", "Amenazas")
    (muted,) = re.findall(r"Mute (El Tano|Rubén \(kiosco\))", asked)
    screen.wait_for("is muted until")
    (sanction,) = members[muted].get("/sync")["account"]["sanctions"]
    assert (sanction["kind"], sanction["reason"]) == ("mute", "Amenazas")
    assert members[muted].may_not_say(group)["code"] == "muted"
    shift.moderate("b", "Lock this conversation", "Hasta mañana")
    hers.wait_for("The moderators locked the conversation: Hasta mañana")
    assert members["Mirta"].may_not_say(group)["code"] == "locked"
    removed = [each for each in members["Mirta"].messages(group) if each["removal"]]
    assert [(each["content"], each["removal"]) for each in removed] == [("", "Insultos")]
    screen.type(DONE_AND_NEXT)
    shift.seen(group, "done", lambda case: case["done_at"])


def end_the_flood(shift: Shift, members: dict[str, Member]) -> None:
    """Who floods the neighbourhood is shut out, and told why and until when."""
    group = shift.open(SALE)
    shift.moderate("s", "Suspend", "2", "Publicidad en todos los grupos")
    shift.screen.wait_for("is suspended until")
    refused = members[PRIVATE].refused("GET", "/sync")
    assert refused["code"] == "suspended"
    assert refused["details"]["reason"] == "Publicidad en todos los grupos"
    shift.screen.type(DONE_AND_NEXT)
    shift.seen(group, "done", lambda case: case["done_at"])


def look_into_what_is_private(shift: Shift) -> None:
    """She is not in it: what was reported, and no more than that, she may open, on record."""
    screen, private = shift.screen, shift.named(PRIVATE)
    shift.top()
    while shift.chosen() != private:
        shift.down()
    screen.type(ENTER)
    screen.wait_for("Open a conversation that you are not in")
    screen.type(ENTER)
    screen.wait_for("No me escribas más")
    screen.type(DONE_AND_NEXT)
    shift.seen(private, "done", lambda case: case["done_at"] and not case["observer_ids"])


def triage(shift: Shift) -> None:
    """The rest of what waits, each as it comes."""
    screen, ana = shift.screen, shift.ana.id
    shift.top()
    answered = shift.choose_next()
    screen.type("c")
    shift.seen(answered, "claimed", lambda case: case["claimed_by"] == shift.sofia.id)
    screen.type("m")
    screen.wait_for("─ Note for whoever")
    screen.type("llamé a la comuna" + ENTER)
    shift.seen(answered, "noted", lambda case: [note["content"] for note in case["notes"]])
    screen.type("a")
    is_open(screen, shift.names[answered])
    screen.type("Gracias, ya avisamos" + ENTER)
    shift.seen(answered, "answered", lambda case: case["waiting_since"] is None)
    assert shift.ana.messages(answered)[-1]["content"] == "Gracias, ya avisamos"
    screen.type(DONE_AND_NEXT)
    shift.seen(answered, "done", lambda case: case["done_at"] and not case["claimed_by"])

    screen.press(QUEUE)
    for verb in cycle("dsdhd"):
        if len(shift.handled) >= TRIAGED - 3:
            break
        conversation_id = shift.choose_next()
        match verb:
            case "s":
                screen.type("s")
                screen.wait_for("─ Put away until")
                screen.type("2")
                shift.seen(conversation_id, "snoozed", lambda case: case["snoozed_until"])
                shift.leaves(conversation_id)
            case "h":
                screen.type("h")
                screen.wait_for("─ Hand over to")
                screen.type("1")
                shift.seen(conversation_id, "handed over", lambda case: case["claimed_by"] == ana)
            case _:
                screen.type("d")
                shift.seen(conversation_id, "done", lambda case: case["done_at"])
                shift.leaves(conversation_id)

    together = [shift.choose_next()]
    screen.press(" ")
    while len(together) < 3:
        together.append(shift.choose_next())
        screen.press(" ")
    screen.type("d")
    for conversation_id in together:
        shift.seen(conversation_id, "done", lambda case: case["done_at"])


def the_trail_says_so(shift: Shift) -> None:
    """Each of it once, by her, with the reason that she gave: for programs, and on her screen."""
    entries = shift.sofia.get("/moderation/audit", limit="200")["entries"]
    assert {entry["actor_id"] for entry in entries} == {shift.sofia.id}
    told = [(entry["action"], entry["reason"]) for entry in reversed(entries)]
    assert told[:7] == [
        ("message_removed", "Insultos"),
        ("user_muted", "Amenazas"),
        ("conversation_locked", "Hasta mañana"),
        ("case_done", ""),
        ("user_suspended", "Publicidad en todos los grupos"),
        ("case_done", ""),
        ("conversation_opened", ""),
    ]
    for action, what in (("case_done", "done"), ("case_handed_over", "handed over")):
        about = {entry["conversation_id"] for entry in entries if entry["action"] == action}
        assert about == {id_ for id_, done in shift.handled.items() if done == what}
    shift.screen.type(TRAIL)
    shift.screen.wait_for("Audit trail")
    shift.screen.wait_for("Sofía")
