//! Accuracy and speed of the detectors of languages, ours and its peers, on sets of labelled lines: what `cargo xtask compare FOLDER`
//! runs. Prints tables in Markdown, or writes them between the two marks in a page with `--write PAGE`.
//!
//! Nothing is tuned here and nothing is left out: each detector sees the same lines in the same order, with all its languages.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people at a terminal")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

use polynorm::Language;

#[path = "detectors/peers.rs"]
mod peers;

use peers::{Peer, labelled, peers};

/// Rounds of which the median counts.
const ROUNDS: usize = 5;
/// Seconds that a detector may take for one round of one set: slow ones are timed on a part of the lines, evenly drawn.
const ROUND: f64 = 2.0;
/// Between these two lines a page is rewritten.
const MARKS: [&str; 2] = ["<!-- begin: cargo xtask compare -->", "<!-- end: cargo xtask compare -->"];

/// A file of labelled lines.
struct Set {
    name: String,
    lines: Vec<(Language, String)>,
}

/// What a detector made of a set.
struct Result {
    /// Language → lines, right ones.
    of_language: BTreeMap<Language, (usize, usize)>,
    silent: usize,
    megabytes_a_second: f64,
}

/// The lines that a detector is timed on, its answers, and the seconds of each round.
struct Timed<'a> {
    lines: Vec<&'a str>,
    answers: Vec<Option<Language>>,
    seconds: Vec<f64>,
}

fn main() {
    // `cargo bench` adds `--bench`.
    let mut arguments = env::args_os().skip(1).filter(|argument| argument != "--bench");
    let (mut folder, mut page) = (None, None);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--write") => page = arguments.next().map(PathBuf::from),
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let Some(folder) = folder else {
        return eprintln!("cargo xtask compare FOLDER [--features lingua] [--write COMPARE.md]");
    };
    let tables = tables(&sets(&folder), &peers());
    match page {
        None => println!("{tables}"),
        Some(page) => write(&page, &tables),
    }
}

/// The files `*.tsv` of a folder, in the order of their names.
fn sets(folder: &Path) -> Vec<Set> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    paths.sort();
    assert!(!paths.is_empty(), "{}: no file `*.tsv` in it", folder.display());
    let name = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    paths.iter().map(|path| Set { name: name(path), lines: labelled(path) }).collect()
}

fn tables(sets: &[Set], peers: &[Peer]) -> String {
    let mut out = String::new();
    let versions: Vec<String> = peers
        .iter()
        .map(|peer| format!("{} {} ({} languages)", peer.name, version(peer.name), peer.languages.len()))
        .collect();
    let _ = writeln!(
        out,
        "{}.\nMacro-accuracy in %: the mean over languages of the share of lines that get the right one; *own*: over the languages of the set that the\n\
         detector knows. MB/s: one thread, the median of {ROUNDS} rounds in turn.",
        versions.join(", ")
    );
    for set in sets {
        let languages: BTreeSet<Language> = set.lines.iter().map(|(language, _)| *language).collect();
        let groups = groups(&languages, peers);
        let _ = write!(
            out,
            "\n**{}**: {} lines in {} languages\n\n| detector | own |",
            set.name,
            set.lines.len(),
            languages.len()
        );
        for (title, _) in &groups {
            let _ = write!(out, " {title} |");
        }
        let _ = writeln!(out, " `und` | MB/s |\n|---|{}", "---:|".repeat(groups.len() + 3));
        for (peer, result) in peers.iter().zip(run(set, peers)) {
            let own = languages.iter().copied().filter(|language| peer.languages.contains(language)).collect();
            let _ = write!(out, "| {} | {} ({}) |", peer.name, percent(accuracy(&result, &own)), own.len());
            for (_, group) in &groups {
                // A detector that does not know a group is not measured by it, unless the group is the set.
                let knows =
                    group.len() == languages.len() || group.iter().all(|language| peer.languages.contains(language));
                let _ = write!(out, " {} |", if knows { percent(accuracy(&result, group)) } else { "–".to_owned() });
            }
            let und = 100.0 * result.silent as f64 / set.lines.len() as f64;
            let digits = if result.megabytes_a_second < 1.0 { 2 } else { 1 };
            let _ = writeln!(out, " {und:.1} | {:.digits$} |", result.megabytes_a_second);
        }
    }
    out
}

