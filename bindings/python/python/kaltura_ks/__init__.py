"""Make, sign, read and check Kaltura Sessions (KS) offline.

    >>> import kaltura_ks
    >>> secret = "0123456789abcdef0123456789abcdef"  # the partner's admin secret
    >>> ks = kaltura_ks.generate(secret, "ann@example.com", partner_id=1234567,
    ...                          expiry=3600, privileges="sview:0_abc")
    >>> session = kaltura_ks.verify(ks, secret, 1234567)
    >>> session.user_id, session.privileges
    ('ann@example.com', [('sview', ['0_abc'])])

To make one       generate, or a Signer to make many
To read one       decode (all that the server sees), explain (what it answers),
                  inspect (without a secret), find (in a URL or a log line)
To accept one     verify
To change one     renew
Beside it         lint, app_token_hash; kaltura_ks.compat for the names of
                  Kaltura's own client

What is wrong with a KS or an input raises a KsError, which is a ValueError with
a stable ``code``; an argument of the wrong type raises a TypeError.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import SessionType

from ._base import (
    ExpiredError,
    FormatError,
    InputError,
    KsError,
    NotCanonicalError,
    NotGrantedError,
    PartnerError,
    PrivilegeError,
    RefusedError,
    RestrictionError,
    RevokedError,
    SignatureError,
)
from ._native import (
    Advice,
    Decoded,
    Explanation,
    Session,
    Signer,
    Unverified,
    app_token_hash,
    decode,
    explain,
    find,
    generate,
    inspect,
    lint,
    renew,
    verify,
)

__all__ = [
    "Advice",
    "Decoded",
    "ExpiredError",
    "Explanation",
    "FormatError",
    "InputError",
    "KsError",
    "NotCanonicalError",
    "NotGrantedError",
    "PartnerError",
    "PrivilegeError",
    "RefusedError",
    "RestrictionError",
    "RevokedError",
    "Session",
    "SessionType",
    "SignatureError",
    "Signer",
    "Unverified",
    "app_token_hash",
    "decode",
    "explain",
    "find",
    "generate",
    "inspect",
    "lint",
    "renew",
    "verify",
]

__version__ = "0.1.0"


if not TYPE_CHECKING:  # else a checker takes every name for one of ours

    def __getattr__(name: str) -> object:
        # The first use imports enum, which takes four times as long as all the rest.
        if name == "SessionType":
            from ._types import SessionType

            globals()[name] = SessionType
            return SessionType
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
