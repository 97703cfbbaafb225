//! docs/ks-format.md and the code agree on sections and privileges.

#![allow(clippy::unwrap_used)]

use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};

use ks_core::privilege::TABLE;

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

#[test]
fn the_page_lists_every_privilege_of_the_table() {
    let page = page();
    let (_, section) = page.split_once("### 7.2").unwrap();
    let (section, _) = section.split_once("### 7.3").unwrap();
    for info in TABLE {
        let row = section.lines().find(|line| line.contains(&format!("`{}`", info.name)));
        let row = row.unwrap_or_else(|| unreachable!("{} is not in section 7.2", info.name));
        assert!(row.contains(info.meaning), "{}: {row}", info.name);
    }
}
