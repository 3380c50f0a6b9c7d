"""
What a transaction in Redis sees: one state of an index, to be read, or to be replaced by the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from cleannews.errors import StoreError
from cleannews.index.redislayout import Keys, State
from cleannews.index.redislink import Command, RedisLink
from cleannews.index.redisrows import RedisTransaction

__all__ = ["AgainError", "BehindError", "ReadView", "TakenError", "WriteView"]


class AgainError(Exception):
    """Others have written meanwhile, so that the transaction must run again."""


class BehindError(AgainError):
    """So much was added by others that it is to be read before the transaction runs again."""


class TakenError(AgainError):
    """It is another process's turn."""


class ReadView:
    """
    One state, as far as what is kept goes: what is added while it is read may be there or not.

    Args:
        link: Asks Redis.
        keys: The names of its keys.
        made: The name that the index got when it was made.
    """

    def __init__(self, link: RedisLink, keys: Keys, made: bytes) -> None:
        self._link, self._keys, self._made = link, keys, made
        self._state: State | None = None
        self._removed = 0
        self._ageing = (keys.ages, *keys.by_relation.values())

    def ask(self, commands: Sequence[Command]) -> list[Any]:
        """
        Read.

        Args:
            commands: Reading commands.

        Raises:
            AgainError: Something was removed since the first of them, or added while these were read.

        A transaction of Redis would do it, but a server that is out of memory refuses those.
        """
        version: list[Command] = [("GET", self._keys.state)]
        version += [("ZCARD", key) for key in self._ageing]
        size = len(version)
        answers = self._link.ask([*version, *commands, *version])
        state, then = self.seen(answers[0]), self.seen(answers[-size])
        removed = state.kept + state.repeats - sum(answers[1:size])  # it only grows
        if self._state is None:
            self._state, self._removed = state, removed
            if then != state:
                raise AgainError
        if then.kept + then.repeats - sum(answers[1 - size :]) != self._removed:
            raise AgainError
        return answers[size:-size]

    def state(self) -> State:
        """Return the state."""
        if self._state is None:
            self.ask([])
        assert self._state is not None  # noqa: S101 (to ask sees it)
        return self._state

    def seen(self, data: bytes | None) -> State:
        """Return a state that was read; refuse that of another index."""
        place = self._link.address.shown
        if data is None:
            raise StoreError(place, "has no index any more", "open it anew")
        state = State.read(data)
        if state.made != self._made:
            raise StoreError(place, "has another index since", "open it anew")
        return state


class WriteView(ReadView):
    """
    One state that nobody else may have replaced in the end.

    Args:
        link: As above.
        keys: As above.
        made: As above.
        token: Names this process; it takes the turn with it. None where nobody else is seen to write.
        lease: Seconds for which it takes the turn.
    """

    def __init__(
        self, link: RedisLink, keys: Keys, made: bytes, token: str | None, lease: float
    ) -> None:
        super().__init__(link, keys, made)
        self._token, self._lease = token, lease
        self.committing = False

    def ask(self, commands: Sequence[Command]) -> list[Any]:
        """
        Read.

        Args:
            commands: Reading commands.

        Raises:
            TakenError: It is another process's turn.
        """
        if self._state is not None:
            return self._link.ask(commands)
        keys, token = self._keys, self._token
        head: list[Command] = [("UNWATCH",), ("WATCH", keys.state, keys.blobs, *self._ageing)]
        if token is not None:
            head.append(("SET", keys.turn, token, "NX", "PX", round(1000 * self._lease)))
        head += [("GET", keys.turn), ("GET", keys.state)]
        answers = self._link.ask([*head, *commands])
        holder, state = answers[len(head) - 2 : len(head)]
        if holder is not None and holder.decode("ascii", "replace") != token:
            raise TakenError
        self._state = self.seen(state)
        return answers[len(head) :]

    def commit(self, transaction: RedisTransaction) -> None:
        """
        Write what a transaction wrote, as a whole.

        Args:
            transaction: It has seen this view.

        Raises:
            AgainError: Another process has written meanwhile; nothing of it is written.
        """
        made, kept, repeats = self.state()
        writes = transaction.writes
        if transaction.kept or transaction.repeats:
            state = State(made, kept + transaction.kept, repeats + transaction.repeats)
            writes = [*writes, ("SET", self._keys.state, bytes(state))]
        self.committing = True
        *_, done = self._link.ask([("MULTI",), *writes, *self._ringing(), ("EXEC",)])
        if done is None:
            raise AgainError

    def give_up(self) -> None:
        """Let others take the turn, as far as Redis can be reached."""
        if self._token is not None:
            with suppress(StoreError):
                self._link.ask([("UNWATCH",), *self._ringing()])

    def _ringing(self) -> list[Command]:
        if self._token is None:
            return []
        turn, bell = self._keys.turn, self._keys.bell
        return [("DEL", turn), ("LPUSH", bell, 1), ("LTRIM", bell, 0, 0)]
