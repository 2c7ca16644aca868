//! Which stretches of a document are its own text, which stand around it, which point to other stories: the cheapest
//! way through its lines (Viterbi), each line with a score for each zone, each change of zone with a cost.
//!
//! All weights are here, in tenths of a unit that has no meaning but in comparison. A line by itself seldom decides:
//! a short line between paragraphs is a heading, the same line among twenty others is a menu.

use std::sync::LazyLock;

use super::line::{Line, Repetition, is_excerpt};
use super::phrases::Cue;
use super::shape::End;

/// A stretch of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// The document's own text.
    Main,
    /// Navigation, buttons, notices.
    Aside,
    /// Pointers to other stories.
    Teaser,
}

/// A short line inside counts against the document's own text this many times less.
const SHORT_INSIDE: i32 = 3;

const ZONES: [Zone; 3] = [Zone::Main, Zone::Aside, Zone::Teaser];

/// The document as a whole, as far as the scores of its lines depend on it.
#[derive(Clone, Copy, Debug)]
struct Whole {
    /// There is running text to tell the rest from; without it (a list, a poem) shape says nothing.
    prose: bool,
    /// There is enough of it to expect that its words come again.
    long: bool,
    /// The first and the last line of running text.
    first: usize,
    last: usize,
    /// Between them, with running text enough before and after that the line is hardly outside.
    inside: bool,
}

/// Share of the running text that stands before and after a line inside.
const INSIDE: f32 = 0.04;

/// The zone of each line.
pub(crate) fn zones(lines: &[Line]) -> Vec<Zone> {
    let core = || lines.iter().enumerate().filter(|(_, line)| line.core).map(|(i, _)| i);
    let mut whole = Whole {
        prose: core().next().is_some() || lines.iter().any(|line| line.repeated > 0.0 && line.is_prose()),
        long: core().count() >= 5,
        first: core().next().unwrap_or(lines.len()),
        last: core().next_back().unwrap_or(0),
        inside: false,
    };
    let all: f32 = core().map(|i| lines[i].shape.words).sum();
    let mut passed = 0.0;
    let mut costs = [0, 0, 60];
    let mut from: Vec<[u8; 3]> = Vec::with_capacity(lines.len());
    for (i, line) in lines.iter().enumerate() {
        let before = i.checked_sub(1).map(|j| &lines[j]);
        whole.inside = passed > all * INSIDE && passed < all * (1.0 - INSIDE);
        passed += if line.core { line.shape.words } else { 0.0 };
        let own = [main_score(line, whole), aside_score(line), teaser_score(line, i, whole)];
        let mut next = [0; 3];
        let mut best = [0u8, 1, 2];
        match before.map(|before| changes(Border::of(line, before, i, whole))) {
            None => next = [0, 1, 2].map(|to| costs[to] - own[to]),
            Some(changes) => {
                for to in 0..3 {
                    let from = |at: usize| costs[at] + changes[at][to];
                    // Of equals the first.
                    let (mut least, mut zone) = (from(0), 0);
                    for at in [1, 2] {
                        if from(at) < least {
                            (least, zone) = (from(at), at as u8);
                        }
                    }
                    (next[to], best[to]) = (least - own[to], zone);
                }
            }
        }
        // Only differences matter; so the sums stay small in a document of any length.
        let least = next.into_iter().min().unwrap_or(0);
        costs = next.map(|cost| cost - least);
        from.push(best);
    }
    let mut at = (0..3).min_by_key(|&zone| costs[zone]).unwrap_or(0);
    let mut zones: Vec<Zone> = from
        .iter()
        .rev()
        .map(|best| {
            let zone = ZONES[at];
            at = usize::from(best[at]);
            zone
        })
        .collect();
    zones.reverse();
    for i in (whole.first + 1..lines.len().saturating_sub(1)).rev() {
        // A heading between a box and the text that goes on after it.
        let line = &lines[i];
        let plain = !line.has_aside_cue() && !line.foreign && !line.is_letterless() && line.copies == 1;
        if zones[i] != Zone::Main
            && zones[i + 1] == Zone::Main
            && lines[i + 1].core
            && plain
            && (2.0..15.0).contains(&line.shape.words)
            && line.shape.end != End::Ellipsis
            && zones[i - 1] != Zone::Main
        {
            zones[i] = Zone::Main;
        }
    }
    zones
}

/// What speaks for the document's own text, against what stands around it (which scores 0 but for its cues).
fn main_score(line: &Line, whole: Whole) -> i32 {
    let shape = &line.shape;
    let mut score = 0;
    if line.is_phrase() {
        score -= 50;
    } else if line.cues.has(Cue::Notice) || line.cues.has(Cue::Teaser) {
        score -= 40;
    } else if line.has_aside_cue() {
        score -= if shape.words < 40.0 { 30 } else { 10 };
    }
    score -= repeated_score(line, whole);
    if line.foreign {
        // A quotation in another language is the document's own text more often than a button is quoted.
        // In a short document a whole sentence of another language is sooner a pointer.
        score -= if shape.words >= if whole.long { 15.0 } else { 22.0 } || shape.quoted && shape.letters >= 12 {
            15
        } else if whole.long && whole.inside && shape.ends_sentence() && shape.words >= 8.0 {
            20
        } else {
            45
        };
    }
    if line.set_out || line.is_heading() {
        score += 20;
    }
    if line.cues.has(Cue::Caption) || line.cues.has(Cue::Byline) || line.cues.has(Cue::Dateline) {
        score += 5;
    }
    if !whole.prose {
        return score + 5;
    }
    score += if line.is_letterless() {
        -3
    } else if shape.ends_sentence() && shape.words >= 4.0 {
        5 + (shape.words.min(40.0) / 2.0) as i32
    } else {
        let score = match shape.words {
            ..4.0 => -10,
            ..8.0 => -8,
            ..15.0 => -4,
            ..25.0 => 3,
            _ => 10,
        };
        if whole.inside && score < 0 { score / SHORT_INSIDE } else { score }
    };
    if shape.end == End::Colon && shape.words >= 4.0 {
        score += 5;
    }
    if line.core {
        // Of little text none is to be lost among what stands around it.
        score += if whole.long { 6 } else { 20 };
    }
    if whole.long {
        score += ((line.overlap - 0.4) * 15.0) as i32;
    }
    if line.copies > 1 && shape.words < 12.0 {
        score -= 10;
    }
    if shape.all_capitals {
        score -= 4;
    }
    if shape.separators >= 1 && shape.words < 20.0 {
        score -= 10;
    }
    if shape.address {
        score -= 5;
    }
    score
}

