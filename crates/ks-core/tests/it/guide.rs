//! The Markdown pages: links lead somewhere, the guide is complete, and every
//! code block belongs to a test.

use std::fs::{read_dir, read_to_string};
use std::path::{Component, Path, PathBuf};

/// Which test runs the code blocks of a language.
const RUN_BY: &[(&str, &str)] = &[
    ("rust", "crates/ks-core/src/pages.rs"),
    ("console", "crates/ks-cli/tests/guide.rs"),
    ("sh", "crates/ks-cli/tests/guide.rs"),
    ("python", "bindings/python/tests/test_guide.py"),
    ("js", "bindings/node/tests/guide.test.mjs"),
    ("c", "crates/ks-ffi/tests/c/guide.rs"),
    ("cpp", "crates/ks-ffi/tests/c/guide.rs"),
    ("php", "crates/ks-ffi/tests/c/guide.rs"),
    ("go", "crates/ks-ffi/tests/c/languages.rs"),
    ("ruby", "crates/ks-ffi/tests/c/guide.rs"),
    ("java", "crates/ks-ffi/tests/c/guide.rs"),
];

/// Blocks without code: layouts, output and configuration.
const NO_CODE: &[&str] = &["", "text", "toml"];

/// The blocks that are only checked for syntax where a checker exists, because
/// they need Kaltura's own client: page and languages, in order.
const NOT_RUN: &[(&str, &[&str])] =
    &[("moving-from-official-clients.md", &["python", "js", "php", "ruby", "java", "csharp"])];

const NOT_RUN_MARK: &str = "<!-- not run: needs the official client -->";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn markdown_in(folder: &str) -> Vec<PathBuf> {
    let entries = read_dir(root().join(folder)).unwrap();
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    files
}

/// All pages that people read, except those of dependencies.
fn pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for folder in ["", "docs", "tests/vectors"] {
        pages.extend(markdown_in(folder));
    }
    for folder in ["crates", "bindings"] {
        for entry in read_dir(root().join(folder)).unwrap() {
            let page = entry.unwrap().path().join("README.md");
            pages.extend(page.exists().then_some(page));
        }
    }
    pages
}

/// A fenced code block.
struct Block {
    language: String,
    /// The line before the fence, without blank lines.
    before: String,
}

/// The text outside code blocks, and the code blocks.
fn split(text: &str) -> (String, Vec<Block>) {
    let (mut prose, mut blocks) = (String::new(), Vec::new());
    let (mut inside, mut before) = (false, String::new());
    for line in text.lines() {
        if let Some(info) = line.trim_start().strip_prefix("```") {
            if !inside {
                blocks.push(Block { language: info.to_owned(), before: before.clone() });
            }
            inside = !inside;
        } else if !inside {
            prose.push_str(line);
            prose.push('\n');
            if !line.trim().is_empty() {
                line.trim().clone_into(&mut before);
            }
        }
    }
    assert!(!inside, "a code block is not closed");
    (prose, blocks)
}

/// The fragment with which GitHub and mdBook link to a heading.
fn fragment(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn has_heading(text: &str, wanted: &str) -> bool {
    let (prose, _) = split(text);
    prose.lines().any(|line| {
        let heading = line.trim_start_matches('#');
        heading.len() < line.len() && fragment(heading.trim()) == wanted
    })
}

/// The relative link targets of a page.
fn links(text: &str) -> Vec<String> {
    let (prose, _) = split(text);
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let targets = targets.map(|(target, _)| target.to_owned());
    targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:")).collect()
}

fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    normal
}

#[test]
fn links_lead_to_a_file_and_a_heading() {
    let mut checked = 0;
    for page in pages() {
        let text = read_to_string(&page).unwrap();
        for link in links(&text) {
            let shown = page.strip_prefix(root()).unwrap().display();
            let (file, wanted) = link.split_once('#').unwrap_or((&link, ""));
            let target = normalize(&page.parent().unwrap().join(file));
            let target = if file.is_empty() { page.clone() } else { target };
            assert!(target.exists(), "{shown}: {link}");
            if !wanted.is_empty() {
                let text = read_to_string(&target).unwrap();
                assert!(has_heading(&text, wanted), "{shown}: {link}: no such heading");
            }
            // The built book contains only the pages of the guide.
            if page.starts_with(root().join("docs")) {
                assert!(
                    target.starts_with(root().join("docs")),
                    "{shown}: {link} leaves the guide"
                );
            }
            checked += 1;
        }
    }
    assert!(checked > 60, "{checked}");
}

