# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""Stars are found wherever their messages are kept."""

from safespot_tui.domain.event import MessageChanges

C = "c-dm"


async def test_in_memory_in_the_file_and_on_their_way(windows):
    server = windows.server
    for name in ("ana", "beto"):
        server.user(name)
    server.open("dm", "u-ana", "u-beto")
    said = [server.say(C, "u-beto", f"starred {n}") for n in range(5)]
    server.amend(said[0].id, MessageChanges(starred=True))
    ana = await windows.open("u-ana")
    await ana.load_older(C)
    await windows.close(ana)
    again = await windows.open("u-ana")
    assert again.store.base_message(said[0].id) is None, "it is in the file alone"
    windows.server.gate.clear()
    await again.star(said[4].id, starred=True)

    assert [m.id for m in await again.starred()] == [said[4].id, said[0].id]
    windows.server.gate.set()
    await again.load_older(C)
    assert again.store.base_message(said[1].id) is not None, "so are some without a star"
    assert [m.id for m in await again.starred()] == [said[4].id, said[0].id]
