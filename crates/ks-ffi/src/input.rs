//! What the caller gives in structs.

use std::ffi::{c_char, c_void};
use std::mem::size_of;
use std::ptr;
use std::time::{SystemTime, UNIX_EPOCH};

use ks_core::{Nonce, Privileges, Session, SessionOptions, check_partner_id};

use crate::border::{Caller, CallerStruct, Entry};
use crate::error::Failure;
use crate::status::{
    KKS_INVALID_ARGUMENT, KKS_INVALID_PARTNER_ID, KKS_INVALID_PRIVILEGE, kks_status,
};

/// The length of a text that ends in NUL.
pub const KKS_NUL_TERMINATED: usize = usize::MAX;

/// A number that is not given. The _init functions set every number to it.
pub const KKS_UNSET: i64 = i64::MIN;

/// The type USER: for end users.
pub const KKS_USER: i64 = 0;
/// The type ADMIN: may do everything in the account. Must not reach an end user.
pub const KKS_ADMIN: i64 = 2;

/// A privilege: a name, perhaps with a value.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct kks_privilege {
    /// The name, such as "sview".
    pub name: *const c_char,
    /// Its length, or KKS_NUL_TERMINATED.
    pub name_length: usize,
    /// The value, such as "0_abc123", or NULL for none.
    pub value: *const c_char,
    /// Its length, or KKS_NUL_TERMINATED.
    pub value_length: usize,
}

/// What a KS is to say. kks_session_init prepares it, with every length at
/// KKS_NUL_TERMINATED; only the user must then be set.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct kks_session {
    /// sizeof(kks_session). kks_session_init sets it.
    pub size: usize,
    /// That the struct was prepared. kks_session_init sets it.
    pub mark: u64,
    /// The user. NULL only together with anonymous.
    pub user_id: *const c_char,
    /// Its length, or KKS_NUL_TERMINATED.
    pub user_id_length: usize,
    /// The privileges as Kaltura's text: "sview:0_abc123,privacycontext:portal".
    /// Or NULL.
    pub privileges: *const c_char,
    /// Its length, or KKS_NUL_TERMINATED.
    pub privileges_length: usize,
    /// The privileges one by one, instead of the text. A value cannot smuggle
    /// in another privilege here, so use it for values that come from outside.
    pub privilege_list: *const kks_privilege,
    /// How many there are.
    pub privilege_count: usize,
    /// Free text that the server carries along. Or NULL.
    pub additional_data: *const c_char,
    /// Its length, or KKS_NUL_TERMINATED.
    pub additional_data_length: usize,
    /// For tests and reproducible KSs: 32 hex digits (v2), any text (v1). NULL,
    /// as it should be, for a random one.
    pub nonce: *const c_char,
    /// Its length, or KKS_NUL_TERMINATED.
    pub nonce_length: usize,
    /// KKS_USER (when unset) or KKS_ADMIN.
    pub r#type: i64,
    /// Seconds from now until it ends. A day (86400) when unset.
    pub expiry: i64,
    /// Unix seconds when it ends, instead of expiry.
    pub expires_at: i64,
    /// The partner that acts for this one. Rarely needed.
    pub master_partner_id: i64,
    /// 2 (when unset) or 1.
    pub version: i64,
    /// The clock in Unix seconds. The system's when unset.
    pub now: i64,
    /// 1: a session without a user, for whoever holds it. 0 (when unset): not.
    pub anonymous: i64,
}

/// A request as Kaltura's server would see it. kks_request_init prepares it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct kks_request {
    /// sizeof(kks_request). kks_request_init sets it.
    pub size: usize,
    /// That the struct was prepared. kks_request_init sets it.
    pub mark: u64,
    /// The client's address, for iprestrict. Or NULL.
    pub remote_addr: *const c_char,
    /// Its length, or KKS_NUL_TERMINATED.
    pub remote_addr_length: usize,
    /// Path and query, for urirestrict. Or NULL.
    pub request_uri: *const c_char,
    /// Its length, or KKS_NUL_TERMINATED.
    pub request_uri_length: usize,
    /// Privileges to ask about.
    pub can: *const kks_privilege,
    /// How many there are.
    pub can_count: usize,
    /// The clock in Unix seconds. The system's when unset.
    pub now: i64,
}

