//! Advice: what the server will ignore, misread or grant too widely.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::encoding::Version;
use crate::encoding::php::compare as php;
use crate::error::{Result, quote};
use crate::model::{Advice, Expiry, Session, SessionType};
use crate::privilege::restriction::{has_invalid_address, has_star_inside};
use crate::privilege::{ValueKind, privilege_info, suggest_name};
use crate::read::Decoded;

const DAY: i64 = 86_400;
/// Milliseconds since 1973 are more than this, seconds only from the year 5138 on.
const FAR: i64 = 100_000_000_000;

/// Seconds from now are never so many (31 years); Unix seconds of today are more.
const CLOCK: i64 = 1_000_000_000;

/// Advice on a session before it is signed. `now` is the clock in Unix seconds.
///
/// # Errors
///
/// Those of making a KS: what cannot be made needs no advice.
pub fn lint(session: &Session<'_>, now: i64) -> Result<Vec<Advice>> {
    session.validate()?;
    let end = session.expiry.resolve(now)?;
    if session.version == Version::V1 {
        session.privileges.v1_text()?;
    }
    let privileges: Vec<_> = session.privileges.iter().collect();
    let mut advice = lint_view(&View {
        admin: session.session_type == SessionType::Admin,
        anonymous: matches!(session.user_id.as_deref(), None | Some("0")),
        any_user: session.user_id.as_deref() == Some("*"),
        lifetime: end.checked_sub(now),
        end: Some(end),
        version: session.version,
        privileges,
    });
    if let Expiry::In(CLOCK..=FAR) = session.expiry {
        advice.push(Advice::new(
            "expiry_is_a_time",
            "expiry is counted from now and would be decades; for an end in Unix seconds give expires_at".into(),
        ));
    }
    if session.user_id.as_deref().is_some_and(|user| user.trim() != user) {
        advice.push(Advice::new(
            "blanks_in_user",
            "the user id has blanks around it, which are part of it".into(),
        ));
    }
    Ok(advice)
}

impl Decoded {
    /// Advice on a KS that exists. `now` is the clock in Unix seconds; the
    /// lifetime is what is left of it.
    #[must_use]
    pub fn lint(&self, now: i64) -> Vec<Advice> {
        let privileges: Vec<_> = self
            .privileges()
            .map(|(name, value)| (String::from_utf8_lossy(name), String::from_utf8_lossy(value)))
            .collect();
        let mut advice = lint_view(&View {
            admin: self.is_admin(),
            anonymous: self.is_anonymous(),
            any_user: self.user_id().as_deref() == Some("*"),
            lifetime: self.expires_at().and_then(|end| end.checked_sub(now)),
            end: self.expires_at(),
            version: self.version(),
            privileges: privileges.iter().map(|(name, value)| (&**name, value.clone())).collect(),
        });
        if self.expires_at().is_none_or(|end| end <= now) {
            advice.push(Advice::new(
                "expired",
                "the session is over; every call with it is refused. `renew` signs it anew".into(),
            ));
        }
        if self.version() == Version::V1 && self.v1_part_count() < 9 {
            advice.push(Advice::new(
                "v1_open_end",
                "this v1 KS has fewer than the 9 parts that the server itself writes; make it as v2, or with all 9 parts"
                    .into(),
            ));
        }
        advice
    }
}

/// What advice is given on.
struct View<'a> {
    admin: bool,
    anonymous: bool,
    /// The user is `*`.
    any_user: bool,
    lifetime: Option<i64>,
    /// In Unix seconds.
    end: Option<i64>,
    version: Version,
    /// Names with value text.
    privileges: Vec<(&'a str, Cow<'a, str>)>,
}

impl View<'_> {
    fn has(&self, name: &str) -> bool {
        self.privileges.iter().any(|(n, _)| *n == name)
    }

    /// A star is there, as this version spells it.
    fn wildcard(&self) -> bool {
        self.has("*") || (self.version == Version::V2 && self.all_star())
    }

    fn all_star(&self) -> bool {
        self.privileges.iter().any(|(n, v)| *n == "all" && v == "*")
    }
}

fn lint_view(view: &View<'_>) -> Vec<Advice> {
    let mut advice = Vec::new();
    let mut say = |code, message: &str| advice.push(Advice::new(code, message.into()));
    lint_kind(view, &mut say);
    lint_wildcards(view, &mut say);
    for (name, value) in &view.privileges {
        lint_privilege(view, name, value, &mut say);
    }
    advice
}

type Say<'a> = dyn FnMut(&'static str, &str) + 'a;

