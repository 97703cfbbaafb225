"""The two functions of Kaltura's own client, so that one import line changes:

    from KalturaClient import KalturaClient        # before
    from kaltura_ks.compat import KalturaClient    # after
    KalturaClient.generateSessionV2(secret, user, 2, 1234567)

or, without the class, ``from kaltura_ks.compat import generateSession``.

The arguments are the official ones: a number is a userId too, and so is text
with digits a type. The KS is a ``str`` (the official client gives ``bytes``),
and what Kaltura's server would misread is refused with a
:class:`kaltura_ks.KsError`, as in :func:`kaltura_ks.generate`. An empty userId
makes a session without a user, as it does there; None, which the official
client signs as a user named "None", is refused. A list privilege that is given
again is merged: "sview:1,sview:2" grants both as "sview:1/2", where the official
v2 KS grants only the last.
"""

from ._native import generate as _generate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = ["KalturaClient", "generateSession", "generateSessionV2"]


class KalturaClient:
    """Stands in for the official class where only these two were called."""

    @staticmethod
    def generateSession(
        adminSecretForSigning: "str | bytes | Sequence[str | bytes]",
        userId: "str | int",
        type_: "int | str",
        partnerId: "int | str",
        expiry: int = 86400,
        privileges: str = "",
    ) -> str:
        """Makes a v1 KS, which anybody can read. Prefer generateSessionV2.

        The arguments are those of the official client's function of this name.
        """
        return _session(1, adminSecretForSigning, userId, type_, partnerId, expiry, privileges)

    @staticmethod
    def generateSessionV2(
        adminSecretForSigning: "str | bytes | Sequence[str | bytes]",
        userId: "str | int",
        type: "int | str",
        partnerId: "int | str",
        expiry: int = 86400,
        privileges: str = "",
    ) -> str:
        """Makes a v2 KS.

        The arguments are those of the official client's function of this name.
        """
        return _session(2, adminSecretForSigning, userId, type, partnerId, expiry, privileges)


generateSession = KalturaClient.generateSession
generateSessionV2 = KalturaClient.generateSessionV2


def _user(user_id: "Any") -> "Any":
    # The official client signs bytes as "b'...'" in v2: these are left to fail.
    return user_id if user_id is None or isinstance(user_id, bytes) else str(user_id)


def _type(type: "Any") -> "Any":
    digits = isinstance(type, str) and type.isascii() and type.isdigit()
    return int(type) if digits else type


def _session(
    version: int,
    secret: "str | bytes | Sequence[str | bytes]",
    user_id: "str | int",
    type: "int | str",
    partner_id: "int | str",
    expiry: int,
    privileges: str,
) -> str:
    user = _user(user_id)
    anonymous = user == ""
    return _generate(
        secret,
        None if anonymous else user,
        _type(type),
        partner_id,
        expiry,
        privileges,
        anonymous=anonymous,
        version=version,
    )
