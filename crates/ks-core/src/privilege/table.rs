//! The privileges that the server, the guides and the SDKs know.
//!
//! Facts: docs/ks-format.md 7.2, read in kaltura/server at c447fdb (27 Apr 2026).

use crate::encoding::similar::most_similar;

/// What stands after a privilege's colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ValueKind {
    /// Nothing: the bare name. With a value the flag is not set.
    Flag,
    /// One value.
    One,
    /// One whole number.
    Number,
    /// Text in which `/` has no meaning.
    Text,
    /// One value or several, joined with `/`.
    List,
    /// One value or several, joined with `|`, because each may hold `/`.
    UriList,
}

impl ValueKind {
    /// What joins the values of a list.
    #[must_use]
    pub fn separator(self) -> Option<char> {
        match self {
            Self::List => Some('/'),
            Self::UriList => Some('|'),
            _ => None,
        }
    }
}

/// One row of the [table](TABLE).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PrivilegeInfo {
    /// The name; upper and lower case differ.
    pub name: &'static str,
    /// What may follow the colon.
    pub kind: ValueKind,
    /// The value in words; empty for a flag.
    pub value: &'static str,
    /// What it does, in one sentence.
    pub meaning: &'static str,
    /// Whether callers of `appToken.startSession` cannot set it.
    pub reserved: bool,
    /// Whether the server reads it. The others are kept and ignored.
    pub read_by_server: bool,
}

/// What is known of a privilege.
#[must_use]
pub fn privilege_info(name: &str) -> Option<&'static PrivilegeInfo> {
    TABLE.iter().find(|info| info.name == name)
}

/// Returns the known name that is most similar to a misspelled one.
#[must_use]
pub fn suggest_name(name: &str) -> Option<&'static str> {
    most_similar(name, TABLE.iter().map(|info| info.name))
}

const fn info(
    name: &'static str,
    kind: ValueKind,
    value: &'static str,
    meaning: &'static str,
) -> PrivilegeInfo {
    PrivilegeInfo { name, kind, value, meaning, reserved: false, read_by_server: true }
}

const fn reserved(
    name: &'static str,
    kind: ValueKind,
    value: &'static str,
    meaning: &'static str,
) -> PrivilegeInfo {
    PrivilegeInfo { reserved: true, ..info(name, kind, value, meaning) }
}

const fn unread(
    name: &'static str,
    kind: ValueKind,
    value: &'static str,
    meaning: &'static str,
) -> PrivilegeInfo {
    PrivilegeInfo { read_by_server: false, ..info(name, kind, value, meaning) }
}

use ValueKind::{Flag, List, Number, One, Text, UriList};

