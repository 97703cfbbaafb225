//! The statuses of the server's session check (docs/ks-format.md 5.1).

use core::fmt;

/// The status that the server assigns to a KS, with its numbers and names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// 1: valid.
    Ok,
    /// 0: unknown without the revocation store.
    Unknown,
    /// -1: not a KS, a bad signature, or an unknown partner.
    InvalidStr,
    /// -2: the KS belongs to another partner.
    InvalidPartner,
    /// -3: the KS belongs to another user.
    InvalidUser,
    /// -4: the KS does not have the required type.
    InvalidType,
    /// -5: at or past its expiry.
    Expired,
    /// -6: ended by `session.end` or with its group.
    Logout,
    /// -7: an invalid light KS.
    InvalidLks,
    /// -8: its action limit is used up.
    ExceededActionsLimit,
    /// -9: `iprestrict` does not allow the client's address.
    ExceededRestrictedIp,
    /// -11: `urirestrict` does not allow the request URI.
    ExceededRestrictedUri,
}

impl Status {
    /// Every status, in the order of the server's numbers.
    pub const ALL: &'static [Self] = &[
        Self::Ok,
        Self::Unknown,
        Self::InvalidStr,
        Self::InvalidPartner,
        Self::InvalidUser,
        Self::InvalidType,
        Self::Expired,
        Self::Logout,
        Self::InvalidLks,
        Self::ExceededActionsLimit,
        Self::ExceededRestrictedIp,
        Self::ExceededRestrictedUri,
    ];

    /// Returns the server's number.
    #[must_use]
    pub fn number(self) -> i8 {
        match self {
            Self::Ok => 1,
            Self::Unknown => 0,
            Self::InvalidStr => -1,
            Self::InvalidPartner => -2,
            Self::InvalidUser => -3,
            Self::InvalidType => -4,
            Self::Expired => -5,
            Self::Logout => -6,
            Self::InvalidLks => -7,
            Self::ExceededActionsLimit => -8,
            Self::ExceededRestrictedIp => -9,
            Self::ExceededRestrictedUri => -11,
        }
    }

    /// Returns the server's name, which is the first argument of an `INVALID_KS` error.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Unknown => "UNKNOWN",
            Self::InvalidStr => "INVALID_STR",
            Self::InvalidPartner => "INVALID_PARTNER",
            Self::InvalidUser => "INVALID_USER",
            Self::InvalidType => "INVALID_TYPE",
            Self::Expired => "EXPIRED",
            Self::Logout => "LOGOUT",
            Self::InvalidLks => "INVALID_LKS",
            Self::ExceededActionsLimit => "EXCEEDED_ACTIONS_LIMIT",
            Self::ExceededRestrictedIp => "EXCEEDED_RESTRICTED_IP",
            Self::ExceededRestrictedUri => "EXCEEDED_RESTRICTED_URI",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Serializes as `{"number", "name"}`.
#[cfg(feature = "serde")]
impl serde::Serialize for Status {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let mut status = serializer.serialize_struct("Status", 2)?;
        status.serialize_field("number", &self.number())?;
        status.serialize_field("name", self.name())?;
        status.end()
    }
}
