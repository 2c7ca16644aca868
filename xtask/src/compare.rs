//! `cargo xtask compare`: the detectors of languages on the same labelled lines. Builds and runs `benches/compare.rs`, which times
//! optimized code; this only finds its arguments.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Compares the detectors on the sets of `folder`; with `page` writes the tables into it.
pub fn run(folder: &Path, features: Option<&str>, page: Option<&Path>) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask/ has no parent folder")?;
    let folder = folder.canonicalize().with_context(|| folder.display().to_string())?;
    let page: Option<PathBuf> =
        page.map(|page| page.canonicalize().with_context(|| page.display().to_string())).transpose()?;
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.current_dir(root).args(["bench", "--bench", "compare"]);
    if let Some(features) = features {
        cargo.args(["--features", features]);
    }
    cargo.arg("--").arg(folder);
    if let Some(page) = page {
        cargo.arg("--write").arg(page);
    }
    ensure!(cargo.status()?.success(), "the comparison failed");
    Ok(())
}
