//! One legacy encoding read as another: windows-1251 as windows-1252, and the like.
//!
//! The text is put back into bytes in each encoding that it may have been read in, and those are read in each that they may be
//! in. The beginning of the text says which of these readings are worth weighing as a whole.

use std::sync::LazyLock;

use super::super::codepage::{self, CodePage};
use super::super::cost::{self, INSIDE_WORD, add, least};
use super::super::decode::decode;
use super::super::model::{COMMON, EDGE, Fold, LANES, LATIN, LATIN_LANES, Model, NAT, NEVER, NONE, SHARED};
use super::super::{Encoding, Inner};
use super::weigh::{self, Look, NATS};
use super::wrong::{self, Wrong};
use super::{RULE, Repair, RepairMode, RepairStep, rewritten};
use crate::document::Change;

/// The encodings that text was read in, with what a text must gain more (nats).
const WRONG: [(&str, u32); 12] = [
    ("windows-1252", 0),
    ("windows-1251", 1),
    ("windows-1250", 1),
    ("KOI8-R", 1),
    ("windows-1254", 8),
    ("ISO-8859-2", 8),
    ("windows-1257", 14),
    ("windows-1253", 14),
    ("windows-1256", 14),
    ("macintosh", 12),
    ("IBM850", 12),
    ("IBM437", 12),
];

/// Those that it is in, with the same.
const RIGHT: [(&str, u32); 24] = [
    ("windows-1252", 0),
    ("windows-1251", 0),
    ("windows-1250", 0),
    ("windows-1253", 0),
    ("windows-1254", 0),
    ("windows-1255", 0),
    ("windows-1256", 0),
    ("windows-1257", 8),
    ("windows-1258", 10),
    ("windows-874", 0),
    ("KOI8-R", 0),
    ("KOI8-U", 2),
    ("IBM866", 1),
    ("ISO-8859-2", 1),
    ("ISO-8859-5", 2),
    ("ISO-8859-6", 4),
    ("ISO-8859-7", 2),
    ("ISO-8859-8", 3),
    ("macintosh", 1),
    ("x-mac-cyrillic", 4),
    ("IBM437", 3),
    ("IBM850", 1),
    ("IBM852", 3),
    ("IBM862", 4),
];

/// Those of them that have characters of more than one byte.
const DOUBLE: [(&encoding_rs::Encoding, u32); 5] = [
    (encoding_rs::GB18030, 0),
    (encoding_rs::BIG5, 1),
    (encoding_rs::SHIFT_JIS, 0),
    (encoding_rs::EUC_JP, 0),
    (encoding_rs::EUC_KR, 0),
];

/// What a text must gain, and what more for each of its characters above ASCII.
const GAIN: i64 = 18 * NATS;
const GAIN_EACH: i64 = 3 * NATS / 2;
const USUAL_GAIN: i64 = 6 * NATS;
const USUAL_GAIN_EACH: i64 = NATS;
/// What a Latin text must gain more that is in no language that the encoding is usual for.
const UNUSUAL: i64 = 14 * NATS;
/// How much dearer ASCII may be in that language than in the one that it is cheapest in.
const ALIKE: u32 = 4 * NAT;
const BOLD_GAIN: i64 = 6 * NATS;
const BOLD_GAIN_EACH: i64 = NATS / 2;
/// What the beginning of the text must gain, and how far behind the best a reading may be there.
const FIRST_GAIN: u32 = 6 * NAT;
const HOPELESS: u32 = 14 * NAT;
/// What a character of the text that comes of it may cost on average, in single-byte encodings and in others.
const DEAREST: i64 = 5 * NATS;
const DEAREST_DOUBLE: i64 = 9 * NATS;
/// Characters above ASCII in the beginning of the text.
const HIGHS: usize = 20;
/// What such a character costs where something is wrong: of another alphabet, or double-byte.
const DEAR: u32 = 5 * NAT;
const DEAR_DOUBLE: u32 = 7 * NAT;
/// What a pair of letters of another alphabet is taken for.
const OTHER: u32 = 4 * NAT;
/// What such a pair costs that is wrong.
const DEAR_PAIR: u32 = 6 * NAT;
/// Readings that are weighed as a whole.
const KEPT: usize = 4;

