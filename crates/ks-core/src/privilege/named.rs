//! A constructor for each documented privilege, so that an editor completes it.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Privilege;

/// One value or several: `"0_abc"`, `["0_a", "0_b"]`, a `Vec` or `"*"`.
pub trait Values {
    /// The values as text.
    fn into_values(self) -> Vec<String>;
}

impl Values for &str {
    fn into_values(self) -> Vec<String> {
        [self.to_string()].into()
    }
}

impl Values for &String {
    fn into_values(self) -> Vec<String> {
        [self.clone()].into()
    }
}

impl Values for String {
    fn into_values(self) -> Vec<String> {
        [self].into()
    }
}

impl<S: ToString, const N: usize> Values for [S; N] {
    fn into_values(self) -> Vec<String> {
        self.iter().map(ToString::to_string).collect()
    }
}

impl<S: ToString> Values for &[S] {
    fn into_values(self) -> Vec<String> {
        self.iter().map(ToString::to_string).collect()
    }
}

impl<S: ToString> Values for &Vec<S> {
    fn into_values(self) -> Vec<String> {
        self.as_slice().into_values()
    }
}

impl<S: ToString> Values for Vec<S> {
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
            $($(#[$doc])* #[must_use] pub fn $function($argument: impl Values) -> Self {
                Self { name: $name.to_string(), values: $argument.into_values() }
            })*
        }
        #[cfg(test)]
        pub(super) const LISTS: &[&str] = &[$($name),*];
    };
}

flags! {
    /// `*`: every privilege that is asked for with a value, when it stands alone.
    all = "*";
    /// Checks entitlement, whatever the account's default.
    enable_entitlement = "enableentitlement";
    /// Sees content without entitlement checks. For admin sessions.
    disable_entitlement = "disableentitlement";
    /// New category entries wait for approval.
    enable_category_moderation = "enablecategorymoderation";
    /// New captions stay hidden until they are approved.
    enable_caption_moderation = "enablecaptionmoderation";
    /// Passes the session-type condition of access control.
    disable_session_type_check = "disablesessiontypecheck";
}

ones! {
    /// Replaces the user's roles with this one: a role id or system name.
    set_role(role: impl ToString) = "setrole";
    /// Takes the permissions of this role away.
    restricting_role(role: impl ToString) = "restrictingrole";
    /// Sets the privacy context of the session.
    privacy_context(context: impl ToString) = "privacycontext";
    /// No entitlement checks for this playlist and its entries.
    disable_entitlement_for_playlist(playlist_id: impl ToString) = "disableentitlementforplaylist";
    /// Allows so many API calls; playback pages do not count. 0 is an error at the server.
    actions_limit(calls: u32) = "actionslimit";
    /// Groups sessions that are ended together.
    session_id(id: impl ToString) = "sessionid";
    /// Writes cue points and metadata of this entry only.
    limit_entry(entry_id: impl ToString) = "limitentry";
    /// Change the entries of this playlist.
    edit_playlist(playlist_id: impl ToString) = "editplaylist";
    /// Play the entries of this playlist though they are protected.
    sview_playlist(playlist_id: impl ToString) = "sviewplaylist";
    /// What counts as now for relative times, in Unix seconds.
    ref_time(unix: i64) = "reftime";
    /// Keeps queries on the same search back end.
    session_key(key: impl ToString) = "sessionkey";
    /// Cuts a download to so many bytes.
    preview(bytes: u64) = "preview";
    /// The virtual event of the request.
    virtual_event_id(id: impl ToString) = "virtualeventid";
    /// Keeps the search history apart.
    search_context(context: impl ToString) = "searchcontext";
    /// Names the application, for analytics.
    app_id(id: impl ToString) = "appid";
}

lists! {
    /// Play these entries though they are protected: entry ids, or `*`.
    sview(entries) = "sview";
    /// Change these objects of other owners: entry ids, or `*`.
    edit(entries) = "edit";
    /// List content of other owners: `*`, or an entry id for its cue points.
    list(entries) = "list";
    /// Download these: entry ids, file names, job ids, or `*`.
    download(entries) = "download";
    /// Download these assets past flavor limits: asset ids, or `*`.
    download_asset(assets) = "downloadasset";
    /// No entitlement checks for these entries.
    disable_entitlement_for_entry(entries) = "disableentitlementforentry";
    /// Only from these IP addresses. No ranges.
    ip_restrict(addresses) = "iprestrict";
    /// Only for these request URIs (path and query); `*` at the end of one matches any rest.
    uri_restrict(uris) = "urirestrict";
    /// Log in to these accounts with this KS, and to no others: partner ids, or `*`.
    enable_change_account(partners) = "enablechangeaccount";
    /// A non-admin may give entries to these users: user ids, or `*`.
    edit_user(users) = "edituser";
    /// Change these cue points: cue point ids, or `*`.
    edit_cue_point(cue_points) = "editcuepoint";
}
