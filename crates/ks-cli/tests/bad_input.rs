//! Invalid input.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{NOW, SECRET, command, ks, ks_reading, run, sample, temporary};

/// Every command that reads a KS, with the options it needs.
const READERS: [&[&str]; 6] = [
    &["decode"],
    &["explain", "--now", NOW],
    &["verify", "--now", NOW],
    &["inspect"],
    &["renew", "--now", NOW],
    &["lint"],
];

/// Returns the exit status for text that is not a KS, which `verify` rejects.
fn no_ks(args: &[&str]) -> i32 {
    if args[0] == "verify" { 1 } else { 2 }
}

#[test]
fn text_that_is_not_a_ks_has_an_error_of_its_own() {
    let megabytes = "all work, no play. ".repeat(500_000);
    let base64_only = "QUJD".repeat(2_500_000);
    for (text, code) in [
        (&b""[..], "empty_ks"),
        (b" \t\r\n", "empty_ks"),
        (b"x", "not_a_ks"),
        (b"hello", "not_a_ks"),
        (b"https://www.example.com/index.html", "not_a_ks"),
        (b"{\"code\":\"INVALID_KS\",\"message\":\"Invalid KS\"}", "not_a_ks"),
        (b"\xff\xfe", "not_base64"),
        (b"djJ8MTAy\x00fA==", "not_base64"),
        (b"\x00", "not_a_ks"),
        (b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl", "not_a_ks"),
        (b"KRUGKIDROVUWG2ZAMJZG653OEBTG66BANJ2W24DT", "not_a_ks"), // base32
        (b"64 6a 4a 38", "not_a_ks"),
        (b"djJ8MTAy", "not_a_ks"),
        (b".djJ8.MTAyfA~~", "not_base64"),
        (megabytes.as_bytes(), "not_a_ks"),
        (base64_only.as_bytes(), "not_a_ks"),
    ] {
        for args in READERS {
            let run = ks_reading(args, text);
            let shown = String::from_utf8_lossy(&text[..text.len().min(40)]);
            if args[0] == "explain" && run.code == 1 {
                // Kaltura answers any text.
                let is_explained = ["INVALID_STR", "answer"].iter().any(|s| run.text().contains(s));
                assert!(is_explained, "{shown}");
                continue;
            }
            assert_eq!(run.fails(no_ks(args)), code, "{args:?} {shown}");
        }
    }
}

#[test]
fn invalid_utf8_is_reported_with_its_position() {
    let run = ks_reading(&["decode"], b"djJ8\xc3\x28");
    assert_eq!(run.fails(2), "not_base64");
    assert!(run.stderr.contains("byte 0xc3 at position 4"), "{}", run.stderr);
    // In a log line it is harmless.
    let line = [b"\xff\xfe GET /?ks=", sample(&[]).as_bytes(), b"&x=\xff HTTP/1.1"].concat();
    ks_reading(&["decode"], line).succeeds();
}

#[test]
fn text_without_a_ks_is_reported() {
    for text in [
        "hello",
        "no KS in these words",
        "https://www.example.com/api_v3/?service=media",
        "{\"code\":\"MISSING_KS\"}",
        "<xml><error>no</error></xml>",
    ] {
        for args in READERS {
            let run = ks_reading(args, text);
            let reported = if args[0] == "explain" { run.text() } else { &run.stderr };
            assert!(reported.contains("no KS in this text"), "{args:?} {run:?}");
        }
    }
    // A KS that was cut or shortened is reported as such.
    let token = sample(&[]);
    for (text, word) in [
        (format!("https://www.example.com/?ks={}&format=1", &token[..41]), "cut"),
        (format!("https://www.example.com/?next=%2F%3Fks%3D{}", &token[..41]), "cut"),
        (format!("the token {} does not work", &token[..41]), "cut"),
        (format!("{}...{}", &token[..20], &token[60..]), "shortened"),
        (format!("ks={}… (expired)", &token[..20]), "shortened"),
    ] {
        for args in [READERS[0], READERS[2], READERS[4], READERS[5]] {
            let run = ks_reading(args, &text);
            assert!(
                run.fails(no_ks(args)).starts_with("not_") && run.stderr.contains(word),
                "{run:?}"
            );
        }
    }
}

#[test]
fn a_ks_cut_anywhere_is_rejected() {
    let v1: &[&str] =
        &["generate", "-u", "ann", "-v", "1", "-p", "edit:0_abc", "--now", NOW, "--nonce", "1"];
    let versions = [
        sample(&["-p", "sview:0_abc,privacycontext:portal"]),
        ks(v1).succeeds().text().trim_end().to_owned(),
    ];
    for whole in versions {
        // Only the padding can be missing without an error.
        let unpadded = whole.trim_end_matches('=').len();
        for len in 0..unpadded {
            let cut = &whole[..len];
            for args in [READERS[0], READERS[2], READERS[4]] {
                let run = ks_reading(args, cut);
                assert!([1, 2].contains(&run.code), "{args:?} {cut}: {run:?}");
                assert!(run.stdout.is_empty() && !run.error_code().is_empty());
            }
            let run = ks(&["explain", "--now", NOW, "--", cut]);
            assert_eq!(run.code, if cut.is_empty() { 2 } else { 1 }, "{cut}");
            // Without a secret, a cut cannot always be detected.
            ks_reading(&["inspect", "--json"], cut);
        }
    }
}

#[test]
fn if_inspect_detects_a_cut_no_error_blames_the_secret() {
    let whole = sample(&["-p", "sview:0_abc,privacycontext:portal"]);
    let mut seen = 0;
    for len in 0..whole.len() {
        let cut = &whole[..len];
        let inspected = ks_reading(&["inspect", "--json"], cut);
        if inspected.code != 0 || inspected.json()["truncated"] != true {
            continue;
        }
        seen += 1;
        for args in READERS.iter().filter(|args| args[0] != "inspect") {
            let run = ks_reading(args, cut);
            let reported = if args[0] == "explain" { run.text() } else { &run.stderr };
            assert!(run.code > 0 && reported.contains("was cut"), "{args:?} {cut}: {run:?}");
            assert!(!reported.contains("secret"), "{args:?} {cut}: {run:?}");
        }
    }
    assert!(seen > whole.len() / 2, "{seen} of {}", whole.len());
}

#[test]
fn the_wrong_secret_is_reported() {
    let token = sample(&[]);
    for secret in ["fedcba9876543210fedcba9876543210", "x"] {
        for args in [READERS[0], READERS[2], READERS[4], READERS[5]] {
            let mut command = command(args);
            command.env("KALTURA_ADMIN_SECRET", secret).arg(&token);
            let run = run(command, b"");
            assert_eq!(run.fails(1), "bad_signature");
            assert!(run.stderr.contains("user secret"), "{}", run.stderr);
        }
    }
}

#[test]
fn invisible_characters_around_a_secret_are_reported() {
    for (before, after) in
        [("", " "), (" ", ""), ("\t", ""), ("", "\r"), ("", "\u{b}\n"), ("\u{feff}", "\n")]
    {
        let mut command = command(&["generate", "-u", "ann", "--secret-stdin"]);
        command.env_remove("KALTURA_ADMIN_SECRET");
        let secret = format!("{before}{SECRET}{after}");
        assert_eq!(run(command, secret.as_bytes()).fails(2), "invalid_secret", "{secret:?}");
    }
    let mut command = command(&["generate", "-u", "ann"]);
    command.env("KALTURA_ADMIN_SECRET", format!("{SECRET} "));
    assert_eq!(run(command, b"").fails(2), "invalid_secret");
}

#[test]
fn a_missing_secret_or_partner_is_reported_with_its_variable() {
    for args in READERS.into_iter().chain([&["generate", "-u", "ann"][..]]) {
        let mut command = command(args);
        command.env("KALTURA_ADMIN_SECRET", "");
        let run = run(command, sample(&[]).as_bytes());
        if args[0] == "inspect" {
            run.succeeds();
            continue;
        }
        assert_eq!(run.fails(2), "missing_secret");
        assert!(run.stderr.contains("KALTURA_ADMIN_SECRET"), "{}", run.stderr);
        assert_eq!(run.stderr.contains("ks inspect"), args[0] != "generate");
    }
    for args in [&["generate", "-u", "ann"][..], &["verify", "x"]] {
        let mut command = command(args);
        command.env_remove("KALTURA_PARTNER_ID");
        let run = run(command, b"");
        assert_eq!(run.fails(2), "missing_partner_id");
        assert!(run.stderr.contains("--partner-id"), "{}", run.stderr);
    }
    assert_eq!(ks(&["app-token", "djJ8"]).fails(2), "missing_app_token");
}

#[test]
fn secrets_come_from_files_and_from_standard_input() {
    let token = sample(&[]);
    let decode = |files: &[&[u8]]| {
        let mut command = command(&["decode", &token, "--now", NOW]);
        command.env_remove("KALTURA_ADMIN_SECRET");
        for file in files {
            command.arg("--secret-file").arg(temporary(file));
        }
        run(command, b"")
    };
    let with_newline = format!("{SECRET}\r\n");
    decode(&[SECRET.as_bytes()]).succeeds();
    let rotated = decode(&[b"the-new-one\n", with_newline.as_bytes()]).succeeds();
    assert!(rotated.text().contains("secret 2 of 2"), "{}", rotated.text());
    for (file, code) in [
        (&b""[..], "invalid_secret"),
        (b"0\n", "invalid_secret"),
        (b"a,b\n", "invalid_secret"),
        (b"one\ntwo\n", "invalid_secret"),
        (&[b'x'; 100_000], "invalid_secret"),
        (&[b'x'; 16 * 1024 + 1], "invalid_secret"),
        (b"another\n", "bad_signature"),
    ] {
        let run = decode(&[file]);
        assert!(run.code > 0);
        assert_eq!(run.error_code(), code);
    }
    let long = decode(&[&[b'x'; 100_000]]);
    assert!(long.stderr.contains("too long"), "{}", long.stderr);
    let args = ["decode", "--secret-stdin", "--now", NOW];
    ks_reading(&[&args[..], &[&token]].concat(), with_newline).succeeds();
    assert_eq!(ks_reading(&args, SECRET).fails(2), "usage");
    // An option has precedence over the environment.
    let mut command = command(&["decode", &token, "--secret-file"]);
    command.arg(temporary("another"));
    assert_eq!(run(command, b"").fails(1), "bad_signature");
}

/// The controlling side of a pseudoterminal is a terminal too.
#[cfg(target_os = "linux")]
#[test]
fn a_secret_is_not_read_from_a_terminal_that_shows_it() {
    let mut command = command(&["generate", "-u", "ann", "--secret-stdin"]);
    command.stdin(std::fs::File::open("/dev/ptmx").unwrap());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with("error[usage]: --secret-stdin reads a pipe"), "{stderr}");
}

