//! A constructor for each documented privilege, so that editors can complete it.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Privilege;

/// Conversion from one value or several: `"0_abc"`, `["0_a", "0_b"]`, a `Vec` or `"*"`.
pub trait IntoValues {
    /// Converts to a list of texts.
    fn into_values(self) -> Vec<String>;
}

impl IntoValues for &str {
    fn into_values(self) -> Vec<String> {
        [self.to_string()].into()
    }
}

impl IntoValues for &String {
    fn into_values(self) -> Vec<String> {
        [self.clone()].into()
    }
}

impl IntoValues for String {
    fn into_values(self) -> Vec<String> {
        [self].into()
    }
}

impl<S: ToString, const N: usize> IntoValues for [S; N] {
    fn into_values(self) -> Vec<String> {
        self.iter().map(ToString::to_string).collect()
    }
}

impl<S: ToString> IntoValues for &[S] {
    fn into_values(self) -> Vec<String> {
        self.iter().map(ToString::to_string).collect()
    }
}

impl<S: ToString> IntoValues for &Vec<S> {
    fn into_values(self) -> Vec<String> {
        self.as_slice().into_values()
    }
}

impl<S: ToString> IntoValues for Vec<S> {
    fn into_values(self) -> Vec<String> {
        self.iter().map(ToString::to_string).collect()
    }
}

macro_rules! flags {
    ($($(#[$doc:meta])* $function:ident = $name:literal;)*) => {
        impl Privilege {
            $($(#[$doc])* #[must_use] pub fn $function() -> Self {
                Self { name: $name.to_string(), values: Vec::new() }
            })*
        }
        #[cfg(test)]
        pub(super) const FLAGS: &[&str] = &[$($name),*];
    };
}

macro_rules! ones {
    ($($(#[$doc:meta])* $function:ident($argument:ident: $type:ty) = $name:literal;)*) => {
        impl Privilege {
            $($(#[$doc])* #[must_use] pub fn $function($argument: $type) -> Self {
                Self { name: $name.to_string(), values: [$argument.to_string()].into() }
            })*
        }
        #[cfg(test)]
        pub(super) const ONES: &[&str] = &[$($name),*];
    };
}

macro_rules! lists {
    ($($(#[$doc:meta])* $function:ident($argument:ident) = $name:literal;)*) => {
        impl Privilege {
            $($(#[$doc])* #[must_use] pub fn $function($argument: impl IntoValues) -> Self {
                Self { name: $name.to_string(), values: $argument.into_values() }
            })*
        }
        #[cfg(test)]
        pub(super) const LISTS: &[&str] = &[$($name),*];
    };
}

flags! {
    /// Creates `*`: every privilege that the server checks with a value, if it is the only privilege.
    all = "*";
    /// Creates `enableentitlement`: enforces entitlement, regardless of the account's default.
    enable_entitlement = "enableentitlement";
    /// Creates `disableentitlement`: skips entitlement checks. Use it in ADMIN sessions.
    disable_entitlement = "disableentitlement";
    /// Creates `enablecategorymoderation`: new category entries wait for approval.
    enable_category_moderation = "enablecategorymoderation";
    /// Creates `enablecaptionmoderation`: new captions stay hidden until they are approved.
    enable_caption_moderation = "enablecaptionmoderation";
    /// Creates `disablesessiontypecheck`: passes the session-type condition of access control.
    disable_session_type_check = "disablesessiontypecheck";
}

ones! {
    /// Creates `setrole`: replaces the user's roles with one, given by id or system name.
    set_role(role: impl ToString) = "setrole";
    /// Creates `restrictingrole`: removes the permissions of a role.
    restricting_role(role: impl ToString) = "restrictingrole";
    /// Creates `privacycontext`: sets the privacy context of the session.
    privacy_context(context: impl ToString) = "privacycontext";
    /// Creates `disableentitlementforplaylist`: skips entitlement checks for a playlist and its entries.
    disable_entitlement_for_playlist(playlist_id: impl ToString) = "disableentitlementforplaylist";
    /// Creates `actionslimit`: limits the number of API calls. Playback pages do not count, and
    /// the server rejects 0.
    actions_limit(calls: u32) = "actionslimit";
    /// Creates `sessionid`: a group of sessions that are ended together.
    session_id(id: impl ToString) = "sessionid";
    /// Creates `limitentry`: restricts writing cue points and metadata to one entry.
    limit_entry(entry_id: impl ToString) = "limitentry";
    /// Creates `editplaylist`: allows editing the entries of a playlist.
    edit_playlist(playlist_id: impl ToString) = "editplaylist";
    /// Creates `sviewplaylist`: allows playing the protected entries of a playlist.
    sview_playlist(playlist_id: impl ToString) = "sviewplaylist";
    /// Creates `reftime`: the Unix time that relative times refer to.
    ref_time(unix: i64) = "reftime";
    /// Creates `sessionkey`: keeps queries on the same search back end.
    session_key(key: impl ToString) = "sessionkey";
    /// Creates `preview`: limits a download to this number of bytes.
    preview(bytes: u64) = "preview";
    /// Creates `virtualeventid`: the virtual event of the request.
    virtual_event_id(id: impl ToString) = "virtualeventid";
    /// Creates `searchcontext`: a separate search history.
    search_context(context: impl ToString) = "searchcontext";
    /// Creates `appid`: the application's name, for analytics.
    app_id(id: impl ToString) = "appid";
}

lists! {
    /// Creates `sview`: allows playing protected entries. Takes entry ids, or `*`.
    sview(entries) = "sview";
    /// Creates `edit`: allows editing objects of other owners. Takes entry ids, or `*`.
    edit(entries) = "edit";
    /// Creates `list`: allows listing content of other owners. Takes `*`, or an entry id for
    /// its cue points.
    list(entries) = "list";
    /// Creates `download`: allows downloads. Takes entry ids, file names, job ids, or `*`.
    download(entries) = "download";
    /// Creates `downloadasset`: allows downloads past flavor limits. Takes asset ids, or `*`.
    download_asset(assets) = "downloadasset";
    /// Creates `disableentitlementforentry`: skips entitlement checks for these entries.
    disable_entitlement_for_entry(entries) = "disableentitlementforentry";
    /// Creates `iprestrict`: restricts the KS to these IP addresses. Ranges are not supported.
    ip_restrict(addresses) = "iprestrict";
    /// Creates `urirestrict`: restricts the KS to these request URIs (path and query). `*` at the
    /// end of a URI matches any text that follows.
    uri_restrict(uris) = "urirestrict";
    /// Creates `enablechangeaccount`: restricts the accounts that the KS can log in to. Takes
    /// partner ids, or `*`.
    enable_change_account(partners) = "enablechangeaccount";
    /// Creates `edituser`: allows a non-admin to assign entries to these users. Takes user ids,
    /// or `*`.
    edit_user(users) = "edituser";
    /// Creates `editcuepoint`: allows editing these cue points. Takes cue point ids, or `*`.
    edit_cue_point(cue_points) = "editcuepoint";
}
