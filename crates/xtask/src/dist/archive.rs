//! Archives of a directory: `.tar.gz`, and `.zip` for Windows.

use std::path::Path;
use std::process::Command;

use super::context::Context;
use super::folder::Folder;
use super::targets::Target;
use crate::run::{Outcome, read, run};

fn extension(target: &Target) -> &'static str {
    if target.is_windows() { "zip" } else { "tar.gz" }
}

/// Packs the directory `name` in `parent` into `target/dist`. The same contents and commit
/// give the same bytes.
pub(super) fn pack(context: &Context<'_>, parent: &Path, name: &str, target: &Target) -> Outcome {
    if !target.is_windows() {
        return context.pack(parent, name);
    }
    let time = read(&mut context.workspace.command("git log -1 --format=%ct"))?;
    // The tool stores the times of the files, and sorts their names.
    let mut touch = context.workspace.command("find");
    touch.arg(parent.join(name)).args(["-exec", "touch", "-d"]).arg(format!("@{time}"));
    run(touch.args(["{}", "+"]))?;
    let mut zip = context.workspace.command("python3 -m zipfile --create");
    zip.arg(context.out.join(format!("{name}.zip"))).arg(name).current_dir(parent);
    run(zip.env("TZ", "UTC"))
}

/// Unpacks the archive of that name into the folder.
pub(super) fn unpack(
    context: &Context<'_>,
    folder: &Folder,
    name: &str,
    target: &Target,
) -> Outcome {
    let file_name = format!("{name}.{}", extension(target));
    let file = context.file(&file_name, |file| file == file_name)?;
    if target.is_windows() {
        run(folder.command("python3").args(["-m", "zipfile", "--extract"]).arg(file).arg("."))
    } else {
        folder.unpack(&file)
    }
}

/// Fails unless a file is a program or a library for the target, which is macOS or Windows.
pub(super) fn is_executable(path: &Path, target: &Target) -> Outcome {
    let mut file = Command::new("file");
    let described = read(file.arg("--brief").arg(path))?;
    let (format, processor) =
        if target.is_windows() { ("PE32+ ", "x86-64") } else { ("Mach-O 64-bit ", "arm64") };
    println!("{}: {described}", path.display());
    if described.starts_with(format) && described.contains(processor) {
        Ok(())
    } else {
        Err(format!("{} is not for {}: {described}", path.display(), target.triple))
    }
}
