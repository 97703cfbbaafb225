use super::*;

fn refusal(text: &str) -> &'static str {
    Privileges::parse(text).unwrap_err().code()
}

#[test]
fn every_constructor_is_of_the_table_and_of_its_kind() {
    for (names, kinds) in [
        (named::FLAGS, &[ValueKind::Flag][..]),
        (named::ONES, &[ValueKind::One, ValueKind::Number, ValueKind::Text]),
        (named::LISTS, &[ValueKind::List, ValueKind::UriList]),
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
    assert_eq!(refusal("setrole:1,setrole:2"), "repeated_privilege");
    assert_eq!(refusal("unknown:1,unknown:2"), "repeated_privilege");
    assert_eq!(refusal("*,all:x"), "repeated_privilege");
}

#[test]
fn addresses_get_one_spelling_and_ranges_are_refused() {
    let p = Privileges::parse(" iprestrict:2001:DB8:0::1/203.0.113.7 ,list:*").unwrap();
    assert_eq!(p.to_string(), "iprestrict:2001:db8::1/203.0.113.7,list:*");
    assert_eq!(p.v1_text().unwrap(), "iprestrict:2001:db8::1/203.0.113.7,list:*");
    for range in ["10.0.0.0/8", "10.0.0.*", "10.0.0.1-10.0.0.9", "*", "host.example"] {
        assert_eq!(refusal(&alloc::format!("iprestrict:{range}")), "invalid_privilege");
    }
    assert_eq!(refusal("urirestrict:/a/*/b"), "invalid_privilege");
    assert_eq!(refusal("urirestrict:/a/**"), "invalid_privilege");
}

#[test]
fn a_name_with_each_byte() {
    for byte in 0..=127_u8 {
        let c = char::from(byte);
        let text = alloc::format!("a{c}b:1");
        let plain = c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | ',');
        assert_eq!(Privileges::parse(text.as_str()).is_ok(), plain, "{c:?}");
    }
}

#[test]
fn too_many_and_nothing() {
    let many = |n: usize| (0..n).map(|i| alloc::format!("p{i}")).collect::<Vec<_>>().join(",");
    assert_eq!(Privileges::parse(many(200)).unwrap().len(), 200);
    assert_eq!(Privileges::parse(many(10_000)), Err(Error::TooManyPrivileges(10_000)));
    assert!(Privileges::parse(" ,, ").unwrap().is_empty());
    assert_eq!(refusal("a,0"), "invalid_privilege");
    assert_eq!(refusal(":x"), "invalid_privilege");
    assert_eq!(refusal("*:x"), "invalid_privilege");
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
        assert_eq!(one(name, value).unwrap_err().code(), "invalid_privilege", "{name} {value}");
    }
    assert!(Privileges::from_pairs([("sview", ["a", "b/c"])]).is_err());
    assert!(Privileges::from_pairs([("setrole", ["a", "b"])]).is_err());
    let uris = Privileges::from_list([Privilege::uri_restrict(["/a/*", "/b"])]).unwrap();
    assert_eq!(uris.to_string(), "urirestrict:/a/*|/b");
    assert_eq!(uris.get("urirestrict").unwrap(), ["/a/*", "/b"]);
}

#[test]
fn names_are_completed_only_where_they_are_close() {
    assert_eq!(nearest_name("appId"), Some("appid"));
    assert_eq!(nearest_name("disableentitelment"), Some("disableentitlement"));
    assert_eq!(nearest_name("sveiw"), Some("sview"));
    assert_eq!(nearest_name("frobnicate"), None);
    assert_eq!(nearest_name(&"x".to_string().repeat(1000)), None);
}

#[cfg(feature = "serde")]
#[test]
fn a_list_taken_apart_reads_as_one_written_as_json() {
    let read = |raw: RawPrivileges| Privileges::try_from(raw).unwrap().to_string();
    let json = r#"["privacycontext:a:b", {"name": "sview", "values": ["0_a", "0_b"]}, "list:*"]"#;
    let list = [
        ("privacycontext:a:b".to_string(), None),
        ("sview".to_string(), Some(["0_a", "0_b"].map(String::from).to_vec())),
        ("list:*".to_string(), None),
    ];
    assert_eq!(read(list.into_iter().collect()), read(serde_json::from_str(json).unwrap()));
}

proptest::proptest! {
    /// The quick look finds what the close one finds, or leaves it to that one.
    #[test]
    fn the_quick_look_and_the_close_one_agree(
        text in "([a-c]{1,2}|sview|iprestrict|\\*|0|_e|é)?(:[a-c0*/ é\\x00]{0,3})?(,(ab|list|edit| x|)?(:[%+& ]{0,2}|:203.0.113.7)?){0,4}"
    ) {
        let mut fields = Fields::new();
        let Some(count) = plain_fields(text.as_bytes(), &mut fields) else { return Ok(()) };
        let mut close = Privileges { text: text.as_str().into(), ..Privileges::new() };
        proptest::prop_assert_eq!(close.check(), Ok(false), "{}", text);
        proptest::prop_assert_eq!((close.count, close.repeats, close.blanks), (count, false, false));
        let mut written = Vec::new();
        close.write_fields(&mut written);
        proptest::prop_assert_eq!(fields.as_slice(), written);
    }
}
