//! Finding a KS in other text.

use ks_core::{FoundKs, Keyring, Malformed, find, find_all, inspect, locate};

use crate::support::{SECRET, seal_v1};

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
    assert_eq!(inspect(" eyJh.eyJh.c2ln\n"), Err(Malformed::JsonWebToken));
    for other in ["eyJh.eyJh", "eyJh.eyJh.c2ln.x", "eyKh.eyJh.c2ln"] {
        assert!(matches!(inspect(other), Err(Malformed::ForeignByte { .. })), "{other}");
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

/// In a path, a KS ends with its padding, however that is escaped.
#[test]
fn the_range_of_an_escaped_ks_ends_with_its_padding() {
    for ks in [V2_PADDED, V1] {
        for padding in ["=", "%3D", "%3d", "%253D", "%253d"] {
            let escaped = ks.replace('=', padding);
            for behind in ["/a/b", "/x", "&y=1", "", "%26y"] {
                let text = format!("https://example.com/ks/{escaped}{behind}");
                let found = find(&text).unwrap();
                assert_eq!((&*found.ks, &text[found.range]), (ks, &*escaped), "{text}");
            }
        }
    }
}

/// A damaged KS is returned with what follows it, so that an error can say what is wrong.
#[test]
fn locate_takes_a_ks_out_of_other_text() {
    let found = |text: &str| locate(text).map(|ks| ks.into_owned());
    for text in [
        V2.to_owned(),
        format!("{V2}&x=1"),
        format!("{V2} and more"),
        format!("ks={V2}&x=1"),
        format!("a b {V2}."),
        format!("{V2}\""),
    ] {
        assert_eq!(found(&text).as_deref(), Ok(V2), "{text}");
    }
    // Judged as a whole: too much padding, and text behind the padding.
    for text in
        [format!("{V2_PADDED}="), format!("{V2_PADDED}AB"), "abcdefgh".into(), "djJ8MTAyf".into()]
    {
        assert_eq!(found(&text), Ok(text.clone()));
    }
    for text in [
        "abcdefg",
        "https://example.com/a",
        "{abcdefghij",
        "[abcdefghij",
        "<abcdefghij",
        "\"abcdefghij",
        "two words",
    ] {
        assert_eq!(found(text), Err(Malformed::NotInText), "{text}");
    }
    assert_eq!(found(" \n"), Err(Malformed::Empty));
    for end in ["...", "…", "... 200 OK"] {
        assert_eq!(found(&format!("ks={}{end}", &V2[..40])), Err(Malformed::Shortened), "{end}");
    }
    assert_eq!(found(&format!("ks={}; x", &V2[..40])).as_deref(), Ok(&V2[..40]));
}

#[test]
fn broken_lines_are_joined() {
    let lines = |width: usize| {
        let lines: Vec<&str> =
            V2.as_bytes().chunks(width).map(|l| str::from_utf8(l).unwrap()).collect();
        lines
    };
    for width in [60, 76, V2.len() / 2, V2.len() / 3 + 1] {
        for (before, between) in [("", "\n"), ("> ", "\n> "), ("", "\r\n"), ("  ", " \n ")] {
            let text = before.to_owned() + &lines(width).join(between);
            assert_eq!(locate(&text).as_deref(), Ok(V2), "{width} {between:?}");
        }
    }
    // A longer last line, or lines of different lengths, are not one broken text.
    let (first, second) = V2.split_at(50);
    assert_ne!(locate(&format!("{first}\n{second}")).as_deref(), Ok(V2));
    let parts = [&V2[..40], &V2[40..90], &V2[90..]];
    assert_ne!(locate(&parts.join("\n")).as_deref(), Ok(V2));
    // A list of KSs is not one KS.
    assert_eq!(locate(&format!("{V2}\n{V2}")).as_deref(), Ok(V2));
}

/// An e-mail in its transfer encoding: a line that goes on ends in `=`.
#[test]
fn quoted_printable_text_is_joined() {
    let (first, rest) = V2_PADDED.split_at(50);
    let rest = rest.replace('=', "=3D");
    for end in ["=\n", "=\r\n"] {
        let text = format!("Here it is:\n{first}{end}{rest}\nBye");
        assert_eq!(locate(&text).as_deref(), Ok(V2_PADDED), "{end:?}");
    }
}

#[test]
fn characters_that_were_lost_are_reported() {
    let missing = |at: usize, count: usize| [&V2_PADDED[..at], &V2_PADDED[at + count..]].concat();
    for count in 1..=3 {
        for at in [20, 50] {
            assert_eq!(inspect(&missing(at, count)), Err(Malformed::MissingCharacters), "{count}");
        }
    }
    // Not of a v2 KS; and not only in the middle.
    let v1 = [&V1[..50], &V1[51..]].concat();
    assert_eq!(inspect(&v1), Err(Malformed::BadPadding));
    assert_eq!(inspect(&(missing(20, 1) + "===")), Err(Malformed::BadPadding));
    assert_eq!(inspect(&V2_PADDED[..61]), Err(Malformed::Cut));
    // A v2 KS in the standard alphabet, whose `+` became a blank.
    let plus = V2.replace('-', "+").replace('_', "/");
    assert!(plus.contains('+') && inspect(&plus).is_ok());
    assert_eq!(inspect(&plus.replace('+', " ")), Err(Malformed::BlankForPlus));
}

/// Four lost `+` leave the length valid, so that only the signature shows the loss.
#[test]
fn four_blanks_for_plus_are_recognized_by_the_signature() {
    let ks = (0..1000)
        .map(|i| seal_v1(format!("102;102;1700003600;0;{i};>>>>>>>>>>>>;;;").as_bytes()))
        .find(|ks| ks.matches('+').count() == 4)
        .unwrap();
    let keyring = Keyring::new(SECRET).unwrap();
    assert!(keyring.decode(&ks).is_ok());
    let error = keyring.decode(&ks.replace('+', " ")).unwrap_err();
    assert_eq!(error, Malformed::BlankForPlus.into());
    // Without blanks, it is a KS of another secret.
    let error = Keyring::new("another").unwrap().decode(&ks).unwrap_err();
    assert_eq!(error.code().as_str(), "bad_signature");
}
