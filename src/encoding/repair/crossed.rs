//! One legacy encoding read as another: windows-1251 as windows-1252, and the like.
//!
//! The text is put back into bytes in each encoding that it may have been read in, and those are read in each that they may be
//! in. The beginning of the text says which of these readings are worth weighing as a whole.

use super::super::codepage::{self, CodePage};
use super::super::cost::{self, least};
use super::super::decode::decode;
use super::super::model::{COMMON, Fold, LATIN, LATIN_LANES, Model, NAT, NONE, SHARED};
use super::super::{Encoding, Inner};
use super::hints::{Hint, is_latin};
use super::weigh::{self, Look, NATS};
use super::{RULE, Repair, RepairMode, RepairStep, rewritten};
use crate::document::Change;

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
/// What a character of the text that comes of it may cost on average, in single-byte encodings and in others.
const DEAREST: i64 = 5 * NATS;
const DEAREST_DOUBLE: i64 = 9 * NATS;

/// The changes that read the text again as one of the hints says, if it gains enough; it costs `as_is` if it is not.
pub(super) fn read_again(text: &str, as_is: i64, look: &Look, hints: &[Hint], mode: RepairMode) -> Option<Repair> {
    let mut best: Option<(i64, Vec<u8>, &Hint)> = None;
    for hint in hints {
        let Some(bytes) = hint.wrong.0.bytes_of(text) else { continue };
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
        _ if is_latin(hint.right.0) => GAIN + UNUSUAL + GAIN_EACH * highs,
        _ => GAIN + GAIN_EACH * highs,
    };
    if gain < asked {
        return None;
    }
    gain -= doubt(text, &changes);
    if hint.wrong.0.name == "windows-1250" && is_one_letter(text, &changes) {
        gain -= ONE_LETTER;
    }
    if gain < asked {
        return None;
    }
    let characters = changes.iter().map(|change| change.with.chars().count()).sum();
    let is = hint.right.0.name();
    let step = RepairStep { read_as: hint.wrong.0.name, is, gain: gain as f32 / NATS as f32, characters };
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