/// Asked last by kks_verify: was this session, or its group, ended? Both hashes
/// end in NUL; session_id_hash is NULL where the session is in no group. Answer
/// 0 for no. It must return: no longjmp and no C++ exception may leave it.
pub type kks_revoked = Option<
    unsafe extern "C" fn(
        session_hash: *const c_char,
        session_id_hash: *const c_char,
        context: *mut c_void,
    ) -> i32,
>;

/// What a service expects of a KS. kks_expected_init prepares it; only the
/// partner must then be set.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct kks_expected {
    /// sizeof(kks_expected). kks_expected_init sets it.
    pub size: usize,
    /// That the struct was prepared. kks_expected_init sets it.
    pub mark: u64,
    /// The partner whose KS it must be.
    pub partner_id: i64,
    /// The clock in Unix seconds. The system's when unset.
    pub now: i64,
    /// The client's address. A KS with iprestrict is refused without it.
    pub remote_addr: *const c_char,
    /// Its length, or KKS_NUL_TERMINATED.
    pub remote_addr_length: usize,
    /// Path and query. A KS with urirestrict is refused without it.
    pub request_uri: *const c_char,
    /// Its length, or KKS_NUL_TERMINATED.
    pub request_uri_length: usize,
    /// Privileges that the KS must carry.
    pub required: *const kks_privilege,
    /// How many there are.
    pub required_count: usize,
    /// Asked last. Or NULL.
    pub revoked: kks_revoked,
    /// Handed to revoked as it is.
    pub revoked_context: *mut c_void,
}

impl CallerStruct for kks_session {
    const NAME: &str = "kks_session";
    const FIRST: usize = size_of::<Self>();

    fn empty() -> Self {
        Self {
            size: size_of::<Self>(),
            mark: Self::MARK,
            user_id: ptr::null(),
            user_id_length: KKS_NUL_TERMINATED,
            privileges: ptr::null(),
            privileges_length: KKS_NUL_TERMINATED,
            privilege_list: ptr::null(),
            privilege_count: 0,
            additional_data: ptr::null(),
            additional_data_length: KKS_NUL_TERMINATED,
            nonce: ptr::null(),
            nonce_length: KKS_NUL_TERMINATED,
            r#type: KKS_UNSET,
            expiry: KKS_UNSET,
            expires_at: KKS_UNSET,
            master_partner_id: KKS_UNSET,
            version: KKS_UNSET,
            now: KKS_UNSET,
            anonymous: KKS_UNSET,
        }
    }
}

impl CallerStruct for kks_request {
    const NAME: &str = "kks_request";
    const FIRST: usize = size_of::<Self>();

    fn empty() -> Self {
        Self {
            size: size_of::<Self>(),
            mark: Self::MARK,
            remote_addr: ptr::null(),
            remote_addr_length: KKS_NUL_TERMINATED,
            request_uri: ptr::null(),
            request_uri_length: KKS_NUL_TERMINATED,
            can: ptr::null(),
            can_count: 0,
            now: KKS_UNSET,
        }
    }
}

impl CallerStruct for kks_expected {
    const NAME: &str = "kks_expected";
    const FIRST: usize = size_of::<Self>();

    fn empty() -> Self {
        Self {
            size: size_of::<Self>(),
            mark: Self::MARK,
            partner_id: KKS_UNSET,
            now: KKS_UNSET,
            remote_addr: ptr::null(),
            remote_addr_length: KKS_NUL_TERMINATED,
            request_uri: ptr::null(),
            request_uri_length: KKS_NUL_TERMINATED,
            required: ptr::null(),
            required_count: 0,
            revoked: None,
            revoked_context: ptr::null_mut(),
        }
    }
}

/// Prepares a kks_session: nothing is given yet. size is sizeof(kks_session).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_session_init(session: *mut kks_session, size: usize) -> kks_status {
    guarded!(|caller| caller.init(session, size))
}