/// A single-byte encoding that text may be in.
struct Right {
    page: &'static CodePage,
    encoding: Encoding,
    prior: u32,
    folds: [Fold; 128],
    /// The alphabet that it is for.
    alphabet: u8,
}

static RIGHTS: LazyLock<Vec<Right>> = LazyLock::new(|| {
    let model = Model::get();
    let right = |(name, prior): (&str, u32)| {
        let page = codepage::page(name)?;
        let folds = page.upper.map(|c| model.folds.of(c.unwrap_or('\u{FFFD}')));
        let letters = |alphabet: u8| folds.iter().filter(|fold| fold.group == alphabet).count();
        let alphabet = (1..6).find(|&alphabet| letters(alphabet) > 20).unwrap_or(LATIN);
        Some(Right { page, encoding: Encoding::from_name(name)?, prior: prior * NAT, folds, alphabet })
    };
    RIGHT.into_iter().filter_map(right).collect()
});

/// A reading that the beginning of a text speaks for.
#[derive(Clone, Copy)]
pub(super) struct Hint {
    gain: u32,
    wrong: (&'static str, u32),
    right: (Encoding, u32),
}

/// A character above ASCII with those around it, as folds; `None` stands for the one before or behind, if it is above ASCII too.
struct High {
    c: char,
    before: Option<Fold>,
    behind: Option<Fold>,
}

/// The readings that the beginning of a text speaks for, the best first; none for clean text but a little.
pub(super) fn hints(text: &str, look: &Look) -> Vec<Hint> {
    let mean = look.mean();
    if look.pairs < 2 {
        return Vec::new();
    }
    let model = Model::get();
    let mut highs: Vec<High> = Vec::with_capacity(HIGHS);
    let mut before = Some(EDGE);
    for c in text[look.window.clone()].chars() {
        let fold = Some(model.folds.of(c)).filter(|fold| fold.ascii);
        if let Some(last) = highs.last_mut().filter(|_| before.is_none()) {
            last.behind = fold;
        }
        if fold.is_none() {
            if highs.len() == HIGHS {
                break;
            }
            highs.push(High { c, before, behind: Some(EDGE) });
        }
        before = fold;
    }
    let dear = Dear::of(&highs, [look.lane(), look.lane_as_is()]);
    if mean < DEAR && dear.pairs < 2 {
        return Vec::new();
    }
    let many = look.letters[1] * 2 >= look.letters[0];
    let as_is = look.cost();
    let mut hints: Vec<Hint> = Vec::new();
    for (at, wrong) in wrongs().iter().enumerate() {
        // The rare ones are tried if much is wrong.
        if at > 3 && mean < DEAR {
            break;
        }
        let mut bytes = [0u8; HIGHS];
        if !highs.iter().zip(&mut bytes).all(|(high, byte)| {
            let found = wrong.0.byte(high.c);
            *byte = found.unwrap_or(0);
            found.is_some()
        }) {
            continue;
        }
        let bytes = &bytes[..highs.len()];
        for right in RIGHTS.iter().filter(|right| right.page.name != wrong.0.name) {
            if right.alphabet != LATIN && (!many || mean < DEAR) {
                continue;
            }
            if bytes.iter().any(|byte| right.page.upper[usize::from(byte & 0x7F)].is_none()) {
                continue;
            }
            if right.alphabet == LATIN && mean < DEAR_DOUBLE && !dear.may_gain(&highs, bytes, right) {
                continue;
            }
            let cost = cost_of_highs(&highs, bytes, right, look) + right.prior + wrong.1;
            if cost + FIRST_GAIN <= as_is {
                hints.push(Hint {
                    gain: as_is - cost,
                    wrong: (wrong.0.name, wrong.1),
                    right: (right.encoding, right.prior),
                });
            }
        }
        if many && mean >= DEAR_DOUBLE {
            let Some(bytes) = bytes_in(&text[look.window.clone()], wrong.0) else { continue };
            for (encoding, prior) in DOUBLE {
                let mut text = String::with_capacity(bytes.len() * 3 + 16);
                let mut decoder = encoding.new_decoder_without_bom_handling();
                // The beginning may end inside a character.
                let (result, ..) = decoder.decode_to_string_without_replacement(&bytes, &mut text, false);
                if result != encoding_rs::DecoderResult::InputEmpty {
                    continue;
                }
                let cost = weigh::cost(text.chars()) as u32 + prior * NAT + wrong.1;
                if cost + FIRST_GAIN <= as_is {
                    hints.push(Hint {
                        gain: as_is - cost,
                        wrong: (wrong.0.name, wrong.1),
                        right: (encoding.into(), prior * NAT),
                    });
                }
            }
        }
    }
    hints.sort_by_key(|hint| std::cmp::Reverse(hint.gain));
    let limit = hints.first().map_or(0, |hint| hint.gain.saturating_sub(HOPELESS));
    hints.retain(|hint| hint.gain >= limit);
    hints.truncate(KEPT);
    hints
}

/// The dearest characters of the beginning of a text, in two languages that it may be in.
struct Dear {
    /// Pairs that are dear in the first language, and letters of other scripts beside Latin ones.
    pairs: usize,
    lanes: [usize; 2],
    /// The dearest characters, and what their pairs cost in both languages.
    highs: [(usize, [i32; 2]); WEIGHED],
}

/// Dear characters that are weighed.
const WEIGHED: usize = 4;

impl Dear {
    fn of(highs: &[High], lanes: [usize; 2]) -> Dear {
        let model = Model::get();
        let mut dear = Dear { pairs: 0, lanes, highs: [(usize::MAX, [0; 2]); WEIGHED] };
        let fold = |at: usize| highs.get(at).map_or(EDGE, |high| model.folds.of(high.c));
        for (at, high) in highs.iter().enumerate() {
            let this = fold(at);
            let before = high.before.unwrap_or_else(|| at.checked_sub(1).map_or(EDGE, fold));
            if !matches!(this.group, LATIN | COMMON) {
                dear.pairs += usize::from(before.group == LATIN) * 2;
            }
            let costs =
                [pair_cost(before, this, lanes), pair_cost(this, high.behind.unwrap_or_else(|| fold(at + 1)), lanes)];
            dear.pairs += costs.iter().filter(|cost| cost[0] >= DEAR_PAIR as i32).count();
            let sum = [costs[0][0] + costs[1][0], costs[0][1] + costs[1][1]];
            let mut one = (at, sum);
            for kept in &mut dear.highs {
                if one.1[0] > kept.1[0] {
                    std::mem::swap(kept, &mut one);
                }
            }
        }
        dear
    }

