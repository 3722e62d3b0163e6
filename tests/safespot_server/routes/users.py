"""Profiles, and finding people: `/api/users`."""

import unicodedata
from typing import Any

from .. import identifiers, rows
from ..calls import Call
from ..envelopes import Refusal, invalid, text, thrown
from ..router import Router
from ..state import Person

router = Router()
_STAFF = ("admin", "super_admin", "system", "moderator")


@router.on("GET", "/api/users/profile")
async def profile(call: Call) -> Any:
    person = call.person()
    person.last_active_at = call.backend.clock.now()
    return {"success": True, "data": rows.profile(person)}


@router.on("PUT", "/api/users/profile")
async def change_profile(call: Call) -> Any:
    person, fields = call.person(), call.fields
    alias = fields.get("alias")
    if alias is not None:
        if not isinstance(alias, str) or len(alias) > 20:
            raise invalid("El alias no puede superar los 20 caracteres")
        holder = call.backend.state.by_alias(alias)
        if holder is not None and holder is not person:
            message = "Este alias ya está en uso. Por favor elige otro."
            raise Refusal(409, {"error": "Alias no disponible", "message": message})
        person.alias = alias
    for name in ("avatar_url", "theme", "accent_color", "interest_radius_meters"):
        if name in fields:
            setattr(person, name, fields[name])
    changed = rows.profile_changed(call.backend.state, person)
    return {"success": True, "data": changed, "message": "Perfil actualizado correctamente"}


@router.on("GET", "/api/users/search")
async def search(call: Call) -> Any:
    query = call.request.query_params.get("q", "")
    found = [p for p in _named(call) if query.lower() in (p.alias or "").lower()]
    if len(query) < 2:
        found = []
    return {"success": True, "data": [rows.person_found(person) for person in found[:5]]}


@router.on("GET", "/api/users/search-global")
async def search_everybody(call: Call) -> Any:
    reader = call.person()
    query = call.request.query_params.get("q", "").strip()
    if len(query) < 2:
        raise text(400, "La búsqueda debe tener al menos 2 caracteres")
    found = [
        person
        for person in _named(call)
        if _plain(query) in _plain(person.alias or "")
        and person is not reader
        and person.role not in _STAFF
    ]
    page = max(1, int(call.request.query_params.get("page", "1")))
    shown = found[(page - 1) * 20 : page * 20]
    data = [
        {**rows.person_listed(person, reader), "is_following": person.id in reader.follows}
        for person in shown
    ]
    meta = {
        "page": page,
        "has_more": page * 20 < len(found),
        "total": len(found),
        "query": query,
    }
    return {"success": True, "data": data, "meta": meta}


@router.on("GET", "/api/users/global")
async def everybody(call: Call) -> Any:
    reader = call.person()
    limit = int(call.request.query_params.get("limit", "20"))
    others = [p for p in _named(call) if p is not reader and p.role not in _STAFF]
    others.sort(key=lambda person: person.created_at, reverse=True)
    data = [rows.person_listed(person, reader) for person in others[:limit]]
    return {"success": True, "data": data, "meta": {"page": 1, "has_more": len(others) > limit}}


@router.on("GET", "/api/users/public/{name}")
async def public(call: Call) -> Any:
    state, name = call.backend.state, call.parameters["name"]
    person = state.people.get(name.lower()) or state.by_alias(name)
    if person is None:
        raise text(404, "Usuario no encontrado")
    reader = state.people.get(call.shown_id or "")
    return {"success": True, "data": rows.profile_public(state, person, reader)}


@router.on("POST", "/api/users/{person_id}/personal-alias")
async def name_privately(call: Call) -> Any:
    reader, target = call.person(), _target(call)
    alias = call.fields.get("alias")
    if not isinstance(alias, str) or not 0 < len(alias) <= 40:
        raise invalid("Alias inválido")
    reader.personal_aliases[target.id] = alias
    updated_at = call.backend.clock.now()
    data = {"target_id": target.id, "alias": alias, "updated_at": updated_at}
    return {"success": True, "data": data}


@router.on("DELETE", "/api/users/{person_id}/personal-alias")
async def forget_private_name(call: Call) -> Any:
    call.person().personal_aliases.pop(_target(call).id, None)
    return {"success": True, "message": "Alias personal eliminado"}


@router.on("POST", "/api/users/follow/{person_id}")
async def follow(call: Call) -> Any:
    follower, target, backend = call.person(), _target(call), call.backend
    if target.id not in follower.follows:
        follower.follows.append(target.id)
        notification = {
            "id": identifiers.new(),
            "anonymous_id": target.id,
            "type": "follow",
            "title": "👤 Tienes un nuevo seguidor",
            "message": f'"{follower.alias}" comenzó a seguirte.',
            "entity_type": "user",
            "entity_id": follower.id,
            "report_id": None,
            "metadata": {
                "motive": "social",
                "subtype": "follow",
                "deep_link": f"/usuario/{follower.id}",
                "source_entity_id": follower.id,
            },
            "is_read": False,
            "push_sent_at": None,
            "push_attempt_at": None,
            "push_attempt_count": 0,
            "created_at": backend.clock.now(),
        }
        backend.state.notifications.append(notification)
        about = {"followerId": follower.id, "followerAlias": follower.alias}
        backend.events.notified(target.id, notification, about)
    return {"success": True, "message": "Usuario seguido"}


@router.on("GET", "/api/users/{person_id}/following")
async def following(call: Call) -> Any:
    reader, state = call.person(), call.backend.state
    data = [
        {
            "anonymous_id": person.id,
            "alias": person.alias,
            "avatar_url": person.avatar_url,
            "level": 1,
            "is_following": person.id in reader.follows,
        }
        for person in (state.people[followed] for followed in _target(call).follows)
    ]
    return {"success": True, "data": data}


def _named(call: Call) -> list[Person]:
    return [person for person in call.backend.state.people.values() if person.alias is not None]


def _target(call: Call) -> Person:
    target = call.backend.state.people.get(call.parameters["person_id"].lower())
    if target is None:
        raise thrown(404, "RESOURCE_NOT_FOUND", "Usuario no encontrado")
    return target


def _plain(words: str) -> str:
    decomposed = unicodedata.normalize("NFD", words.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
