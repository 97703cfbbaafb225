//! The checks of the Python wheels: their contents, and their use on each Python.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use super::context::Context;
use super::debian;
use super::folder::{Folder, failed, prints_a_ks};
use super::maturin::check_metadata;
use super::python::{ABIS, Abi, is_sdist, is_wheel, platform, wheel};
use super::targets::{LINUX, Run, Target, not_run};
use super::zig::{PYTHON, Tools, programs};
use crate::run::{Outcome, read, run};

/// The tests that need no other package than pytest.
const TESTS: [&str; 3] = ["test_vectors.py", "test_results.py", "test_inputs.py"];

pub(super) fn check(context: &Context<'_>) -> Outcome {
    let tools = Tools::install(context)?;
    let wheels = context.files(is_wheel)?;
    let files = context.files(|name| is_wheel(name) || is_sdist(name))?;
    run(tools.command(context, "twine check --strict")?.args(&files))?;
    run(tools.command(context, "check-wheel-contents")?.args(&wheels))?;
    for path in &wheels {
        let folder = Folder::new("wheel-contents")?;
        run(folder.command(PYTHON).args(["-m", "zipfile", "-e"]).arg(path).arg("."))?;
        context.find_private_paths(&folder.path(""))?;
        check_metadata(&folder.path(""), "kaltura_ks", "kaltura_ks")?;
    }

    let interpreters = interpreters();
    for target in &context.targets {
        for abi in ABIS {
            let wheel = wheel(context, target, abi)?;
            if target.is_glibc() {
                run(tools.command(context, "auditwheel show")?.arg(&wheel))?;
            }
            if abi == Abi::Stable {
                run(tools.command(context, "abi3audit --strict --summary")?.arg(&wheel))?;
            }
            match target.run {
                Run::Native if !target.is_musl() => {
                    use_natively(context, &tools, &wheel, abi, &interpreters)?;
                }
                Run::NotHere(reason) => not_run(&name(&wheel), reason),
                _ => use_elsewhere(context, &tools, target, &wheel, abi)?,
            }
        }
    }
    if LINUX {
        use_sdist(context, &context.file("Python source package", is_sdist)?)?;
    }
    Ok(())
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// An installed CPython.
struct Interpreter {
    path: PathBuf,
    /// Such as `3.14` or `3.14t`.
    version: String,
}

const VERSIONS: [&str; 6] = ["3.10", "3.11", "3.12", "3.13", "3.14", "3.14t"];

/// Prints the version and the implementation.
const DESCRIBE: &str = "\
import sys, sysconfig
threads = 't' if sysconfig.get_config_var('Py_GIL_DISABLED') else ''
print('%d.%d%s' % (*sys.version_info[:2], threads), sys.implementation.name)";

/// Returns one CPython of each version, from the PATH and from pyenv.
fn interpreters() -> Vec<Interpreter> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let pyenv = env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".pyenv")));
    if let Some(versions) = pyenv.and_then(|pyenv| fs::read_dir(pyenv.join("versions")).ok()) {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let names = VERSIONS.map(|version| format!("python{version}"));
    let mut found: Vec<Interpreter> = Vec::new();
    for name in names.iter().map(String::as_str).chain([PYTHON]) {
        for path in folders.iter().map(|folder| folder.join(name)) {
            // A shim of pyenv exists for every version, but fails for those not selected.
            let Ok(described) = Command::new(&path).args(["-c", DESCRIBE]).output() else {
                continue;
            };
            let described = String::from_utf8_lossy(&described.stdout);
            let Some(version) = described.trim().strip_suffix(" cpython") else { continue };
            if VERSIONS.contains(&version) && found.iter().all(|found| found.version != version) {
                found.push(Interpreter { path, version: version.to_owned() });
            }
        }
    }
    found
}

/// Installs the wheel in a new virtual environment of each Python that it fits, and runs the
/// example and the tests there.
fn use_natively(
    context: &Context<'_>,
    tools: &Tools,
    wheel: &Path,
    abi: Abi,
    interpreters: &[Interpreter],
) -> Outcome {
    for version in VERSIONS {
        if (abi == Abi::FreeThreaded) != version.ends_with('t') {
            continue;
        }
        let Some(found) = interpreters.iter().find(|found| found.version == version) else {
            not_run(&name(wheel), &format!("on Python {version}, because none was found"));
            continue;
        };
        let folder = Folder::new("wheel-check")?;
        // pip runs from outside, so that the environment contains only the package.
        run(folder.command(&found.path).args(["-m", "venv", "--without-pip", "venv"]))?;
        let python = programs(&folder.path("venv")).join("python");
        let pip = |arguments: &[&OsStr]| -> Outcome {
            let mut command = tools.command(context, "python -m pip --quiet --python")?;
            command.arg(&python).arg("install").args(arguments);
            run(&mut command)
        };
        pip(&["--no-index".as_ref(), wheel.as_ref()])?;
        let example = context.workspace.path("examples/python/quickstart.py");
        // `-I` keeps modules outside the environment away.
        prints_a_ks(folder.command(&python).arg("-I").arg(example))?;
        pip(&[pytest(context)?.as_ref()])?;
        run(&mut tests(context, folder.command(&python)))?;
    }
    Ok(())
}

