//! `include/ks.h` is made from the Rust code, and is committed.

use std::fs;
use std::path::Path;

/// The groups of the header, each with the first line of it, in the order of use.
const GROUPS: [(&str, &str); 19] = [
    ("Statuses of the call itself", "#define KKS_OK "),
    ("Statuses: an input cannot be used", "#define KKS_INVALID_SECRET "),
    ("Statuses: the text is no KS", "#define KKS_EMPTY_KS "),
    ("Statuses: the KS was read, and the answer is no", "#define KKS_BAD_SIGNATURE "),
    ("Inputs", "#define KKS_UNSET "),
    ("Fields of what was read", "#define KKS_FIELD_VERSION "),
    ("Fields as the server holds them", "#define KKS_RAW_PARTNER_ID "),
    ("Lists of what was read", "#define KKS_LIST_PRIVILEGES "),
    ("Types", "typedef struct"),
    ("The library", "*kks_version("),
    ("Errors", "*kks_status_code("),
    ("What a KS is to say, and what is expected of one", "kks_session_init("),
    ("Making KSs", "kks_signer_new("),
    ("Keyrings", "kks_keyring_new("),
    ("Reading a KS as the server does", "kks_decode("),
    ("Accepting a KS in a service", "kks_verify("),
    ("What Kaltura would answer, and why", "kks_explain("),
    ("Looking at a KS without a secret", "kks_inspect("),
    ("Lists", "kks_list_count("),
];

/// The files with the ABI, in the order of the header.
const SOURCES: [&str; 7] = ["library", "status", "error", "input", "write", "read", "list"];

/// `ks.h` as it should be.
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
            "\n#include <stddef.h>\n#include <stdint.h>\n\n/** The version of this header. kks_version has that of the library. */\n#define KKS_VERSION \"{version}\"\n\n/** The length of a text that ends in NUL. */\n#define KKS_NUL_TERMINATED SIZE_MAX"
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

/// What a hand-written header has and a generator does not: a comment of one
/// line on one line, constants close together, headings.
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
    // A name for each struct, so that it can be declared without this header.
    let mut name = String::new();
    for line in lines.iter_mut().rev() {
        match line.strip_prefix("} ").and_then(|rest| rest.strip_suffix(';')) {
            Some(typedef) => name = typedef.to_owned(),
            None if line == "typedef struct {" => *line = format!("typedef struct {name} {{"),
            None => {}
        }
    }
    // Constants close together: no blank line between one and the comment of the next.
    let defines = |line: &String| line.starts_with("#define KKS_");
    let close = |i: usize| {
        let next = lines[i + 1..].iter().position(|line| !line.starts_with(['/', ' ']));
        lines[i].is_empty()
            && defines(&lines[i - 1])
            && next.is_some_and(|n| defines(&lines[i + 1 + n]))
    };
    let kept = (0..lines.len()).filter(|&i| i == 0 || !close(i)).map(|i| &*lines[i]);
    let mut out = kept.collect::<Vec<_>>().join("\n") + "\n";
    // The contract names functions, too, so the search begins behind it.
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
fn is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../include/ks.h");
    let header = generate();
    if std::env::var_os("KS_WRITE_HEADER").is_some() {
        fs::write(&path, &header).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let differs = committed.lines().zip(header.lines()).position(|(a, b)| a != b);
    assert!(
        committed == header,
        "include/ks.h is not what the code says (first at line {differs:?}); write it anew with: KS_WRITE_HEADER=1 cargo test -p ks-ffi header"
    );
}

/// A constant of the header by its name.
fn constants() -> Vec<(String, i64)> {
    let number = |line: &str| {
        let (name, value) = line.strip_prefix("#define KKS_")?.split_once(' ')?;
        Some((name.to_owned(), value.parse().ok()?))
    };
    generate().lines().filter_map(number).collect()
}

#[test]
fn statuses_bear_the_codes_of_the_core() {
    let constants = constants();
    for &(code, _) in ks_core::Error::CODES {
        let name = code.to_uppercase();
        let number = constants.iter().find(|(constant, _)| *constant == name);
        let (_, number) = number.unwrap_or_else(|| panic!("KKS_{name} is not in ks.h"));
        assert!((100..400).contains(number), "{name}");
    }
}
