//! Mojibake undone: text that was decoded with the wrong encoding, read again with the right one.
//!
//! [`gate`] finds at the speed of memory that clean text is clean. UTF-8 that was read in another encoding leaves sequences of
//! characters whose bytes there are UTF-8 ([`traces`], in the encodings of [`wrong`]). Clean text holds such sequences too, now
//! and then; so they are read again only if they cost less that way, by much ([`weigh`]). Repeated, for text that was
//! broken more than once. What UTF-8 does not explain may be one legacy encoding read as another ([`crossed`]), if the beginning of
//! the text speaks for it ([`hints`]) or if letters do that its language does not have ([`alphabet`]).

mod alphabet;
mod crossed;
mod doubt;
mod gate;
mod hints;
mod traces;
mod weigh;
mod wrong;

use std::borrow::Cow;

use super::codepage;
use crate::chars::Kind;
use crate::document::Change;
use gate::is_c1;
use traces::{Bytes, Traces};
use weigh::{Look, NATS};
use wrong::Wrong;

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

/// What was done to a text, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Repair {
    /// The changes, in order; none for clean text.
    pub changes: Vec<Change>,
    /// The steps of the repair, in the order in which they were made.
    pub steps: Vec<RepairStep>,
    /// For each change, its steps.
    chains: Vec<u8>,
}

/// A step of a repair: characters that were decoded in one encoding, and are bytes of another.
#[derive(Clone, Debug, PartialEq)]
pub struct RepairStep {
    /// The encoding that the bytes were decoded in.
    pub read_as: &'static str,
    /// The one that they are in.
    pub is: &'static str,
    /// By how much likelier the text is now, in nats; more than is asked of a repair.
    pub gain: f32,
    /// How many characters came of it.
    pub characters: usize,
}

impl Repair {
    /// The steps that made a change, as places in `steps`: text that was broken twice has two.
    ///
    /// ```
    /// use polynorm::encoding::{RepairMode, explain};
    ///
    /// let repair = explain("n\u{C3}\u{192}\u{C2}\u{A9} en mai", RepairMode::On);
    /// assert_eq!(repair.changes[0].with, "\u{E9}");
    /// assert!(repair.chain(0).all(|step| repair.steps[step].read_as == "windows-1252"));
    /// assert_eq!(repair.chain(0).count(), 2);
    /// ```
    pub fn chain(&self, change: usize) -> impl Iterator<Item = usize> + '_ {
        let steps = self.chains.get(change).copied().unwrap_or_default();
        (0..self.steps.len()).filter(move |step| steps & 1 << step != 0)
    }

    /// The text that was repaired, with the changes made.
    ///
    /// ```
    /// use polynorm::encoding::{RepairMode, explain};
    ///
    /// let text = "The caf\u{C3}\u{A9} is open";
    /// assert_eq!(explain(text, RepairMode::On).applied(text), "The caf\u{E9} is open");
    /// ```
    pub fn applied<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.changes.is_empty() {
            return Cow::Borrowed(text);
        }
        let (mut new, mut at) = (String::with_capacity(text.len()), 0);
        for change in &self.changes {
            new.push_str(text.get(at..change.range.start).unwrap_or_default());
            new.push_str(&change.with);
            at = change.range.end;
        }
        new.push_str(text.get(at..).unwrap_or_default());
        Cow::Owned(new)
    }
}

const RULE: &str = "mojibake";
/// How often a text may have been broken.
const PASSES: usize = 5;
/// What a text must gain to be read as UTF-8, and what each of its runs must.
const GAIN: i64 = 5 * NATS;
const BOLD_GAIN: i64 = 2 * NATS;
const RUN_GAIN: i64 = NATS;
/// What a run may lose that is a trace only beside others: "\u{C3} " for "\u{E0}".
const LOSSY_LOSS: i64 = -12 * NATS;
/// What a run must gain more for each letter beside it that is above ASCII and no trace: broken text has none.
const TOUCHES: i64 = 10 * NATS;
/// What a run that lost bytes must gain by itself.
const LOSSY_GAIN: i64 = 12 * NATS;
/// What characters cost on average where a text is hopeless.
const HOPELESS: i64 = 8 * NATS;
/// Characters around a run that it is weighed with.
const AROUND: usize = 12;

