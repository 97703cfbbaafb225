use alloc::string::ToString;
use alloc::vec::Vec;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::rules::check_name_of;
use super::*;
use crate::error::{Error, ErrorCode};

fn rejection(text: &str) -> ErrorCode {
    Privileges::parse(text).unwrap_err().code()
}

#[test]
fn constructors_agree_with_the_table() {
    for (names, kinds) in [
        (constructors::FLAGS, &[ValueKind::Flag][..]),
        (constructors::ONES, &[ValueKind::One, ValueKind::Number, ValueKind::Text]),
        (constructors::LISTS, &[ValueKind::List, ValueKind::UriList]),
    ] {
        for name in names {
            let info = privilege_info(name).expect(name);
            assert!(kinds.contains(&info.kind), "{name}");
        }
    }
    for info in TABLE {
        assert!(check_name_of(info.name, info.name).is_ok(), "{}", info.name);
        assert_eq!(TABLE.iter().filter(|other| other.name == info.name).count(), 1);
        assert_eq!(info.value.is_empty(), info.kind == ValueKind::Flag, "{}", info.name);
    }
}

#[test]
fn lists_merge_and_single_values_do_not() {
    let text = |t: &str| Privileges::parse(t.to_string()).unwrap().to_string();
    assert_eq!(text("edit:1,list:*,edit:2/1"), "edit:1/2,list:*");
    assert_eq!(text("sview:0_a,sview:*"), "sview:*/0_a");
    assert_eq!(text("urirestrict:/a,urirestrict:/b/*"), "urirestrict:/a|/b/*");
    assert_eq!(text("disableentitlement, disableentitlement"), "disableentitlement");
    assert_eq!(text("*,all:*"), "*");
    let v1 = |t: &str| Privileges::parse(t.to_string()).unwrap().v1_text().unwrap().into_owned();
    assert_eq!(v1("edit:1,list:*,edit:2"), "edit:1,list:*,edit:2");
    assert_eq!(v1("urirestrict:/a,edit:1,urirestrict:/b/*"), "urirestrict:/a|/b/*,edit:1");
    assert_eq!(v1("*,all:*"), "*");
    assert_eq!(v1("*,*"), "*");
    assert_eq!(rejection("setrole:1,setrole:2"), ErrorCode::RepeatedPrivilege);
    assert_eq!(rejection("unknown:1,unknown:2"), ErrorCode::RepeatedPrivilege);
    assert_eq!(rejection("*,all:x"), ErrorCode::RepeatedPrivilege);
}

#[test]
fn an_empty_text_has_no_privileges() {
    for text in ["", ",", " , "] {
        let none = Privileges::parse(text).unwrap();
        assert_eq!((none.is_empty(), none.len()), (true, 0), "{text:?}");
    }
    let two = Privileges::parse("edit:1,edit:2").unwrap();
    assert_eq!((two.is_empty(), two.len(), two.to_list().len()), (false, 2, 1));
}

/// The spelling of a text does not count, only what it means.
#[test]
fn equal_privileges_have_equal_hashes() {
    let hash = |text: &str| {
        let mut hasher = DefaultHasher::new();
        Privileges::parse(text.to_string()).unwrap().hash(&mut hasher);
        hasher.finish()
    };
    assert_eq!(hash("edit:1,edit:2"), hash(" edit:1/2 ,"));
    assert_ne!(hash("edit:1"), hash("edit:2"));
    assert_ne!(hash("edit:1"), hash("list:1"));
}

/// Blanks around an element do not belong to it; a NUL is an error, wherever it is.
#[test]
fn blanks_are_trimmed_and_nuls_rejected() {
    for blank in [' ', '\t', '\n', '\r', '\x0b'] {
        for text in [
            alloc::format!("edit:1{blank},list:*"),
            alloc::format!("edit:1,{blank}list:*"),
            alloc::format!("{blank}edit:1,list:*{blank}"),
            alloc::format!("edit:1,{blank},list:*,"),
            alloc::format!("edit:1{blank}{blank},{blank}{blank}list:*"),
        ] {
            let privileges = Privileges::parse(&*text).unwrap();
            assert_eq!(privileges.to_string(), "edit:1,list:*", "{text:?}");
            assert_eq!(privileges.len(), 2, "{text:?}");
            assert!(privileges.v1_text().is_err(), "{text:?}");
        }
        let flags = alloc::format!("a1{blank},b1{blank}");
        assert_eq!(Privileges::parse(flags).unwrap().to_string(), "a1,b1");
    }
    // At the end of an element, the server's generator trims a NUL like a blank.
    for text in ["edit:a\0b", "edit:a\0b,list:*", "ed\0it:a", "edit:\0a", "a1\0b1"] {
        assert_eq!(rejection(text), ErrorCode::InvalidPrivilege, "{text:?}");
    }
}

