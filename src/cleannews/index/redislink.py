"""
A connection to Redis, and what its errors mean. Nothing else here imports the package ``redis``.

Commands are sent together and their answers read together, so that they cost one round trip; redis-py's
own pipelines cannot read and watch in one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

from cleannews.errors import MissingExtraError, StoreError
from cleannews.index.redisaddress import Address

try:
    from redis import exceptions as refusals
    from redis.backoff import NoBackoff
    from redis.connection import ConnectionPool
    from redis.retry import Retry
except ImportError as error:
    raise MissingExtraError("redis", "redis") from error

__all__ = ["Command", "ConnectionLostError", "RedisLink"]

Command = tuple[bytes | str | int | float, ...]

_CONNECTING, _ANSWERING = 5, 30
"""Seconds in which Redis must take a connection, and answer."""

_AGAIN = "try again: what is stored stays, and adding it again changes nothing"

_ADVICE: tuple[tuple[type[Exception], str, str, str], ...] = (
    (refusals.OutOfMemoryError, "", "is out of memory (maxmemory)",
     "raise maxmemory, then let articles expire; nothing of this was stored"),
    (refusals.AuthenticationError, "", "refuses the user name or password",
     "give the right one in the address: redis://:PASSWORD@HOST or redis://USER:PASSWORD@HOST"),
    (refusals.NoPermissionError, "", "does not permit a command that is needed",
     "allow the user all commands on the keys of the prefix, and INFO"),
    (refusals.BusyLoadingError, "", "is still reading its data", "try again in a moment"),
    (refusals.ReadOnlyError, "", "is a replica", "name the master"),
    (refusals.MovedError, "", "is a node of a cluster that does not hold the index", "name node {0}"),
    (refusals.ResponseError, "CLUSTERDOWN", "is part of a cluster that is down", "try again later"),
    (refusals.ResponseError, "MISCONF", "cannot save its data and takes no more",
     "look at the log of Redis and at its disk"),
    (refusals.ResponseError, "WRONGTYPE", "has a key of another type under the prefix of the index",
     "take another prefix: ?prefix=NAME"),
    (refusals.ResponseError, "NOAUTH", "wants a password",
     "give it in the address: redis://:PASSWORD@HOST"),
    (refusals.ResponseError, "unknown command", "lacks a command that is needed",
     "use Redis 5 or later"),
    (refusals.ResponseError, "DB index", "has no database of that number", "take a lower one"),
)  # fmt: skip


class ConnectionLostError(StoreError):
    """A connection that worked is lost; what was sent last may have been done."""


class RedisLink:
    """
    One connection, made when it is needed and again when it was lost.

    Args:
        address: Where Redis is.

    Attributes:
        server: A name for the run of the server that is connected: another one may have other data.
        policy: The server's "maxmemory_policy".
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self.server = self.policy = ""
        over_network = {} if address.url.startswith("unix") else {"socket_keepalive": True}
        pool = ConnectionPool.from_url(
            address.url,
            socket_connect_timeout=_CONNECTING,
            socket_timeout=_ANSWERING,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
            **over_network,
        )
        self._connection = pool.make_connection()
        self._connected = False

    def connect(self) -> None:
        """
        Connect, unless that is done.

        Raises:
            StoreError: Redis cannot be reached, or refuses.
        """
        if self._connected:
            return
        try:
            self._connection.connect()  # type: ignore[no-untyped-call]
        except refusals.RedisError as error:
            self.close()
            raise self._explained(error, connecting=True) from None
        self._connected = True
        try:
            (told,) = self.ask([("INFO",)])
        except StoreError:
            self.close()
            raise
        run = re.search(rb"^run_id:(\w+)", told, re.MULTILINE)
        policy = re.search(rb"^maxmemory_policy:([\w-]+)", told, re.MULTILINE)
        self.server = run[1].decode() if run else secrets.token_hex()
        self.policy = policy[1].decode() if policy else ""

    def ask(self, commands: Sequence[Command]) -> list[Any]:
        """
        Send commands and return their answers, in one round trip.

        Args:
            commands: Each with its arguments.

        Raises:
            ConnectionLostError: The connection is lost before all answers are there.
            StoreError: Redis refuses a command; the first refusal is told, when all are answered.
        """
        self.connect()
        answers = []
        refused: Exception | None = None
        try:
            data = self._connection.pack_commands(commands)  # type: ignore[no-untyped-call]
            self._connection.send_packed_command(data)  # type: ignore[no-untyped-call]
            for _ in commands:
                try:
                    answers.append(self._connection.read_response())
                except refusals.ResponseError as error:
                    refused = refused or error
        except refusals.RedisError as error:
            self.close()
            raise self._explained(error) from None
        except BaseException:
            self.close()  # answers that nobody reads would be taken for those of other questions
            raise
        for it in answers:  # what fails within a transaction is told in its answer
            some = it if isinstance(it, list) else ()
            refused = refused or next((one for one in some if isinstance(one, Exception)), None)
        if refused is not None:
            raise self._explained(refused) from None
        return answers

    def close(self) -> None:
        """Close the connection; the next question makes another."""
        self._connected = False
        self._connection.disconnect()  # type: ignore[no-untyped-call]

    def _explained(self, error: Exception, *, connecting: bool = False) -> StoreError:
        place, text = self.address.shown, " ".join(str(error).split())
        for kind, begin, problem, advice in _ADVICE:
            if isinstance(error, kind) and begin in text:
                node = f"{getattr(error, 'host', '')}:{getattr(error, 'port', '')}"
                return StoreError(place, problem, advice.format(node))
        if isinstance(error, refusals.ResponseError):
            return StoreError(place, f"refuses: {text}", "look at the log of Redis")
        if connecting:
            advice = "start Redis there, or name another host and port"
            return StoreError(place, f"cannot be reached: {text.rstrip('.')}", advice)
        if isinstance(error, refusals.TimeoutError):
            return ConnectionLostError(place, "does not answer in time", _AGAIN)
        return ConnectionLostError(place, "has closed the connection", _AGAIN)