/// A character and the bytes of the original text that it stands for.
#[derive(Clone, Copy)]
struct Piece {
    c: char,
    start: usize,
    end: usize,
    /// The steps that made it, as bits.
    steps: u8,
}

/// A run of misread characters, `start..end` of the pieces, and what they should have been.
struct Run {
    start: usize,
    end: usize,
    with: Vec<char>,
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
    explain(text, mode).changes
}

/// As [`repair`], with the steps that led there.
///
/// ```
/// use polynorm::encoding::{RepairMode, explain};
///
/// let repair = explain("The caf\u{C3}\u{A9} is open", RepairMode::On);
/// assert_eq!((repair.steps[0].is, repair.steps[0].read_as, repair.steps[0].characters), ("UTF-8", "windows-1252", 1));
/// ```
pub fn explain(text: &str, mode: RepairMode) -> Repair {
    if mode == RepairMode::Off || text.is_ascii() {
        return Repair::default();
    }
    let found = gate::look(text);
    let Some(beginning) = gate::beginning(text) else { return Repair::default() };
    let double = if beginning.east_asian { gate::double(text, beginning.window.clone()) } else { 0 };
    let mut repair = Repair::default();
    if found.pages | double != 0 || found.controls {
        repair = utf8_misread(text, found.pages | double, mode);
    }
    if beginning.pages == 0 {
        return repair;
    }
    let window = &text[beginning.window];
    let look = Look::at(window);
    let mut hints = hints::hints(window, &look, beginning.pages);
    if hints.is_empty() {
        hints = alphabet::hints(text, &look);
    }
    if hints.is_empty() {
        return repair;
    }
    let as_is = if repair.changes.is_empty() {
        weigh::cost(text.chars())
    } else {
        weigh::cost(rewritten(text, &repair.changes).chars())
    };
    crossed::read_again(text, as_is, &look, &hints, mode).unwrap_or(repair)
}

/// The text with the changes made.
fn rewritten(text: &str, changes: &[Change]) -> String {
    let (mut new, mut at) = (String::with_capacity(text.len()), 0);
    for change in changes {
        new.push_str(&text[at..change.range.start]);
        new.push_str(&change.with);
        at = change.range.end;
    }
    new.push_str(&text[at..]);
    new
}

fn utf8_misread(text: &str, found: u32, mode: RepairMode) -> Repair {
    let threshold = if mode == RepairMode::Bold { BOLD_GAIN } else { GAIN };
    let mut pieces = Vec::with_capacity(text.chars().count());
    pieces.extend(text.char_indices().map(|(start, c)| Piece { c, start, end: start + c.len_utf8(), steps: 0 }));
    let mut steps = Vec::new();
    let mut step = |pieces: &mut Vec<Piece>, read_as, is, gain: i64, runs: Vec<Run>| {
        let characters = runs.iter().map(|run| run.with.len()).sum();
        *pieces = applied(pieces, &runs, 1 << steps.len());
        steps.push(RepairStep { read_as, is, gain: gain as f32 / NATS as f32, characters });
    };
    let mut encodings = found;
    for _ in 0..PASSES {
        let Some((wrong, gain, runs)) = best_runs(&pieces, encodings, threshold) else { break };
        step(&mut pieces, wrong.name, "UTF-8", gain, runs);
        encodings = wrong::ALL_PAGES | found;
    }
    if pieces.iter().any(|piece| is_c1(piece.c))
        && let Some((page, gain, runs)) = controls(&pieces)
    {
        step(&mut pieces, "ISO-8859-1", page, gain, runs);
    }
    if mode == RepairMode::On && is_hopeless(&pieces) {
        return Repair::default();
    }
    let (changes, chains) = changes(text, &pieces);
    Repair { changes, steps, chains }
}

/// Whether most of a text is nothing likely even where some of it was repaired: what it was is lost.
fn is_hopeless(pieces: &[Piece]) -> bool {
    let left = pieces.iter().filter(|piece| piece.steps == 0 && !piece.c.is_ascii()).count();
    left * 2 > pieces.len() && weigh::cost(characters(pieces)) > HOPELESS * pieces.len() as i64
}

