"""The HTTP line: one call a message, over connections kept open by httpx."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime

import httpx

from mactl.adapters.socket import Call, HttpProvider, Receipts, Reply, Wire
from mactl.clock import SECOND, Clock
from mactl.core.model.message import Outgoing, Receipt

LARGEST_REPLY = 1_000_000
SHORTEST_SECRET = 8  # of "Bearer abcdefgh" the second word is one
_WAITING = (429, 503)  # the answers that carry Retry-After (RFC 9110, 10.2.3; RFC 6585, 4)


class Caller:
    """Makes calls over connections that it keeps open, and reads their answers; nothing of a call's secrets is told."""

    def __init__(self, clock: Clock, timeout: float) -> None:
        """Give every call ``timeout`` seconds."""
        self._clock, self._timeout = clock, timeout
        self._client = httpx.Client(timeout=timeout, follow_redirects=False)

    def make(self, call: Call, read: Callable[[Reply], Receipt], wire: Callable[[], None] = lambda: None) -> Receipt:
        """Make ``call`` and return what ``read`` finds in its answer; ``wire`` is told just before it leaves."""
        request = self._client.build_request(call.method, call.url, headers=dict(call.headers), content=call.body)
        wire()
        receipt = self._exchange(request, read)
        return replace(receipt, detail=redacted(receipt.detail, call))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _exchange(self, request: httpx.Request, read: Callable[[Reply], Receipt]) -> Receipt:
        """Send ``request`` and read its answer."""
        try:
            reply = self._ask(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as unsent:
            return Receipt(status="error", error="retry", detail=f"no connection: {unsent}")
        except httpx.HTTPError as lost:
            return Receipt(status="unknown", detail=str(lost) or type(lost).__name__)
        receipt = read(reply)
        if receipt.status == "error" and receipt.retry_after is None and reply.status in _WAITING:
            return replace(receipt, retry_after=_wait(reply.headers.get("retry-after", ""), self._clock.now()))
        return receipt

    def _ask(self, request: httpx.Request) -> Reply:
        """Return the answer; one that drips past the timeout, or is without end, is cut off as unanswered."""
        deadline = self._clock.elapsed() + self._timeout
        response = self._client.send(request, stream=True)
        try:
            body = b""
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > LARGEST_REPLY or self._clock.elapsed() > deadline:
                    raise httpx.ReadTimeout("the answer had no end", request=request)
        finally:
            response.close()
        return Reply(status=response.status_code, headers=dict(response.headers), body=body)


class HttpLine:
    """A line to the service of ``provider``; each message's receipt is known at once."""

    def __init__(self, provider: HttpProvider, clock: Clock, timeout: float) -> None:
        self._provider = provider
        self._caller = Caller(clock, timeout)

    def hand(self, message: Outgoing, wire: Wire) -> Receipts:
        """Make the call that sends ``message``; what was asked and never answered is ``unknown``."""
        receipt = self._provider.check(message)
        if receipt is None:
            receipt = self._caller.make(self._provider.call(message), self._provider.receipt, lambda: wire(message.id))
        return ((message.id, receipt),)

    def drain(self) -> Receipts:
        """Return nothing: every receipt was given at once."""
        return ()

    def close(self) -> None:
        """Close the connections."""
        self._caller.close()


def redacted(text: str, call: Call) -> str:
    """Return ``text`` without the secrets of ``call``: its secret headers, whole and in words, and its URL's query."""
    secrets = [value for key, value in call.headers.items() if key in call.secret]
    secrets += [word for value in secrets for word in value.split() if len(word) >= SHORTEST_SECRET]
    for secret in filter(None, [*secrets, *call.url.split("?", 1)[1:]]):
        text = text.replace(secret, "***")
    return text


def _wait(value: str, now: int) -> int | None:
    """Return the milliseconds that a Retry-After ``value`` (seconds, or an HTTP date) asks for."""
    if value.isdigit():
        return int(value) * SECOND
    try:
        return max(0, int(parsedate_to_datetime(value).timestamp() * SECOND) - now)
    except (ValueError, TypeError, OverflowError):
        return None
