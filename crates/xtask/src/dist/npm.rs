//! The npm package.

use std::fs;

use super::Artifact;
use super::context::{Context, VERSION};
use super::folder::{Folder, copy, prints_a_ks};
use super::{licenses, sbom};
use crate::run::{Outcome, run};
use crate::wasm;

pub(super) const ARTIFACT: Artifact = Artifact {
    name: "npm",
    owns: |name| is_package(name) || name == format!("{}{}", name_of(), sbom::EXTENSION),
    build,
    check,
};

pub(super) const CRATE: &str = "bindings/node";
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// Returns the name of the files, without the extension.
fn name_of() -> String {
    format!("kaltura-ks-{VERSION}")
}

fn is_package(name: &str) -> bool {
    name == format!("{}.tgz", name_of())
}

fn build(context: &Context<'_>) -> Outcome {
    let package = context.workspace.path(CRATE);
    if !fs::exists(package.join("node_modules/esbuild")).map_err(|e| e.to_string())? {
        // `npm ci` would also require programs that only other platforms have.
        let install = "npm install --no-save --ignore-scripts --no-audit --no-fund";
        run(context.workspace.command(install).current_dir(&package))?;
    }
    let notices = Folder::new("npm-notices")?;
    licenses::write(context, CRATE, &[TARGET], &notices.path(""))?;
    // The package's `prepack` script builds it, and removes the paths by itself.
    let mut pack = context.workspace.command("npm pack --pack-destination");
    pack.arg(&context.out).current_dir(&package).env("KS_NOTICES", notices.path(""));
    wasm::toolchain(context.workspace)?.configure(&mut pack);
    run(&mut pack)?;
    sbom::write(context, CRATE, TARGET, &name_of()).map(drop)
}

fn check(context: &Context<'_>) -> Outcome {
    let folder = Folder::new("npm-check")?;
    folder.write("package.json", "{ \"private\": true }\n")?;
    let mut install = folder.command("npm");
    install.args(["install", "--offline", "--no-audit", "--no-fund"]);
    run(install.arg(context.file("npm package", is_package)?))?;
    context.find_private_paths(&folder.path("node_modules/kaltura-ks"))?;
    licenses::check(&folder.path("node_modules/kaltura-ks/dist"))?;
    sbom::check(context, &name_of())?;

    let example = context.workspace.path("examples/node/quickstart.mjs");
    copy(&example, &folder.path("quickstart.mjs"))?;
    prints_a_ks(folder.command("node").arg("quickstart.mjs"))?;
    let commonjs = "const ks = require('kaltura-ks'); const secret = process.env.KALTURA_ADMIN_SECRET;\n\
                    const signer = new ks.Signer({ partnerId: 102, secret });\n\
                    const made = signer.generate({ userId: 'ann' });\n\
                    if (ks.verify(made, { secret, partnerId: 102 }).userId !== 'ann') throw new Error('user id');\n\
                    console.log(made);\n";
    folder.write("commonjs.cjs", commonjs)?;
    prints_a_ks(folder.command("node").arg("commonjs.cjs"))
}
