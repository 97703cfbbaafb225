//! The error codes of Kaltura's API that concern a KS, a secret or an app token
//! (docs/ks-format.md 6).

/// An error code of Kaltura's API, with its meaning for the client that sent the KS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AnswerCode {
    /// The code, such as `SERVICE_FORBIDDEN`.
    pub code: &'static str,
    /// The inner status of `INVALID_KS`, such as `EXPIRED`.
    pub status: Option<&'static str>,
    /// What the code means for the KS.
    pub meaning: &'static str,
    /// What to check or change.
    pub check: &'static str,
}

pub(super) const INVALID_KS: &str = "INVALID_KS";

const fn code(code: &'static str, meaning: &'static str, check: &'static str) -> AnswerCode {
    AnswerCode { code, status: None, meaning, check }
}

const fn invalid_ks(
    status: &'static str,
    meaning: &'static str,
    check: &'static str,
) -> AnswerCode {
    AnswerCode { code: INVALID_KS, status: Some(status), meaning, check }
}

/// Every code that `explain` recognizes.
pub const ANSWERS: &[AnswerCode] = &[
    invalid_ks(
        "INVALID_STR",
        "the server could not read the KS, or no admin secret of its partner signed it",
        "Check that the KS is complete and was not changed by a URL decoder, that it was signed with the admin secret (not the user secret) of the partner that it names, and that it was sent to the right platform and region",
    ),
    invalid_ks(
        "EXPIRED",
        "the KS has expired",
        "Make a new KS. Check the clock of the machine that made it, and that the expiry is in seconds",
    ),
    invalid_ks(
        "LOGOUT",
        "the session was ended with session.end, through its sessionid group, or by deleting its app token",
        "Make a new KS, and do not end a session whose KS others still use",
    ),
    invalid_ks(
        "EXCEEDED_ACTIONS_LIMIT",
        "the actionslimit of the KS is used up",
        "Make a new KS, or raise or remove actionslimit",
    ),
    invalid_ks(
        "EXCEEDED_RESTRICTED_IP",
        "iprestrict does not contain the client's address as the server sees it",
        "Compare iprestrict with the client's public address. Ranges are not supported, and IPv6 addresses are compared as text",
    ),
    invalid_ks(
        "EXCEEDED_RESTRICTED_URI",
        "urirestrict does not match the path and query of the request",
        "Compare urirestrict with the exact request URI. Only a * at the end is a wildcard",
    ),
    invalid_ks(
        "INVALID_TYPE",
        "the object belongs to another user, and the KS has no privilege for it",
        "Use an ADMIN session, or add edit:ENTRY (or list, download, editcuepoint) to the USER session",
    ),
    invalid_ks(
        "INVALID_USER",
        "the session belongs to another user than the call requires",
        "Make the KS for the user that the call is about",
    ),
    invalid_ks(
        "INVALID_PARTNER",
        "the KS belongs to another partner than the call requires",
        "Make the KS with the partner id and the admin secret of the account that the call is about",
    ),
    code(
        "EXPIRED_KS",
        "the KS has expired. Guides list this code, but the server returns INVALID_KS with EXPIRED",
        "Make a new KS",
    ),
    code("KS_EXPIRED", "the KS has expired", "Make a new KS"),
    code(
        "MISSING_KS",
        "the request has no KS, or its parameter is empty or misspelled",
        "Send the KS as the parameter ks, or as the header Authorization: KS …. Check that the client's setKs runs before the call",
    ),
    code(
        "SERVICE_FORBIDDEN",
        "the KS is valid, but its type and role do not permit this call, or the account does not have the feature",
        "Use an ADMIN session for calls that manage the account. For a USER session, check whether the KS has setrole, and what the user's role permits",
    ),
    code(
        "START_SESSION_ERROR",
        "session.start rejected the secret, which does not match the partner and the session type",
        "Check the partner id, and use the admin secret for type 2 (ADMIN). The user secret works for type 0 (USER) only. Remove any spaces around the secret",
    ),
    code(
        "SERVICE_FORBIDDEN_CONTENT_BLOCKED",
        "the partner id is unknown, or the account is blocked",
        "Check the partner id (KMC, Settings, Integration settings) and the region. If both are right, ask Kaltura about the account",
    ),
    code(
        "USER_BLOCKED",
        "the user of the session is blocked",
        "Unblock the user in KMC, or use another user",
    ),
    code(
        "ACCESS_UNAUTHORIZED",
        "an internal partner was used from an address that the server does not allow",
        "Use your own partner id",
    ),
    code(
        "INVALID_ENUM_VALUE",
        "a parameter has a value that its enumeration does not contain; for session.start, usually the type",
        "Give type as 0 (USER) or 2 (ADMIN), as a number",
    ),
    code(
        "MISSING_MANDATORY_PARAMETER",
        "a required parameter is missing; its name is in the message",
        "Add the parameter. session.start needs secret and partnerId",
    ),
    code(
        "INVALID_PARTNER_ID",
        "the partner id is unknown",
        "Check the partner id (KMC, Settings, Integration settings)",
    ),
    code(
        "APP_TOKEN_ID_NOT_FOUND",
        "the partner of the KS has no app token with this id, or the token was deleted",
        "Check the token id, which looks like 1_a1b2c3d4, and that the KS in the call belongs to the token's partner",
    ),
    code(
        "APP_TOKEN_NOT_ACTIVE",
        "the app token is disabled",
        "Activate the token with appToken.update (status 2), or use another one",
    ),
    code(
        "APP_TOKEN_EXPIRED",
        "the app token has expired",
        "Set a later expiry with appToken.update, or add a new token",
    ),
    code(
        "INVALID_APP_TOKEN_HASH",
        "tokenHash is not the hash of the KS followed by the token",
        "Hash the KS exactly as the call sends it, followed by the token (not its id), with the token's hash type, and send the hash as lower-case hex. `ks app-token` computes it",
    ),
    code(
        "EXCEEDED_RESTRICTED_IP",
        "iprestrict does not contain the client's address as the server sees it",
        "Compare iprestrict with the client's public address. Ranges are not supported, and IPv6 addresses are compared as text",
    ),
    code(
        "EXCEEDED_RESTRICTED_URI",
        "urirestrict does not match the path and query of the request",
        "Compare urirestrict with the exact request URI. Only a * at the end is a wildcard",
    ),
    code(
        "CATEGORY_NOT_FOUND",
        "the category does not exist, or entitlement hides it from this session",
        "Check the id. If the account enforces entitlement, use an ADMIN session with disableentitlement, or make the user a member of the category and set privacycontext",
    ),
    code(
        "ENTRY_ID_NOT_FOUND",
        "the entry does not exist, or entitlement hides it from this session",
        "Check the id. If the account enforces entitlement, use disableentitlementforentry:ENTRY, or an ADMIN session with disableentitlement",
    ),
    code(
        "INVALID_ACTIONS_LIMIT",
        "the actionslimit of the KS is not a number above 0",
        "Remove actionslimit, or give a whole number above 0. A KS for KAF with actionslimit:-1 cannot call the API",
    ),
    code(
        "INVALID_SET_ROLE",
        "setrole or restrictingrole is a negative number",
        "Give the role's id or system name",
    ),
    code(
        "UNKNOWN_ROLE_ID",
        "session.start found no role with the id or system name in setrole",
        "Check the role's id or system name (KMC, Administration, Roles)",
    ),
    code(
        "INVALID_OBJECT_ID",
        "an id in the call, or the role of setrole, does not exist",
        "Check the ids in the call, and the role of setrole",
    ),
    code(
        "INVALID_WIDGET_ID",
        "session.startWidgetSession found no widget with this id",
        "The usual widget id is the partner id with an underscore before it: _1234567",
    ),
    code(
        "PARTNER_ACCESS_FORBIDDEN",
        "the call is about a KS or an object of another partner",
        "Use a KS of that partner",
    ),
    code(
        "ACTION_BLOCKED",
        "the server limits the rate of these calls; this is not actionslimit",
        "Send fewer calls, or wait",
    ),
    code(
        "INTERNAL_SERVER_ERROR",
        "the server failed. One cause is a v2 KS with a privilege name in array syntax (name[...])",
        "Look for brackets in the privilege names of the KS",
    ),
    code(
        "500015",
        "Kaltura's TV platform does not accept the KS",
        "Make the KS with a login call of the TV platform. A KS of the video platform does not work there",
    ),
    code(
        "500016",
        "Kaltura's TV platform reports that the KS has expired",
        "Make a new KS with a login call of the TV platform. A KS of the video platform does not work there",
    ),
];
