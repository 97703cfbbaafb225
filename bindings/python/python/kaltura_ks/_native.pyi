from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias, TypedDict, final, overload

from ._types import SessionType

__all__ = [
    "Advice",
    "Decoded",
    "Explanation",
    "Session",
    "Signer",
    "Unverified",
    "_advice",
    "_decoded",
    "_session",
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

_Secret: TypeAlias = str | bytes | Sequence[str | bytes]
_Value: TypeAlias = str | int | Sequence[str | int] | None

class _Privilege(TypedDict):
    name: str
    values: _Value

_Privileges: TypeAlias = (
    str
    | Sequence[str | tuple[str, _Value] | _Privilege]
    | Mapping[str, _Value]
    | Mapping[str, str]
    | Mapping[str, Sequence[str]]
    | Mapping[str, str | Sequence[str]]
)
_Wanted: TypeAlias = str | Sequence[str | tuple[str, str | None]]

@final
class Signer:
    def __new__(cls, partner_id: int | str, secret: _Secret) -> Signer: ...
    @property
    def partner_id(self) -> int: ...
    def generate(
        self,
        user_id: str | None = None,
        type: SessionType | int = 0,
        expiry: int | timedelta | None = 86400,
        privileges: _Privileges | None = "",
        *,
        anonymous: bool = False,
        expires_at: int | None = None,
        version: int | None = 2,
        master_partner_id: int | None = None,
        additional_data: str | None = None,
        now: int | None = None,
        nonce: bytes | str | None = None,
    ) -> str: ...
    @overload
    def generate_many(
        self,
        sessions: Iterable[str | Mapping[str, Any]],
        *,
        type: SessionType | int = 0,
        expiry: int | timedelta | None = 86400,
        privileges: _Privileges | None = "",
        expires_at: int | None = None,
        version: int | None = 2,
        master_partner_id: int | None = None,
        additional_data: str | None = None,
        now: int | None = None,
        return_exceptions: Literal[False] = False,
    ) -> list[str]: ...
    @overload
    def generate_many(
        self,
        sessions: Iterable[str | Mapping[str, Any]],
        *,
        type: SessionType | int = 0,
        expiry: int | timedelta | None = 86400,
        privileges: _Privileges | None = "",
        expires_at: int | None = None,
        version: int | None = 2,
        master_partner_id: int | None = None,
        additional_data: str | None = None,
        now: int | None = None,
        return_exceptions: bool,
    ) -> list[str | Exception]: ...
    def renew(
        self,
        ks: str | bytes,
        expiry: int | timedelta | None = 86400,
        *,
        expires_at: int | None = None,
        now: int | None = None,
        nonce: bytes | str | None = None,
    ) -> str: ...
    def __copy__(self) -> Signer: ...
    def __deepcopy__(self, _memo: Any) -> Signer: ...

@final
class Session:
    @property
    def partner_id(self) -> int: ...
    @property
    def user_id(self) -> str | None: ...
    @property
    def is_anonymous(self) -> bool: ...
    @property
    def type(self) -> SessionType: ...
    @property
    def expires_at(self) -> int: ...
    @property
    def expires(self) -> datetime: ...
    @property
    def privileges(self) -> list[tuple[str, list[str]]]: ...
    @property
    def privileges_text(self) -> str: ...
    @property
    def master_partner_id(self) -> int | None: ...
    @property
    def additional_data(self) -> str | None: ...
    @property
    def session_hash(self) -> str: ...
    @property
    def session_id_hash(self) -> str | None: ...
    @property
    def secret_index(self) -> int: ...
    @property
    def version(self) -> int: ...
    def as_dict(self) -> dict[str, Any]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Decoded:
    @property
    def partner_id(self) -> int | None: ...
    @property
    def user_id(self) -> str | None: ...
    @property
    def type(self) -> SessionType | None: ...
    @property
    def expires_at(self) -> int | None: ...
    @property
    def expires(self) -> datetime | None: ...
    @property
    def privileges(self) -> list[tuple[str, list[str]]]: ...
    @property
    def privileges_text(self) -> str: ...
    @property
    def master_partner_id(self) -> int | None: ...
    @property
    def additional_data(self) -> str | None: ...
    @property
    def session_hash(self) -> str: ...
    @property
    def session_id_hash(self) -> str | None: ...
    @property
    def secret_index(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def canonical(self) -> bool: ...
    @property
    def warnings(self) -> list[Advice]: ...
    @property
    def server(self) -> dict[str, Any]: ...
    @property
    def real_string(self) -> bytes: ...
    def as_dict(self) -> dict[str, Any]: ...
    def lint(self, *, now: int | None = None) -> list[Advice]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Advice:
    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Explanation:
    @property
    def accepted(self) -> bool: ...
    @property
    def status(self) -> str | None: ...
    @property
    def status_number(self) -> int | None: ...
    @property
    def api_error(self) -> str | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def can(self) -> list[tuple[str, str | None, bool]]: ...
    @property
    def decoded(self) -> Decoded | None: ...
    def as_dict(self) -> dict[str, Any]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Explanation: ...
    def __deepcopy__(self, _memo: Any) -> Explanation: ...

@final
class Unverified:
    @property
    def version(self) -> int: ...
    @property
    def partner_id(self) -> int | None: ...
    @property
    def partner_text(self) -> str: ...
    @property
    def claims(self) -> dict[str, str | None] | None: ...
    @property
    def encrypted_bytes(self) -> int | None: ...
    @property
    def truncated(self) -> bool: ...
    def as_dict(self) -> dict[str, Any]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Unverified: ...
    def __deepcopy__(self, _memo: Any) -> Unverified: ...

# partner_id is needed, though it stands behind what is not.
@overload
def generate(
    secret: _Secret,
    user_id: str | None,
    type: SessionType | int,
    partner_id: int | str,
    expiry: int | timedelta | None = 86400,
    privileges: _Privileges | None = "",
    *,
    anonymous: bool = False,
    expires_at: int | None = None,
    version: int | None = 2,
    master_partner_id: int | None = None,
    additional_data: str | None = None,
    now: int | None = None,
    nonce: bytes | str | None = None,
) -> str: ...
@overload
def generate(
    secret: _Secret,
    user_id: str | None = None,
    type: SessionType | int = 0,
    *,
    partner_id: int | str,
    expiry: int | timedelta | None = 86400,
    privileges: _Privileges | None = "",
    anonymous: bool = False,
    expires_at: int | None = None,
    version: int | None = 2,
    master_partner_id: int | None = None,
    additional_data: str | None = None,
    now: int | None = None,
    nonce: bytes | str | None = None,
) -> str: ...
def decode(ks: str | bytes, secret: _Secret) -> Decoded: ...
def verify(
    ks: str | bytes,
    secret: _Secret,
    partner_id: int | str,
    *,
    remote_addr: str | None = None,
    request_uri: str | bytes | None = None,
    required: _Wanted | None = None,
    revoked: Callable[[str, str | None], object] | None = None,
    now: int | None = None,
) -> Session: ...
def explain(
    ks: str | bytes,
    secret: _Secret,
    *,
    can: _Wanted | None = None,
    remote_addr: str | None = None,
    request_uri: str | bytes | None = None,
    now: int | None = None,
) -> Explanation: ...
def inspect(ks: str | bytes) -> Unverified: ...
def find(text: str | bytes) -> str | None: ...
def renew(
    ks: str | bytes,
    secret: _Secret,
    expiry: int | timedelta | None = 86400,
    *,
    expires_at: int | None = None,
    now: int | None = None,
    nonce: bytes | str | None = None,
) -> str: ...
def lint(
    user_id: str | None = None,
    type: SessionType | int = 0,
    expiry: int | timedelta | None = 86400,
    privileges: _Privileges | None = "",
    *,
    anonymous: bool = False,
    expires_at: int | None = None,
    version: int | None = 2,
    master_partner_id: int | None = None,
    additional_data: str | None = None,
    now: int | None = None,
) -> list[Advice]: ...
def app_token_hash(ks: str | bytes, token: str, hash_type: str = "SHA1") -> str: ...
def _advice(code: str, message: str) -> Advice: ...
def _session(fields: str) -> Session: ...
def _decoded(opened: bytes, secret_index: int) -> Decoded: ...
