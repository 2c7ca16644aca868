//! Speed of the detectors of languages, ours and its peers, on the same lines in turn: `cargo bench --bench detectors`; with
//! `--features lingua` lingua too, with all its languages.
//!
//! Input: `benches/detectors/lines.tsv`, 48 sentences in 16 languages (5 kB). Before anything is timed, every detector has to tell
//! nearly all of them: a fast wrong detector does not count. For accuracy on larger sets see `cargo xtask compare`.

use std::hint;
use std::path::Path;

use divan::Bencher;
use divan::counter::BytesCount;

#[path = "detectors/peers.rs"]
mod peers;

use peers::{Peer, labelled, peers};

fn main() {
    verify();
    divan::main();
}

fn lines() -> Vec<(polynorm::Language, String)> {
    labelled(&Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/detectors/lines.tsv"))
}

fn verify() {
    let lines = lines();
    for peer in peers() {
        let known: Vec<_> = lines.iter().filter(|(language, _)| peer.languages.contains(language)).collect();
        let wrong: Vec<_> = known.iter().filter(|(language, line)| peer.tell(line) != Some(*language)).collect();
        assert!(known.len() >= 10 && wrong.len() * 10 <= known.len(), "{peer}: wrong on {wrong:#?}");
    }
}

#[divan::bench(args = peers())]
fn detect(bencher: Bencher<'_, '_>, peer: &Peer) {
    let lines = lines();
    let bytes: usize = lines.iter().map(|(_, line)| line.len() + 1).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for (_, line) in &lines {
            hint::black_box(peer.tell(line));
        }
    });
}