    /// Whether they are cheaper in another encoding.
    fn may_gain(&self, highs: &[High], bytes: &[u8], right: &Right) -> bool {
        let fold = |at: usize| bytes.get(at).map_or(EDGE, |byte| right.folds[usize::from(byte & 0x7F)]);
        let mut gain = [0; 2];
        for (at, old) in self.highs {
            let Some(high) = highs.get(at) else { break };
            let before = high.before.unwrap_or_else(|| at.checked_sub(1).map_or(EDGE, fold));
            let first = pair_cost(before, fold(at), self.lanes);
            let second = pair_cost(fold(at), high.behind.unwrap_or_else(|| fold(at + 1)), self.lanes);
            for (lane, gain) in gain.iter_mut().enumerate() {
                *gain += old[lane] - first[lane] - second[lane];
            }
        }
        gain.iter().any(|gain| *gain >= FIRST_GAIN as i32)
    }
}

/// What a pair costs in two Latin languages; other alphabets are not weighed here.
fn pair_cost(first: Fold, second: Fold, lanes: [usize; 2]) -> [i32; 2] {
    let letter = |fold: Fold| fold.group != COMMON;
    if letter(first) && first.group != LATIN || letter(second) && second.group != LATIN {
        let mixed = first.group == NONE
            || second.group == NONE
            || letter(first) && letter(second) && first.group != second.group;
        return if mixed { [NEVER as i32; 2] } else { [OTHER as i32; 2] };
    }
    let row = Model::get().latin.row(first.class, second.class);
    let case = cost::case(first.case, second.case) as i32;
    lanes.map(|lane| i32::from(row[lane]) + case)
}

/// The encodings that text was read in.
fn wrongs() -> &'static [(&'static Wrong, u32)] {
    static WRONGS: LazyLock<Vec<(&Wrong, u32)>> = LazyLock::new(|| {
        let find =
            |(name, prior)| wrong::all().iter().find(|wrong| wrong.name == name).map(|wrong| (wrong, prior * NAT));
        WRONG.into_iter().filter_map(find).collect()
    });
    &WRONGS
}

