//! `cargo xtask python`: the Python package as a newcomer gets it: built into a wheel, installed into a fresh virtual
//! environment beside the engines that it has adapters for, and tested there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// Builds, installs and tests the wheel; its tests need no other network than the registry that pip asks.
pub fn check(root: &Path, target: &Path) -> Result<()> {
    let (folder, wheels) = (target.join("python"), target.join("wheels"));
    for old in [&folder, &wheels] {
        if old.exists() {
            fs::remove_dir_all(old)?;
        }
    }
    let python = environment(&folder)?;
    let pip = |arguments: &[&str]| {
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        run(Command::new(&python).args(install).args(arguments).current_dir(root))
    };
    pip(&["-r", "python/tests/requirements.txt"])?;
    let mut maturin = Command::new(&python);
    maturin.args(["-m", "maturin", "build", "--quiet", "--profile", "dev", "--manifest-path", "python/Cargo.toml"]);
    run(maturin.arg("--interpreter").arg(&python).arg("--out").arg(&wheels).current_dir(root))?;
    let wheel = fs::read_dir(&wheels)?.next().context("maturin left no wheel")??.path();
    pip(&["--no-deps", wheel.to_str().context("the target folder is not UTF-8")?])?;
    let tests = ["-m", "pytest", "--quiet", "--durations", "5", "-p", "no:cacheprovider", "python/tests"];
    // No engine may be missing, and what is tested is the package that was installed: not from the folder of its source,
    // which Python would look in first.
    run(Command::new(&python).args(tests).env("POLYNORM_ENGINES", "all").current_dir(root))
}

/// A virtual environment in a folder, made unless it is there: its Python.
pub fn environment(folder: &Path) -> Result<PathBuf> {
    let python = program(folder);
    if !python.exists() {
        let system = ["python3", "python"].iter().find_map(|name| in_path(name));
        let system = system.context("there is no python3 in PATH")?;
        run(Command::new(system).args(["-m", "venv"]).arg(folder))?;
    }
    Ok(python)
}

/// The Python of a virtual environment.
pub fn program(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

/// A program that is in `PATH` and runs.
pub fn in_path(name: &str) -> Option<PathBuf> {
    let runs = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    runs.is_ok_and(|status| status.success()).then(|| name.into())
}

fn run(command: &mut Command) -> Result<()> {
    let shown: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
    let shown = format!("{} {}", command.get_program().to_string_lossy(), shown.join(" "));
    eprintln!("$ {shown}");
    ensure!(command.status().with_context(|| shown.clone())?.success(), "failed: {shown}");
    Ok(())
}