/// [`run`] fails if the output contains the secret.
#[test]
fn text_that_looks_like_a_secret_is_not_repeated() {
    let secret_stdin = format!("--secret-stdin={SECRET}");
    let secret_file = format!("--secret-file={SECRET}");
    let json = format!("--json={SECRET}");
    let unknown = format!("--{SECRET}");
    let token = sample(&[]);
    let generate: &[&str] = &["generate", "-u", "ann", "--json"];
    for option in [
        &[secret_stdin.as_str()][..],
        &[&secret_file],
        &[&json],
        &[&unknown],
        &["--partner-id", SECRET],
        &["--master-partner-id", SECRET],
        &["--now", SECRET],
        &["--type", SECRET],
        &["-e", SECRET],
        &["--expires-at", SECRET],
        &["-v", SECRET],
        &["--batch", SECRET],
    ] {
        assert_eq!(ks(&[generate, option].concat()).code, 2, "{option:?}");
    }
    for args in [
        &[SECRET][..],
        &["completions", SECRET],
        &["man", SECRET],
        &["privileges", SECRET],
        &["decode", SECRET],
        &["verify", &token, "--now", NOW, "--require", SECRET],
        &["app-token", &token, "--hash-type", SECRET],
        &["app-token", &token, "--token-file", SECRET],
    ] {
        assert!(ks(args).code > 0, "{args:?}");
    }
    let mut environment = command(&["verify", &token]);
    environment.env("KALTURA_PARTNER_ID", SECRET);
    assert_eq!(run(environment, b"").fails(2), "invalid_partner_id");
    // A missing file is named.
    let missing = ks(&["generate", "-u", "ann", "--secret-file", "no-such-file"]);
    assert!(missing.stderr.contains("no-such-file"), "{}", missing.stderr);
}