/// Prepares a kks_request: nothing is given yet. size is sizeof(kks_request).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_request_init(request: *mut kks_request, size: usize) -> kks_status {
    guarded!(|caller| caller.init(request, size))
}

/// Prepares a kks_expected: nothing is given yet. size is sizeof(kks_expected).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_expected_init(expected: *mut kks_expected, size: usize) -> kks_status {
    guarded!(|caller| caller.init(expected, size))
}

/// A number, if it is given.
pub(crate) fn given(number: i64) -> Option<i64> {
    (number != KKS_UNSET).then_some(number)
}

/// The clock in Unix seconds: the caller's, or the system's.
pub(crate) fn clock(now: i64) -> i64 {
    given(now).unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

/// The partner id that a caller gives.
pub(crate) fn partner(partner_id: i64) -> Result<i32, Failure> {
    let given = given(partner_id).ok_or_else(|| {
        Failure::at_border(KKS_INVALID_PARTNER_ID, "partner_id is not set".into())
    })?;
    Ok(check_partner_id(given)?)
}

/// Names with values.
pub(crate) type Pairs<'call> = Vec<(&'call str, Option<&'call str>)>;

/// What to make, and with which clock and nonce.
pub(crate) struct Order<'call> {
    pub(crate) session: Session<'call>,
    pub(crate) now: i64,
    pub(crate) nonce: Option<Nonce<'call>>,
}

impl<'call> Caller<'call> {
    pub(crate) fn pairs(
        self,
        list: &'static str,
        first: *const kks_privilege,
        count: usize,
    ) -> Result<Pairs<'call>, Failure> {
        let utf8 = |entry: Entry, bytes| {
            let message = || format!("{entry} is not UTF-8 text").into();
            str::from_utf8(bytes).map_err(|_| Failure::at_border(KKS_INVALID_PRIVILEGE, message()))
        };
        let pair = |(index, p): (usize, &kks_privilege)| {
            let name = Entry(list, index, ".name");
            let value = Entry(list, index, ".value");
            let given_value = self.optional_bytes(value, p.value, p.value_length)?;
            Ok((
                utf8(name, self.bytes(name, p.name, p.name_length)?)?,
                given_value.map(|bytes| utf8(value, bytes)).transpose()?,
            ))
        };
        self.array(list, first, count)?.iter().enumerate().map(pair).collect()
    }

    #[inline(always)] // a session is large, and is moved a few times otherwise
    pub(crate) fn order(self, session: *const kks_session) -> Result<Order<'call>, Failure> {
        let given_session = self.read("session", session)?;
        let s = &given_session;
        let text = self.optional_text("privileges", s.privileges, s.privileges_length)?;
        let privileges = match (text, s.privilege_count) {
            (None, 0) => Privileges::new(),
            (Some(text), 0) => Privileges::parse(text)?,
            (None, count) => {
                Privileges::from_pairs(self.pairs("privilege_list", s.privilege_list, count)?)?
            }
            (Some(_), _) => {
                return Err(Failure::at_border(
                    KKS_INVALID_ARGUMENT,
                    "privileges and privilege_list are both given; give one".into(),
                ));
            }
        };
        let anonymous = match given(s.anonymous) {
            None | Some(0) => false,
            Some(1) => true,
            Some(other) => {
                let message = format!("anonymous is {other}; give 1 or 0");
                return Err(Failure::at_border(KKS_INVALID_ARGUMENT, message.into()));
            }
        };
        let session = SessionOptions {
            user_id: self.optional_text("user_id", s.user_id, s.user_id_length)?.map(Into::into),
            anonymous,
            session_type: given(s.r#type),
            expiry: given(s.expiry),
            expires_at: given(s.expires_at),
            privileges,
            version: given(s.version),
            master_partner_id: given(s.master_partner_id),
            additional_data: self
                .optional_text("additional_data", s.additional_data, s.additional_data_length)?
                .map(Into::into),
        }
        .into_session()?;
        let nonce = self
            .optional_text("nonce", s.nonce, s.nonce_length)?
            .map(|text| Nonce::parse(text, session.version))
            .transpose()?;
        Ok(Order { session, now: clock(s.now), nonce })
    }
}
