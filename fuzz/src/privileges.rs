//! Arbitrary privilege text: what is accepted means the same in every form.

use ks_core::interop::{Value, privileges_from_value};
use ks_core::{Error, Keyring, Nonce, Privileges, Session, Signer, Version, lint};

use super::reference::escape;
use super::support::{NOW, PARTNER, SECRET};

/// Parses arbitrary text as privileges and converts them to every other form and back.
pub fn run(data: &[u8]) {
    let text = &*String::from_utf8_lossy(data);
    let privileges = match Privileges::parse(text) {
        Ok(privileges) => privileges,
        Err(error) => {
            assert!(error.to_string().starts_with("privileges: "), "{error}");
            return;
        }
    };
    let written = privileges.to_string();
    assert_eq!(Privileges::parse(written.as_str()).as_ref(), Ok(&privileges), "{written:?}");
    let pairs: Vec<(String, String)> =
        privileges.iter().map(|(name, value)| (name.to_owned(), value.into_owned())).collect();
    for (at, (name, value)) in pairs.iter().enumerate() {
        assert!(!pairs[..at].iter().any(|(earlier, _)| earlier == name), "{name} twice");
        assert!(!name.is_empty() && !value.contains([',', '\0']));
        assert!(at > 8 || privileges.get(name).is_some());
    }
    check_list(&privileges);
    check_v2_fields(&privileges, &pairs);
    for version in [Version::V1, Version::V2] {
        let session = Session::user("u").privileges(privileges.clone()).version(version);
        let signer = Signer::new(PARTNER, SECRET).unwrap();
        let generated = signer.generate(&session, NOW);
        match generated {
            // Only the signer knows that a v1 KS would contain its own secret.
            Err(Error::InvalidSecret(_)) => {}
            generated => assert_eq!(lint(&session, NOW).is_ok(), generated.is_ok()),
        }
    }
}

/// A list of names with values is the same as the text, if each value can be given alone.
fn check_list(privileges: &Privileges<'_>) {
    let list = privileges.to_list();
    if let Ok(again) = Privileges::from_list(list.clone()) {
        assert_eq!(&again, privileges);
        let map = list.into_iter().map(|privilege| {
            let values = privilege.values.into_iter().map(Value::Text).collect();
            (privilege.name, Value::List(values))
        });
        assert_eq!(privileges_from_value(Value::Map(map.collect())).as_ref(), Ok(privileges));
    } else {
        let odd = |value: &String| value.is_empty() || value.trim() != value;
        assert!(list.iter().any(|privilege| privilege.values.iter().any(odd)), "{list:?}");
    }
}

/// The fields of a v2 KS are those that a plain generator writes.
fn check_v2_fields(privileges: &Privileges<'_>, pairs: &[(String, String)]) {
    let session = Session::user("u").privileges(privileges.clone()).expires_at(NOW + 1);
    let signer = Signer::new(PARTNER, SECRET).unwrap();
    let ks = signer.generate_with_nonce(&session, NOW, &Nonce::Block([7; 16])).unwrap();
    let mut fields = String::new();
    for (name, value) in pairs {
        let (name, value) = if name == "*" { ("all", "*") } else { (&**name, &**value) };
        fields += &format!("{}={}&", escape(name), escape(value));
    }
    fields += &format!("_e={}&_t=0&_u=u", NOW + 1);
    let decoded = Keyring::new(SECRET).unwrap().decode(&ks).unwrap();
    assert_eq!(String::from_utf8_lossy(decoded.signed_text()), fields);
}
