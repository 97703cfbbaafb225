//! Which privileges a KS grants, and which of the server's rules decides.
//!
//! The server decides in different places and in different ways; the privilege
//! table records which one applies ([`DecidedBy`]).

use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::String;

use crate::encoding::php::compare;
use crate::error::{quote, quote_bytes};
use crate::privilege::{DecidedBy, PrivilegeInfo, ValueKind, privilege_info};
use crate::read::{Decoded, split_like_server};

/// The rule that decided whether a privilege is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum GrantRule {
    /// The server does not accept the KS, so it grants nothing.
    NotAccepted,
    /// An ADMIN session passes before the server looks at the privilege.
    AdminPasses,
    /// The lone `*`, which grants every value that `verifyPrivileges` checks.
    Wildcard,
    /// The server's `verifyPrivileges`, which searches the privilege text.
    VerifyPrivileges,
    /// `verifyPrivileges` with the value `*` only.
    StarOnly,
    /// An element that is the name alone.
    WholeElement,
    /// The values of this exact name.
    Name,
    /// The API server does not read this privilege.
    NotRead,
}

impl GrantRule {
    /// Every rule.
    pub const ALL: &'static [Self] = &[
        Self::NotAccepted,
        Self::AdminPasses,
        Self::Wildcard,
        Self::VerifyPrivileges,
        Self::StarOnly,
        Self::WholeElement,
        Self::Name,
        Self::NotRead,
    ];

    /// Returns the rule's stable name, such as `verify_privileges`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotAccepted => "not_accepted",
            Self::AdminPasses => "admin_passes",
            Self::Wildcard => "wildcard",
            Self::VerifyPrivileges => "verify_privileges",
            Self::StarOnly => "star_only",
            Self::WholeElement => "whole_element",
            Self::Name => "name",
            Self::NotRead => "not_read",
        }
    }
}

/// Whether a KS grants one privilege, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Grant {
    /// The requested name.
    pub name: String,
    /// The requested value, if any.
    pub value: Option<String>,
    /// Whether the server would allow what the privilege is for.
    pub granted: bool,
    /// The rule that decided.
    pub rule: GrantRule,
    /// Why, in a sentence.
    pub reason: String,
}

impl Grant {
    /// The answer for a KS that the server does not accept.
    pub(super) fn not_accepted(name: &str, value: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            value: value.map(ToOwned::to_owned),
            granted: false,
            rule: GrantRule::NotAccepted,
            reason: "the server does not accept the KS, so it grants nothing".into(),
        }
    }
}

impl Decoded {
    /// Runs the server's `verifyPrivileges` (docs/ks-format.md 7.1), except for the
    /// parts that need its database (playlists and redirected entries). No value, an
    /// empty value and `0` search for the name alone.
    ///
    /// For most privileges, the server applies other rules as well.
    /// [`grants`](Self::grants) applies those too.
    #[must_use]
    pub fn verify_privileges(&self, name: &str, value: Option<&str>) -> bool {
        Evaluation::new(self).verify(name, value)
    }

    /// Returns `true` if the server would allow what the privilege is for: by
    /// `verifyPrivileges`, by the exact name, or because the session is ADMIN,
    /// depending on the privilege.
    #[must_use]
    pub fn grants(&self, name: &str, value: Option<&str>) -> bool {
        self.grant(name, value).granted
    }

    /// Decides whether the KS grants a privilege, and says by which rule.
    #[must_use]
    pub fn grant(&self, name: &str, value: Option<&str>) -> Grant {
        Evaluation::new(self).grant(name, value)
    }
}

/// A KS prepared for several privilege checks.
pub(super) struct Evaluation<'k> {
    ks: &'k Decoded,
    text: Cow<'k, [u8]>,
}

