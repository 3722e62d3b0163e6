"""Images: who may put them here, who may fetch them, and when they go.

::

    uploaded ──sent──▶ in one message or more ──last one deleted──▶ gone
        └──── not sent within a day ────────────────────────────────▶ gone
"""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, or_, select

from safespot_tui.contract.responses import ImageDetail
from safespot_tui.server import locks
from safespot_tui.server.entities import image_models
from safespot_tui.server.errors import conflict, not_found, too_many
from safespot_tui.server.pictures import Picture
from safespot_tui.server.schema import image_contents, images, members, messages
from safespot_tui.server.settings import MAX_IMAGE_BYTES_PER_USER, MAX_UNSENT_IMAGES
from safespot_tui.server.transaction import Transaction

_A_WHILE = 600.0


class Stored(Struct, frozen=True):
    """An image as it is served."""

    content: bytes
    media_type: str


def known(connection: Connection, image_id: str, uploader_id: str, sha256: str) -> bool:
    """Whether this very upload is here already, so that it need not be decoded again.

    Raises `conflict` where the id stands for another one.
    """
    row = connection.execute(select(images).where(images.c.id == image_id)).one_or_none()
    if row is None:
        return False
    if (row.uploader_id, row.upload_sha256) != (uploader_id, sha256):
        raise conflict("image_id_taken", "This id stands for another image.")
    return True


def detail(connection: Connection, image_id: str) -> ImageDetail:
    """An image that is known to be there."""
    return ImageDetail(image=image_models(connection, [image_id])[image_id])


def keep(transaction: Transaction, image_id: str, picture: Picture, sha256: str) -> ImageDetail:
    """Keep the caller's image until it is sent. Raises `conflict`, `too_many`."""
    connection, me = transaction.connection, transaction.actor_id
    locks.hold_user(connection, me)
    if not known(connection, image_id, me, sha256):
        _require_room(connection, me, len(picture.content))
        connection.execute(
            insert(images).values(
                id=image_id,
                uploader_id=me,
                upload_sha256=sha256,
                media_type=picture.media_type,
                width=picture.width,
                height=picture.height,
                size=len(picture.content),
                created_at=transaction.now,
            )
        )
        values = {"image_id": image_id, "content": picture.content}
        connection.execute(insert(image_contents).values(values))
    return detail(connection, image_id)


def require(connection: Connection, image_id: str, reader_id: str) -> None:
    """Raises `not_found` unless the reader may see the image: in a message, or before it is sent.

    Who has left a conversation sees no more of it than who was never there.
    """
    seen = exists().where(
        messages.c.image_id == images.c.id,
        messages.c.deleted_at.is_(None),
        members.c.conversation_id == messages.c.conversation_id,
        members.c.user_id == reader_id,
        members.c.left_at.is_(None),
    )
    own = (images.c.uploader_id == reader_id) & _unsent()
    found = connection.scalar(select(images.c.id).where(images.c.id == image_id, or_(seen, own)))
    if found is None:
        raise not_found("image")


def fetch(connection: Connection, image_id: str, reader_id: str) -> Stored:
    """An image with its bytes. Raises `not_found`, also for one of others."""
    require(connection, image_id, reader_id)
    row = connection.execute(
        select(images.c.media_type, image_contents.c.content)
        .join(image_contents, image_contents.c.image_id == images.c.id)
        .where(images.c.id == image_id)
    ).one()
    return Stored(row.content, row.media_type)


def release(connection: Connection, image_id: str) -> None:
    """A message that showed the image is gone; with the last one goes the image."""
    locks.hold_images(connection, [image_id])
    shown = connection.scalar(
        select(messages.c.id)
        .where(messages.c.image_id == image_id, messages.c.deleted_at.is_(None))
        .limit(1)
    )
    if shown is None:
        _forget(connection, images.c.id == image_id)


def prune(connection: Connection, before: datetime) -> None:
    """Forget images that were uploaded before and never sent."""
    old = connection.scalars(select(images.c.id).where(_unsent(), images.c.created_at < before))
    ids = old.all()
    if not ids:
        return
    locks.hold_images(connection, ids)
    # Some may have been sent before they were held.
    _forget(connection, images.c.id.in_(ids) & _unsent())


def _forget(connection: Connection, which: ColumnElement[bool]) -> None:
    ids = connection.scalars(select(images.c.id).where(which)).all()
    if not ids:
        return
    connection.execute(delete(image_contents).where(image_contents.c.image_id.in_(ids)))
    connection.execute(delete(images).where(images.c.id.in_(ids)))


def _unsent() -> ColumnElement[bool]:
    return ~exists().where(messages.c.image_id == images.c.id)


def _require_room(connection: Connection, user_id: str, size: int) -> None:
    mine = images.c.uploader_id == user_id
    used = connection.scalar(select(func.coalesce(func.sum(images.c.size), 0)).where(mine)) or 0
    if used + size > MAX_IMAGE_BYTES_PER_USER:
        raise conflict("no_room", "Your images take all the room you have. Delete some first.")
    unsent = connection.scalar(select(func.count()).select_from(images).where(mine, _unsent()))
    if (unsent or 0) >= MAX_UNSENT_IMAGES:
        raise too_many("Too many images are waiting to be sent.", retry_after=_A_WHILE)
