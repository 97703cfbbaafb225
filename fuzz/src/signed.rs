//! Arbitrary fields, signed: what only a partner's own secret can produce.

use ks_core::{ErrorCode, Keyring, Malformed};

use super::agreement;
use super::support::{SECRET, seal_v1, seal_v2};

/// Signs arbitrary fields and checks every reader. The first byte chooses the version and
/// what surrounds the fields.
pub fn run(data: &[u8]) {
    let Some((&mode, fields)) = data.split_first() else { return };
    let ks = match mode % 6 {
        0 => seal_v2("102", fields),
        1 => seal_v2("102", &[fields, b"&_e=1700003600&_t=0&_u=u"].concat()),
        2 => {
            let (partner, fields) = fields.split_at(fields.len().min(3));
            seal_v2(&String::from_utf8_lossy(partner).replace('|', ""), fields)
        }
        3 => seal_v1(fields),
        4 => seal_v1(&[b"102;102;1700003600;0;r;u;", fields, b";;"].concat()),
        _ => seal_v1(&[b"102;102;1700003600;", fields].concat()),
    };
    let is_v2 = mode % 6 < 3;
    match Keyring::new(SECRET).unwrap().decode(&ks) {
        Ok(decoded) => {
            assert_eq!(decoded.version().number(), if is_v2 { 2 } else { 1 });
            agreement::check(&ks);
        }
        Err(error) => {
            match error.code() {
                ErrorCode::ArrayPrivilege => assert!(is_v2),
                // The server strips trailing NULs before it checks the hash.
                ErrorCode::BadSignature => assert!(is_v2 && fields.last() == Some(&0)),
                _ => assert_eq!(error, Malformed::TooFewParts.into()),
            }
            agreement::check_rejected(&ks);
        }
    }
}
