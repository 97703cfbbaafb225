//! The tarball of `libks`, with the layout of `cargo xtask install`.

use std::env;

use super::Artifact;
use super::context::{Context, VERSION};
use super::folder::{Folder, add_documents, prints_a_ks};
use crate::run::{Outcome, read, run};

pub(super) const ARTIFACT: Artifact =
    Artifact { name: "libks", owns: |name| name == format!("{}.tar.gz", name_of()), build, check };

/// Returns the name of the tarball and of the directory in it.
fn name_of() -> String {
    format!("libks-{VERSION}-x86_64-unknown-linux-gnu")
}

fn build(context: &Context<'_>) -> Outcome {
    let stage = Folder::new("libks")?;
    let prefix = stage.path(&name_of());
    // A process of its own, because `install` takes the compiler's flags from its environment.
    let xtask = env::current_exe().map_err(|e| format!("the path of xtask is unknown: {e}"))?;
    run(context.command("env").arg(xtask).args(["install", "--prefix"]).arg(&prefix))?;
    let root = context.workspace.path("");
    add_documents(&root, "crates/ks-ffi/README.md", &prefix.join("share/doc/libks"))?;
    context.pack(&stage.path(""), &name_of())
}

fn check(context: &Context<'_>) -> Outcome {
    let folder = Folder::new("libks-check")?;
    folder.unpack(&context.file("tarball of libks", ARTIFACT.owns)?)?;
    let prefix = folder.path(&name_of());
    context.find_private_paths(&prefix)?;

    let flags = |arguments: &[&str]| -> Outcome<Vec<String>> {
        let mut pkg_config = folder.command("pkg-config");
        pkg_config.env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig")).args(arguments);
        let printed = read(pkg_config.arg("kaltura-ks"))?;
        Ok(printed.split_whitespace().map(str::to_owned).collect())
    };
    let example = |path: &str| context.workspace.path(path);
    for (compiler, source) in
        [("cc", "examples/c/quickstart.c"), ("c++", "examples/cpp/quickstart.cpp")]
    {
        let mut compile = folder.command(compiler);
        if compiler == "c++" {
            compile.arg("-std=c++17");
        }
        compile.arg(example(source)).args(["-o", "dynamic"]);
        run(compile.args(flags(&["--cflags", "--libs"])?))?;
        let mut program = folder.command(folder.path("dynamic"));
        prints_a_ks(program.env("LD_LIBRARY_PATH", prefix.join("lib")))?;
    }

    // The linker prefers the shared library, so the static one is named by its path.
    let mut compile = folder.command("cc");
    compile.arg(example("examples/c/quickstart.c")).args(["-o", "static"]);
    compile.args(flags(&["--cflags"])?).arg(prefix.join("lib/libks.a"));
    let libraries = flags(&["--libs", "--static"])?;
    run(compile.args(libraries.iter().filter(|flag| *flag != "-lks")))?;
    prints_a_ks(&mut folder.command(folder.path("static")))
}