/// The cost of what was looked at, in another encoding.
fn cost_of_highs(highs: &[High], bytes: &[u8], right: &Right, look: &Look) -> u32 {
    let model = Model::get();
    let (mut latin, mut other, mut fixed) = (look.ascii, [0u16; LANES], 0);
    let other_pairs = usize::from(right.alphabet).checked_sub(1).and_then(|at| model.others.get(at));
    let mut pair = |first: Fold, second: Fold| {
        fixed += cost::case(first.case, second.case);
        if second.group == NONE {
            fixed += NEVER;
            return;
        }
        let mut class = first.class;
        if first.group < COMMON && second.group < COMMON && first.group != second.group {
            fixed += INSIDE_WORD;
            class = 0;
        }
        let group = if second.group < COMMON {
            second.group
        } else if first.group < COMMON {
            first.group
        } else {
            right.alphabet
        };
        match other_pairs {
            Some(pairs) if group == right.alphabet => add(&mut other, pairs.row(class, second.class)),
            _ if group == LATIN => add(&mut latin, model.latin.row(class, second.class)),
            _ => fixed += 10 * NAT,
        }
    };
    let mut last = EDGE;
    for (high, &byte) in highs.iter().zip(bytes) {
        let this = right.folds[usize::from(byte & 0x7F)];
        pair(high.before.unwrap_or(last), this);
        if let Some(behind) = high.behind {
            pair(this, behind);
        }
        last = this;
    }
    fixed + least(&latin) + least(&other)
}

/// The changes that read the text again as one of the hints says, if it gains enough; it costs `as_is` if it is not.
pub(super) fn read_again(text: &str, as_is: i64, look: &Look, hints: &[Hint], mode: RepairMode) -> Option<Repair> {
    let mut best: Option<(i64, Vec<u8>, &Hint)> = None;
    for hint in hints {
        let Some(page) = wrong::all().iter().find(|wrong| wrong.name == hint.wrong.0) else { continue };
        let Some(bytes) = bytes_in(text, page) else { continue };
        let Some(cost) = cost_in(&bytes, hint.right.0) else { continue };
        let gain = as_is - cost - i64::from(hint.wrong.1 + hint.right.1);
        let (each, dearest) = match codepage::page(hint.right.0.name()) {
            Some(_) => (bytes.len(), DEAREST),
            None => (bytes.len() - bytes.iter().filter(|byte| **byte >= 0x80).count() / 2, DEAREST_DOUBLE),
        };
        if cost > dearest * each as i64 {
            continue;
        }
        if best.as_ref().is_none_or(|best| gain > best.0) {
            best = Some((gain, bytes, hint));
        }
    }
    let (mut gain, bytes, hint) = best?;
    let changes = changes(text, &bytes, hint.right.0);
    let highs: usize = changes.iter().map(|change| text[change.range.clone()].chars().count()).sum();
    let highs = highs as i64;
    let asked = match mode {
        RepairMode::Bold => BOLD_GAIN + BOLD_GAIN_EACH * highs,
        _ if is_usual(&bytes, hint, look) => USUAL_GAIN + USUAL_GAIN_EACH * highs,
        _ if is_latin(hint) => GAIN + UNUSUAL + GAIN_EACH * highs,
        _ => GAIN + GAIN_EACH * highs,
    };
    if gain < asked {
        return None;
    }
    gain -= doubt(text, &changes);
    if hint.wrong.0 == "windows-1250" && is_one_letter(text, &changes) {
        gain -= ONE_LETTER;
    }
    if gain < asked {
        return None;
    }
    let characters = changes.iter().map(|change| change.with.chars().count()).sum();
    let is = hint.right.0.name();
    let step = RepairStep { read_as: hint.wrong.0, is, gain: gain as f32 / NATS as f32, characters };
    let chains = vec![1; changes.len()];
    Some(Repair { changes, steps: vec![step], chains })
}

