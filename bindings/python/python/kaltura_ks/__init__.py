"""Create, verify and decode Kaltura Sessions (KS) offline.

    >>> import kaltura_ks
    >>> secret = "0123456789abcdef0123456789abcdef"  # the partner's admin secret
    >>> ks = kaltura_ks.generate(secret, "ann@example.com", partner_id=1234567,
    ...                          expiry=3600, privileges="sview:0_abc")
    >>> session = kaltura_ks.verify(ks, secret, 1234567)
    >>> session.user_id, session.privileges_text
    ('ann@example.com', 'sview:0_abc')

Generate a KS     generate, or a Signer for many
Decode a KS       decode (every field), explain (the server's answer), inspect
                  (without a secret), find (in a URL or a log line)
Verify a KS       verify
Read many KSs     a Keyring
Renew a KS        renew
Use a recipe      recipes, fill_recipe
Also              lint, app_token_hash, privilege_table, and kaltura_ks.compat
                  with the names of Kaltura's own client

An invalid KS or argument raises a KsError, which is a ValueError with a stable
``code``. An argument of the wrong type raises a TypeError.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import SessionType

from ._errors import (
    ExpiredError,
    FormatError,
    InputError,
    KsError,
    NotCanonicalError,
    NotGrantedError,
    PartnerError,
    PrivilegeError,
    RejectedError,
    RestrictionError,
    RevokedError,
    SignatureError,
)
from ._native import (
    Advice,
    Decoded,
    Explanation,
    Keyring,
    Session,
    Signer,
    Unverified,
    app_token_hash,
    decode,
    explain,
    fill_recipe,
    find,
    generate,
    inspect,
    lint,
    privilege_table,
    recipes,
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
    "Keyring",
    "KsError",
    "NotCanonicalError",
    "NotGrantedError",
    "PartnerError",
    "PrivilegeError",
    "RejectedError",
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
    "fill_recipe",
    "find",
    "generate",
    "inspect",
    "lint",
    "privilege_table",
    "recipes",
    "renew",
    "verify",
]

__version__ = "0.1.0"


if not TYPE_CHECKING:  # A type checker would accept any attribute.

    def __getattr__(name: str) -> object:
        # Importing enum takes four times as long as the rest of this package.
        if name == "SessionType":
            from ._types import SessionType

            globals()[name] = SessionType
            return SessionType
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
