"""The exceptions; the native module finds them here."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime


class KsError(ValueError):
    """Why a KS was not made, or not taken. The base of all the others.

    ``code`` is stable and the same in every language (``"expired"``,
    ``"invalid_privilege"`` …); the message says what to do and may change. No
    error holds a secret.
    """

    code: str

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> "tuple[type[KsError], tuple[str, str]]":
        return type(self), (str(self), self.code)


class InputError(KsError):
    """An input of yours that cannot be used: its field is in the message."""


class PrivilegeError(InputError):
    """A privilege that the server would rename, drop, cut or forget."""


class FormatError(KsError):
    """The text is no KS, and the message says what it is instead."""


class RefusedError(KsError):
    """The KS was read, and the answer is no."""


class SignatureError(RefusedError):
    """None of the secrets signed the KS, or it was changed."""


class PartnerError(RefusedError):
    """The KS is another partner's."""


class NotCanonicalError(RefusedError):
    """The KS is signed, but not written as it should be."""


class ExpiredError(RefusedError):
    """The KS has expired."""


class RestrictionError(RefusedError):
    """The KS is not for this address, request URI or number of actions.

    Or it is for some addresses or request URIs only, and ``verify`` was not told
    this one (``"missing_remote_addr"``, ``"missing_request_uri"``).
    """


class NotGrantedError(RefusedError):
    """The KS lacks a required privilege."""


class RevokedError(RefusedError):
    """The session was ended."""


_CLASSES = {
    "invalid_privilege": PrivilegeError,
    "repeated_privilege": PrivilegeError,
    "too_many_privileges": PrivilegeError,
    "empty_ks": FormatError,
    "not_base64": FormatError,
    "blank_for_plus": FormatError,
    "not_a_ks": FormatError,
    "bad_signature": SignatureError,
    "wrong_partner": PartnerError,
    "not_canonical": NotCanonicalError,
    "array_privilege": NotCanonicalError,
    "expired": ExpiredError,
    "missing_remote_addr": RestrictionError,
    "restricted_ip": RestrictionError,
    "missing_request_uri": RestrictionError,
    "restricted_uri": RestrictionError,
    "invalid_actions_limit": RestrictionError,
    "not_granted": NotGrantedError,
    "revoked": RevokedError,
}


def exception(code: str, message: str, refusal: bool) -> KsError:
    """The exception for an error of the core."""
    kind = _CLASSES.get(code, RefusedError if refusal else InputError)
    return kind(message, code)


def utc_datetime(unix: int) -> "datetime":
    """Unix seconds as an aware datetime; OverflowError where it has none."""
    # Imported here, since most never ask, and it would double the import time.
    from datetime import datetime, timedelta, timezone

    return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=unix)


def _public(kind: type[KsError]) -> None:
    """Shows a class, and what is below it, as kaltura_ks's own."""
    kind.__module__ = "kaltura_ks"
    for below in kind.__subclasses__():
        _public(below)


_public(KsError)
