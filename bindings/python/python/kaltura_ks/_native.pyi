from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias, TypedDict, final, overload

from ._types import SessionType

__all__ = [
    "Advice",
    "Decoded",
    "Explanation",
    "Keyring",
    "Session",
    "Signer",
    "Unverified",
    "_error_codes",
    "_session",
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

_Secret: TypeAlias = str | bytes | Sequence[str | bytes]
_Type: TypeAlias = SessionType | int | str
_Duration: TypeAlias = int | timedelta
_Time: TypeAlias = int | datetime
_Value: TypeAlias = str | int | Sequence[str | int] | None

class _Privilege(TypedDict):
    name: str
    values: list[str]

class _PrivilegeInput(TypedDict):
    name: str
    values: _Value

class _Grant(TypedDict):
    name: str
    value: str | None
    granted: bool
    rule: str
    reason: str

class _Answer(TypedDict):
    code: str
    status: str | None
    message: str | None
    meaning: str
    check: str

class _PrivilegeInfo(TypedDict):
    name: str
    kind: str
    value: str
    meaning: str
    reserved: bool
    read_by_server: bool
    read_by_application: str | None
    decided_by: str
    admin_passes: bool

class _RecipePart(TypedDict):
    template: str
    need: str

class _RecipeField(TypedDict):
    name: str
    meaning: str
    example: str
    is_url: bool

class _Recipe(TypedDict):
    name: str
    purpose: str
    type: int
    anonymous: bool
    expiry: int
    parts: list[_RecipePart]
    fields: list[_RecipeField]
    note: str
    source: str

_Privileges: TypeAlias = (
    str
    | Sequence[str | tuple[str, _Value] | _PrivilegeInput]
    | Sequence[_Privilege]
    | Mapping[str, _Value]
    | Mapping[str, str]
    | Mapping[str, Sequence[str]]
    | Mapping[str, str | Sequence[str]]
)
_Requested: TypeAlias = str | Sequence[str | tuple[str, str | None]]
_Row: TypeAlias = str | Mapping[str, Any]

@final
class Signer:
    """Generates KSs for one partner. Create it once and share it between threads:
    it derives the key from the secret up front.

    Args:
        partner_id: The partner (account): an int, or a str such as an
            environment variable.
        secret: The partner's **admin** secret as str or bytes (KMC, Settings,
            Integration settings). The server rejects a KS that is signed with
            the user secret. During a rotation, pass a list: the first secret
            signs, and renew tries all of them.

    Raises:
        InputError: a partner id or a secret that cannot be used.
    """
    def __new__(cls, partner_id: int | str, secret: _Secret) -> Signer: ...
    @property
    def partner_id(self) -> int:
        """The partner that this signer signs for."""
    def generate(
        self,
        user_id: str | None = None,
        type: _Type = 0,
        expiry: _Duration | None = 86400,
        privileges: _Privileges | None = "",
        *,
        anonymous: bool = False,
        expires_at: _Time | None = None,
        version: int | None = 2,
        master_partner_id: int | str | None = None,
        additional_data: str | None = None,
        now: _Time | None = None,
        nonce: bytes | str | None = None,
    ) -> str:
        """Generates a KS. The arguments are those of the function generate.

        Returns:
            The KS as str.

        Raises:
            InputError: an argument that cannot be used. The message names it.
            PrivilegeError: a privilege that the server would change. It is a
                subclass of InputError.
        """
    @overload
    def generate_many(
        self,
        sessions: Iterable[_Row],
        *,
        user_id: str | None = None,
        type: _Type = 0,
        expiry: _Duration | None = 86400,
        privileges: _Privileges | None = "",
        anonymous: bool = False,
        expires_at: _Time | None = None,
        version: int | None = 2,
        master_partner_id: int | str | None = None,
        additional_data: str | None = None,
        now: _Time | None = None,
        return_exceptions: Literal[False] = False,
    ) -> list[str]:
        """Generates many KSs. Other threads run in the meantime.

        Args:
            sessions: An iterable. Each element is a user id, or a mapping with
                arguments of generate: user_id, type, expiry, privileges,
                anonymous, expires_at, version, master_partner_id and
                additional_data. They replace the common arguments; None means
                "not given". An expiry or expires_at replaces both.
            now: The time in Unix seconds or as an aware datetime. Defaults to the
                system clock, which is read once.
            return_exceptions: With True, the InputError or TypeError for a
                session that is rejected takes its place in the list.
            The others are those of generate, and are common to all sessions.

        Returns:
            A list with a str for each session, in order.

        Raises:
            InputError: for the first session that is rejected, with its position
                ("sessions[3]: ...").
        """
    @overload
    def generate_many(
        self,
        sessions: Iterable[_Row],
        *,
        user_id: str | None = None,
        type: _Type = 0,
        expiry: _Duration | None = 86400,
        privileges: _Privileges | None = "",
        anonymous: bool = False,
        expires_at: _Time | None = None,
        version: int | None = 2,
        master_partner_id: int | str | None = None,
        additional_data: str | None = None,
        now: _Time | None = None,
        return_exceptions: bool,
    ) -> list[str | Exception]: ...
    def renew(
        self,
        ks: str | bytes,
        expiry: _Duration | None = 86400,
        *,
        expires_at: _Time | None = None,
        now: _Time | None = None,
    ) -> str:
        """Renews a KS of this partner: signs the same session with a new expiry.
        See the function renew.
        """

@final
class Keyring:
    """A partner's admin secrets, for reading many KSs. Create it once and share it
    between threads: it derives the keys up front.

    Args:
        secret: The partner's **admin** secret as str or bytes (KMC, Settings,
            Integration settings), or a list of secrets during a rotation. All
            of them are tried, in order; the first one signs.

    Raises:
        InputError: a secret that cannot sign a KS.
    """
    def __new__(cls, secret: _Secret) -> Keyring: ...
    def decode(self, ks: str | bytes) -> Decoded:
        """Checks the signature of a KS and decodes its fields. See the function
        decode.
        """
    def verify(
        self,
        ks: str | bytes,
        partner_id: int | str,
        *,
        remote_addr: str | None = None,
        request_uri: str | bytes | None = None,
        required: _Requested | None = None,
        revoked: Callable[[str, str | None], object] | None = None,
        now: _Time | None = None,
    ) -> Session:
        """Verifies a KS for a service of your own. See the function verify."""
    def explain(
        self,
        ks: str | bytes,
        *,
        can: _Requested | None = None,
        remote_addr: str | None = None,
        request_uri: str | bytes | None = None,
        now: _Time | None = None,
    ) -> Explanation:
        """Predicts how Kaltura's server would answer a KS, and why. See the
        function explain.
        """
    @overload
    def decode_many(
        self,
        kss: Iterable[str | bytes],
        *,
        return_exceptions: Literal[False] = False,
    ) -> list[Decoded]:
        """Decodes many KSs. Other threads run in the meantime.

        Args:
            kss: An iterable of KSs as str or bytes.
            return_exceptions: With True, the exception for a KS that cannot be
                decoded takes its place in the list.

        Returns:
            A list with a Decoded for each KS, in order.

        Raises:
            FormatError, SignatureError, NotCanonicalError: for the first KS that
                cannot be decoded, with its position ("kss[3]: ...").
        """
    @overload
    def decode_many(
        self,
        kss: Iterable[str | bytes],
        *,
        return_exceptions: bool,
    ) -> list[Decoded | Exception]: ...
    @overload
    def verify_many(
        self,
        kss: Iterable[str | bytes],
        partner_id: int | str,
        *,
        remote_addr: str | None = None,
        request_uri: str | bytes | None = None,
        required: _Requested | None = None,
        revoked: Callable[[str, str | None], object] | None = None,
        now: _Time | None = None,
        return_exceptions: Literal[False] = False,
    ) -> list[Session]:
        """Verifies many KSs. Other threads run in the meantime.

        Args:
            kss: An iterable of KSs as str or bytes.
            return_exceptions: With True, the exception for a KS that is rejected
                takes its place in the list.
            The others are those of verify, and apply to every KS.

        Returns:
            A list with a Session for each KS, in order.

        Raises:
            FormatError, RejectedError: for the first KS that is rejected, with its
                position ("kss[3]: ...").
            InputError: an argument that cannot be used.
        """
    @overload
    def verify_many(
        self,
        kss: Iterable[str | bytes],
        partner_id: int | str,
        *,
        remote_addr: str | None = None,
        request_uri: str | bytes | None = None,
        required: _Requested | None = None,
        revoked: Callable[[str, str | None], object] | None = None,
        now: _Time | None = None,
        return_exceptions: bool,
    ) -> list[Session | Exception]: ...
    @overload
    def explain_many(
        self,
        kss: Iterable[str | bytes],
        *,
        can: _Requested | None = None,
        remote_addr: str | None = None,
        request_uri: str | bytes | None = None,
        now: _Time | None = None,
        return_exceptions: Literal[False] = False,
    ) -> list[Explanation]:
        """Explains many KSs. Other threads run in the meantime.

        Args:
            kss: An iterable of KSs as str or bytes.
            return_exceptions: With True, the TypeError for an element that is not
                text takes its place in the list.
            The others are those of explain, and apply to every KS.

        Returns:
            A list with an Explanation for each KS, in order.
        """
    @overload
    def explain_many(
        self,
        kss: Iterable[str | bytes],
        *,
        can: _Requested | None = None,
        remote_addr: str | None = None,
        request_uri: str | bytes | None = None,
        now: _Time | None = None,
        return_exceptions: bool,
    ) -> list[Explanation | Exception]: ...
    def signer(self, partner_id: int | str) -> Signer:
        """Returns a Signer for one partner, which shares the keys of this keyring."""

@final
class Session:
    """A verified session: the KS was signed by the partner, has not expired and
    meets the caller's expectations. Returned by verify.

    Immutable, hashable and comparable; it can be pickled and contains no secret.
    Use session_hash, not the text of the KS, to count actions or to remember a
    session: the same session can be written as many different texts.
    """
    @property
    def version(self) -> int:
        """The format of the KS: 2 or 1."""
    @property
    def partner_id(self) -> int:
        """The partner (account), an int."""
    @property
    def type(self) -> SessionType:
        """SessionType.USER or SessionType.ADMIN."""
    @property
    def user_id(self) -> str | None:
        """The user, or None for an anonymous session."""
    @property
    def is_anonymous(self) -> bool:
        """True if the session has no user, or the user "0" that widget sessions
        have. Anyone can obtain a widget session.
        """
    @property
    def expires_at(self) -> int:
        """The end in Unix seconds."""
    @property
    def expires(self) -> datetime:
        """The end as a datetime in UTC. Raises OverflowError after the year 9999;
        expires_at has no such limit.
        """
    @property
    def privileges(self) -> list[_Privilege]:
        """The privileges, each name once: a list of {"name": ..., "values": [...]}.
        A flag has no values.
        """
    @property
    def privileges_text(self) -> str:
        """The privileges as Kaltura's text: "sview:0_abc,enableentitlement"."""
    @property
    def master_partner_id(self) -> int | None:
        """The partner that acts for this one, or None."""
    @property
    def additional_data(self) -> str | None:
        """Free text that the server stores without reading it, or None."""
    @property
    def session_hash(self) -> str:
        """40 hex digits that identify the session, however its KS is written."""
    @property
    def group_hash(self) -> str | None:
        """40 hex digits that identify the group of sessions with the same sessionid
        privilege, which can be ended together, or None.
        """
    @property
    def secret_index(self) -> int:
        """The position of the secret that signed the KS, starting at 0."""
    def as_dict(self) -> dict[str, Any]:
        """Returns every field as plain data, with the same names in every language."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Decoded:
    """A KS whose signature is valid, with every field as Kaltura's server reads it.
    Returned by decode.

    Use it for inspection and debugging: the KS may be expired or not canonical,
    and warnings describes each deviation. To accept a KS in a service, use
    verify. Immutable, hashable and comparable; it contains no secret. To pickle
    it, pickle its as_dict().
    """
    @property
    def version(self) -> int:
        """The format of the KS: 2 or 1."""
    @property
    def partner_id(self) -> int | None:
        """The partner (account) as an int, or None if it is not a number."""
    @property
    def type(self) -> SessionType | None:
        """SessionType.USER or SessionType.ADMIN, or None if the field is neither 0
        nor 2.
        """
    @property
    def user_id(self) -> str | None:
        """The user, or None. Bytes that are not UTF-8 are replaced."""
    @property
    def expires_at(self) -> int | None:
        """The end in Unix seconds, or None if it is not a number."""
    @property
    def expires(self) -> datetime | None:
        """The end as a datetime in UTC, or None if it is not a number. Raises
        OverflowError after the year 9999; expires_at has no such limit.
        """
    @property
    def privileges(self) -> list[_Privilege]:
        """The privileges with their values split: a list of
        {"name": ..., "values": [...]}. A flag has no values.
        """
    @property
    def privileges_text(self) -> str:
        """The privileges as one text, which is what the server searches."""
    @property
    def master_partner_id(self) -> int | None:
        """The partner that acts for this one, or None."""
    @property
    def additional_data(self) -> str | None:
        """Free text that the server stores without reading it, or None."""
    @property
    def session_hash(self) -> str:
        """40 hex digits that identify the session, however its KS is written."""
    @property
    def group_hash(self) -> str | None:
        """40 hex digits that identify the group of sessions with the same sessionid
        privilege, which can be ended together, or None.
        """
    @property
    def secret_index(self) -> int:
        """The position of the secret that signed the KS, starting at 0."""
    @property
    def is_admin(self) -> bool:
        """True for an ADMIN session, as the server decides it."""
    @property
    def is_widget(self) -> bool:
        """True for a widget session, as the server decides it."""
    @property
    def is_anonymous(self) -> bool:
        """True if the session has no user, or the user "0" that widget sessions
        have.
        """
    @property
    def is_canonical(self) -> bool:
        """True if the KS is in canonical form, which verify requires: there are no
        warnings.
        """
    @property
    def warnings(self) -> list[Advice]:
        """Each deviation from the canonical form, and its effect on the server: a
        list of Advice.
        """
    @property
    def raw_fields(self) -> dict[str, Any]:
        """The fields of the server's own ks object, by the server's names and as it
        holds them: a dict. Text that is not UTF-8 is {"$hex": "..."}.
        """
    @property
    def signed_text(self) -> bytes:
        """The text that is signed, decrypted: bytes."""
    def as_dict(self) -> dict[str, Any]:
        """Returns every field as plain data, with the same names in every language."""
    def verify_privileges(self, name: str, value: str | None = None) -> bool:
        """Returns the result of the server's function verifyPrivileges. For most
        privileges, the server applies other rules as well; explain applies those too.
        """
    def lint(self, *, now: _Time | None = None) -> list[Advice]:
        """Returns advice on this KS: anything that the server ignores, misreads or
        grants too widely. The time now (Unix seconds or an aware datetime)
        defaults to the system clock.
        """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Advice:
    """A piece of advice on a session, or a warning about a KS. Immutable, hashable
    and comparable; it can be pickled.
    """
    def __new__(cls, code: str, message: str) -> Advice: ...
    @property
    def code(self) -> str:
        """A stable code, such as "admin_session"."""
    @property
    def message(self) -> str:
        """A sentence that describes what the server will do, and what to do about it."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Explanation:
    """How Kaltura's server would answer a KS, and why. Returned by explain.
    Immutable.
    """
    @property
    def is_accepted(self) -> bool:
        """True if the server would accept the KS. Only the server knows whether the
        session was ended (session.end).
        """
    @property
    def status(self) -> str | None:
        """The server's name for the status: "OK", "EXPIRED", "INVALID_STR" and so
        on, or None if the server itself fails.
        """
    @property
    def status_number(self) -> int | None:
        """The server's number for the status: 1, -5, -1 and so on, or None if the
        server itself fails.
        """
    @property
    def api_error(self) -> str | None:
        """The code of the API error that a client sees, such as "INVALID_KS", or
        None if the KS is accepted.
        """
    @property
    def reason(self) -> str:
        """The reason, as a sentence."""
    @property
    def grants(self) -> list[_Grant]:
        """The answers to the privileges in the argument can: a list of
        {"name": ..., "value": ..., "granted": ..., "rule": ..., "reason": ...}. The
        rule is the code of the server's rule that decided.
        """
    @property
    def advice(self) -> list[Advice]:
        """What the answer depends on, and which calls the server
        is likely to reject. A list of Advice.
        """
    @property
    def answer(self) -> _Answer | None:
        """The explanation of one of Kaltura's error answers, if the text contains one:
        {"code": ..., "status": ..., "message": ..., "meaning": ..., "check": ...},
        or None.
        """
    @property
    def decoded(self) -> Decoded | None:
        """The KS as a Decoded, or None if none of the secrets signed it."""
    def as_dict(self) -> dict[str, Any]:
        """Returns every field but the KS as plain data, with the same names in every
        language.
        """

@final
class Unverified:
    """The parts of a KS that are visible without a secret. None of them is
    verified: anyone can write such a text. Returned by inspect.
    """
    @property
    def version(self) -> int:
        """The format: 2 or 1."""
    @property
    def partner_id(self) -> int | None:
        """The partner (account) as an int, or None if it is not a number."""
    @property
    def partner_text(self) -> str:
        """The partner as it is written in the KS."""
    @property
    def claims(self) -> dict[str, str | None] | None:
        """Version 1: the fields that the KS claims to have, a dict of text. None for
        version 2, whose fields are encrypted.
        """
    @property
    def encrypted_bytes(self) -> int | None:
        """Version 2: the number of encrypted bytes, a multiple of 16 unless the KS
        was truncated. None for version 1.
        """
    @property
    def truncated(self) -> bool:
        """True if a version 2 KS was certainly truncated."""
    def as_dict(self) -> dict[str, Any]:
        """Returns every field as plain data, with the same names in every language."""

# partner_id is required although parameters before it are optional.
@overload
def generate(
    secret: _Secret,
    user_id: str | None,
    type: _Type,
    partner_id: int | str,
    expiry: _Duration | None = 86400,
    privileges: _Privileges | None = "",
    *,
    anonymous: bool = False,
    expires_at: _Time | None = None,
    version: int | None = 2,
    master_partner_id: int | str | None = None,
    additional_data: str | None = None,
    now: _Time | None = None,
    nonce: bytes | str | None = None,
) -> str:
    """Generates a KS. To generate many, create a Signer or a Keyring once.

    Args:
        secret: The partner's **admin** secret as str or bytes (KMC, Settings,
            Integration settings). The server rejects a KS that is signed with
            the user secret. The first secret of a list signs.
        user_id: The user. Required unless anonymous is True.
        type: SessionType.USER (0, "user") for end users, or SessionType.ADMIN (2,
            "admin") for unrestricted access to the account. Never pass an ADMIN
            KS to an end user.
        partner_id: The partner (account): an int, or a str such as an
            environment variable. Required.
        expiry: The lifetime in seconds or as a timedelta. Defaults to one day.
        privileges: Kaltura's text ("sview:0_abc,list:*"), a list of such
            elements or of (name, values) pairs, or a mapping from name to a
            value, a list of values, or True for a flag.
        anonymous: With True, the session has no user.
        expires_at: The end in Unix seconds or as an aware datetime, instead of
            expiry.
        version: 2 (encrypted) or 1 (anyone can read it).
        master_partner_id: The partner that acts for this one. Rarely needed.
        additional_data: Free text that the server stores without reading it.
        now: The time in Unix seconds or as an aware datetime. Defaults to the
            system clock.
        nonce: The value that makes the KS unique, for tests: 16 bytes, or a str
            of 32 hex digits (any text for version 1). Random by default.

    Returns:
        The KS as str. It starts with "djJ8" (version 2).

    Raises:
        InputError: an argument that cannot be used. The message names it.
        PrivilegeError: a privilege that the server would change. It is a
            subclass of InputError.
    """
@overload
def generate(
    secret: _Secret,
    user_id: str | None = None,
    type: _Type = 0,
    *,
    partner_id: int | str,
    expiry: _Duration | None = 86400,
    privileges: _Privileges | None = "",
    anonymous: bool = False,
    expires_at: _Time | None = None,
    version: int | None = 2,
    master_partner_id: int | str | None = None,
    additional_data: str | None = None,
    now: _Time | None = None,
    nonce: bytes | str | None = None,
) -> str: ...
def renew(
    ks: str | bytes,
    secret: _Secret,
    partner_id: int | str,
    expiry: _Duration | None = 86400,
    *,
    expires_at: _Time | None = None,
    now: _Time | None = None,
) -> str:
    """Renews a KS: signs the same session with a new expiry. Version and content
    stay the same. The old KS may have expired.

    Args:
        ks: The KS as str or bytes.
        secret: The partner's admin secret as str or bytes. All secrets of a list
            are tried, and the first one signs.
        partner_id: The partner (account) whose KSs you renew.
        expiry: The new lifetime in seconds or as a timedelta. Defaults to one
            day.
        expires_at: The new end in Unix seconds or as an aware datetime, instead
            of expiry.
        now: The time in Unix seconds or as an aware datetime. Defaults to the
            system clock.

    Returns:
        The new KS as str.

    Raises:
        FormatError: the text is not a KS.
        SignatureError: none of the secrets signed the KS, or it was modified.
        PartnerError: the KS belongs to another partner.
        NotCanonicalError: a KS that cannot be written again unchanged.
        InputError: an argument that cannot be used.
    """
def decode(ks: str | bytes, secret: _Secret) -> Decoded:
    """Checks the signature of a KS and decodes its fields as Kaltura's server does.
    Accepts expired and non-canonical KSs; the result describes each deviation.

    Args:
        ks: The KS as str, or as the bytes that the official client returns.
        secret: The partner's admin secret as str or bytes, or a list of secrets.

    Raises:
        FormatError: the text is not a KS.
        SignatureError: none of the secrets signed the KS, or it was modified.
        NotCanonicalError: the server itself fails on this KS.
        InputError: a secret that cannot sign a KS.
    """
def verify(
    ks: str | bytes,
    secret: _Secret,
    partner_id: int | str,
    *,
    remote_addr: str | None = None,
    request_uri: str | bytes | None = None,
    required: _Requested | None = None,
    revoked: Callable[[str, str | None], object] | None = None,
    now: _Time | None = None,
) -> Session:
    """Verifies a KS for a service of your own. Stricter than Kaltura's server, which
    accepts KSs that are not canonical.

    A verified KS may still be anonymous: anyone can obtain a widget session.
    Check is_anonymous if you need a user.

    Args:
        ks: The KS as str or bytes.
        secret: The partner's admin secret as str or bytes, or a list of secrets.
        partner_id: The partner (account) whose KSs you accept.
        remote_addr: The client's IP address. Without it, a KS with an iprestrict
            privilege is rejected (missing_remote_addr).
        request_uri: The path and query as the client sent them. Without it, a KS
            with a urirestrict privilege is rejected (missing_request_uri).
        required: Privileges that the KS must grant: "edit:0_abc, list:*", or a
            list of such elements and of (name, value or None) pairs.
        revoked: A function that is called last, as revoked(session_hash,
            group_hash or None). It returns True if the session or its group was
            ended. If it raises an exception, verify raises that exception.
        now: The time in Unix seconds or as an aware datetime. Defaults to the
            system clock.

    Returns:
        A Session.

    Raises:
        FormatError: the text is not a KS.
        RejectedError: one of its subclasses SignatureError, PartnerError,
            NotCanonicalError, ExpiredError, RestrictionError, NotGrantedError
            and RevokedError.
        InputError: an argument that cannot be used.
    """
def explain(
    ks: str | bytes,
    secret: _Secret,
    *,
    can: _Requested | None = None,
    remote_addr: str | None = None,
    request_uri: str | bytes | None = None,
    now: _Time | None = None,
) -> Explanation:
    """Predicts how Kaltura's server would answer a KS, and why. Never raises an
    exception for a bad KS.

    Args:
        ks: The KS as str or bytes, or a text that contains one: a URL, a log line,
            or one of Kaltura's error answers in JSON or XML.
        secret: The partner's admin secret as str or bytes, or a list of secrets.
        can: Privileges to check, in the forms that the argument required of verify
            accepts. The attribute grants of the result contains the answers.
        remote_addr: The client's IP address, for iprestrict.
        request_uri: The path and query as the client sent them, for urirestrict.
        now: The server's time in Unix seconds or as an aware datetime. Defaults
            to the system clock.

    Returns:
        An Explanation.
    """
def inspect(ks: str | bytes) -> Unverified:
    """Reads the parts of a KS that are visible without a secret. None of them is
    verified.

    Args:
        ks: The KS as str or bytes.

    Returns:
        An Unverified.

    Raises:
        FormatError: the text is not a KS. The message says what it is instead.
    """
def find(text: str | bytes) -> str | None:
    """Finds the first KS in a URL, a log line, a JSON body or any other text. A KS
    is recognized by its decoded content, not by the surrounding text.

    Args:
        text: The text as str or bytes.

    Returns:
        The KS as str, with URL escapes decoded, or None.
    """
def lint(
    user_id: str | None = None,
    type: _Type = 0,
    expiry: _Duration | None = 86400,
    privileges: _Privileges | None = "",
    *,
    anonymous: bool = False,
    expires_at: _Time | None = None,
    version: int | None = 2,
    master_partner_id: int | str | None = None,
    additional_data: str | None = None,
    now: _Time | None = None,
) -> list[Advice]:
    """Checks a session before it is signed, and returns advice on anything that the
    server would ignore, misread or grant too widely.

    The arguments are those of generate, without secret, partner_id and nonce.
    For an existing KS, use Decoded.lint.

    Returns:
        A list of Advice. It is empty if there is nothing to improve.

    Raises:
        InputError: a session that generate would reject.
    """
def app_token_hash(ks: str | bytes, token: str, hash_type: str = "SHA1") -> str:
    """Returns the tokenHash that appToken.startSession expects, as hex digits.

    Args:
        ks: The KS that the call itself carries, exactly as it is sent. This is
            usually a widget session.
        token: The secret value of the app token.
        hash_type: "SHA1", "MD5", "SHA256" or "SHA512", as configured in the app
            token.

    Raises:
        InputError: an unknown hash type, or an app token that is malformed.
        FormatError: the text is not a KS.
    """
def _error_codes() -> list[tuple[str, bool]]: ...
def _session(fields: str) -> Session: ...
def privilege_table() -> list[_PrivilegeInfo]:
    """Returns the privileges that Kaltura's server, guides and SDKs know.

    Returns:
        A list of dicts. "name", "value" and "meaning" describe the privilege, and
        "kind" is "flag", "one", "number", "text", "list" (values joined with "/")
        or "uri_list" (joined with "|").
    """
def recipes() -> list[_Recipe]:
    """Returns the recipes: sessions that Kaltura's guides recommend for a purpose.

    Returns:
        A list of dicts. "type", "anonymous" and "expiry" are the arguments for
        generate, and "fields" lists what fill_recipe takes.
    """
def fill_recipe(name: str, /, **values: str) -> str:
    """Returns the privileges of a recipe with its fields filled in, for generate:
    fill_recipe("playback", entry="0_abcdefgh").

    Args:
        name: The name of a recipe.
        values: The fields of the recipe.

    Raises:
        InputError: an unknown recipe, or a field that is unknown, missing or
            malformed.
        PrivilegeError: a value that the privilege does not allow.
    """
