"""The exceptions. The native module converts the core's errors to them."""


class KsError(ValueError):
    """The base class of all errors about a KS or an argument.

    ``code`` is stable and the same in every language (``"expired"``,
    ``"invalid_privilege"`` …). The message says what is wrong and what to do; its
    wording may change. No error contains a secret.
    """

    code: str

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> "tuple[type[KsError], tuple[str, str]]":
        return type(self), (str(self), self.code)


class InputError(KsError):
    """An invalid argument. The message names it."""


class PrivilegeError(InputError):
    """A privilege that the server would rename, drop, cut or ignore."""


class FormatError(KsError):
    """The text is not a KS. The message says what it is instead."""


class RejectedError(KsError):
    """The text is a KS, but it was rejected."""


class SignatureError(RejectedError):
    """None of the secrets signed the KS, or it was modified."""


class PartnerError(RejectedError):
    """The KS belongs to another partner."""


class NotCanonicalError(RejectedError):
    """The signature is valid, but the KS is not in canonical form."""


class ExpiredError(RejectedError):
    """The KS has expired."""


class RestrictionError(RejectedError):
    """The KS does not allow this client address, request URI or API call.

    The codes ``"missing_remote_addr"`` and ``"missing_request_uri"`` mean that the
    KS is restricted and that ``verify`` was called without the argument.
    """


class NotGrantedError(RejectedError):
    """The KS does not grant a required privilege."""


class RevokedError(RejectedError):
    """The session was ended before its expiry."""


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
    "invalid_role": RestrictionError,
    "not_granted": NotGrantedError,
    "revoked": RevokedError,
}


def exception(code: str, message: str, is_rejection: bool) -> KsError:
    """Returns the exception for an error of the core."""
    kind = _CLASSES.get(code, RejectedError if is_rejection else InputError)
    return kind(message, code)


def _publish(kind: type[KsError]) -> None:
    """Sets the module of a class and its subclasses to the public one."""
    kind.__module__ = "kaltura_ks"
    for subclass in kind.__subclasses__():
        _publish(subclass)


_publish(KsError)
