//! `include/ks.h`: generated from the Rust code, and committed.

use std::fs;
use std::path::Path;

/// The headings of the header, each with the first declaration below it, in
/// order.
const GROUPS: [(&str, &str); 23] = [
    ("Statuses of the call itself", "#define KKS_OK "),
    ("Statuses: an input is invalid", "#define KKS_INVALID_SECRET "),
    ("Statuses: the text is not a KS", "#define KKS_EMPTY_KS "),
    ("Statuses: the KS was rejected", "#define KKS_BAD_SIGNATURE "),
    ("Inputs", "#define KKS_UNSET "),
    ("Fields of results", "#define KKS_FIELD_VERSION "),
    ("Fields as the server stores them", "#define KKS_RAW_PARTNER_ID "),
    ("Lists of results", "#define KKS_LIST_PRIVILEGES "),
    ("Types", "typedef struct"),
    ("Version", "*kks_version("),
    ("Errors", "*kks_status_code("),
    ("Structs", "kks_session_init("),
    ("Generate a KS", "kks_signer_new("),
    ("Renew a KS", "kks_signer_renew("),
    ("Keyrings", "kks_keyring_new("),
    ("Verify a KS for a service", "kks_verify("),
    ("Decode a KS as the server does", "kks_decode("),
    ("Explain Kaltura's answer", "kks_explain("),
    ("Read a KS without a secret", "kks_inspect("),
    ("Find a KS in other text", "kks_find("),
    ("Get advice on a session", "kks_lint("),
    ("Hash an app token", "kks_app_token_hash("),
    ("Lists", "kks_list_count("),
];

/// The files that declare the ABI, in the order of the header.
const SOURCES: [&str; 17] = [
    "version",
    "status",
    "boundary/call",
    "error",
    "structs",
    "signer",
    "renew",
    "keyring",
    "fields",
    "verify",
    "decode",
    "explain",
    "inspect",
    "find",
    "lint",
    "app_token",
    "list",
];

/// Generates the text of `ks.h`.
fn generate() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let contract = fs::read_to_string(root.join("contract.h")).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    let config = cbindgen::Config {
        language: cbindgen::Language::C,
        header: Some(contract.trim_end().into()),
        autogen_warning: None,
        include_guard: Some("KALTURA_KS_H".into()),
        no_includes: true,
        after_includes: Some(format!(
            "\n#include <stddef.h>\n#include <stdint.h>\n\n/** The version of this header. kks_version returns the version of the library. */\n#define KKS_VERSION \"{version}\"\n\n/** The length of text that ends in NUL. */\n#define KKS_NUL_TERMINATED SIZE_MAX"
        )),
        cpp_compat: true,
        usize_is_size_t: true,
        style: cbindgen::Style::Type,
        documentation_style: cbindgen::DocumentationStyle::Doxy,
        line_length: 100,
        ..cbindgen::Config::default()
    };
    let sources = SOURCES.iter().map(|name| root.join(format!("src/{name}.rs")));
    let builder = sources.fold(cbindgen::Builder::new().with_config(config), |builder, source| {
        builder.with_src(source)
    });
    let mut header = Vec::new();
    builder.generate().unwrap().write(&mut header);
    polish(&String::from_utf8(header).unwrap())
}

/// Formats the header as a person would: short comments on one line, no blank
/// lines between constants, headings.
fn polish(header: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut source = header.lines().peekable();
    while let Some(line) = source.next() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let closes = |end: &&str| end.trim() == "*/";
        if line.trim() == "/**" {
            let text = source.next().unwrap();
            if source.next_if(closes).is_some() {
                lines.push(format!("{indent}/** {} */", text.trim().trim_start_matches("* ")));
            } else {
                lines.extend([line.to_owned(), text.to_owned()]);
            }
        } else if !(line.is_empty() && lines.last().is_some_and(String::is_empty)) {
            lines.push(line.to_owned());
        }
    }
    // Each struct gets a tag, so that other headers can declare it.
    let mut name = String::new();
    for line in lines.iter_mut().rev() {
        match line.strip_prefix("} ").and_then(|rest| rest.strip_suffix(';')) {
            Some(typedef) => name = typedef.to_owned(),
            None if line == "typedef struct {" => *line = format!("typedef struct {name} {{"),
            None => {}
        }
    }
    // No blank line between a constant and the comment of the next one.
    let defines = |line: &String| line.starts_with("#define KKS_");
    let close = |i: usize| {
        let next = lines[i + 1..].iter().position(|line| !line.starts_with(['/', ' ']));
        lines[i].is_empty()
            && defines(&lines[i - 1])
            && next.is_some_and(|n| defines(&lines[i + 1 + n]))
    };
    let kept = (0..lines.len()).filter(|&i| i == 0 || !close(i)).map(|i| &*lines[i]);
    let mut out = kept.collect::<Vec<_>>().join("\n") + "\n";
    // The contract mentions functions too, so the search starts after it.
    let begin = out.find("#ifndef").unwrap();
    for (heading, first) in GROUPS {
        let at = begin + out[begin..].find(first).unwrap_or_else(|| panic!("{first}"));
        let comment = out[..at].rfind("/**").unwrap();
        let blank = if out[..comment].ends_with("\n\n") { "" } else { "\n" };
        out.insert_str(comment, &format!("{blank}/* ---- {heading} ---- */\n\n"));
    }
    out
}

#[test]
fn committed_header_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../include/ks.h");
    let header = generate();
    if std::env::var_os("KS_WRITE_HEADER").is_some() {
        fs::write(&path, &header).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let differs = committed.lines().zip(header.lines()).position(|(a, b)| a != b);
    assert!(
        committed == header,
        "include/ks.h is out of date (first difference at line {differs:?}); update it with: KS_WRITE_HEADER=1 cargo test -p ks-ffi header"
    );
}

/// The numeric constants of the header.
fn constants() -> Vec<(String, i64)> {
    let number = |line: &str| {
        let (name, value) = line.strip_prefix("#define KKS_")?.split_once(' ')?;
        Some((name.to_owned(), value.parse().ok()?))
    };
    generate().lines().filter_map(number).collect()
}

#[test]
fn statuses_match_the_errors_of_the_core() {
    let constants = constants();
    for code in ks_core::ErrorCode::ALL {
        let name = code.as_str().to_uppercase();
        let number = constants.iter().find(|(constant, _)| *constant == name);
        let (_, number) = number.unwrap_or_else(|| panic!("KKS_{name} is not in ks.h"));
        assert_eq!(*number, i64::from(code.number()), "KKS_{name}");
    }
}
