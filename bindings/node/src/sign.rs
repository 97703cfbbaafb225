//! Generating and renewing a KS, and advice on a session.

use ks_core::interop::{SessionOptions, partner_id_from_i64, privileges_from_value};
use ks_core::{Error, Expiry, Nonce, Privileges, Session};
use wasm_bindgen::prelude::*;

use crate::arguments::{keyring, ks_text};
use crate::bridge::{return_ks, to_js_error};
use crate::result::return_result;
use crate::value::{Packed, to_i64};

/// Generates KSs for one partner with one secret.
#[wasm_bindgen]
pub struct Signer(pub(crate) ks_core::Signer);

/// Declares what takes a session as its parts, in the order of `sessionArguments` in
/// `src-js/generate.js`.
macro_rules! session_functions {
    ($($part:ident: $type:ty),* $(,)?) => {
        /// A session as JavaScript passes it.
        struct SessionParts {
            $($part: $type),*
        }

        #[wasm_bindgen]
        impl Signer {
            /// Generates a KS.
            pub fn generate(&self, $($part: $type,)* now: f64, nonce: Option<String>) {
                return_ks(SessionParts { $($part),* }.generate(&self.0, now, nonce));
            }
        }

        /// Generates a KS with a signer that is used once.
        #[wasm_bindgen]
        pub fn generate(
            partner_id: f64,
            secret: Option<String>,
            secrets: Option<Vec<u8>>,
            ends: Option<Vec<u32>>,
            $($part: $type,)*
            now: f64,
            nonce: Option<String>,
        ) {
            return_ks(signer(partner_id, secret, secrets, ends).and_then(|signer| {
                SessionParts { $($part),* }.generate(&signer, now, nonce)
            }));
        }

        /// Gives advice on a session.
        #[wasm_bindgen]
        pub fn lint($($part: $type,)* now: f64) {
            let session = SessionParts { $($part),* }.into_session();
            let advice = session.and_then(|session| ks_core::lint(&session, to_i64(now)));
            return_result(advice.map_err(to_js_error));
        }
    };
}

session_functions! {
    user_id: Option<String>,
    anonymous: Option<bool>,
    session_type: Option<f64>,
    expiry: Option<f64>,
    expires_at: Option<f64>,
    privileges: Option<String>,
    privileges_shape: Option<Vec<f64>>,
    version: Option<f64>,
    master_partner_id: Option<f64>,
    additional_data: Option<String>,
}

impl SessionParts {
    fn into_session(self) -> Result<Session<'static>, Error> {
        let privileges = match (self.privileges, self.privileges_shape) {
            (Some(text), Some(shape)) => {
                Some(privileges_from_value(Packed::new(&text, &shape).value())?)
            }
            (text, _) => text.map(Privileges::parse).transpose()?,
        };
        let options = SessionOptions {
            user_id: self.user_id.map(Into::into),
            anonymous: self.anonymous,
            session_type: self.session_type.map(to_i64),
            expiry: self.expiry.map(to_i64),
            expires_at: self.expires_at.map(to_i64),
            privileges,
            version: self.version.map(to_i64),
            master_partner_id: self.master_partner_id.map(to_i64),
            additional_data: self.additional_data.map(Into::into),
        };
        options.into_session()
    }

    fn generate(
        self,
        signer: &ks_core::Signer,
        now: f64,
        nonce: Option<String>,
    ) -> Result<String, Error> {
        let session = self.into_session()?;
        match nonce {
            None => signer.generate(&session, to_i64(now)),
            Some(nonce) => {
                let nonce = Nonce::parse(nonce, session.version)?;
                signer.generate_with_nonce(&session, to_i64(now), &nonce)
            }
        }
    }
}

#[wasm_bindgen]
impl Signer {
    /// Creates a signer. The first of several secrets signs.
    #[wasm_bindgen(constructor)]
    pub fn new(
        partner_id: f64,
        secret: Option<String>,
        secrets: Option<Vec<u8>>,
        ends: Option<Vec<u32>>,
    ) -> Result<Signer, JsValue> {
        signer(partner_id, secret, secrets, ends).map(Self).map_err(to_js_error)
    }

    /// Generates a KS with the content of another and a new expiry.
    pub fn renew(
        &self,
        expiry: Option<f64>,
        expires_at: Option<f64>,
        now: f64,
        ks: Option<String>,
        ks_length: usize,
    ) {
        return_ks(renewed(&self.0, &ks_text(ks, ks_length), expiry, expires_at, now));
    }
}

/// Renews a KS with a signer that is used once.
#[wasm_bindgen]
pub fn renew(
    partner_id: f64,
    secret: Option<String>,
    secrets: Option<Vec<u8>>,
    ends: Option<Vec<u32>>,
    expiry: Option<f64>,
    expires_at: Option<f64>,
    now: f64,
    ks: Option<String>,
    ks_length: usize,
) {
    let ks = ks_text(ks, ks_length);
    return_ks(
        signer(partner_id, secret, secrets, ends)
            .and_then(|signer| renewed(&signer, &ks, expiry, expires_at, now)),
    );
}

fn renewed(
    signer: &ks_core::Signer,
    ks: &str,
    expiry: Option<f64>,
    expires_at: Option<f64>,
    now: f64,
) -> Result<String, Error> {
    let expiry = Expiry::from_options(expiry.map(to_i64), expires_at.map(to_i64))?;
    signer.renew(ks, expiry, to_i64(now))
}

fn signer(
    partner_id: f64,
    secret: Option<String>,
    secrets: Option<Vec<u8>>,
    ends: Option<Vec<u32>>,
) -> Result<ks_core::Signer, Error> {
    let partner_id = partner_id_from_i64(to_i64(partner_id))?;
    keyring(secret, secrets, ends)?.signer(partner_id)
}