/// Languages of the Latin alphabet that encodings are usual for.
const USUAL: [(&str, &[&str]); 10] = [
    ("windows-1250", &["pol", "ces", "slk", "hun", "ron", "hrv", "slv"]),
    ("ISO-8859-2", &["pol", "ces", "slk", "hun", "ron", "hrv", "slv"]),
    ("IBM852", &["pol", "ces", "slk", "hun", "ron", "hrv", "slv"]),
    ("windows-1254", &["tur"]),
    ("windows-1257", &["est", "lav", "lit"]),
    ("windows-1258", &["vie"]),
    ("windows-1252", WESTERN),
    ("macintosh", WESTERN),
    ("IBM850", WESTERN),
    ("IBM437", WESTERN),
];
const WESTERN: &[&str] = &["fra", "deu", "spa", "por", "ita", "nld", "swe", "dan", "nob", "fin", "isl", "cat", "eng"];

/// Whether the encoding is one of the Latin alphabet.
fn is_latin(hint: &Hint) -> bool {
    RIGHTS.iter().any(|right| right.encoding == hint.right.0 && right.alphabet == LATIN)
}

/// Whether the text that comes of it is in a Latin language that the encoding is usual for, and was read in a usual one.
fn is_usual(bytes: &[u8], hint: &Hint, look: &Look) -> bool {
    let Some(page) = codepage::page(hint.right.0.name()) else { return false };
    let Some((_, usual)) = USUAL.iter().find(|(name, _)| *name == page.name) else { return false };
    let mut cost = cost::Cost::new();
    cost.extend(bytes.iter().map(|&byte| character(page, byte)));
    let sums = cost.latin();
    let lane = (0..LATIN_LANES).min_by_key(|&lane| sums[lane]).unwrap_or(0);
    let language = Model::get().languages(LATIN).get(lane);
    let alike = u32::from(look.ascii[lane]) <= least(&look.ascii) + ALIKE;
    alike && hint.wrong.1 <= NAT && language.is_some_and(|language| usual.contains(&language.as_str()))
}

/// Signs that are in clean text in any place.
const PLAIN: [char; 14] = [
    '\u{AB}', '\u{B4}', '\u{B7}', '\u{BB}', '\u{D7}', '\u{153}', '\u{2013}', '\u{2014}', '\u{2018}', '\u{2019}',
    '\u{201C}', '\u{201D}', '\u{201E}', '\u{2026}',
];

/// Signs that stand between letters.
const JOINS: [char; 9] =
    ['\u{A0}', '\u{AB}', '\u{AD}', '\u{B7}', '\u{BB}', '\u{2013}', '\u{2014}', '\u{2018}', '\u{2019}'];

/// What a text must gain more if one letter changes that may be meant.
const ONE_LETTER: i64 = 10 * NATS;