/// Adds the arguments that run the tests.
fn tests(context: &Context<'_>, mut python: Command) -> Command {
    let folder = context.workspace.path("bindings/python");
    python.args(["-B", "-m", "pytest", "--quiet", "-p", "no:cacheprovider"]);
    python.args(TESTS.map(|file| folder.join("tests").join(file)));
    python.current_dir(folder);
    python
}

/// Returns the line of the requirements that pins pytest.
fn pytest(context: &Context<'_>) -> Outcome<String> {
    let requirements = context.workspace.path("bindings/python/requirements-dev.txt");
    let text = fs::read_to_string(&requirements).map_err(|e| failed(&requirements, &e))?;
    text.lines()
        .find(|line| line.starts_with("pytest=="))
        .map(str::to_owned)
        .ok_or_else(|| format!("{} does not pin pytest", requirements.display()))
}

/// The environment variable that names a Python that uses musl.
const MUSL_PYTHON: &str = "MUSL_PYTHON";

/// Uses the wheel with a Python for musl, or with Debian's of another architecture.
fn use_elsewhere(
    context: &Context<'_>,
    tools: &Tools,
    target: &Target,
    wheel: &Path,
    abi: Abi,
) -> Outcome {
    let folder = Folder::new("wheel-elsewhere")?;
    if target.is_musl() {
        load_with_musl(context, &folder, target, wheel)?;
    }
    let python = match target.run {
        _ if abi == Abi::FreeThreaded => {
            not_run(&name(wheel), "needs a free-threaded Python for this system");
            return Ok(());
        }
        Run::Emulated { .. } if target.is_glibc() => {
            debian::root(context, target)?.join("usr/bin/python3")
        }
        Run::Native if env::var_os(MUSL_PYTHON).is_some() => {
            env::var_os(MUSL_PYTHON).unwrap_or_default().into()
        }
        _ => {
            let reason = "needs a Python that uses musl, on x86_64 named by MUSL_PYTHON";
            not_run(&name(wheel), reason);
            return Ok(());
        }
    };
    let python = || -> Outcome<Command> {
        let python = debian::program(context, &folder, target, &python)?;
        let mut python = python.ok_or("this machine cannot run the target")?;
        python.env("PYTHONPATH", folder.path("installed"));
        Ok(python)
    };
    let describe = "import sys; print('%d.%d' % sys.version_info[:2])";
    let version = read(python()?.args(["-c", describe]))?;
    // pip checks that the wheel fits this Python, and does not run it.
    let mut pip = tools.command(context, "python -m pip --quiet install --no-deps --no-index")?;
    pip.arg("--target").arg(folder.path("installed"));
    pip.args(["--only-binary=:all:", "--implementation=cp", "--abi=abi3", "--python-version"]);
    pip.arg(version).args(["--platform", &platform(target)]);
    run(pip.arg(wheel))?;
    let example = context.workspace.path("examples/python/quickstart.py");
    prints_a_ks(python()?.arg(example))?;
    let mut pip = tools.command(context, "python -m pip --quiet install --target")?;
    run(pip.arg(folder.path("installed")).arg(pytest(context)?))?;
    run(&mut tests(context, python()?))
}

/// Loads the module with musl's loader, which then lacks only Python's own symbols.
///
/// auditwheel cannot check it: zig links `libc.so`, musl's own name for itself, and auditwheel
/// knows only Alpine's, `libc.musl-x86_64.so.1`. musl's loader accepts both. maturin has
/// checked the other libraries.
fn load_with_musl(
    context: &Context<'_>,
    folder: &Folder,
    target: &Target,
    wheel: &Path,
) -> Outcome {
    run(folder.command(PYTHON).args(["-m", "zipfile", "-e"]).arg(wheel).arg("unpacked"))?;
    let package = folder.path("unpacked/kaltura_ks");
    let module = fs::read_dir(&package)
        .map_err(|e| failed(&package, &e))?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "so"))
        .ok_or("the wheel contains no module")?;
    let loader = format!("lib/ld-musl-{}.so.1", target.architecture());
    let loader = debian::root(context, target)?.join(loader);
    let mut load = debian::program(context, folder, target, &loader)?.ok_or("no loader")?;
    let loaded = load.arg("--list").arg(&module).output().map_err(|e| e.to_string())?;
    let errors = String::from_utf8_lossy(&loaded.stderr);
    let (python, other): (Vec<_>, Vec<_>) =
        errors.lines().partition(|line| line.contains(": Py") || line.contains(": _Py"));
    if python.is_empty() || !other.is_empty() {
        return Err(format!("musl cannot load {}: {errors}", name(&module)));
    }
    println!("musl loads {}, except for {} symbols of Python", name(&module), python.len());
    Ok(())
}

/// Installs the source package as pip does where no wheel fits: pip downloads maturin and
/// compiles the package. The build only has to work, so it is not optimized.
fn use_sdist(context: &Context<'_>, sdist: &Path) -> Outcome {
    let folder = Folder::new("sdist-check")?;
    run(folder.command("python3").args(["-m", "venv", "venv"]))?;
    let python = folder.path("venv/bin/python");
    let mut install = folder.command(&python);
    install.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet"]).arg(sdist);
    install.env("CARGO_TARGET_DIR", folder.path("target"));
    install.env("CARGO_PROFILE_RELEASE_LTO", "off");
    install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
    run(install.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"))?;
    let example = context.workspace.path("examples/python/quickstart.py");
    prints_a_ks(folder.command(&python).arg("-I").arg(example))
}
