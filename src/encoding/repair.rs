//! Mojibake undone: text that was decoded with the wrong encoding, read again with the right one.
//!
//! UTF-8 that was read in a single-byte encoding leaves sequences of characters whose bytes there are UTF-8. Clean text holds such
//! sequences too, now and then; so a run of them is read again only if it costs less that way, by much ([`super::pairs`]).
//! Repeated, for text that was broken more than once.

use super::crossed;
use super::misread::{self, Found, Misreading, gate};
use super::pairs::{self, EDGE, Folded};
use crate::document::Change;

/// How bold the repair of mojibake is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RepairMode {
    /// Only what cannot be meant.
    #[default]
    On,
    /// Also what is unlikely to be meant.
    Bold,
    /// Nothing.
    Off,
}

const RULE: &str = "mojibake";
/// How often a text may have been broken.
const PASSES: usize = 5;
/// What a text must gain, in quarter nats, and what each of its runs must.
const GAIN: i64 = 44;
const BOLD_GAIN: i64 = 20;
const RUN_GAIN: i64 = 4;
/// What a text must gain more if only two characters of it are a trace, and not inside a word.
const ALONE: i64 = 16;
/// What a run may lose that is a trace only beside others: "\u{C3} " for "\u{E0}".
const LOSSY_LOSS: i64 = -48;
/// What a character costs more that stands where clean text never has it.
const STRANGE: i64 = 40;
/// What a run must gain more for each letter beside it that is above ASCII and no trace: broken text has none.
const TOUCHES: i64 = 48;
/// What a character that was lost already, U+FFFD, costs less.
const LOST: i64 = 40;

/// A character and the bytes of the original text that it stands for.
#[derive(Clone, Copy)]
struct Piece {
    c: char,
    start: usize,
    end: usize,
    changed: bool,
}

/// A run of misread characters, `start..end` of the pieces, and what they should have been.
struct Run {
    start: usize,
    end: usize,
    with: Vec<char>,
    gain: i64,
    lossy: bool,
}

/// The changes that undo the mojibake in `text`, in order; none for clean text.
///
/// ```
/// use polynorm::encoding::{RepairMode, repair};
///
/// let changes = repair("The caf\u{C3}\u{A9} is open", RepairMode::On);
/// assert_eq!((changes[0].range.clone(), changes[0].with.as_str()), (7..11, "\u{E9}"));
/// assert!(repair("S\u{C3}O PAULO", RepairMode::On).is_empty());
/// ```
pub fn repair(text: &str, mode: RepairMode) -> Vec<Change> {
    if mode == RepairMode::Off || text.is_ascii() {
        return Vec::new();
    }
    let found = gate(text);
    let changes = if found.none() { Vec::new() } else { utf8_misread(text, found, mode) };
    let covered: usize = changes.iter().map(|change| text[change.range.clone()].chars().count()).sum();
    // Text of which UTF-8 explains little may be of another encoding as a whole.
    if crossed::gate(text) && covered * 3 < text.chars().filter(|c| !c.is_ascii()).count() {
        return crossed::read_again(text, mode == RepairMode::Bold, RULE).unwrap_or(changes);
    }
    changes
}

fn utf8_misread(text: &str, found: Found, mode: RepairMode) -> Vec<Change> {
    let threshold = if mode == RepairMode::Bold { BOLD_GAIN } else { GAIN };
    let mut pieces: Vec<Piece> =
        text.char_indices().map(|(start, c)| Piece { c, start, end: start + c.len_utf8(), changed: false }).collect();
    let mut misreadings = found.misreadings;
    for _ in 0..PASSES {
        let Some(runs) = best_runs(&pieces, misreadings, threshold) else { break };
        pieces = applied(&pieces, &runs);
        misreadings = misread::ALL;
    }
    if pieces.iter().any(|piece| misread::is_c1(piece.c))
        && let Some(runs) = controls(&pieces)
    {
        pieces = applied(&pieces, &runs);
    }
    changes(text, &pieces)
}

/// The runs of the misreading that gains most, if it gains enough.
fn best_runs(pieces: &[Piece], misreadings: u32, threshold: i64) -> Option<Vec<Run>> {
    let mut best: Option<(i64, Vec<Run>)> = None;
    for misreading in misread::all().iter().filter(|m| misreadings & m.bit() != 0) {
        let mut runs = runs(pieces, misreading);
        let core = |run: &Run| run.gain >= RUN_GAIN && !run.lossy;
        if runs.iter().any(core) {
            runs.retain(|run| run.gain >= if run.lossy { LOSSY_LOSS } else { RUN_GAIN });
        } else {
            // Alone, the end of a word only, where no capital stands.
            runs.retain_mut(|run| {
                let word = run.start.checked_sub(1).is_some_and(|i| pieces[i].c.is_lowercase());
                run.gain += 2 * ALONE;
                word && run.with == ['\u{E0}'] && run.gain >= RUN_GAIN
            });
        }
        let letter = |i: Option<usize>| i.and_then(|i| pieces.get(i)).is_some_and(|piece| piece.c.is_alphabetic());
        let alone = match &runs[..] {
            [run] => run.end - run.start < 3 && !(letter(run.start.checked_sub(1)) && letter(Some(run.end))),
            _ => false,
        };
        let gain = runs.iter().filter(|run| core(run) || runs.len() == 1).map(|run| run.gain).sum::<i64>()
            - misreading.prior
            - if alone { ALONE } else { 0 };
        if gain >= threshold && best.as_ref().is_none_or(|(most, _)| gain > *most) {
            best = Some((gain, runs));
        }
    }
    best.map(|(_, runs)| runs)
}