/// Whether all that changes is one letter, wherever it stands.
fn is_one_letter(text: &str, changes: &[Change]) -> bool {
    let mut old = changes.iter().flat_map(|change| text[change.range.clone()].chars());
    old.next().is_some_and(|first| first.is_alphabetic() && old.all(|c| c == first))
}

/// What speaks against a reading: letters of another script inside words, signs between letters.
fn doubt(text: &str, changes: &[Change]) -> i64 {
    let model = Model::get();
    let new = rewritten(text, changes);
    let chars: Vec<char> = new.chars().collect();
    let folds: Vec<Fold> = chars.iter().map(|&c| model.folds.of(c)).collect();
    let letter = |fold: &Fold| fold.group != COMMON && fold.group != NONE;
    let mut strange = 0;
    for (at, around) in folds.windows(3).enumerate() {
        let [before, this, behind] = around else { continue };
        let sign = !this.ascii && this.group == COMMON && !JOINS.contains(&chars[at + 1]);
        strange += i64::from(sign && letter(before) && letter(behind));
    }
    for pair in folds.windows(2) {
        let [before, this] = pair else { continue };
        strange += i64::from(letter(before) && letter(this) && before.group != this.group);
        strange += i64::from(this.group == NONE);
    }
    let old: Vec<char> = changes.iter().flat_map(|change| text[change.range.clone()].chars()).collect();
    // Signs of mathematics and the like.
    let drawn = |c: char| {
        let fold = model.folds.of(c);
        fold.group == COMMON && fold.class >= SHARED as u8 - 2
    };
    strange += changes.iter().flat_map(|change| change.with.chars()).filter(|c| drawn(*c)).count() as i64;
    // One sign that is not rare in text may be meant wherever it stands.
    let one_sign = old.iter().all(|c| *c == old[0]) && PLAIN.contains(&old[0]);
    // So may one letter.
    let one_letter = is_one_letter(text, changes);
    strange * 12 * NATS + if one_letter { ONE_LETTER } else { 0 } + if one_sign { 60 * NATS } else { 0 }
}

/// The cost of bytes in an encoding that has characters for all of them.
fn cost_in(bytes: &[u8], encoding: Encoding) -> Option<i64> {
    match codepage::page(encoding.name()) {
        Some(page) => {
            let has = |byte: u8| byte < 0x80 || page.upper[usize::from(byte - 0x80)].is_some();
            bytes.iter().all(|&byte| has(byte)).then(|| weigh::cost(bytes.iter().map(|&byte| character(page, byte))))
        }
        None => match encoding.0 {
            Inner::Whatwg(inner) => {
                let text = inner.decode_without_bom_handling_and_without_replacement(bytes)?;
                Some(weigh::cost(text.chars()))
            }
            _ => None,
        },
    }
}

fn character(page: &CodePage, byte: u8) -> char {
    match byte.checked_sub(0x80) {
        Some(high) => page.upper[usize::from(high)].unwrap_or(char::from(byte)),
        None => char::from(byte),
    }
}

/// The bytes of the text, one for each character, if the encoding has them all.
fn bytes_in(text: &str, wrong: &Wrong) -> Option<Vec<u8>> {
    text.chars().map(|c| wrong.byte(c)).collect()
}

fn changes(text: &str, bytes: &[u8], encoding: Encoding) -> Vec<Change> {
    let decoded = decode(bytes, encoding);
    // Byte `i` is the character at `starts[i]`.
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut changes: Vec<Change> = Vec::new();
    for edit in decoded.alignment.edits() {
        let range = starts[edit.source.start]..starts[edit.source.end];
        let with = &decoded.text[edit.text];
        match changes.last_mut() {
            Some(last) if last.range.end == range.start => {
                last.range.end = range.end;
                last.with.push_str(with);
            }
            _ => changes.push(Change { range, with: with.to_owned(), rule: RULE }),
        }
    }
    changes.retain(|change| text[change.range.clone()] != change.with);
    changes
}
