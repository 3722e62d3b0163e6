"""The stand-in for the API that SafeSpot runs today, with its traps on."""

from pathlib import Path

from tests.chaos.held_server import HEARTBEAT_SECONDS
from tests.chaos.proxy import ThreadedProxy
from tests.chaos.towns import OLD, furnish
from tests.chaos.window import words
from tests.e2e.deployed import Neighbour, deployed
from tests.e2e.people import Person
from tests.safespot_server import PASSWORDS, SafeSpotServer


class DeployedTown:
    """Implements `Town`.

    It keeps everything in memory: killed, it breaks all connections and forgets who listened, not
    what was written. A transaction of it cannot be cut in two.
    """

    titles: tuple[str, str] = ("Bruno", "Dora")

    def __init__(self, folder: Path, proxy: ThreadedProxy) -> None:
        self._server = deployed(user_heartbeat=HEARTBEAT_SECONDS)
        self._server.__enter__()
        self._is_alive = True
        try:
            self._people, self._rooms = self._server.do(_acquaint)
            proxy.proxy.upstream = self._server.port
            neighbour = Neighbour(folder / "ana", "Ana", self._server)
            self.person: Person = neighbour
            furnish(neighbour.home)
            logging_in = neighbour.login_arguments(proxy.url)
            done = neighbour.run(*logging_in, stdin=f"{PASSWORDS['Ana']}\n")
            assert done.returncode == 0, done.stderr
        except BaseException:
            self.close()
            raise

    @property
    def is_alive(self) -> bool:
        return self._is_alive

    def start(self) -> None:
        self._server.start()
        self._is_alive = True

    def kill(self) -> None:
        if self._is_alive:
            self._server.stop()
            self._is_alive = False

    def start_database(self) -> None:
        """It has none."""

    def kill_database(self) -> None:
        raise NotImplementedError

    def hear(self, title: str, marker: str) -> None:
        room, person = self._rooms[title], self._people[title]
        self._server.do(lambda it: it.write(room, person, words(marker)))

    def hold_commit(self) -> None:
        raise NotImplementedError

    @property
    def commit_is_held(self) -> bool:
        return False

    def let_commit(self) -> None:
        raise NotImplementedError

    def stored(self) -> dict[str, list[str]]:
        mistakes = self._server.do(lambda it: [repr(each) for each in it.backend.mistakes])
        assert mistakes == []
        assert self._server.do(lambda it: list(it.backend.deaths)) == []
        return self._server.do(
            lambda it: {
                title: [message.caption or message.content for message in it.history(room)]
                for title, room in self._rooms.items()
            }
        )

    def close(self) -> None:
        self._server.__exit__()


def _acquaint(server: SafeSpotServer) -> tuple[dict[str, str], dict[str, str]]:
    """Who and which room stands behind each title."""
    ids = server.neighbourhood
    assert ids is not None
    people = {"Bruno": ids.bruno, "Dora": server.person("Dora").id}
    rooms = {
        "Bruno": ids.ana_bruno,
        "Dora": server.room(server.state.people[ids.ana], server.state.people[people["Dora"]]).id,
    }
    for room, old in zip(rooms.values(), OLD, strict=True):
        for marker in old or ("ancla",):
            server.write(room, ids.ana, words(marker))
    return people, rooms