fn lint_kind(view: &View<'_>, say: &mut Say<'_>) {
    if view.admin {
        say(
            "admin_session",
            "an ADMIN session has unrestricted access to the account; it must not reach an end user, a browser or an app. Use a USER session there",
        );
        if view.lifetime.is_some_and(|seconds| seconds > DAY) {
            say(
                "admin_long_lived",
                "an ADMIN session that lives longer than a day; the server sets a KS made locally no limit, and whoever finds it keeps the account until it ends. Make it when it is needed, for minutes or hours",
            );
        }
    } else if view.lifetime.is_some_and(|seconds| seconds > 30 * DAY) {
        say(
            "long_lived",
            "a session that lives longer than 30 days; it can be ended early only with session.end or by its sessionid group",
        );
    }
    if view.end.is_some_and(|end| end > FAR) {
        say(
            "far_end",
            "the session ends after the year 5000, as if its end was given in milliseconds; it is counted in seconds",
        );
    }
    if view.anonymous && !view.admin {
        if view.has("widget") {
            say(
                "widget_session",
                "a widget session: the server never counts its actions and never takes it for ended",
            );
        } else {
            say(
                "anonymous_session",
                "a session without a user: whoever holds it is nobody in particular, so limits and statistics of a user do not apply",
            );
        }
    }
    if view.any_user {
        say(
            "user_star",
            "the user `*` counts as every user where the server compares users; give the user's own id",
        );
    }
    if view.version == Version::V1 {
        say(
            "v1_readable",
            "a v1 KS is not encrypted: whoever sees it reads the user id and the privileges. Use v2 unless the receiver knows only v1",
        );
    }
}

fn lint_wildcards(view: &View<'_>, say: &mut Say<'_>) {
    if view.wildcard() {
        if view.privileges.len() > 1 {
            say(
                "wildcard_not_alone",
                "`*` (or `all:*`) beside another privilege grants nothing by itself; the other privileges count as they stand. An ADMIN session needs no wildcard; for a USER session name what it may do (sview:0_abc, list:*)",
            );
        } else if !view.admin {
            say(
                "user_wildcard",
                "`*` gives a USER session every privilege that is asked for with a value, editing other users' content among them; name the ones it needs",
            );
        }
    }
    if view.version == Version::V1 && view.all_star() {
        say(
            "all_in_v1",
            "`all:*` is how v2 spells the wildcard; in a v1 KS it grants nothing. Write `*`",
        );
    }
    if view.has("disableentitlement") {
        if view.has("enableentitlement") {
            say(
                "both_entitlements",
                "enableentitlement and disableentitlement are both there; enable wins",
            );
        } else if view.admin {
            say(
                "disableentitlement",
                "disableentitlement makes the listings complete: this session sees entries and categories without entitlement checks, which is what an account that enforces entitlement hides otherwise",
            );
        } else {
            say(
                "user_disableentitlement",
                "disableentitlement lets a USER session see content that it is not entitled to; keep it to ADMIN sessions, or give disableentitlementforentry with the entries",
            );
        }
    }
}

fn lint_privilege(view: &View<'_>, name: &str, value: &str, say: &mut Say<'_>) {
    let Some(info) = privilege_info(name) else {
        let nearest = match suggest_name(name) {
            Some(nearest) => format!("; did you mean {nearest}?"),
            None => String::new(),
        };
        say(
            "unknown_privilege",
            &format!(
                "{} is no privilege that the server knows; it is kept and ignored{nearest}",
                quote(name)
            ),
        );
        return;
    };
    if !info.read_by_server {
        say(
            "unread_privilege",
            &format!("{name} is kept, but the server does not read it ({})", info.meaning),
        );
    }
    if value.is_empty() && info.kind != ValueKind::Flag {
        say(
            "missing_value",
            &format!(
                "{name} without a value {}; write {name}: and {}",
                match name {
                    "iprestrict" | "urirestrict" | "actionslimit" => "refuses every request",
                    _ => "has no effect",
                },
                info.value
            ),
        );
        return;
    }
    if info.kind == ValueKind::Flag && !value.is_empty() && name != "*" {
        say(
            "flag_with_value",
            &format!("{name} is a flag; with a value it is not set. Write {name} alone"),
        );
    }
    if matches!(info.kind, ValueKind::One | ValueKind::Number) && value.contains('/') {
        say(
            "one_value_only",
            &format!(
                "{name} takes one value; the server reads the text before the first '/' or refuses the whole"
            ),
        );
    }
    if info.kind == ValueKind::List
        && value.contains('/')
        && value.split('/').skip(1).any(|v| v == "*")
    {
        say(
            "star_not_first",
            &format!("a star inside the list of {name} matches only itself; write {name}:* alone"),
        );
    }
    if value.trim() != value {
        say(
            "blanks_in_value",
            &format!("the value of {name} has blanks around it, which are part of it"),
        );
    }
    // Other texts and the ids of users may have anything in them.
    let is_id = matches!(info.kind, ValueKind::List | ValueKind::One)
        && !info.value.starts_with("any")
        && !info.value.starts_with("user");
    if is_id && let Some(odd) = value.chars().find(|c| matches!(c, ';' | '|' | ' ' | '%')) {
        say(
            "odd_separator",
            &format!(
                "the value of {name} has {odd:?} in it, which separates nothing there; privileges are joined with ',', values of a list with '/'"
            ),
        );
    }
    match name {
        "actionslimit" => lint_actions_limit(view, value, say),
        "iprestrict" if has_invalid_address(value) => say(
            "iprestrict_range",
            "iprestrict compares whole addresses as text: no ranges, no wildcards, and '/' separates addresses. Write every address",
        ),
        "urirestrict" => {
            for uri in value.split('|') {
                if has_star_inside(uri) {
                    say(
                        "urirestrict_star_inside",
                        "a star inside a urirestrict is taken literally; only one at the end of an alternative matches the rest",
                    );
                } else if !uri.starts_with(['/', '*']) {
                    say(
                        "urirestrict_no_path",
                        "urirestrict is compared with path and query, which begin with '/'; this alternative never matches",
                    );
                }
            }
        }
        "restrictexplicitliveview" => say(
            "restrictexplicitliveview",
            "restrictexplicitliveview takes away the preview of explicit-live streams; guides say the opposite",
        ),
        "sessionid" => say(
            "playback_ignores_revocation",
            "ending the sessionid group logs out API calls; the playback and download pages do not ask whether a session was ended",
        ),
        "setrole" if php::negative(first_text(value)) => say(
            "setrole_negative",
            "a negative setrole is an error (INVALID_SET_ROLE) at every call",
        ),
        "edit" if view.admin => say(
            "admin_needs_no_edit",
            "an ADMIN session may edit everything; edit has no effect on it",
        ),
        "edit" if value.starts_with('*') => say(
            "edit_everything",
            "edit:* lets a USER session change every entry of the account, those of other users too; name the entries",
        ),
        _ => {}
    }
}