#[test]
fn a_secret_on_the_command_line_is_not_repeated() {
    let secret = "not-to-be-shown";
    for args in [
        &[secret][..],
        &["completions", secret],
        &["man", secret],
        &["generate", "-u", "ann", "--json=not-to-be-shown"],
        &["generate", "-u", "ann", "--secret-stdin=not-to-be-shown"],
        &["generate", "-u", "ann", "--secret", secret],
        &["generate", "-u", "ann", "--secret=not-to-be-shown"],
        &["generate", "-u", "ann", "--admin-secret-for-signing", secret],
        &["generate", "-u", "ann", "-s", secret],
        &["generate", "-u", "ann", "-snot-to-be-shown"],
        &["generate", "-u", "ann", secret],
        &["decode", "djJ8", secret],
        &["verify", "--secret", secret, "djJ8"],
        &["verify", "--json", "--secret", secret, "djJ8"],
    ] {
        let run = ks(args);
        assert_eq!(run.code, 2);
        assert!(!run.stderr.contains(secret) && !run.text().contains(secret), "{run:?}");
        assert!(["usage", "secret_on_command_line"].contains(&run.error_code()));
    }
}

/// A passphrase does not look like a secret, so no long text is shown where a short one belongs.
#[test]
fn a_passphrase_in_the_wrong_place_is_not_repeated() {
    let passphrase = "correct horse battery staple";
    for option in ["-e", "--expires-at", "--now", "--ks-version", "--type", "--partner-id"] {
        let run = ks(&["generate", "-u", "ann", option, passphrase]);
        assert!(run.code > 0, "{option}");
        assert!(!run.stderr.contains("horse") && !run.text().contains("horse"), "{run:?}");
    }
}