/// The runs of characters that one misreading explains, with their gains.
fn runs(pieces: &[Piece], misreading: &Misreading) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        if pieces[at].c.is_ascii() {
            at += 1;
            continue;
        }
        let start = at;
        let (mut with, mut lossy) = (Vec::new(), true);
        while let Some(found) = misreading.sequence(at, |i| pieces.get(i).map(|piece| piece.c)) {
            with.push(found.c);
            lossy &= found.lossy;
            at += found.len;
        }
        if with.is_empty() {
            at += 1;
            continue;
        }
        let fold_at = |i: Option<usize>| i.and_then(|i| pieces.get(i)).map_or(EDGE, |piece| pairs::fold(piece.c));
        let (before, behind) = (fold_at(start.checked_sub(1)), fold_at(Some(at)));
        let as_is = cost(before, pieces[start..at].iter().map(|piece| piece.c), behind);
        let touches = [start.checked_sub(1), Some(at)]
            .into_iter()
            .flatten()
            .filter(|&i| {
                pieces
                    .get(i)
                    .is_some_and(|piece| piece.c.is_alphabetic() && !piece.c.is_ascii() && misreading.has(piece.c))
            })
            .count() as i64;
        let gain = as_is
            - cost(before, with.iter().copied(), behind)
            - TOUCHES * touches
            - strangeness(before, &with, behind, misreading);
        runs.push(Run { start, end: at, with, gain, lossy });
    }
    runs
}

/// What to add for characters that clean text has in no such place, less what was lost before.
fn strangeness(before: Folded, text: &[char], behind: Folded, misreading: &Misreading) -> i64 {
    let (mut sum, mut last) = (0, before);
    for (i, &c) in text.iter().enumerate() {
        let this = pairs::fold(c);
        let next = text.get(i + 1).map_or(behind, |&c| pairs::fold(c));
        if c == '\u{FFFD}' {
            sum -= LOST;
        } else if c < '\u{2000}' && !misreading.has(c) {
            // What the encoding has may be a trace again; signs and East Asian letters are known too little to be strange.
            let rare = [pairs::cost(last, this) >= pairs::RARE, pairs::cost(this, next) >= pairs::RARE];
            let beside_letter = rare[0] && last.is_letter() || rare[1] && next.is_letter();
            sum += if rare == [true, true] || beside_letter { STRANGE } else { 0 };
        }
        last = this;
    }
    sum
}

fn cost(before: Folded, text: impl IntoIterator<Item = char>, behind: Folded) -> i64 {
    i64::from(pairs::cost_of(before, text, behind))
}

/// C1 controls that are left: bytes of a Windows or Mac code page that were read as ISO-8859-1.
fn controls(pieces: &[Piece]) -> Option<Vec<Run>> {
    let neighbour = |i: Option<usize>| i.and_then(|i| pieces.get(i)).map(|piece| piece.c);
    let inside_word =
        |i: usize| [i.checked_sub(1), Some(i + 1)].into_iter().all(|i| neighbour(i).is_some_and(char::is_alphabetic));
    let mut best: Option<(i64, Vec<Run>)> = None;
    for (page, prior, letters_only) in misread::control_pages() {
        let mut runs = Vec::new();
        for (i, piece) in pieces.iter().enumerate().filter(|(_, piece)| misread::is_c1(piece.c)) {
            let Some(c) = page[(u32::from(piece.c) - 0x80) as usize].filter(|c| !misread::is_c1(*c)) else { continue };
            if letters_only && !inside_word(i) {
                runs.clear();
                break;
            }
            let fold_at = |i| neighbour(i).map_or(EDGE, pairs::fold);
            let (before, behind) = (fold_at(i.checked_sub(1)), fold_at(Some(i + 1)));
            let gain = cost(before, [piece.c], behind) - cost(before, [c], behind);
            runs.push(Run { start: i, end: i + 1, with: vec![c], gain, lossy: false });
        }
        let gain = runs.iter().map(|run| run.gain).sum::<i64>() - prior;
        if gain > 20 && best.as_ref().is_none_or(|(most, _)| gain > *most) {
            best = Some((gain, runs));
        }
    }
    best.map(|(_, runs)| runs)
}

fn applied(pieces: &[Piece], runs: &[Run]) -> Vec<Piece> {
    let (mut new, mut at) = (Vec::with_capacity(pieces.len()), 0);
    for run in runs {
        new.extend_from_slice(&pieces[at..run.start]);
        let (start, end) = (pieces[run.start].start, pieces[run.end - 1].end);
        new.extend(run.with.iter().map(|&c| Piece { c, start, end, changed: true }));
        at = run.end;
    }
    new.extend_from_slice(&pieces[at..]);
    new
}

/// What changed, as ranges of the original text.
fn changes(text: &str, pieces: &[Piece]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.changed) {
        match changes.last_mut() {
            // Characters of one run share its bytes.
            Some(last) if piece.start < last.range.end => {
                last.range.end = last.range.end.max(piece.end);
                last.with.push(piece.c);
            }
            _ => changes.push(Change { range: piece.start..piece.end, with: piece.c.to_string(), rule: RULE }),
        }
    }
    changes.retain(|change| text[change.range.clone()] != change.with);
    changes
}
