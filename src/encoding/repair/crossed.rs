//! One legacy encoding read as another: windows-1251 as windows-1252, and the like.
//!
//! The text is put back into bytes in each encoding that it may have been read in, and those are read in each that they may be
//! in. The beginning of the text says which of these readings are worth weighing as a whole.

use super::super::codepage::{self, CodePage};
use super::super::cost::{self, least};
use super::super::decode::decode;
use super::super::model::{COMMON, Fold, LATIN, LATIN_LANES, Model, NAT, NONE, SHARED};
use super::super::{Encoding, Inner};
use super::alphabet::Alphabet;
use super::hints::{Hint, OFTEN, is_latin};
use super::weigh::{self, Look, NATS};
use super::{RULE, Repair, RepairMode, RepairStep, rewritten};
use crate::document::Change;

/// What a text must gain, and what more for each of its characters above ASCII.
const GAIN: i64 = 18 * NATS;
const GAIN_EACH: i64 = 3 * NATS / 2;
const USUAL_GAIN: i64 = 6 * NATS;
const USUAL_GAIN_EACH: i64 = NATS;
/// What a character gains in such a text that its language does not have.
const STRANGE_GAIN: i64 = 4 * NATS;
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
    let usual = usual(&bytes, hint, look).filter(|alphabet| makes_letters(&changes, alphabet));
    // Windows, where most text was misread; letters of other systems are in many small languages.
    gain += usual.filter(|_| hint.right.1 == 0).map_or(0, |own| STRANGE_GAIN * strange_letters(text, &changes, own));
    let asked = match mode {
        RepairMode::Bold => BOLD_GAIN + BOLD_GAIN_EACH * highs,
        _ if usual.is_some() => USUAL_GAIN + USUAL_GAIN_EACH * highs,
        _ if is_latin(hint.right.0) && is_one_letter(text, &changes) => return None,
        _ if is_latin(hint.right.0) => GAIN + UNUSUAL + GAIN_EACH * highs,
        _ => GAIN + GAIN_EACH * highs,
    };
    if gain < asked {
        return None;
    }
    gain -= doubt(text, &changes);
    if gain < asked {
        return None;
    }
    let characters = changes.iter().map(|change| change.with.chars().count()).sum();
    let is = hint.right.0.name();
    let step = RepairStep { read_as: hint.wrong.0.name, is, gain: gain as f32 / NATS as f32, characters };
    let chains = vec![1; changes.len()];
    Some(Repair { changes, steps: vec![step], chains })
}

/// The letters of the language of the text that comes of it, if it is a Latin one that the encoding is usual for, the text was
/// read in a usual one, and hardly any other letter is in it.
fn usual(bytes: &[u8], hint: &Hint, look: &Look) -> Option<&'static Alphabet> {
    let page = codepage::page(hint.right.0.name()).filter(|_| hint.wrong.1 <= OFTEN)?;
    let mut cost = cost::Cost::new();
    cost.extend(bytes.iter().map(|&byte| character(page, byte)));
    let sums = cost.latin();
    let lane = (0..LATIN_LANES).min_by_key(|&lane| sums[lane]).unwrap_or(0);
    if u32::from(look.ascii[lane]) > least(&look.ascii) + ALIKE {
        return None;
    }
    let alphabet = Alphabet::of(lane).filter(|alphabet| alphabet.is_usual(page))?;
    let letters = bytes.iter().map(|&byte| character(page, byte)).filter(|c| !c.is_ascii() && c.is_alphabetic());
    let (letters, strange) =
        letters.fold((0, 0), |(all, strange), c| (all + 1, strange + usize::from(!alphabet.has(c))));
    Alphabet::may_have(letters - strange, strange).then_some(alphabet)
}

/// Whether all letters that come of it are letters of a language.
fn makes_letters(changes: &[Change], alphabet: &Alphabet) -> bool {
    changes.iter().flat_map(|change| change.with.chars()).all(|c| !c.is_alphabetic() || alphabet.has(c))
}

/// How many letters that a language does not have become letters of it, in words that are no names.
fn strange_letters(text: &str, changes: &[Change], alphabet: &Alphabet) -> i64 {
    let folds = &Model::get().folds;
    let is_strange = |(old, new): (char, char)| folds.of(old).group == LATIN && !alphabet.has(old) && alphabet.has(new);
    let is_name = |change: &&Change| {
        let word = text[..change.range.start].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        word.chars().chain(text[change.range.clone()].chars()).next().is_some_and(char::is_uppercase)
    };
    let changed = changes.iter().filter(|change| !is_name(change));
    changed
        .flat_map(|change| text[change.range.clone()].chars().zip(change.with.chars()))
        .filter(|&c| is_strange(c))
        .count() as i64
}

/// Signs that clean text has, but for some of them not between letters.
const PLAIN: [char; 16] = [
    '\u{A1}', '\u{AB}', '\u{B4}', '\u{B7}', '\u{BB}', '\u{BF}', '\u{D7}', '\u{153}', '\u{2013}', '\u{2014}',
    '\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}', '\u{201E}', '\u{2026}',
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

/// Whether what changes are signs of clean text, none of them between letters that none stands between.
fn are_in_place(text: &str, change: &Change) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let inside =
        letter(text[..change.range.start].chars().next_back()) && letter(text[change.range.end..].chars().next());
    let is_in_place = |c: char| !inside || c.is_alphabetic() || JOINS.contains(&c);
    text[change.range.clone()].chars().all(|c| PLAIN.contains(&c) && is_in_place(c))
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
    // Signs of mathematics and the like.
    let drawn = |c: char| {
        let fold = model.folds.of(c);
        fold.group == COMMON && fold.class >= SHARED as u8 - 2
    };
    strange += changes.iter().flat_map(|change| change.with.chars()).filter(|c| drawn(*c)).count() as i64;
    // Latin small letters become no capitals.
    let grows = |change: &&Change| {
        change.range.start > 0
            && text[change.range.clone()].chars().all(char::is_lowercase)
            && change.with.chars().all(|c| c.is_uppercase() && model.folds.of(c).group == LATIN)
    };
    strange += changes.iter().filter(grows).count() as i64;
    // Signs that are not rare in text may be meant where such signs stand.
    let one_sign = changes.iter().all(|change| are_in_place(text, change));
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
            _ if text[range.clone()] == *with => {}
            Some(last) if last.range.end == range.start => {
                last.range.end = range.end;
                last.with.push_str(with);
            }
            _ => changes.push(Change { range, with: with.to_owned(), rule: RULE }),
        }
    }
    changes
}