/// Only a list that the server splits can be empty in this way.
#[test]
fn a_list_of_empty_values_is_rejected() {
    for text in ["edit:/", "sview://", "list:*,edit:/"] {
        assert_eq!(rejection(text), ErrorCode::InvalidPrivilege, "{text}");
    }
    for text in ["custom:/", "setrole:/", "edit:/a", "privacycontext:/"] {
        assert_eq!(Privileges::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn addresses_are_normalized_and_ranges_rejected() {
    let p = Privileges::parse(" iprestrict:2001:DB8:0::1/203.0.113.7 ,list:*").unwrap();
    assert_eq!(p.to_string(), "iprestrict:2001:db8::1/203.0.113.7,list:*");
    assert_eq!(p.v1_text().unwrap(), "iprestrict:2001:db8::1/203.0.113.7,list:*");
    for range in ["10.0.0.0/8", "10.0.0.*", "10.0.0.1-10.0.0.9", "*", "host.example"] {
        assert_eq!(rejection(&alloc::format!("iprestrict:{range}")), ErrorCode::InvalidPrivilege);
    }
    for (text, normal) in [
        ("iprestrict:2001:DB8:0::1", "iprestrict:2001:db8::1"),
        ("iprestrict:::1,edit:1", "iprestrict:::1,edit:1"),
        ("iprestrict:::1/0::2,iprestrict,edit:1", "iprestrict:::1/::2,edit:1"),
    ] {
        assert_eq!(Privileges::parse(text).unwrap().to_string(), normal);
    }
    assert_eq!(rejection("urirestrict:/a/*/b"), ErrorCode::InvalidPrivilege);
    assert_eq!(rejection("urirestrict:/a/**"), ErrorCode::InvalidPrivilege);
}

#[test]
fn every_ascii_character_in_a_name() {
    for byte in 0..=127_u8 {
        let c = char::from(byte);
        let text = alloc::format!("a{c}b:1");
        let plain = c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | ',');
        assert_eq!(Privileges::parse(text.as_str()).is_ok(), plain, "{c:?}");
    }
}

#[test]
fn limits_and_empty_elements() {
    let many = |n: usize| (0..n).map(|i| alloc::format!("p{i}")).collect::<Vec<_>>().join(",");
    assert_eq!(Privileges::parse(many(200)).unwrap().len(), 200);
    let counted = |text: alloc::string::String| Privileges::parse(text).unwrap().check_v2_count();
    assert_eq!(counted(many(200)), Ok(()));
    assert_eq!(counted(many(10_000)), Err(Error::TooManyPrivileges(10_000)));
    assert_eq!(counted(["sview:0_a"; 10_000].join(",")), Ok(()));
    assert!(Privileges::parse(" ,, ").unwrap().is_empty());
    assert_eq!(rejection("a,0"), ErrorCode::InvalidPrivilege);
    assert_eq!(rejection(":x"), ErrorCode::InvalidPrivilege);
    assert_eq!(rejection("*:x"), ErrorCode::InvalidPrivilege);
}

#[test]
fn pairs_are_checked_before_they_are_joined() {
    let one =
        |name: &str, value: &str| Privileges::from_pairs([(name, [value])]).map(|p| p.to_string());
    assert_eq!(one("setrole", "A").unwrap(), "setrole:A");
    assert_eq!(one("privacycontext", "a/b c").unwrap(), "privacycontext:a/b c");
    for (name, value) in
        [("sview", "a,b"), ("sview", ""), ("sview", " a"), ("a b", "c"), ("a:b", "c")]
    {
        assert_eq!(
            one(name, value).unwrap_err().code(),
            ErrorCode::InvalidPrivilege,
            "{name} {value}"
        );
    }
    assert!(Privileges::from_pairs([("sview", ["a", "b/c"])]).is_err());
    assert!(Privileges::from_pairs([("setrole", ["a", "b"])]).is_err());
    let uris = Privileges::from_list([Privilege::uri_restrict(["/a/*", "/b"])]).unwrap();
    assert_eq!(uris.to_string(), "urirestrict:/a/*|/b");
    assert_eq!(uris.get("urirestrict").unwrap(), ["/a/*", "/b"]);
}

#[test]
fn only_similar_names_are_suggested() {
    assert_eq!(suggest_name("firstname"), Some("firstName"));
    assert_eq!(suggest_name("usercontextualrole"), Some("userContextualRole"));
    assert_eq!(suggest_name("appId"), Some("appid"));
    assert_eq!(suggest_name("disableentitelment"), Some("disableentitlement"));
    assert_eq!(suggest_name("sveiw"), Some("sview"));
    assert_eq!(suggest_name("frobnicate"), None);
    assert_eq!(suggest_name(&"x".to_string().repeat(1000)), None);
}
