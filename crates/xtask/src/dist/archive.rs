//! Archives of a directory: `.tar.gz`, and `.zip` for Windows.

use std::path::Path;
use std::process::Command;

use super::context::Context;
use super::folder::Folder;
use super::targets::Target;
use super::zig::PYTHON;
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
    let mut zip = context.workspace.command(PYTHON);
    zip.args(["-c", ZIP]).arg(context.out.join(format!("{name}.zip"))).args([name, &time]);
    run(zip.current_dir(parent))
}

/// Packs a directory. All files get the same time.
const ZIP: &str = "\
import pathlib, sys, time, zipfile
archive, folder, seconds = sys.argv[1:]
with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED) as file:
    for path in sorted(pathlib.Path(folder).rglob('*')):
        if path.is_file():
            info = zipfile.ZipInfo(path.as_posix(), time.gmtime(int(seconds))[:6])
            file.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)
";

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
        run(folder.command(PYTHON).args(["-m", "zipfile", "--extract"]).arg(file).arg("."))
    } else {
        folder.unpack(&file)
    }
}

/// Fails unless a file is a program or a library for the target, which is macOS or Windows.
pub(super) fn is_executable(path: &Path, target: &Target) -> Outcome {
    let mut file = Command::new("file");
    let described = read(file.args(["--brief", "--dereference"]).arg(path))?;
    let (format, processor) = match target.architecture() {
        _ if target.is_windows() => ("PE32+ ", "x86-64"),
        "aarch64" => ("Mach-O 64-bit ", "arm64"),
        architecture => ("Mach-O 64-bit ", architecture),
    };
    println!("{}: {described}", path.display());
    if described.starts_with(format) && described.contains(processor) {
        Ok(())
    } else {
        Err(format!("{} is not for {}: {described}", path.display(), target.triple))
    }
}