/// The runs of the encoding that gains most, if it gains enough.
fn best_runs(pieces: &[Piece], encodings: u32, threshold: i64) -> Option<(&'static Wrong, i64, Vec<Run>)> {
    let mut as_is = None;
    let mut best: Option<(&Wrong, i64, Vec<Run>)> = None;
    for wrong in wrong::all().iter().filter(|wrong| encodings & wrong.bit() != 0) {
        let runs = runs(pieces, wrong);
        if runs.is_empty() {
            continue;
        }
        let new = applied(pieces, &runs, 1);
        let more = wrong.prior * (NATS / 4) + doubt::of(pieces, &runs, &new, wrong);
        let as_is = *as_is.get_or_insert_with(|| weigh::cost(characters(pieces)));
        let gain = as_is - weigh::cost(characters(&new)) - more;
        // Text that was broken once is likely to have been broken twice.
        let again = runs.iter().all(|run| pieces[run.start..run.end].iter().all(|piece| piece.steps != 0));
        let asked = if again { threshold / 4 } else { threshold };
        if gain >= asked && best.as_ref().is_none_or(|(_, most, _)| gain > *most) {
            best = Some((wrong, gain, runs));
        }
    }
    best
}

/// The runs of characters that one encoding explains and that gain enough.
fn runs(pieces: &[Piece], wrong: &Wrong) -> Vec<Run> {
    let found = Bytes::of(pieces, wrong).traces(wrong);
    let places = || found.iter().enumerate().map(|(i, traces)| (Place::of(pieces, &found, i, wrong), traces));
    let run = |traces: &Traces| Run { start: traces.start, end: traces.end, with: traces.with.clone() };
    let is_core = |(place, traces): (Place, &Traces)| {
        let asked = if traces.lossy { LOSSY_GAIN } else { RUN_GAIN };
        place.gain_at_most(&traces.with) >= asked && place.gain(&traces.with) >= asked
    };
    if places().any(is_core) {
        let least = |traces: &Traces| if traces.lossy { LOSSY_LOSS } else { RUN_GAIN };
        let kept = places().filter(|(place, traces)| place.gain(&traces.with) >= least(traces));
        return kept.map(|(_, traces)| run(traces)).collect();
    }
    // Alone, the end of a word only, where no capital stands.
    let ends_word = |traces: &Traces| {
        traces.with == ['\u{E0}'] && traces.start.checked_sub(1).is_some_and(|i| pieces[i].c.is_lowercase())
    };
    let kept = places().filter(|(place, traces)| ends_word(traces) && place.gain(&traces.with) + 8 * NATS >= RUN_GAIN);
    kept.map(|(_, traces)| run(traces)).collect()
}

/// Characters that may be traces, and those around them that they are weighed with.
struct Place<'a> {
    /// As the text is if the traces before are read again; those behind are not known to be any. In reverse.
    before: [char; AROUND],
    before_len: usize,
    old: &'a [Piece],
    behind: &'a [Piece],
    /// Letters beside it that are above ASCII and no trace.
    touches: i64,
}

