"""A replacement for the parts of Kaltura's own client that generate a KS.

Change one import:

    from KalturaClient import KalturaClient        # before
    from kaltura_ks.compat import KalturaClient    # after
    KalturaClient.generateSessionV2(secret, user, 2, 1234567)

or, without the class, ``from kaltura_ks.compat import generateSession``.

The arguments are the official ones: a userId may also be a number, and a type may
also be text. The KS is a ``str`` with a ``decode`` method, because
the official client returns ``bytes``, which many programs decode.

There are three differences:

* Input that Kaltura's server would misread raises a :class:`kaltura_ks.KsError`,
  as in :func:`kaltura_ks.generate`.
* A userId of None raises an error. The official client signs it as a user named
  "None". As in the official client, an empty userId means that there is no user.
* A list privilege that is given more than once is merged: "sview:1,sview:2"
  grants both, as "sview:1/2". The official v2 KS grants only the last.
"""

from ._native import generate as _generate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = ["KalturaClient", "KalturaSessionType", "Ks", "generateSession", "generateSessionV2"]


class KalturaSessionType:
    """The session types, as in ``KalturaClient.Plugins.Core``."""

    USER = 0
    """Limited to what the user and the privileges allow. For end users."""
    ADMIN = 2
    """Unrestricted access to the account. Must not reach an end user."""

    def __init__(self, value: int) -> None:
        self.value = value

    def getValue(self) -> int:
        """Returns the number of the session type."""
        return self.value


class Ks(str):
    """A KS. Programs for the official client may treat it as ``bytes``: they may
    call ``decode``."""

    __slots__ = ()

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Returns the KS as ``str``. The arguments have no effect."""
        return str(self)


def generateSession(
    adminSecretForSigning: "str | bytes | Sequence[str | bytes]",
    userId: "str | int",
    type_: "int | str",
    partnerId: "int | str",
    expiry: int = 86400,
    privileges: str = "",
) -> Ks:
    """Generates a v1 KS, which anyone can read. Prefer generateSessionV2.

    The arguments are those of the official function with this name.
    """
    return _session(1, adminSecretForSigning, userId, type_, partnerId, expiry, privileges)


def generateSessionV2(
    adminSecretForSigning: "str | bytes | Sequence[str | bytes]",
    userId: "str | int",
    type: "int | str",
    partnerId: "int | str",
    expiry: int = 86400,
    privileges: str = "",
) -> Ks:
    """Generates a v2 KS.

    The arguments are those of the official function with this name.
    """
    return _session(2, adminSecretForSigning, userId, type, partnerId, expiry, privileges)


class KalturaClient:
    """A replacement for the official class in programs that call only these two
    functions."""

    @staticmethod
    def generateSession(
        adminSecretForSigning: "str | bytes | Sequence[str | bytes]",
        userId: "str | int",
        type_: "int | str",
        partnerId: "int | str",
        expiry: int = 86400,
        privileges: str = "",
    ) -> Ks:
        """Generates a v1 KS. See the function generateSession."""
        return _session(1, adminSecretForSigning, userId, type_, partnerId, expiry, privileges)

    @staticmethod
    def generateSessionV2(
        adminSecretForSigning: "str | bytes | Sequence[str | bytes]",
        userId: "str | int",
        type: "int | str",
        partnerId: "int | str",
        expiry: int = 86400,
        privileges: str = "",
    ) -> Ks:
        """Generates a v2 KS. See the function generateSessionV2."""
        return _session(2, adminSecretForSigning, userId, type, partnerId, expiry, privileges)


def _user(user_id: "Any") -> "Any":
    # The official client signs bytes as "b'...'" in v2, so bytes are rejected.
    return user_id if user_id is None or isinstance(user_id, bytes) else str(user_id)


def _session(
    version: int,
    secret: "str | bytes | Sequence[str | bytes]",
    user_id: "str | int",
    type: "int | str",
    partner_id: "int | str",
    expiry: int,
    privileges: str,
) -> Ks:
    user = _user(user_id)
    anonymous = user == ""
    return Ks(
        _generate(
            secret,
            None if anonymous else user,
            type,
            partner_id,
            expiry,
            privileges,
            anonymous=anonymous,
            version=version,
        )
    )
