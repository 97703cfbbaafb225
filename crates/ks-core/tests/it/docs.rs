//! docs/ks-format.md and the code agree on sections and privileges.

use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};

use ks_core::privilege::{DecidedBy, PrivilegeInfo, TABLE, ValueKind};
use ks_core::recipe::{Need, RECIPES};
use ks_core::server::ANSWERS;
use ks_core::{ErrorCode, SessionType};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page() -> String {
    read_to_string(root().join("docs/ks-format.md")).unwrap()
}

fn sources(folder: &Path, into: &mut Vec<String>) {
    for entry in read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else {
            into.push(read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_cited_section_exists() {
    let page = page();
    let mut files = Vec::new();
    sources(&root().join("crates/ks-core/src"), &mut files);
    let mut cited = 0;
    for citation in files.iter().flat_map(|text| text.split("ks-format.md").skip(1)) {
        // "2.5, 4.2 and 5 to 7): more words", perhaps over two lines of comment.
        let words =
            citation.split_whitespace().filter(|word| !matches!(*word, "//!" | "///" | "//"));
        for word in words {
            let number = word.trim_end_matches([')', ':', ',', ';', '.']);
            if matches!(number, "and" | "to") {
                continue;
            }
            if !number.starts_with(|c: char| c.is_ascii_digit()) {
                break;
            }
            let heading = page.lines().any(|line| {
                line.starts_with('#')
                    && line.split(' ').nth(1).is_some_and(|n| n.trim_end_matches('.') == number)
            });
            assert!(heading, "section {number} is cited and does not exist");
            cited += 1;
            if word.ends_with([')', ':', '.']) {
                break;
            }
        }
    }
    assert!(cited > 15, "{cited}");
}

/// The rows of a table on a page must be those generated from the code.
///
/// `KS_WRITE_DOCS=1 cargo test -p ks-core --test it docs` writes them.
fn check_table(page: &str, header: &str, rows: &[String]) {
    let path = root().join(page);
    let text = read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(&format!("{header}\n")).unwrap();
    let (ruler, rest) = rest.split_once('\n').unwrap();
    let end: usize =
        rest.split_inclusive('\n').take_while(|line| line.starts_with('|')).map(str::len).sum();
    let wanted: String = rows.iter().map(|row| format!("{row}\n")).collect();
    if std::env::var_os("KS_WRITE_DOCS").is_some() {
        let page = format!("{before}{header}\n{ruler}\n{wanted}{}", &rest[end..]);
        std::fs::write(path, page).unwrap();
    } else {
        assert_eq!(&rest[..end], wanted, "{page}: run with KS_WRITE_DOCS=1 to update the table");
    }
}

fn cell(text: &str) -> String {
    if text.is_empty() { "–".to_owned() } else { text.replace('|', "\\|") }
}

fn kind(info: &PrivilegeInfo) -> &'static str {
    match info.kind {
        ValueKind::Flag => "flag",
        ValueKind::One => "one",
        ValueKind::Number => "number",
        ValueKind::Text => "text",
        ValueKind::List => "list",
        ValueKind::UriList => "URI list",
        _ => unreachable!("{}: a new kind", info.name),
    }
}

fn granted_by(info: &PrivilegeInfo) -> String {
    let rule = match info.decided_by {
        DecidedBy::VerifyPrivileges => "`verifyPrivileges`",
        DecidedBy::StarOnly => "`*` only",
        DecidedBy::WholeElement => "the bare name",
        DecidedBy::Name => "its values",
        _ => unreachable!("{}: the server does not read it", info.name),
    };
    if info.admin_passes { format!("ADMIN, or {rule}") } else { rule.to_owned() }
}

#[test]
fn the_format_page_shows_the_table_of_privileges() {
    let page = "docs/ks-format.md";
    let server = TABLE.iter().filter(|info| info.read_by_server).map(|info| {
        let (value, meaning) = (cell(info.value), cell(info.meaning));
        let reserved = if info.reserved { "yes" } else { "no" };
        format!(
            "| `{}` | {} | {value} | {reserved} | {} | {meaning} |",
            info.name,
            kind(info),
            granted_by(info)
        )
    });
    let header = "| name | kind | value | reserved | granted by | meaning |";
    check_table(page, header, &server.collect::<Vec<_>>());
    let others = TABLE.iter().filter(|info| !info.read_by_server).map(|info| {
        let (value, meaning) = (cell(info.value), cell(info.meaning));
        let reader = info.read_by_application.unwrap_or("nobody");
        format!("| `{}` | {} | {value} | {reader} | {meaning} |", info.name, kind(info))
    });
    check_table(page, "| name | kind | value | read by | meaning |", &others.collect::<Vec<_>>());
}

#[test]
fn the_guide_shows_every_error_answer_of_the_server() {
    let statuses = ANSWERS.iter().filter_map(|answer| {
        let status = answer.status?;
        Some(format!("| `{status}` | {} | {} |", cell(answer.meaning), cell(answer.check)))
    });
    let header = "| first argument | meaning | what to check |";
    check_table("docs/invalid-ks.md", header, &statuses.collect::<Vec<_>>());
    let answers = ANSWERS.iter().filter(|answer| answer.status.is_none()).map(|answer| {
        format!("| `{}` | {} | {} |", answer.code, cell(answer.meaning), cell(answer.check))
    });
    let header = "| answer | meaning | what to check |";
    check_table("docs/errors.md", header, &answers.collect::<Vec<_>>());
}

/// A lifetime in words.
fn lifetime(seconds: i64) -> String {
    let (number, unit) = match seconds {
        _ if seconds % 3600 == 0 => (seconds / 3600, "hour"),
        _ if seconds % 60 == 0 => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

#[test]
fn the_guide_shows_every_recipe() {
    let rows = RECIPES.iter().map(|recipe| {
        let parts = recipe.parts.iter().map(|part| match part.need {
            Need::Required => format!("`{}`", part.template),
            Need::OneOf => format!("one of: `{}`", part.template),
            _ => format!("optional: `{}`", part.template),
        });
        let parts: Vec<_> = parts.collect();
        format!(
            "| `{}` | {} | {}{} | {} | {} | {} |",
            recipe.name,
            recipe.purpose,
            if recipe.session_type == SessionType::Admin { "ADMIN" } else { "USER" },
            if recipe.anonymous { ", no user" } else { "" },
            lifetime(recipe.expiry),
            parts.join("<br>"),
            cell(recipe.note)
        )
    });
    let header = "| recipe | purpose | session | lifetime | privileges | note |";
    check_table("docs/recipes.md", header, &rows.collect::<Vec<_>>());
}

#[test]
fn the_guide_shows_every_error_code() {
    let rows = ErrorCode::ALL
        .iter()
        .map(|code| format!("| `{code}` | {} | {} |", code.number(), cell(code.description())));
    check_table("docs/errors.md", "| code | C status | meaning |", &rows.collect::<Vec<_>>());
}

/// Each test that SECURITY.md names is in the file after it.
#[test]
fn the_tests_named_on_the_security_page_exist() {
    let page = read_to_string(root().join("SECURITY.md")).unwrap();
    let (_, table) = page.split_once("| guarantee | tests |").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let mut checked = 0;
    for cell in table.lines().filter_map(|row| row.split(" | ").nth(1)) {
        let mut names = Vec::new();
        for part in cell.split('`').skip(1).step_by(2) {
            if part.contains('/') {
                let file = read_to_string(root().join(part)).unwrap();
                for name in names.drain(..) {
                    assert!(file.contains(name), "{part}: {name}");
                    checked += 1;
                }
            } else {
                names.push(part);
            }
        }
    }
    assert!(checked > 10, "{checked}");
}

/// RELEASING.md names the places of the version.
#[test]
fn all_packages_have_the_same_version() {
    let version = env!("CARGO_PKG_VERSION");
    let dependency = format!("version = \"{version}\", default-features = false }}");
    for (path, line) in [
        ("Cargo.toml", dependency),
        ("Cargo.toml", format!("path = \"crates/ks-fork\", version = \"{version}\"")),
        ("bindings/python/pyproject.toml", format!("\nversion = \"{version}\"\n")),
        ("bindings/node/package.json", format!("\n  \"version\": \"{version}\",\n")),
        ("include/ks.h", format!("\n#define KKS_VERSION \"{version}\"\n")),
        ("CHANGELOG.md", version.to_owned()),
    ] {
        let text = read_to_string(root().join(path)).unwrap();
        assert!(text.contains(&line), "{path}: {line}");
    }
}