#[test]
fn with_json_an_error_is_an_object_too() {
    for args in [
        &["generate", "--json"][..],
        &["generate", "-u", "ann", "--json", "--no-such-option"],
        &["decode", "--json", "x"],
        &["explain", "--json", "--now", "x"],
        &["verify", "--json", "djJ8"],
        &["privileges", "--json", "nonsense"],
        &["no-such-command", "--json"],
    ] {
        let run = ks(args);
        assert!(run.code > 0);
        let error = &run.json()["error"];
        assert_eq!(error["code"], run.error_code(), "{args:?}");
        assert!(run.stderr.contains(error["message"].as_str().unwrap()), "{run:?}");
    }
}

#[test]
fn privileges_with_each_ascii_byte_in_their_name() {
    for byte in 1..128_u8 {
        let c = char::from(byte);
        let plain = c.is_ascii_alphanumeric() || c == '-' || c == '_';
        for name in [format!("a{c}b"), format!("a{c}")] {
            // A colon ends the name, and spaces around it are not part of it.
            let fine = plain
                || name == "a:b"
                || (name.trim_end() != name && byte != b'\x0c')
                || name == "a\x0b";
            let run = ks(&["generate", "-u", "ann", "-p", &name, "--now", NOW]);
            match name.as_str() {
                // Two privileges.
                "a,b" | "a," | "a:" => assert_eq!(run.code, 0, "{name:?}"),
                _ if fine => assert_eq!(run.code, 0, "{name:?}: {run:?}"),
                _ => assert_eq!(run.fails(2), "invalid_privilege", "{name:?}"),
            }
        }
    }
}

#[test]
fn ten_thousand_privileges_are_rejected_and_ten_thousand_values_are_not() {
    let many: Vec<String> = (0..10_000).map(|i| format!("p{i}")).collect();
    let run = ks(&["generate", "-u", "ann", "-p", &many.join(",")]);
    assert_eq!(run.fails(2), "too_many_privileges");
    let list = format!("sview:{}", many.join("/"));
    let token = ks(&["generate", "-u", "ann", "-p", &list, "--now", NOW]).succeeds();
    let decoded = ks_reading(&["decode", "--json"], token.text()).succeeds().json();
    assert_eq!(decoded["privileges_text"], list);
    assert_eq!(decoded["privileges"][0]["values"].as_array().unwrap().len(), 10_000);
}

