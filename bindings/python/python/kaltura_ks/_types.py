"""The session type, USER or ADMIN."""

from enum import IntEnum


class SessionType(IntEnum):
    """The type of a session, with Kaltura's numbers. There is no 1."""

    USER = 0
    """Limited to what the user and the privileges allow. For end users."""
    ADMIN = 2
    """Unrestricted access to the account. Must not reach an end user."""


SessionType.__module__ = "kaltura_ks"