impl<'a> Place<'a> {
    /// That of the traces with the number `i`.
    fn of(pieces: &'a [Piece], found: &[Traces], i: usize, wrong: &Wrong) -> Place<'a> {
        let traces = &found[i];
        let until = found.get(i + 1).map_or(pieces.len(), |next| next.start).min(traces.end + AROUND);
        let touches = [traces.start.checked_sub(1), Some(traces.end)].into_iter().flatten();
        let touches = touches
            .filter_map(|i| pieces.get(i))
            .filter(|piece| !piece.c.is_ascii() && wrong.has(piece.c) && Kind::of(piece.c).is_alphabetic());
        let mut place = Place {
            before: ['\0'; AROUND],
            before_len: 0,
            old: &pieces[traces.start..traces.end],
            behind: &pieces[traces.end..until],
            touches: touches.count() as i64,
        };
        let mut at = traces.start;
        for traces in found[..i].iter().rev() {
            place.put_before(pieces[traces.end..at].iter().map(|piece| piece.c));
            place.put_before(traces.with.iter().copied());
            at = traces.start;
            if place.before_len == AROUND {
                break;
            }
        }
        place.put_before(pieces[..at].iter().map(|piece| piece.c));
        place
    }

    fn put_before(&mut self, characters: impl DoubleEndedIterator<Item = char>) {
        for (slot, c) in self.before[self.before_len..].iter_mut().zip(characters.rev()) {
            *slot = c;
            self.before_len += 1;
        }
    }

    fn before(&self) -> impl Iterator<Item = char> {
        self.before[..self.before_len].iter().rev().copied()
    }

    /// What reading the traces again gains.
    fn gain(&self, with: &[char]) -> i64 {
        let behind = || characters(self.behind);
        let as_is = weigh::cost(self.before().chain(characters(self.old)).chain(behind()));
        let again = weigh::cost(self.before().chain(with.iter().copied()).chain(behind()));
        as_is - again - TOUCHES * self.touches
    }

    /// More than that.
    fn gain_at_most(&self, with: &[char]) -> i64 {
        let (old, new, behind) = (characters(self.old), with.iter().copied(), characters(self.behind));
        weigh::gain_at_most(&self.before[..self.before_len], old, new, behind) - TOUCHES * self.touches
    }
}

fn characters(pieces: &[Piece]) -> impl Iterator<Item = char> {
    pieces.iter().map(|piece| piece.c)
}

/// The code pages whose bytes 80 to 9F end up as C1 controls; what each must gain more; whether only inside words.
const CONTROL_PAGES: [(&str, i64, bool); 2] = [("windows-1252", 0, false), ("macintosh", 4 * NATS, true)];

/// C1 controls that are left: bytes of a Windows or Mac code page that were read as ISO-8859-1.
fn controls(pieces: &[Piece]) -> Option<(&'static str, i64, Vec<Run>)> {
    let neighbour = |i: Option<usize>| i.and_then(|i| pieces.get(i)).map(|piece| piece.c);
    let inside_word =
        |i: usize| [i.checked_sub(1), Some(i + 1)].into_iter().all(|i| neighbour(i).is_some_and(char::is_alphabetic));
    let as_is = weigh::cost(characters(pieces));
    let mut best: Option<(&'static str, i64, Vec<Run>)> = None;
    for (name, prior, letters_only) in CONTROL_PAGES {
        let Some(page) = codepage::page(name) else { continue };
        let mut runs = Vec::new();
        for (i, piece) in pieces.iter().enumerate().filter(|(_, piece)| is_c1(piece.c)) {
            let Some(c) = page.upper[(u32::from(piece.c) - 0x80) as usize].filter(|c| !is_c1(*c)) else { continue };
            if letters_only && !inside_word(i) {
                runs.clear();
                break;
            }
            runs.push(Run { start: i, end: i + 1, with: vec![c] });
        }
        let new = applied(pieces, &runs, 0);
        let gain = as_is - weigh::cost(characters(&new)) - prior;
        if gain > 5 * NATS && best.as_ref().is_none_or(|(_, most, _)| gain > *most) {
            best = Some((name, gain, runs));
        }
    }
    best
}

fn applied(pieces: &[Piece], runs: &[Run], step: u8) -> Vec<Piece> {
    let (mut new, mut at) = (Vec::with_capacity(pieces.len()), 0);
    for run in runs {
        new.extend_from_slice(&pieces[at..run.start]);
        let source = &pieces[run.start..run.end];
        let (start, end) = (source[0].start, source[source.len() - 1].end);
        let steps = source.iter().fold(step, |steps, piece| steps | piece.steps);
        new.extend(run.with.iter().map(|&c| Piece { c, start, end, steps }));
        at = run.end;
    }
    new.extend_from_slice(&pieces[at..]);
    new
}

/// What changed, as ranges of the original text, with the steps of each.
fn changes(text: &str, pieces: &[Piece]) -> (Vec<Change>, Vec<u8>) {
    let (mut changes, mut chains): (Vec<Change>, Vec<u8>) = (Vec::new(), Vec::new());
    for piece in pieces.iter().filter(|piece| piece.steps != 0) {
        match (changes.last_mut(), chains.last_mut()) {
            // Characters of one run share its bytes.
            (Some(last), Some(chain)) if piece.start < last.range.end => {
                last.range.end = last.range.end.max(piece.end);
                last.with.push(piece.c);
                *chain |= piece.steps;
            }
            _ => {
                changes.push(Change { range: piece.start..piece.end, with: piece.c.to_string(), rule: RULE });
                chains.push(piece.steps);
            }
        }
    }
    let kept: Vec<bool> = changes.iter().map(|change| text[change.range.clone()] != change.with).collect();
    let mut keep = kept.iter();
    changes.retain(|_| keep.next().is_some_and(|keep| *keep));
    let mut keep = kept.iter();
    chains.retain(|_| keep.next().is_some_and(|keep| *keep));
    (changes, chains)
}