#[test]
fn numbers_out_of_range_have_the_error_of_their_field() {
    for (args, code) in [
        (&["-e", "0"][..], "invalid_expiry"),
        (&["-e", "-1"], "invalid_expiry"),
        (&["-e", "9223372036854775807"], "invalid_expiry"),
        (&["-e", "9223372036854775808"], "invalid_expiry"),
        (&["-e", "-99999999999999999999"], "invalid_expiry"),
        (&["-e", "999999999999999999999y"], "invalid_expiry"),
        (&["-e", "999999999999y"], "invalid_expiry"),
        (&["-e", "-5h"], "invalid_expiry"),
        (&["-e", "1M"], "invalid_expiry"),
        (&["--now", "abc"], "usage"),
        (&["--now", "99999999999999999999"], "usage"),
        (&["--expires-at", "-1"], "invalid_expiry"),
        (&["--expires-at", "99999999999999999999"], "invalid_expiry"),
        (&["--partner-id", "2147483648"], "invalid_partner_id"),
        (&["--partner-id", "-2147483649"], "invalid_partner_id"),
        (&["--partner-id", "1e3"], "invalid_partner_id"),
        (&["--partner-id", ""], "invalid_partner_id"),
        (&["--master-partner-id", "2147483648"], "invalid_master_partner_id"),
        (&["-t", "1"], "invalid_type"),
        (&["-t", "-1"], "invalid_type"),
        (&["-v", "3"], "invalid_version"),
    ] {
        let run = ks(&[&["generate", "-u", "ann", "--now", NOW], args].concat());
        assert_eq!(run.fails(2), code, "{args:?}");
    }
    for partner in ["-2147483648", "-1", "0", "2147483647"] {
        ks(&["generate", "-u", "ann", "--partner-id", partner]).succeeds();
    }
    let far = ks(&["generate", "-u", "ann", "-e", "9999y"]);
    assert!(far.stderr.contains("--expires-at"), "{}", far.stderr);
    // An expiry beyond the calendar is printed without a date.
    let end = "9223372036854775807";
    let token = ks(&["generate", "-u", "ann", "--expires-at", end]);
    assert_eq!(token.notes(), ["far_end"]);
    assert!(ks_reading(&["decode"], token.text()).succeeds().text().contains(end));
}

#[test]
fn nothing_in_a_ks_controls_the_terminal() {
    let hostile = "a\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\u{61c}\u{e0041}z\n";
    let args = ["generate", "-u", hostile, "--additional-data", hostile, "--now", NOW, "-p"];
    let token = ks(&[&args[..], &[&format!("setrole:x{hostile}x")]].concat());
    assert_eq!(token.notes(), ["blanks_in_user", "odd_separator"]);
    let control = ['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}', '\u{61c}', '\u{e0041}'];
    for args in READERS {
        let run = ks_reading(args, token.text());
        assert_eq!(run.code, 0, "{run:?}");
        assert!(!run.text().contains(control), "{run:?}");
    }
    // Nor does an argument that an error repeats.
    for args in [["privileges", hostile], ["decode", hostile], [hostile, "x"], ["man", hostile]] {
        let run = ks(&args);
        assert!(run.code > 0 && !run.stderr.contains(control), "{run:?}");
    }
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    use std::process::Stdio;
    for args in [&["privileges"][..], &["completions", "zsh"], &["generate", "--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command(args).stdout(writer).stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn output_to_a_pipe_has_no_colors() {
    let token = sample(&["-t", "admin"]);
    for args in READERS {
        let run = ks(&[args, &[&token]].concat());
        assert!(!run.stdout.contains(&0x1b) && !run.stderr.contains('\x1b'));
    }
}

#[test]
fn color_is_chosen_by_option() {
    let token = sample(&[]);
    let always = ks(&["decode", &token, "--color", "always"]).succeeds();
    assert!(always.stdout.contains(&0x1b), "{always:?}");
    let never = ks(&["--color=never", "decode", &token]).succeeds();
    assert!(!never.stdout.contains(&0x1b), "{never:?}");
    let error = ks(&["decode", "x", "--color", "always"]);
    assert!(error.code == 2 && error.stderr.contains("\x1b["), "{error:?}");
    let help = ks(&["--color", "always", "--help"]).succeeds();
    assert!(help.stdout.contains(&0x1b), "{help:?}");
    assert_eq!(ks(&["decode", &token, "--color", "sometimes"]).fails(2), "usage");
}

#[test]
fn times_are_unix_seconds_dates_or_rfc_3339() {
    for time in ["1750003600", "2025-06-15T16:06:40Z", "2025-06-15T18:06:40+02:00"] {
        let args = ["generate", "-u", "ann", "--now", "2025-06-15", "--expires-at", time];
        let token = ks(&args).succeeds();
        let decoded = ks_reading(&["decode", "--json"], token.text()).succeeds().json();
        assert_eq!(decoded["expires_at"], 1_750_003_600, "{time}");
    }
    let mut local = command(&["decode", &sample(&[]), "--now", NOW]);
    local.env("TZ", "JST-9");
    let shown = run(local, b"").succeeds();
    assert!(shown.text().contains("2025-06-16 15:06:40 UTC, 2025-06-17 00:06:40 JST"), "{shown:?}");
}