/// Every documented privilege, the most used first.
pub const TABLE: &[PrivilegeInfo] = &[
    info(
        "*",
        Flag,
        "",
        "grants every privilege that is asked for with a value, but only when it stands alone",
    ),
    info("all", One, "`*`", "`all:*` is how a v2 KS spells `*`; the same holds"),
    reserved(
        "sview",
        List,
        "entry id, `/` list, or `*`",
        "play these entries though they are protected, unapproved or not yet scheduled; for a child entry give the parent's id",
    ),
    reserved(
        "edit",
        List,
        "entry id, `/` list, or `*`",
        "change these objects of other owners; admin sessions need it not",
    ),
    reserved(
        "list",
        List,
        "`*`, or an entry id for its cue points",
        "list content of other owners; an entry id opens the cue points of that entry",
    ),
    reserved(
        "download",
        List,
        "entry id, file name, job id, `/` list, or `*`",
        "download these; the CSV export asks for it even of admins",
    ),
    reserved(
        "downloadasset",
        List,
        "asset id, `/` list, or `*`",
        "download these assets past flavor limits",
    ),
    reserved("setrole", One, "role id or system name", "replaces the user's roles with this one"),
    reserved(
        "restrictingrole",
        One,
        "role id or global system name",
        "takes the permissions of this role away; an unknown role is silently ignored",
    ),
    reserved(
        "privacycontext",
        Text,
        "one privacy context",
        "sets the privacy context of the session; one only",
    ),
    reserved(
        "enableentitlement",
        Flag,
        "",
        "checks entitlement, whatever the account's default; wins over disableentitlement",
    ),
    reserved(
        "disableentitlement",
        Flag,
        "",
        "sees content without entitlement checks, whatever the account's default",
    ),
    reserved(
        "disableentitlementforentry",
        List,
        "entry id or `/` list",
        "no entitlement checks for these entries",
    ),
    reserved(
        "disableentitlementforplaylist",
        One,
        "playlist id",
        "no entitlement checks for this static or path playlist and its entries",
    ),
    reserved(
        "actionslimit",
        Number,
        "whole number above 0",
        "allows so many API calls; playback pages do not count, and 0 is an error, not `unlimited`",
    ),
    reserved(
        "iprestrict",
        List,
        "IP address or `/` list",
        "only from these client addresses; no ranges, no wildcards; holds for admins too",
    ),
    reserved(
        "urirestrict",
        UriList,
        "request URI, `|` list; `*` at the end matches any rest",
        "only for these request URIs (path and query); holds for admins too",
    ),
    reserved(
        "sessionid",
        One,
        "any id",
        "groups sessions, so that ending one logs out all with this id",
    ),
    reserved("limitentry", One, "entry id", "writes cue points and metadata of this entry only"),
    reserved("editplaylist", One, "playlist id", "change the entries of this playlist"),
    reserved(
        "sviewplaylist",
        One,
        "playlist id",
        "play the entries of this playlist though they are protected",
    ),
    reserved("enablecategorymoderation", Flag, "", "new category entries wait for approval"),
    reserved(
        "enablecaptionmoderation",
        Flag,
        "",
        "new captions stay hidden until they are approved",
    ),
    reserved("reftime", Number, "Unix seconds", "what counts as now for relative times"),
    reserved("sessionkey", One, "any text", "keeps queries on the same search back end"),
    reserved(
        "preview",
        Number,
        "bytes",
        "cuts a download to so many bytes, unless access control sets a preview",
    ),
    reserved("jobtype", Number, "job type", "for Kaltura's batch workers (partner -1)"),
    reserved("apptoken", One, "app token id", "a trace of the app token that started the session"),
    reserved(
        "enablechangeaccount",
        List,
        "partner id, `/` list, or `*`",
        "log in to these accounts with this KS; when present, to no others",
    ),
    reserved(
        "edituser",
        List,
        "user id, `/` list, or `*`",
        "a non-admin may give entries to these users",
    ),
    reserved("editadmintags", One, "`*`", "a non-admin may set admin tags"),
    reserved(
        "restrictexplicitliveview",
        One,
        "`*`",
        "takes away the preview of explicit-live streams; guides say the opposite",
    ),
    reserved("virtualeventid", One, "virtual event id", "the virtual event of the request"),
    reserved("searchcontext", Text, "any text", "keeps the search history apart"),
    reserved(
        "disablesessiontypecheck",
        Flag,
        "",
        "passes the session-type condition of access control",
    ),
    info("widget", One, "`1`", "marks a widget session: not counted, never revoked"),
    info("view", List, "`*`", "an old mark in widget sessions; nothing asks for it"),
    info("caption", One, "entry id", "serves captions; made by the server itself"),
    info("editcuepoint", List, "cue point id, `/` list, or `*`", "change these cue points"),
    info("playReadyBeginDate", Number, "Unix seconds", "begin of a PlayReady licence"),
    info("playReadyExpirationDate", Number, "Unix seconds", "end of a PlayReady licence"),
    unread("appid", One, "any text", "names the application, for analytics"),
    unread("appdomain", One, "domain", "names the application's domain, for analytics"),
    unread("genieid", One, "genie id", "for Kaltura's Genie service"),
    unread("eventsessioncontextid", One, "session id", "for Kaltura's virtual events"),
    unread(
        "userId",
        One,
        "user id",
        "for applications; the server takes the user from the KS itself",
    ),
    unread("disablechangeaccount", Flag, "", "in old guides only"),
];
