//! The privileges that Kaltura's server, its applications or its guides know.

use super::info::DecidedBy::{Name, StarOnly, VerifyPrivileges, WholeElement};
use super::info::ValueKind::{Flag, List, Number, One, Text, UriList};
use super::info::{DecidedBy, PrivilegeInfo, ValueKind};
use crate::encoding::similar::most_similar;

const KAF: &str = "Kaltura's application framework (KAF), MediaSpace and Events";
const MEETINGS: &str = "Kaltura Meetings and KAF";
const GENIE: &str = "Kaltura Genie and its agents";
const ANALYTICS: &str = "Kaltura Analytics";

const fn row(
    name: &'static str,
    kind: ValueKind,
    decided_by: DecidedBy,
    value: &'static str,
    meaning: &'static str,
) -> PrivilegeInfo {
    PrivilegeInfo::new(name, kind, decided_by, value, meaning)
}

const fn app(
    application: &'static str,
    name: &'static str,
    value: &'static str,
    meaning: &'static str,
) -> PrivilegeInfo {
    PrivilegeInfo::application(application, name, value, meaning)
}

/// Every documented privilege: those of the server first, the most used at the
/// top, then those of Kaltura's applications.
///
/// Facts: docs/ks-format.md 7.2.
pub const TABLE: &[PrivilegeInfo] = &[
    row(
        "*",
        Flag,
        VerifyPrivileges,
        "",
        "grants every privilege that the server checks with a value, but only if it is the only privilege",
    ),
    row("all", One, VerifyPrivileges, "`*`", "`all:*` is the v2 spelling of `*` and means the same"),
    row(
        "sview",
        List,
        VerifyPrivileges,
        "entry id, `/` list, or `*`",
        "plays these entries even if they are protected, unapproved or not yet scheduled; for a child entry, use the parent's id",
    )
    .reserved()
    .admin_passes(),
    row(
        "edit",
        List,
        VerifyPrivileges,
        "entry id, `/` list, or `*`",
        "edits these objects even if another user owns them; not needed in ADMIN sessions",
    )
    .reserved()
    .admin_passes(),
    row(
        "list",
        List,
        VerifyPrivileges,
        "`*`, or an entry id for its cue points",
        "lists content of other owners; an entry id lists the cue points of that entry",
    )
    .reserved()
    .admin_passes(),
    row(
        "download",
        List,
        VerifyPrivileges,
        "entry id, file name, job id, `/` list, or `*`",
        "downloads these objects; the CSV export requires it even in ADMIN sessions",
    )
    .reserved(),
    row(
        "downloadasset",
        List,
        VerifyPrivileges,
        "asset id, `/` list, or `*`",
        "downloads these assets regardless of flavor limits",
    )
    .reserved(),
    row("setrole", One, Name, "role id or system name", "replaces the user's roles with this one")
        .reserved(),
    row(
        "restrictingrole",
        One,
        Name,
        "role id or global system name",
        "removes the permissions of this role; the server silently ignores an unknown role",
    )
    .reserved(),
    row(
        "privacycontext",
        Text,
        Name,
        "one privacy context",
        "sets the privacy context of the session; only one is possible",
    )
    .reserved(),
    row(
        "enableentitlement",
        Flag,
        WholeElement,
        "",
        "enforces entitlement whatever the account's default; takes precedence over disableentitlement",
    )
    .reserved(),
    row(
        "disableentitlement",
        Flag,
        WholeElement,
        "",
        "skips entitlement checks whatever the account's default",
    )
    .reserved(),
    row(
        "disableentitlementforentry",
        List,
        Name,
        "entry id or `/` list",
        "skips entitlement checks for these entries",
    )
    .reserved(),
    row(
        "disableentitlementforplaylist",
        One,
        Name,
        "playlist id",
        "skips entitlement checks for this static or path playlist and its entries",
    )
    .reserved(),
    row(
        "actionslimit",
        Number,
        Name,
        "whole number above 0",
        "limits the number of API calls; playback pages ignore it, and 0 and negative numbers make every API call fail",
    )
    .reserved(),
    row(
        "iprestrict",
        List,
        Name,
        "IP address or `/` list",
        "accepts requests from these client addresses only; ranges and wildcards are not supported, and ADMIN sessions are restricted too",
    )
    .reserved(),
    row(
        "urirestrict",
        UriList,
        Name,
        "request URI, `|` list; `*` at the end matches any text that follows",
        "accepts these request URIs only (path and query); ADMIN sessions are restricted too",
    )
    .reserved(),
    row(
        "sessionid",
        One,
        Name,
        "any id",
        "groups sessions: ending one of them ends all sessions with this id",
    )
    .reserved(),
    row(
        "limitentry",
        One,
        Name,
        "entry id",
        "restricts writing of cue points and metadata to this entry",
    )
    .reserved(),
    row("editplaylist", One, Name, "playlist id", "edits the entries of this playlist")
        .reserved()
        .admin_passes(),
    row(
        "sviewplaylist",
        One,
        Name,
        "playlist id",
        "plays the entries of this playlist even if they are protected",
    )
    .reserved()
    .admin_passes(),
    row(
        "enablecategorymoderation",
        Flag,
        WholeElement,
        "",
        "makes new category entries wait for approval",
    )
    .reserved(),
    row(
        "enablecaptionmoderation",
        Flag,
        WholeElement,
        "",
        "hides new captions until they are approved",
    )
    .reserved(),
    row("reftime", Number, Name, "Unix seconds", "replaces the current time for relative times")
        .reserved(),
    row("sessionkey", One, Name, "any text", "keeps queries on the same search back end").reserved(),
    row(
        "preview",
        Number,
        Name,
        "bytes",
        "cuts downloads to this many bytes, unless access control already sets a preview",
    )
    .reserved(),
    row("jobtype", Number, Name, "job type", "identifies the job of a batch worker (partner -1)")
        .reserved(),
    row("apptoken", One, Name, "app token id", "records the app token that started the session")
        .reserved(),
    row(
        "enablechangeaccount",
        List,
        VerifyPrivileges,
        "partner id, `/` list, or `*`",
        "allows logging in to these accounts, and to no others, with this KS",
    )
    .reserved(),
    row(
        "edituser",
        List,
        VerifyPrivileges,
        "user id, `/` list, or `*`",
        "lets a USER session change the owner of entries to these users",
    )
    .reserved()
    .admin_passes(),
    row("editadmintags", One, StarOnly, "`*`", "lets a USER session set admin tags")
        .reserved()
        .admin_passes(),
    row(
        "restrictexplicitliveview",
        One,
        StarOnly,
        "`*`",
        "removes the preview of explicit-live streams; only `*` has an effect",
    )
    .reserved(),
    row("virtualeventid", One, Name, "virtual event id", "sets the virtual event of the request")
        .reserved(),
    row("searchcontext", Text, Name, "any text", "keeps a separate search history").reserved(),
    row(
        "disablesessiontypecheck",
        Flag,
        Name,
        "",
        "bypasses the session-type condition of access control",
    )
    .reserved(),
    row(
        "widget",
        One,
        VerifyPrivileges,
        "`1`",
        "marks a widget session, whose calls the server never counts and which it never revokes",
    ),
    row("view", List, VerifyPrivileges, "`*`", "marks widget sessions; the server does not check it"),
    row(
        "caption",
        One,
        VerifyPrivileges,
        "entry id",
        "serves captions; the server itself creates these sessions",
    ),
    row(
        "editcuepoint",
        List,
        VerifyPrivileges,
        "cue point id, `/` list, or `*`",
        "edits these cue points even if another user owns them",
    )
    .admin_passes(),
    row("playReadyBeginDate", Number, Name, "Unix seconds", "sets the start of a PlayReady license"),
    row(
        "playReadyExpirationDate",
        Number,
        Name,
        "Unix seconds",
        "sets the end of a PlayReady license",
    ),
    app(ANALYTICS, "appid", "any text", "names the application in analytics"),
    app(ANALYTICS, "appdomain", "domain", "names the application's domain in analytics"),
    app(
        KAF,
        "role",
        "viewerRole, privateOnlyRole, adminRole or unmoderatedAdminRole",
        "sets the user's role in the application",
    ),
    app(
        KAF,
        "userContextualRole",
        "0 (manager) to 3 (member)",
        "sets the user's role in the course, category or room",
    ),
    app(KAF, "firstName", "any text", "sets the user's first name"),
    app(KAF, "lastName", "any text", "sets the user's last name"),
    app(KAF, "email", "e-mail address", "sets the user's e-mail address"),
    app(KAF, "userId", "user id", "names the user to the application; the server uses the KS's own user id"),
    app(KAF, "contextId", "category id", "names the course or category that the user enters"),
    app(KAF, "returnUrl", "percent-encoded URL", "sets the page that the application returns to"),
    app(KAF, "entryId", "entry id", "names the entry that the application opens"),
    app(KAF, "locale", "language tag", "sets the language of the user interface"),
    app(KAF, "api", "any text", "selects the application's interface"),
    app(MEETINGS, "eventId", "event id", "names the scheduled event that the user joins"),
    app(MEETINGS, "resourceId", "resource id", "names the room that the user joins"),
    app(MEETINGS, "chatModerator", "true or false", "makes the user a moderator of the chat"),
    app(MEETINGS, "roomModerator", "true or false", "makes the user a moderator of the room"),
    app(MEETINGS, "eventsessioncontextid", "session id", "names the session of a virtual event"),
    app(GENIE, "genieid", "Genie id", "selects a Genie"),
    app(GENIE, "geniegpcid", "configuration id", "selects a Genie configuration"),
    app(GENIE, "agentid", "agent id", "selects an agent"),
    app(GENIE, "genieentryids", "entry id", "restricts the search to this entry"),
    app(GENIE, "geniecategoryid", "category id", "restricts the search to this category"),
    app(
        GENIE,
        "genieancestorid",
        "category id",
        "restricts the search to this category and those below it",
    ),
    PrivilegeInfo::unread(
        "disablechangeaccount",
        Flag,
        "",
        "appears in old guides only; nothing reads it",
    ),
];

/// Returns what is known about a privilege.
#[must_use]
pub fn privilege_info(name: &str) -> Option<&'static PrivilegeInfo> {
    TABLE.iter().find(|info| info.name == name)
}

/// Returns the known name that is most similar to a misspelled one.
#[must_use]
pub fn suggest_name(name: &str) -> Option<&'static str> {
    most_similar(name, TABLE.iter().map(|info| info.name))
}
