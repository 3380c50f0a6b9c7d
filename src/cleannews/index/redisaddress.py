"""
The address of an index in Redis, and the names of its keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from cleannews.errors import SettingsError, shown

__all__ = ["SCHEMES", "Address", "shown_place"]

SCHEMES = ("redis", "rediss", "unix")
"""Redis over TCP, over TLS, and by a socket of this machine."""

_PREFIX = "cleannews"
_PREFIXES = re.compile(r"[\w.:-]{1,100}", re.ASCII)

_OPTIONS = frozenset(
    {
        "db",
        "password",
        "prefix",
        "socket_connect_timeout",
        "socket_timeout",
        "ssl_ca_certs",
        "ssl_cert_reqs",
        "ssl_certfile",
        "ssl_check_hostname",
        "ssl_keyfile",
        "username",
    }
)
"""What may stand after the question mark: the prefix, and what redis-py knows by these names."""

_WANTED = "redis://[:PASSWORD@]HOST[:PORT][/DB][?prefix=NAME], rediss:// or unix:///PATH"


@dataclass(frozen=True, slots=True)
class Address:
    """
    Where an index is in Redis.

    Args:
        url: What redis-py connects to; it may hold a password.
        prefix: Begins the names of all keys of the index.
        shown: What messages say: the address without name and password.
    """

    url: str
    prefix: str
    shown: str

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"

    @classmethod
    def of(cls, place: str) -> Address:
        """
        Read an address.

        Args:
            place: It begins with one of :data:`SCHEMES` and "://".

        Raises:
            SettingsError: It is none; the error does not tell a password.
        """
        try:
            split = urlsplit(place)
            options = parse_qsl(
                split.query, keep_blank_values=True, strict_parsing=bool(split.query)
            )
            port = split.port
        except ValueError as error:
            raise _refused(place) from error
        names = [name for name, _ in options]
        if split.scheme not in SCHEMES or split.fragment or len(names) != len(set(names)):
            raise _refused(place)
        if split.scheme != "unix" and not re.fullmatch(r"/?\d*", unquote(split.path)):
            raise _refused(place)
        for name in names:
            if name not in _OPTIONS:
                raise SettingsError(
                    "place", f"the option {shown(name)}", f"one of {sorted(_OPTIONS)}"
                )
        prefix = dict(options).get("prefix", _PREFIX)
        if not _PREFIXES.fullmatch(prefix):
            raise SettingsError(
                "prefix", shown(prefix), "up to 100 letters, digits and any of . : _ -"
            )
        others = urlencode([it for it in options if it[0] != "prefix"])
        return cls(split._replace(query=others).geturl(), prefix, _shown(split, port, prefix))

    def key(self, name: str) -> bytes:
        """
        Return the name of a key in Redis; what stands in braces puts all of them in one slot of a cluster.

        Args:
            name: The name among the keys of the index.
        """
        return f"{{{self.prefix}}}:{name}".encode()


def shown_place(place: str) -> str:
    """
    Return the place of an index as it may be told: an address without name and password.

    Args:
        place: A file, or an address.

    Raises:
        SettingsError: It is no address that is known.
    """
    return Address.of(place).shown if "://" in place else place


def _shown(split: SplitResult, port: int | None, prefix: str) -> str:
    if split.scheme == "unix":
        where = split.path
    else:
        where = f"{split.hostname or 'localhost'}:{port or 6379}{split.path.rstrip('/')}"
    own = "" if prefix == _PREFIX else f"?prefix={quote(prefix)}"
    return f"{split.scheme}://{where}{own}"


def _refused(place: str) -> SettingsError:
    scheme = place.partition("://")[0]
    return SettingsError("place", f"{shown(scheme)}://...", _WANTED)