#[test]
fn the_summary_lists_every_page_of_the_guide_once() {
    let summary = read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    let mut listed = links(&summary);
    listed.push("SUMMARY.md".into());
    listed.sort();
    let pages = markdown_in("docs");
    let mut pages: Vec<_> =
        pages.iter().map(|page| page.file_name().unwrap().to_str().unwrap()).collect();
    pages.sort_unstable();
    assert_eq!(listed, pages);
}

#[test]
fn every_code_block_of_the_guide_belongs_to_a_test() {
    let tested = read_to_string(root().join("crates/ks-core/src/pages.rs")).unwrap();
    for page in markdown_in("docs") {
        let name = page.file_name().unwrap().to_str().unwrap();
        let (_, blocks) = split(&read_to_string(&page).unwrap());
        for block in &blocks {
            let language = block.language.as_str();
            if NO_CODE.contains(&language) || block.before == NOT_RUN_MARK {
                continue;
            }
            let test = RUN_BY.iter().find(|(known, _)| *known == language);
            let (_, test) = test.unwrap_or_else(|| unreachable!("{name}: {language}: no test"));
            assert!(root().join(test).exists(), "{test}");
        }
        // The doc tests name their pages; the other tests read all of them.
        if blocks.iter().any(|block| block.language == "rust") {
            assert!(tested.contains(&format!("docs/{name}\"")), "{name} is not in pages.rs");
        }
        let marked = blocks.iter().filter(|block| block.before == NOT_RUN_MARK);
        let marked: Vec<_> = marked.map(|block| block.language.as_str()).collect();
        let known = NOT_RUN.iter().find(|(page, _)| *page == name);
        assert_eq!(marked, known.map_or(&[][..], |(_, languages)| languages), "{name}");
    }
}

#[test]
fn the_c_names_in_the_pages_exist() {
    let header = read_to_string(root().join("include/ks.h")).unwrap();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let known: Vec<&str> = header.split(|c| !is_part(c)).collect();
    let mut checked = 0;
    for page in pages() {
        let text = read_to_string(&page).unwrap();
        for name in text.split(|c| !is_part(c)) {
            let is_name = name.starts_with("kks_") || name.starts_with("KKS_");
            if is_name && !name.ends_with('_') {
                assert!(known.contains(&name), "{}: {name}", page.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 40, "{checked}");
}

/// The tests of `crates/ks-ffi` run the programs of the READMEs.
#[test]
fn the_page_on_other_languages_has_the_programs_of_the_readmes() {
    let page = read_to_string(root().join("docs/other-languages.md")).unwrap();
    for language in ["php", "go", "ruby", "java"] {
        let readme = root().join("bindings").join(language).join("README.md");
        let readme = read_to_string(readme).unwrap();
        let (_, program) = readme.split_once(&format!("\n```{language}\n")).unwrap();
        let (program, _) = program.split_once("\n```").unwrap();
        assert!(page.contains(&format!("\n```{language}\n{program}\n```\n")), "{language}");
    }
}

#[test]
fn the_paths_that_the_pages_name_exist() {
    let mut checked = 0;
    for page in markdown_in("") {
        let (prose, _) = split(&read_to_string(&page).unwrap());
        for code in prose.split('`').skip(1).step_by(2) {
            let is_path = code.contains('/')
                && code
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-'));
            let starts = [
                "bindings/",
                "console/",
                "crates/",
                "docs/",
                "examples/",
                "fuzz/",
                "include/",
                "tests/",
            ];
            if is_path && starts.iter().any(|start| code.starts_with(start)) {
                assert!(root().join(code).exists(), "{}: {code}", page.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 20, "{checked}");
}
