//! The static command `ks`, with its man pages and completions.

use std::fs;

use super::Artifact;
use super::context::{Context, VERSION};
use super::folder::{Folder, add_documents, copy, failed, prints_a_ks};
use crate::run::{Outcome, read, run};

const TARGET: &str = "x86_64-unknown-linux-musl";

pub(super) const ARTIFACT: Artifact =
    Artifact { name: "ks", owns: |name| name == format!("{}.tar.gz", name_of()), build, check };

/// Returns the name of the tarball and of the directory in it.
fn name_of() -> String {
    format!("ks-{VERSION}-{TARGET}")
}

/// The shells, and where their completion scripts go below a prefix.
const COMPLETIONS: [(&str, &str); 3] = [
    ("bash", "share/bash-completion/completions/ks"),
    ("fish", "share/fish/vendor_completions.d/ks.fish"),
    ("zsh", "share/zsh/site-functions/_ks"),
];

fn build(context: &Context<'_>) -> Outcome {
    let workspace = context.workspace;
    let installed = read(workspace.command("rustc --print target-libdir --target").arg(TARGET))?;
    if !fs::exists(&installed).map_err(|e| e.to_string())? {
        run(workspace.command("rustup target add").arg(TARGET))?;
    }
    let cargo = "cargo build --release --locked --package kaltura-ks-cli --target";
    run(context.command(cargo).arg(TARGET))?;

    let stage = Folder::new("ks")?;
    let prefix = stage.path(&name_of());
    let ks = prefix.join("bin/ks");
    copy(&workspace.path(&format!("target/{TARGET}/release/ks")), &ks)?;
    run(stage.command(&ks).args(["man", "--dir"]).arg(prefix.join("share/man/man1")))?;
    for (shell, path) in COMPLETIONS {
        let script = read(stage.command(&ks).args(["completions", shell]))?;
        stage.write(&format!("{}/{path}", name_of()), &(script + "\n"))?;
    }
    add_documents(&workspace.path(""), "crates/ks-cli/README.md", &prefix.join("share/doc/ks"))?;
    context.pack(&stage.path(""), &name_of())
}

fn check(context: &Context<'_>) -> Outcome {
    let folder = Folder::new("ks-check")?;
    folder.unpack(&context.file("tarball of ks", ARTIFACT.owns)?)?;
    let prefix = folder.path(&name_of());
    context.find_private_paths(&prefix)?;

    let ks = prefix.join("bin/ks");
    let segments =
        read(folder.command("readelf").args(["--wide", "--segments", "--dynamic"]).arg(&ks))?;
    if segments.contains("INTERP") || segments.contains("NEEDED") {
        return Err("ks is not static: it needs a dynamic loader or a shared library".into());
    }
    // An empty environment, as in a container that contains only this program.
    let mut generate = folder.command(&ks);
    generate.args([
        "generate",
        "--partner-id",
        "102",
        "--user-id",
        "ann",
        "--secret-file",
        "secret",
    ]);
    folder.write("secret", "0123456789abcdef0123456789abcdef\n")?;
    prints_a_ks(generate.env_clear())?;
    let mut generate = folder.command(&ks);
    let made = read(generate.args(["generate", "--partner-id", "102", "--user-id", "ann"]))?;
    let verified =
        read(folder.command(&ks).args(["verify", "--partner-id", "102", "--json", &made]))?;
    if !verified.contains("\"ann\"") {
        return Err(format!("ks verify printed no user id: {verified}"));
    }

    let pages = prefix.join("share/man/man1");
    for page in ["ks.1", "ks-generate.1", "ks-explain.1"] {
        let text =
            fs::read_to_string(pages.join(page)).map_err(|e| failed(&pages.join(page), &e))?;
        if !text.contains(".TH ") {
            return Err(format!("{page} is not a man page"));
        }
    }
    run(folder.command("bash").arg("-n").arg(prefix.join(COMPLETIONS[0].1)))?;
    for (shell, path) in COMPLETIONS {
        let script =
            fs::read_to_string(prefix.join(path)).map_err(|e| failed(&prefix.join(path), &e))?;
        if !script.contains("partner-id") {
            return Err(format!("the completions for {shell} do not know --partner-id"));
        }
    }
    Ok(())
}
