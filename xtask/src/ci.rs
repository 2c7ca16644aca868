//! `cargo xtask ci`: every check, in the order in which a failure is cheapest to learn of. Nothing is built in the
//! release profile: tests, examples and the command share one build.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use anyhow::{Context, Result, bail, ensure};

use crate::{python, report};

/// Runs everything; the first failure ends it.
pub fn run() -> Result<()> {
    let root = root()?;
    env::set_current_dir(root)?;
    let begin = Instant::now();

    cargo("fmt --all --check", &[])?;
    cargo("clippy --workspace --all-targets --features lingua-core -- -D warnings", &[])?;
    cargo("doc --workspace --no-deps --features lingua-core", &[("RUSTDOCFLAGS", "-Dwarnings")])?;
    dependencies_keep_the_oldest_rust()?;
    cargo("check --package polynorm --no-default-features", &[])?;
    // The wheel has no tests in Rust; with it, Arrow would be built with features that the next steps don't ask for.
    cargo("test --package polynorm --package xtask", &[])?;
    report(None, None)?;
    // The benchmarks verify their answers; with a filter that nothing matches, they time nothing.
    cargo("test --bench pipeline --bench detectors -- nothing", &[])?;
    cargo("test --features lingua-core --lib language::", &[])?;
    for example in files(&root.join("examples"), "rs")? {
        cargo(&format!("run --quiet --example {example}"), &[])?;
    }
    let out = target(root).join("ci-normalized.jsonl");
    let out = out.to_str().context("the target folder is not UTF-8")?;
    cargo(&format!("run --quiet -- normalize examples/corpus --force -o {out}"), &[])?;
    every_sample_is_in(Path::new(out), &root.join("examples/corpus"))?;
    cargo(&format!("check --manifest-path fuzz/Cargo.toml --target-dir {}", target(root).display()), &[])?;

    python()?;
    datafusion(root)?;

    eprintln!("\nall passed in {:.0} s", begin.elapsed().as_secs_f64());
    Ok(())
}

fn root() -> Result<&'static Path> {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask/ has no parent folder")
}

/// A report in a browser, by default the one that the tests leave.
pub fn report(page: Option<&Path>, screenshots: Option<&Path>) -> Result<()> {
    let root = root()?;
    let page = page.map_or_else(|| target(root).join("tmp/report.html"), PathBuf::from);
    report::check(root, &target(root), &page, screenshots)
}

/// The wheel, in a fresh environment.
pub fn python() -> Result<()> {
    let root = root()?;
    eprintln!("\n$ the wheel of Python and its engines");
    let begin = Instant::now();
    python::check(root, &target(root))?;
    eprintln!("({:.0} s)", begin.elapsed().as_secs_f64());
    Ok(())
}

/// The functions of DataFusion; its build shares nothing with the others.
fn datafusion(root: &Path) -> Result<()> {
    let place =
        format!("--manifest-path datafusion/Cargo.toml --target-dir {}", target(root).join("datafusion").display());
    cargo("fmt --manifest-path datafusion/Cargo.toml --check", &[])?;
    cargo(&format!("test {place}"), &[])?;
    cargo(&format!("run --quiet --example query_parquet {place}"), &[])
}

fn cargo(arguments: &str, variables: &[(&str, &str)]) -> Result<()> {
    let shown: String = variables.iter().map(|(name, value)| format!("{name}={value} ")).collect();
    eprintln!("\n$ {shown}cargo {arguments}");
    let begin = Instant::now();
    let status = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(arguments.split(' '))
        .envs(variables.iter().copied())
        .status()?;
    ensure!(status.success(), "failed: {shown}cargo {arguments}");
    eprintln!("({:.0} s)", begin.elapsed().as_secs_f64());
    Ok(())
}

/// What only a benchmark calls may need a newer Rust than the crate does.
const FOR_BENCHMARKS: &[&str] = &["simd-normalizer"];

/// Our own code is kept to the oldest Rust by clippy's `incompatible_msrv`; this keeps the dependencies to it.
fn dependencies_keep_the_oldest_rust() -> Result<()> {
    eprintln!("\n$ cargo metadata: no dependency needs a newer Rust than Cargo.toml states");
    let output = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["metadata", "--format-version", "1", "--features", "lingua-core", "--locked"])
        .output()?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let ours = packages.iter().find(|p| p["name"] == "polynorm").context("polynorm is not among the packages")?;
    let oldest = version(ours["rust_version"].as_str().context("polynorm states no rust-version")?);
    for package in packages {
        if let Some(needs) = package["rust_version"].as_str()
            && version(needs) > oldest
            && !FOR_BENCHMARKS.iter().any(|&name| package["name"] == name)
        {
            bail!("{} {} needs Rust {needs}", package["name"], package["version"]);
        }
    }
    Ok(())
}

/// "1.88" and "1.88.0" as something that compares.
fn version(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = text.split('.').map(|n| n.parse().unwrap_or(0)).collect();
    numbers.resize(3, 0);
    numbers
}

/// The names, without extension, of the files in a folder that have this extension, sorted.
fn files(folder: &Path, extension: &str) -> Result<Vec<String>> {
    let mut names: Vec<String> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()?
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    Ok(names)
}

fn target(root: &Path) -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// One record for every text of the folder, and none of them empty.
fn every_sample_is_in(out: &Path, samples: &Path) -> Result<()> {
    let files = files(samples, "txt")?.len();
    let text = fs::read_to_string(out)?;
    for line in text.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let paragraphs = record["paragraphs"].as_array().context("a record without paragraphs")?;
        ensure!(!paragraphs.is_empty(), "{} has no paragraph", record["id"]);
    }
    let records = text.lines().count();
    ensure!(records == files, "{records} records for the {files} texts of {}", samples.display());
    Ok(())
}
