//! What is known about one privilege: its values, who reads it, and how the
//! server decides whether a KS grants it.

/// What may follow the colon of a privilege.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ValueKind {
    /// Nothing. With a value, the flag is not set.
    Flag,
    /// One value.
    One,
    /// One whole number.
    Number,
    /// One text, in which `/` has no meaning.
    Text,
    /// One value or several, joined with `/`.
    List,
    /// One value or several, joined with `|`, because each may contain `/`.
    UriList,
}

impl ValueKind {
    /// Returns the character that joins the values of a list.
    #[must_use]
    pub fn separator(self) -> Option<char> {
        match self {
            Self::List => Some('/'),
            Self::UriList => Some('|'),
            _ => None,
        }
    }
}

/// How the server decides whether a KS grants a privilege (docs/ks-format.md 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DecidedBy {
    /// The server's `verifyPrivileges` searches the privilege text. A lone `*`,
    /// `name:*` and longer values satisfy it.
    VerifyPrivileges,
    /// `verifyPrivileges` is called with the value `*` only. Other values have no
    /// effect.
    StarOnly,
    /// The server looks for an element that is the name alone. No wildcard grants
    /// it, and with a value it does not count.
    WholeElement,
    /// The server reads the values of this exact name. No wildcard grants it.
    Name,
    /// The API server does not read it.
    NotRead,
}

/// One row of the [table](super::TABLE).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PrivilegeInfo {
    /// The name, which is case-sensitive.
    pub name: &'static str,
    /// What may follow the colon.
    pub kind: ValueKind,
    /// The value in words. Empty for a flag.
    pub value: &'static str,
    /// What the privilege does, in one sentence.
    pub meaning: &'static str,
    /// Whether callers of `appToken.startSession` cannot set it.
    pub reserved: bool,
    /// Whether the API server reads it. It keeps and ignores the others.
    pub read_by_server: bool,
    /// The Kaltura application that reads it, if the API server does not.
    pub read_by_application: Option<&'static str>,
    /// How the server decides whether a KS grants it.
    pub decided_by: DecidedBy,
    /// Whether an ADMIN session passes before the server looks at the privilege.
    pub admin_passes: bool,
}

impl PrivilegeInfo {
    pub(super) const fn new(
        name: &'static str,
        kind: ValueKind,
        decided_by: DecidedBy,
        value: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            value,
            meaning,
            reserved: false,
            read_by_server: true,
            read_by_application: None,
            decided_by,
            admin_passes: false,
        }
    }

    /// A privilege that the API server does not read.
    pub(super) const fn unread(
        name: &'static str,
        kind: ValueKind,
        value: &'static str,
        meaning: &'static str,
    ) -> Self {
        let row = Self::new(name, kind, DecidedBy::NotRead, value, meaning);
        Self { read_by_server: false, ..row }
    }

    /// A privilege that only one of Kaltura's applications reads.
    pub(super) const fn application(
        application: &'static str,
        name: &'static str,
        value: &'static str,
        meaning: &'static str,
    ) -> Self {
        let row = Self::unread(name, ValueKind::Text, value, meaning);
        Self { read_by_application: Some(application), ..row }
    }

    /// Callers of `appToken.startSession` cannot set it.
    pub(super) const fn reserved(self) -> Self {
        Self { reserved: true, ..self }
    }

    /// An ADMIN session passes before the server looks at it.
    pub(super) const fn admin_passes(self) -> Self {
        Self { admin_passes: true, ..self }
    }
}
