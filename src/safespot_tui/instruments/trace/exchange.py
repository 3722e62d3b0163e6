"""One request as it is noted, with all that comes of it."""

import httpx

from safespot_tui.gateway.sse.decoder import Block, Comment, IdMoved, ServerSentEvent
from safespot_tui.instruments.trace.calling import current_call
from safespot_tui.instruments.trace.entry import Answered, Asked, Broke, Framed
from safespot_tui.instruments.trace.secrets import Secrets
from safespot_tui.instruments.trace.trace import Trace

_TEXTS = ("application/json", "application/problem+json", "text/plain", "text/html")


class Exchange:
    """Noted as `Asked` when it is made; what it is told after that is noted as of that."""

    def __init__(self, request: httpx.Request, trace: Trace, secrets: Secrets) -> None:
        self._trace = trace
        self._secrets = secrets
        self.number = trace.next_number()
        """Of the request's entry."""
        headers = secrets.asked(dict(request.headers))
        try:
            content = request.content
        except httpx.RequestNotRead:
            content = b""
        is_text = _is_text(request.headers.get("content-type", ""))
        trace.note(
            Asked(
                number=self.number,
                at=trace.now,
                method=request.method,
                path=secrets.path(request.url.raw_path.decode("ascii", "replace")),
                headers=headers,
                body=secrets.sent(_text(content)) if is_text else "",
                size=int(request.headers.get("content-length", len(content))),
                of=current_call(),
                server=f"{request.url.scheme}://{request.url.netloc.decode('ascii', 'replace')}",
            )
        )

    def answered(self, response: httpx.Response, body: bytes, size: int) -> None:
        """The answer is whole; `body` is what is kept of it."""
        is_text = _is_text(response.headers.get("content-type", ""))
        self._trace.note(
            Answered(
                number=self._trace.next_number(),
                of=self.number,
                at=self._trace.now,
                status=response.status_code,
                body=self._secrets.told(_text(body)) if is_text else "",
                size=size,
                headers=self._secrets.answered(dict(response.headers)),
            )
        )

    def broke(self, error: BaseException) -> None:
        """There is no answer, or no end to it."""
        said = self._secrets.text(str(error))
        self._trace.note(
            Broke(
                number=self._trace.next_number(),
                of=self.number,
                at=self._trace.now,
                reason=f"{type(error).__name__}: {said}" if said else type(error).__name__,
            )
        )

    def framed(self, block: Block, size: int) -> None:
        """A frame of its stream came."""
        match block:
            case ServerSentEvent(event=event, data=data, id=id_):
                id_ = id_ or ""
            case IdMoved(id=id_):
                event = data = ""
            case Comment():
                event = data = id_ = ""
        self._trace.note(
            Framed(
                number=self._trace.next_number(),
                of=self.number,
                at=self._trace.now,
                event=self._secrets.text(event),
                id=self._secrets.text(id_),
                data=self._secrets.told(data),
                size=size,
            )
        )


def _is_text(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() in _TEXTS


def _text(content: bytes) -> str:
    return content.decode(errors="replace")
