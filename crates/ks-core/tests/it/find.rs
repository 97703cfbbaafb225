//! Finding a KS in other text.

use ks_core::{FoundKs, Keyring, Malformed, find, find_all, inspect};

const V2: &str = "djJ8MTAyfCydC_VT6sJuXLXXDKsbcUkrBhT7w0_MKtN4Hz6XDoNjadgnt8gZiJAeSubkUSx-kaYPl8cy4KI8mn5m7AZPhqtVFO3sz70kwOlhdQSMWUNk";
const V2_PADDED: &str = "djJ8MTAyfOWzw7_5xQlGSsHBHeVkmgtoiBM3W-DkMu-ZTjd706CZ6FyFARgqOXLVZsyjrDpp9USf36RGuWnn7bhgSmEE98A=";
const V1: &str = "YjZkMzNlODY0NDZhMGJkYjZiZjZiZDlmMDI0NGYxY2M0Y2JiNWE4N3wxMDI7MTAyOzE3MDAwODY0MDA7MDsxMjM0NTt1O2VkaXQ6MSxsaXN0Oio7Ow==";
/// par-015: a v1 KS with `+` and `/` in its text.
const V1_PLUS: &str = "NzFkZGI5OGFlZWFjOTE0M2I3M2EzNDkxZTQxN2YyYzg4YjA3Y2U4NXwxMDI7MTAyOzE3MDAwODY0MDA7MDsxOz4+Pj8/Pz4+PsO/w7/DvztwOn5+fj8/Pzs7";

/// Replaces the found KS in the text with another one.
fn replaced(found: &FoundKs<'_>, text: &str, ks: &str) -> String {
    let mut text = text.to_owned();
    text.replace_range(found.range.clone(), &found.escape(ks));
    text
}

#[test]
fn finds_a_ks_wherever_people_copy_it_from() {
    for ks in [V2, V2_PADDED, V1] {
        let escaped = ks.replace('=', "%3D");
        for text in [
            ks.to_owned(),
            format!("  {ks}\n"),
            format!("https://www.example.com/api_v3/service/media/action/list?ks={ks}&format=1"),
            format!(
                "https://www.example.com/p/102/sp/10200/playManifest/entryId/0_a/ks/{ks}/a.m3u8"
            ),
            format!(
                r#"{{"objectType":"KalturaStartWidgetSessionResponse","partnerId":102,"ks":"{ks}"}}"#
            ),
            format!("<xml><result><ks>{ks}</ks></result></xml>"),
            format!("2023-11-14 22:13:20 [0.0012] [api] INFO: ks [{ks}] partner [102]"),
            format!("curl -d 'ks={ks}' https://www.example.com/"),
        ] {
            let found = find(&text).unwrap();
            assert_eq!(found.ks, ks, "{text}");
            assert_eq!(&text[found.range.clone()], ks);
            assert_eq!(replaced(&found, &text, "NEW="), text.replace(ks, "NEW="));
        }
        let text = format!("https://www.example.com/?a=b%20c&ks={escaped}&x=1");
        let found = find(&text).unwrap();
        assert_eq!(found.ks, ks);
        let new = if escaped == ks { "NEW=" } else { "NEW%3D" };
        assert_eq!(replaced(&found, &text, "NEW="), text.replace(&escaped, new));
    }
}

#[test]
fn finds_and_replaces_escaped_kss() {
    let escape = |text: &str| {
        text.replace('%', "%25").replace('=', "%3D").replace('+', "%2B").replace('/', "%2F")
    };
    for ks in [V2_PADDED, V1, V1_PLUS] {
        let mut escaped = ks.to_owned();
        for _ in 0..=2 {
            let text = format!("https://www.example.com/?a=1&ks={escaped}&b=2");
            let found = find(&text).unwrap();
            assert_eq!(found.ks, ks, "{text}");
            assert_eq!(&text[found.range.clone()], escaped);
            // The replacement is escaped as many times as the original.
            assert_eq!(replaced(&found, &text, ks), text);
            escaped = escape(&escaped);
        }
    }
}

#[test]
fn finds_nothing_in_other_text() {
    for text in [
        "",
        "djJ8",
        "hello world, this is no KS at all",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
        "0123456789abcdef0123456789abcdef0123456789abcdef",
        "ks=INVALID_KS;-1;INVALID_STR",
    ] {
        assert_eq!(find(text), None, "{text}");
    }
}

#[test]
fn a_ks_changed_by_a_url_decoder_is_recognized() {
    let mangled = V1_PLUS.replace('+', " ");
    assert!(inspect(V1_PLUS).is_ok());
    assert_eq!(inspect(&mangled), Err(Malformed::BlankForPlus));
    let error = Keyring::new("x").unwrap().decode(&mangled).unwrap_err();
    assert_eq!(error.code().as_str(), "blank_for_plus");
}

#[test]
fn each_malformed_text_has_its_own_message() {
    let code = |text: &str| inspect(text).unwrap_err().to_string();
    let sentences = [
        code(""),
        code("MA=="),
        code("AAAAA"),
        code("AA=A"),
        code("AAAA.AAAA"),
        code("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"),
        code("MDA="),
        code("djJ8MTAy"),
        code("YWJjfGFiYw=="),
        code(&V1_PLUS.replace('+', " ")),
    ];
    for (i, sentence) in sentences.iter().enumerate() {
        assert!(!sentences[..i].contains(sentence), "{sentence}");
    }
    assert_eq!(inspect(" \t\r\n"), Err(Malformed::Empty));
    assert_eq!(inspect("djJ8é"), Err(Malformed::ForeignByte { byte: 0xc3, position: 4 }));
}

#[test]
fn finds_a_ks_in_json_that_php_wrote() {
    let text = format!(r#"{{"ks":"{}","partnerId":102}}"#, V1_PLUS.replace('/', "\\/"));
    let found = find(&text).unwrap();
    assert_eq!(found.ks, V1_PLUS);
    assert_eq!(replaced(&found, &text, V1_PLUS), text);
    let url = format!(r#"{{"url":"https:\/\/www.example.com\/p\/102\/ks\/{V2}\/a.m3u8"}}"#);
    assert_eq!(find(&url).unwrap().ks, V2);
}

#[test]
fn finds_all_in_order() {
    for between in [" ", ",", "&ks=", "/", "\n"] {
        let text = [V2, V2_PADDED, V1, V2].join(between);
        let found: Vec<_> = find_all(&text).map(|found| found.ks).collect();
        assert_eq!(found, [V2, V2_PADDED, V1, V2], "{between:?}");
    }
}