fn lint_actions_limit(view: &View<'_>, value: &str, say: &mut Say<'_>) {
    if view.anonymous && view.has("widget") {
        say("widget_not_counted", "the server never counts the actions of a widget session");
        return;
    }
    let limit = first_text(value);
    if limit == b"0" {
        say(
            "actionslimit_zero",
            "actionslimit:0 is an error (INVALID_ACTIONS_LIMIT) at every API call, not `unlimited`; leave it out for no limit",
        );
    } else if !php::positive(limit) {
        say(
            "actionslimit_invalid",
            "actionslimit must be a whole number above 0; this one is an error (INVALID_ACTIONS_LIMIT) at every API call",
        );
    } else {
        say(
            "playback_ignores_actionslimit",
            "actionslimit counts API calls; the playback and download pages neither count nor ask",
        );
    }
}

/// What the server reads of a number: up to a second `:` (docs/ks-format.md 5.5).
fn first_text(value: &str) -> &[u8] {
    value.split(':').next().unwrap_or_default().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privilege::Privileges;

    fn codes(session: Session<'_>) -> Vec<&'static str> {
        lint(&session, 1_700_000_000).unwrap().into_iter().map(|advice| advice.code).collect()
    }

    fn user(privileges: &str) -> Session<'_> {
        Session::user("u").privileges(Privileges::parse(privileges).unwrap())
    }

    #[test]
    fn a_plain_session_needs_no_advice() {
        assert!(codes(user("sview:0_abc,privacycontext:p,enableentitlement")).is_empty());
        assert!(codes(user("edituser:a b,sessionkey:a;b,searchcontext:a|b")).is_empty());
    }

    #[test]
    fn each_advice_is_given_where_it_belongs() {
        for (session, code) in [
            (Session::admin("u"), "admin_session"),
            (Session::admin("u").expiry(DAY + 1), "admin_long_lived"),
            (Session::user("u").expiry(31 * DAY), "long_lived"),
            (Session::user("u").expires_at(1_700_000_000_000), "far_end"),
            (Session::anonymous(), "anonymous_session"),
            (Session::user("*"), "user_star"),
            (Session::user("u").version(Version::V1), "v1_readable"),
            (user("*"), "user_wildcard"),
            (user("all:*,disableentitlement"), "wildcard_not_alone"),
            (user("all:*").version(Version::V1), "all_in_v1"),
            (user("disableentitlement"), "user_disableentitlement"),
            (user("disableentitlement,enableentitlement"), "both_entitlements"),
            (user("appId:x"), "unknown_privilege"),
            (user("appid:x"), "unread_privilege"),
            (user("edit"), "missing_value"),
            (user("enableentitlement:1"), "flag_with_value"),
            (user("setrole:1/2"), "one_value_only"),
            (user("edit:0_a/*"), "star_not_first"),
            (user("actionslimit:0"), "actionslimit_zero"),
            (user("actionslimit:x"), "actionslimit_invalid"),
            (user("actionslimit:4"), "playback_ignores_actionslimit"),
            (user("urirestrict:api_v3/*"), "urirestrict_no_path"),
            (user("restrictexplicitliveview:*"), "restrictexplicitliveview"),
            (user("sessionid:abc"), "playback_ignores_revocation"),
            (user("setrole:-1"), "setrole_negative"),
            (user("setrole:-1.5"), "setrole_negative"),
            (user("edit:*"), "edit_everything"),
            (user("sview:0_a;list:*"), "odd_separator"),
            (Session { user_id: None, ..user("widget:1,actionslimit:0") }, "widget_not_counted"),
            (Session::user("u ").expiry(60), "blanks_in_user"),
            (Session::user("u").expiry(1_893_456_000), "expiry_is_a_time"),
        ] {
            assert!(codes(session.clone()).contains(&code), "{code}: {session:?}");
        }
    }
}