/// Languages over which detectors are compared: those that all know, those that all but the one with the fewest know, all of the set.
fn groups(languages: &BTreeSet<Language>, peers: &[Peer]) -> Vec<(String, BTreeSet<Language>)> {
    let known_to = |peers: &[&Peer]| -> BTreeSet<Language> {
        languages
            .iter()
            .copied()
            .filter(|language| peers.iter().all(|peer| peer.languages.contains(language)))
            .collect()
    };
    let everyone: Vec<&Peer> = peers.iter().collect();
    let fewest = peers.iter().min_by_key(|peer| peer.languages.len());
    let others: Vec<&Peer> = peers.iter().filter(|peer| Some(peer.name) != fewest.map(|peer| peer.name)).collect();
    let (all, most) = (known_to(&everyone), known_to(&others));
    let mut groups = vec![(format!("the {} that all know", all.len()), all)];
    if let Some(fewest) = fewest.filter(|_| others.len() > 1) {
        groups.push((format!("the {} of all but {}", most.len(), fewest.name), most));
    }
    groups.push((format!("all {}", languages.len()), languages.clone()));
    groups
}

/// Each detector on all lines; then their rounds, in turn.
fn run(set: &Set, peers: &[Peer]) -> Vec<Result> {
    let mut results = Vec::new();
    let mut timed = Vec::new();
    for peer in peers {
        eprintln!("{}: {peer}", set.name);
        let begin = Instant::now();
        let answers: Vec<Option<Language>> = set.lines.iter().map(|(_, line)| peer.tell(line)).collect();
        let step = (begin.elapsed().as_secs_f64() / ROUND).ceil().max(1.0) as usize;
        let mut of_language: BTreeMap<Language, (usize, usize)> = BTreeMap::new();
        for ((language, _), answer) in set.lines.iter().zip(&answers) {
            let (lines, right) = of_language.entry(*language).or_default();
            *lines += 1;
            *right += usize::from(*answer == Some(*language));
        }
        let silent = answers.iter().filter(|answer| answer.is_none()).count();
        results.push(Result { of_language, silent, megabytes_a_second: 0.0 });
        timed.push(Timed {
            lines: set.lines.iter().step_by(step).map(|(_, line)| line.as_str()).collect(),
            answers: answers.into_iter().step_by(step).collect(),
            seconds: Vec::new(),
        });
    }
    for _ in 0..ROUNDS {
        for (peer, timed) in peers.iter().zip(&mut timed) {
            let begin = Instant::now();
            let answers: Vec<Option<Language>> = timed.lines.iter().map(|line| peer.tell(line)).collect();
            timed.seconds.push(begin.elapsed().as_secs_f64());
            assert!(answers == timed.answers, "{peer}: another answer for the same line of {}", set.name);
        }
    }
    for (result, Timed { lines, mut seconds, .. }) in results.iter_mut().zip(timed) {
        seconds.sort_by(f64::total_cmp);
        let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
        result.megabytes_a_second = bytes as f64 / 1e6 / seconds[ROUNDS / 2].max(1e-9);
    }
    results
}

/// The mean over `languages` of the share of right lines.
fn accuracy(result: &Result, languages: &BTreeSet<Language>) -> Option<f64> {
    let share = |language| result.of_language.get(language).map(|&(lines, right)| right as f64 / lines as f64);
    let shares: Vec<f64> = languages.iter().filter_map(share).collect();
    (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64)
}

fn percent(share: Option<f64>) -> String {
    share.map_or("–".to_owned(), |share| format!("{:.1}", 100.0 * share))
}

/// The version of a crate that this was built with.
fn version(name: &str) -> String {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap_or_default();
    let after = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).map_or("", |(_, after)| after);
    after.split('"').next().unwrap_or_default().to_owned()
}

/// Puts `tables` between the marks of a page.
fn write(page: &Path, tables: &str) {
    let text = fs::read_to_string(page).unwrap_or_else(|e| panic!("{}: {e}", page.display()));
    let [begin, end] = MARKS;
    let place = text.split_once(begin).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    let Some((before, after)) = place else {
        panic!("{}: the lines `{begin}` and `{end}` are not in it", page.display())
    };
    let text = format!("{before}{begin}\n\n{tables}\n{end}{after}");
    fs::write(page, text).unwrap_or_else(|e| panic!("{}: {e}", page.display()));
    eprintln!("written to {}", page.display());
}
