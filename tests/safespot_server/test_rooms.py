"""Rooms, and how their unread messages are counted."""

from tests.safespot_server.conftest import Street


async def test_unread_is_what_is_unread_or_undelivered(street: Street) -> None:
    room, about = street.ids.ana_bruno, street.ids.about_report
    ids = [m.id for m in street.server.history(about)]
    assert (await street.ana.rooms())[about]["unread_count"] == 2
    await street.ana.ask("POST", "/chats/messages/reconcile-status", {"read": ids})
    assert (await street.ana.rooms())[about]["unread_count"] == 2
    await street.ana.ask("POST", "/chats/messages/reconcile-status", {"delivered": ids})
    assert (await street.ana.rooms())[about]["unread_count"] == 0
    await street.ana.ask("PATCH", f"/chats/rooms/{room}/unread")
    await street.ana.ask("PATCH", f"/chats/rooms/{room}/unread", {"unread": False})
    assert (await street.ana.rooms())[room]["is_manually_unread"] is False


async def test_reading_delivers_and_sets_no_times(street: Street) -> None:
    about = street.ids.about_report
    await street.ana.ask("PATCH", f"/chats/rooms/{about}/unread")
    read = await street.ana.ask("POST", f"/chats/rooms/{about}/read")
    assert read.json() == {"success": True, "count": 2}
    room = (await street.ana.rooms())[about]
    assert (room["unread_count"], room["is_manually_unread"]) == (0, False)
    for message in street.server.history(about):
        assert message.is_read
        assert message.is_delivered
        assert message.read_at is message.delivered_at is None


async def test_pinned_first_and_twenty_at_most(street: Street) -> None:
    ana = street.server.state.people[street.ids.ana]
    for number in range(25):
        other = street.server.person(f"Vecina {number}")
        room = street.server.room(ana, other)
        street.server.write(room.id, other.id, "hola", quietly=True)
    await street.ana.ask("POST", f"/chats/rooms/{street.ids.ana_bruno}/pin")
    rooms = (await street.ana.ask("GET", "/chats/rooms")).json()
    assert len(rooms) == 20
    assert rooms[0]["id"] == street.ids.ana_bruno
    times = [room["last_message_at"] for room in rooms[1:]]
    assert times == sorted(times, reverse=True)


async def test_leaving_orphans_the_room_and_coming_back_makes_another(street: Street) -> None:
    room = street.ids.ana_bruno
    await street.ana.ask("DELETE", f"/chats/rooms/{room}")
    assert (await street.ana.send(room, "hola")).status_code == 403
    assert (await street.bruno.rooms())[room]["other_participant_id"] is None
    assert (await street.bruno.send(room, "¿hola?")).status_code == 201
    body = {"recipientId": street.ids.bruno}
    again = (await street.ana.ask("POST", "/chats/rooms", body)).json()
    assert again["id"] != room
    assert {room, again["id"]} <= (await street.bruno.rooms()).keys()


async def test_a_room_about_a_report_is_with_its_owner(street: Street) -> None:
    body = {"report_id": street.ids.report, "recipient_id": street.ids.carla}
    room = (await street.bruno.ask("POST", "/chats/rooms", body)).json()
    assert room["other_participant_id"] == street.ids.ana
    assert room["report_title"] == "Moto sospechosa en Belgrano y Mitre"
    again = (await street.bruno.ask("POST", "/chats/rooms", body)).json()
    assert again["id"] == room["id"]
    own = await street.ana.ask("POST", "/chats/rooms", {"reportId": street.ids.report})
    assert own.status_code == 400
    card = (await street.ana.ask("GET", f"/reports/{street.ids.report}")).json()
    assert card["data"]["title"] == room["report_title"]


async def test_an_image_is_uploaded_and_shown(street: Street) -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(64)
    path = f"/api/chats/{street.ids.ana_bruno}/images"
    files = {"image": ("x.png", png, "image/png")}
    answer = await street.http.post(path, files=files, headers=street.ana.headers)
    shown = await street.http.get(answer.json()["url"])
    assert (shown.content, shown.headers["content-type"]) == (png, "image/png")
    stranger = await street.http.post(path, files=files, headers=street.carla.headers)
    assert stranger.status_code == 403
    empty = await street.http.post(path, headers=street.ana.headers)
    assert empty.status_code == 400
