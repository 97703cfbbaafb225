"""USER or ADMIN."""

from enum import IntEnum


class SessionType(IntEnum):
    """USER or ADMIN, with Kaltura's numbers. There is no 1."""

    USER = 0
    """May do what its user and its privileges allow. For end users."""
    ADMIN = 2
    """May do everything in the account. Must not reach an end user."""


SessionType.__module__ = "kaltura_ks"