/// What speaks against the document's own text where a line comes again in other documents.
fn repeated_score(line: &Line, whole: Whole) -> i32 {
    let most = match line.repetition() {
        Repetition::Telling => 60.0,
        Repetition::Doubtful if whole.inside => 3.0,
        Repetition::Doubtful => 10.0,
        Repetition::Common => 0.0,
    };
    (most * line.repeated) as i32
}

fn aside_score(line: &Line) -> i32 {
    if line.cues.has(Cue::Announce) { 10 } else { 0 }
}

fn teaser_score(line: &Line, i: usize, whole: Whole) -> i32 {
    let shape = &line.shape;
    if line.cues.has(Cue::Teaser) {
        return 50;
    }
    if line.has_aside_cue() || line.is_heading() || line.is_letterless() || line.cues.has(Cue::Dateline) {
        return -30;
    }
    let mut score = match shape.words {
        ..3.0 => -12,
        ..4.0 => -2,
        ..30.0 if whole.inside => 0,
        // A pointer is a headline, or it is cut short.
        4.0.. if shape.end == End::Stop && (whole.long || !line.foreign) => -4,
        ..30.0 => 4,
        _ => 0,
    };
    if line.foreign && shape.words >= 4.0 {
        let sentences = whole.long && shape.end == End::Stop && shape.words >= 15.0;
        score += if i <= whole.first {
            -5
        } else if sentences {
            3
        } else {
            10
        };
    }
    if is_excerpt(line) {
        score += 10;
    }
    score
}

/// What the cost of a change of zone depends on, a bit each.
struct Border;

impl Border {
    const TEASER: usize = 1;
    const ANNOUNCED: usize = 2;
    const BEHIND: usize = 4;
    const FOREIGN: usize = 8;
    const CORE: usize = 16;
    const AFTER_TEASER: usize = 32;
    const AFTER_FOREIGN: usize = 64;
    const ALL: usize = 128;

    /// That between a line and the one before.
    fn of(line: &Line, before: &Line, i: usize, whole: Whole) -> usize {
        let bit = |is: bool, bit: usize| if is { bit } else { 0 };
        bit(line.cues.has(Cue::Teaser), Border::TEASER)
            | bit(before.cues.has(Cue::Announce), Border::ANNOUNCED)
            | bit(i > whole.last, Border::BEHIND)
            | bit(line.foreign, Border::FOREIGN)
            | bit(line.core, Border::CORE)
            | bit(before.cues.has(Cue::Teaser), Border::AFTER_TEASER)
            | bit(before.foreign, Border::AFTER_FOREIGN)
    }
}

/// The costs of all changes at a border, from each zone to each.
fn changes(border: usize) -> &'static [[i32; 3]; 3] {
    static COSTS: LazyLock<[[[i32; 3]; 3]; Border::ALL]> =
        LazyLock::new(|| std::array::from_fn(|border| ZONES.map(|from| ZONES.map(|to| change(from, to, border)))));
    &COSTS[border]
}

/// The cost of going from the zone of the line before to that of a line.
fn change(from: Zone, to: Zone, border: usize) -> i32 {
    let is = |bit: usize| border & bit != 0;
    let (announced, behind, foreign) = (is(Border::ANNOUNCED), is(Border::BEHIND), is(Border::FOREIGN));
    match (from, to) {
        (Zone::Main, Zone::Main) | (Zone::Aside, Zone::Aside) if !announced => 0,
        (_, Zone::Teaser) if is(Border::TEASER) => 5,
        (_, Zone::Teaser) if announced => 0,
        (Zone::Teaser, Zone::Teaser) => 0,
        (_, Zone::Teaser) if foreign && behind => 8,
        (_, Zone::Teaser) if foreign => 25,
        (_, Zone::Teaser) => 45,
        (Zone::Aside, Zone::Aside) => 6,
        (Zone::Main, Zone::Aside) => 12,
        (Zone::Teaser, Zone::Aside) => 3,
        (Zone::Aside | Zone::Teaser, Zone::Main) if announced => 30,
        (Zone::Aside, Zone::Main) => 18,
        // One story, by its label or its language, then the text goes on.
        (Zone::Teaser, Zone::Main) if is(Border::AFTER_TEASER) && is(Border::CORE) => 10,
        (Zone::Teaser, Zone::Main) if is(Border::AFTER_FOREIGN) && !foreign && !behind => 10,
        (Zone::Teaser, Zone::Main) => 22,
        (Zone::Main, Zone::Main) => 20,
    }
}
