//! Replays the seeds of the fuzz targets (`cargo xtask fuzz` runs the targets themselves).

use std::fs;
use std::path::Path;

use super::targets;

/// Runs a target over its seeds, then over each seed cut short and with one byte changed.
fn replay(name: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(name);
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let data = fs::read(&path).unwrap();
        println!("{}", path.display()); // The last one is the one that failed.
        run(&data);
        run(&data[..data.len() / 2]);
        let changes = if cfg!(miri) { 1 } else { 16 };
        for at in (0..data.len()).step_by(data.len() / changes + 1) {
            let mut changed = data.clone();
            changed[at] ^= 1 << (at % 8);
            run(&changed);
        }
        count += 1;
    }
    assert!(count >= 10, "{} has only {count} seeds", folder.display());
}

#[test]
fn text() {
    replay("text", targets::text::run);
}

#[test]
fn signed() {
    replay("signed", targets::signed::run);
}

#[test]
fn session() {
    replay("session", targets::session::run);
}

#[test]
fn privileges() {
    replay("privileges", targets::privileges::run);
}

#[test]
fn options() {
    replay("options", targets::options::run);
}

#[test]
fn base64() {
    replay("base64", targets::base64::run);
}