type Answer = (bool, GrantRule, Cow<'static, str>);

impl<'k> Evaluation<'k> {
    pub(super) fn new(ks: &'k Decoded) -> Self {
        Self { text: ks.privileges_text(), ks }
    }

    fn verify(&self, name: &str, value: Option<&str>) -> bool {
        let Some(value) = value.filter(|value| compare::truthy(value.as_bytes())) else {
            return compare::contains(&self.text, name.as_bytes());
        };
        self.is_wildcard()
            || compare::contains(&self.text, format!("{name}:*").as_bytes())
            || compare::contains(&self.text, format!("{name}:{value}").as_bytes())
            || self.ks.privilege(name).is_some_and(|granted| {
                split_like_server(granted).any(|granted| compare::equal(granted, value.as_bytes()))
            })
    }

    pub(super) fn grant(&self, name: &str, value: Option<&str>) -> Grant {
        let asked = value.filter(|value| !value.is_empty());
        let (granted, rule, reason) = self.decide(name, asked);
        Grant {
            name: name.to_owned(),
            value: value.map(ToOwned::to_owned),
            granted,
            rule,
            reason: reason.into_owned(),
        }
    }

    fn decide(&self, name: &str, value: Option<&str>) -> Answer {
        if name == "*" || (name == "all" && value.is_none_or(|value| value == "*")) {
            return self.lone_star();
        }
        let Some(info) = privilege_info(name) else { return self.unknown(name, value) };
        if info.admin_passes && self.ks.is_admin() {
            let reason = format!("an ADMIN session passes before the server looks at {name}");
            return (true, GrantRule::AdminPasses, reason.into());
        }
        match info.decided_by {
            DecidedBy::VerifyPrivileges => self.by_verify(name, value),
            DecidedBy::StarOnly => self.by_star(name),
            DecidedBy::WholeElement => self.by_element(name, value),
            DecidedBy::Name => self.by_name(info, value),
            DecidedBy::NotRead => self.not_read(info, value),
        }
    }

    fn is_wildcard(&self) -> bool {
        *self.text == *b"*"
    }

    fn has_star(&self) -> bool {
        self.ks.privilege("*").is_some() || self.ks.privilege("all").is_some_and(|v| v == b"*")
    }

    fn lone_star(&self) -> Answer {
        let reason = if self.is_wildcard() {
            "`*` is the only privilege, so it grants every privilege that the server checks with a value"
        } else if self.has_star() {
            "`*` is a wildcard only if it is the only privilege"
        } else {
            "the KS has no wildcard"
        };
        (self.is_wildcard(), GrantRule::Wildcard, reason.into())
    }

    fn unknown(&self, name: &str, value: Option<&str>) -> Answer {
        let granted = match value {
            Some(_) => self.verify(name, value),
            None => self.ks.privilege(name).is_some(),
        };
        let reason = format!(
            "no rule of the server reads {}; an access control profile may require it",
            quote(name)
        );
        (granted, GrantRule::VerifyPrivileges, reason.into())
    }

    fn by_verify(&self, name: &str, value: Option<&str>) -> Answer {
        if self.is_wildcard() {
            let reason = format!("`*` is the only privilege, so it grants every value of {name}");
            return (true, GrantRule::Wildcard, reason.into());
        }
        let rule = GrantRule::VerifyPrivileges;
        let Some(value) = value.filter(|value| compare::truthy(value.as_bytes())) else {
            let granted = self.ks.privilege(name).is_some();
            return (granted, rule, carries(name, granted).into());
        };
        if !self.verify(name, Some(value)) {
            return (false, rule, self.refusal(name, value).into());
        }
        let of_name = self.ks.privilege(name).unwrap_or_default();
        let reason = if compare::contains(&self.text, format!("{name}:*").as_bytes()) {
            format!("{name}:* grants every value")
        } else if split_like_server(of_name)
            .any(|granted| compare::equal(granted, value.as_bytes()))
        {
            format!("the KS carries {name} with this value")
        } else {
            format!(
                "the server searches the privilege text for {}, and a longer privilege contains it",
                quote(&format!("{name}:{value}"))
            )
        };
        (true, rule, reason.into())
    }

    fn refusal(&self, name: &str, value: &str) -> String {
        let playlist = match name {
            "edit" => self.ks.privilege("editplaylist"),
            "sview" => self.ks.privilege("sviewplaylist"),
            _ => None,
        };
        if let Some(playlist) = playlist {
            return format!(
                "the KS does not carry {name} with this value. It depends on whether the playlist {} contains the entry, which only the server knows",
                quote_bytes(playlist)
            );
        }
        if self.has_star() {
            return format!(
                "`*` is a wildcard only if it is the only privilege, and the KS does not carry {}",
                quote(&format!("{name}:{value}"))
            );
        }
        format!("the KS carries neither {} nor {name}:*", quote(&format!("{name}:{value}")))
    }

    fn by_star(&self, name: &str) -> Answer {
        let granted = self.verify(name, Some("*"));
        let reason = if granted {
            format!("the server checks for {name}:*, which the KS grants")
        } else {
            format!("the server checks only for {name}:*, which the KS does not grant")
        };
        (granted, GrantRule::StarOnly, reason.into())
    }

    fn by_element(&self, name: &str, value: Option<&str>) -> Answer {
        let rule = GrantRule::WholeElement;
        let has = |name: &str| self.text.split(|&b| b == b',').any(|e| e == name.as_bytes());
        if value.is_some() {
            let reason = format!("{name} is a flag: the server looks for {name} without a value");
            return (false, rule, reason.into());
        }
        if name == "disableentitlement" && has("enableentitlement") && has(name) {
            return (false, rule, "enableentitlement takes precedence".into());
        }
        let granted = has(name);
        let reason = match self.ks.privilege(name) {
            _ if granted => format!("the KS carries the flag {name}"),
            Some(_) => format!("the KS carries {name} with a value, so the flag is not set"),
            None => format!(
                "the KS does not carry the flag {name}; neither a wildcard nor a longer name sets it"
            ),
        };
        (granted, rule, reason.into())
    }

    fn by_name(&self, info: &PrivilegeInfo, value: Option<&str>) -> Answer {
        let name = info.name;
        let rule = GrantRule::Name;
        let Some(held) = self.ks.privilege(name) else {
            let reason = format!(
                "the KS does not carry {name}; the server reads it by its exact name, so no wildcard grants it"
            );
            return (false, rule, reason.into());
        };
        let Some(value) = value else {
            return (true, rule, carries(name, true).into());
        };
        let value = value.as_bytes();
        let granted = match (info.kind, name) {
            (ValueKind::Text, _) => self.first_text(name) == Some(value),
            (ValueKind::UriList, _) => held.split(|&b| b == b'|').any(|uri| uri == value),
            (ValueKind::List, _) | (_, "editplaylist" | "sviewplaylist") => {
                split_like_server(held).any(|held| held == value)
            }
            _ => split_like_server(held).next() == Some(value) || held == value,
        };
        let reason = if granted {
            format!("the KS carries {name} with this value")
        } else {
            format!(
                "the KS carries {name} with the value {}; the server compares whole values",
                quote_bytes(held)
            )
        };
        (granted, rule, reason.into())
    }

    /// The text behind the first colon of the first element with this name.
    fn first_text(&self, name: &str) -> Option<&[u8]> {
        self.text
            .split(|&b| b == b',')
            .find_map(|element| element.strip_prefix(name.as_bytes())?.strip_prefix(b":"))
    }

    fn not_read(&self, info: &PrivilegeInfo, value: Option<&str>) -> Answer {
        let name = info.name;
        let held = self.ks.privilege(name);
        let granted = match value {
            None => held.is_some(),
            Some(value) => held == Some(value.as_bytes()),
        };
        let reader = match info.read_by_application {
            Some(application) => format!("{application} reads it, not the API server"),
            None => "the API server does not read it".to_owned(),
        };
        let reason = format!("{}; {reader}", carries(name, held.is_some()));
        (granted, GrantRule::NotRead, reason.into())
    }
}

fn carries(name: &str, carries: bool) -> String {
    format!("the KS {} {}", if carries { "carries" } else { "does not carry" }, quote_name(name))
}

/// Known names need no quotes. Other names can contain any character.
fn quote_name(name: &str) -> Cow<'_, str> {
    if privilege_info(name).is_some() { name.into() } else { quote(name).into() }
}
