//! Folds by the table: characters that are replaced, and runs of blanks, line ends and invisible characters, which are
//! decided as a whole by what stands before and after them.

use crate::document::Change;
use crate::language::Language;

use super::blocks::{self, BLOCK, OVERHANG};
use super::folds::{Fold, Folds};
use super::table::{Plan, Table};

/// The changes that the folds of the table ask for.
pub(super) fn changes(text: &str, language: Language, folds: Folds) -> Vec<Change> {
    let table = Table::get();
    let plan = table.plan(folds);
    if plan.is_empty() {
        return Vec::new();
    }
    let (mut changes, mut direction, mut done) = (Vec::new(), None, 0);
    let mut places = Places { bytes: text.as_bytes(), plan: &plan, block: 0, next_block: 0, left: 0 };
    while let Some(i) = places.next_from(done) {
        let Some(c) = text.get(i..).and_then(|rest| rest.chars().next()) else {
            done = i + 1;
            continue;
        };
        if table.spacing(c, folds).is_some() {
            let blank_before = folds.has(Fold::Spaces) && i > 0 && text.as_bytes()[i - 1] == b' ';
            let run = Run::new(text, if blank_before { i - 1 } else { i }, folds);
            done = run.end;
            changes.extend(run.change(&mut direction));
        } else if let Some((entry, end)) = table.find(text, i, language, folds) {
            done = end;
            let with = entry.to(&text[i..end]);
            if text[i..end] != with {
                changes.push(Change { range: i..end, with, rule: entry.fold.name() });
            }
        } else {
            done = i + c.len_utf8();
        }
    }
    changes
}

/// The places of a text that have to be looked at: where a character may begin that is folded, and blanks that are not single
/// ones between other characters.
struct Places<'a> {
    bytes: &'a [u8],
    plan: &'a Plan,
    /// Where the block begins whose places are left.
    block: usize,
    next_block: usize,
    left: u64,
}

impl Places<'_> {
    /// The first place that was not given yet, not before `from`.
    fn next_from(&mut self, from: usize) -> Option<usize> {
        loop {
            while self.left != 0 {
                let place = self.block + self.left.trailing_zeros() as usize;
                self.left &= self.left - 1;
                if place >= self.bytes.len() {
                    return None;
                }
                let second = || self.bytes.get(place + 1).copied().unwrap_or_default();
                if place >= from && self.plan.may_begin(self.bytes[place], second()) {
                    return Some(place);
                }
            }
            self.block = self.next_block.max(from);
            if self.block >= self.bytes.len() {
                return None;
            }
            self.next_block = self.block + BLOCK;
            let mut copy = [0; BLOCK + OVERHANG];
            // In the end blanks stand behind the text, so that a blank there is one with a blank behind it.
            let window = blocks::window(self.bytes, self.block, &mut copy);
            self.left = blocks::in_set(window, &self.plan.limits, blocks::in_ascii(&self.plan.limits));
            if self.plan.blanks {
                self.left |= blocks::double_blanks(window) | u64::from(self.block == 0 && window[0] == b' ');
            }
        }
    }
}

/// A run of blanks, line ends and invisible characters.
struct Run<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    items: Vec<(char, Fold)>,
}

impl<'a> Run<'a> {
    fn new(text: &'a str, start: usize, folds: Folds) -> Run<'a> {
        let table = Table::get();
        let items: Vec<_> = text[start..].chars().map_while(|c| Some((c, table.spacing(c, folds)?))).collect();
        let end = start + items.iter().map(|(c, _)| c.len_utf8()).sum::<usize>();
        Run { text, start, end, items }
    }

    /// `direction` remembers whether the text runs in both directions, once that was asked.
    fn change(&self, direction: &mut Option<bool>) -> Option<Change> {
        let mut mixed = || *direction.get_or_insert_with(|| is_mixed(self.text));
        let (before, after) = (self.text[..self.start].chars().next_back(), self.text[self.end..].chars().next());
        let mut gap = Some(self.gap(before, after));
        let (mut with, mut standing) = (String::new(), 0);
        for (k, &(c, fold)) in self.items.iter().enumerate() {
            let previous = with.chars().next_back().or(before);
            let next = {
                let stands = |&(c, fold): &(char, Fold)| match fold {
                    Fold::Spaces | Fold::LineEnds => Some(' '),
                    Fold::Joiners => Some(c),
                    _ => None,
                };
                // What stands behind one stands behind those before it too, as far as it: each is looked at once.
                standing = standing.max(k + 1);
                while self.items.get(standing).is_some_and(|item| stands(item).is_none()) {
                    standing += 1;
                }
                self.items.get(standing).and_then(stands).or(after)
            };
            let keep = match fold {
                Fold::Spaces | Fold::LineEnds => {
                    with.push_str(gap.take().unwrap_or_default());
                    false
                }
                Fold::Joiners => previous != Some(c) && keeps_joiner(c, previous, next),
                Fold::Invisible => previous != Some(c) && keeps_invisible(c, previous, next),
                Fold::Bidi => previous != Some(c) && mixed() && keeps_bidi(c, before, after),
                _ => false,
            };
            if keep {
                with.push(c);
            }
        }
        let (old, rule) = (&self.text[self.start..self.end], self.rule());
        // What stays at either side is no part of the change.
        let prefix: usize = old.chars().zip(with.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
        let (old_rest, new_rest) = (&old[prefix..], &with[prefix..]);
        let suffix: usize = old_rest
            .chars()
            .rev()
            .zip(new_rest.chars().rev())
            .take_while(|(a, b)| a == b)
            .map(|(c, _)| c.len_utf8())
            .sum();
        let range = self.start + prefix..self.end - suffix;
        let with = new_rest[..new_rest.len() - suffix].to_owned();
        (!range.is_empty()).then_some(Change { range, with, rule })
    }

    /// What stands for the blanks and line ends of the run.
    fn gap(&self, before: Option<char>, after: Option<char>) -> &'static str {
        let (Some(before), Some(after)) = (before, after) else { return "" };
        let Some(line_end) = self.items.iter().position(|&(_, fold)| fold == Fold::LineEnds) else { return " " };
        let soft_hyphen = self.items[..line_end].iter().any(|&(c, _)| c == '\u{AD}');
        let hyphened = || {
            let word = self.text[..self.start].chars().rev().nth(1).is_some_and(char::is_alphabetic);
            matches!(before, '-' | '\u{2010}') && word && self.items[0].1 != Fold::Spaces && after.is_lowercase()
        };
        let soft = soft_hyphen && before.is_alphabetic() && after.is_alphabetic();
        let unspaced = is_unspaced(before) && (is_unspaced(after) || is_punctuation(after))
            || is_punctuation(before) && is_unspaced(after);
        if soft || hyphened() || unspaced { "" } else { " " }
    }

    /// The fold that has most to say about the run.
    fn rule(&self) -> &'static str {
        let is_plain = |c, fold| fold == Fold::Spaces && c == ' ';
        let folds = || self.items.iter().filter(|&&(c, fold)| !is_plain(c, fold)).map(|&(_, fold)| fold);
        folds().min().unwrap_or(Fold::Spaces).name()
    }
}

/// Letters and punctuation of scripts that are written without blanks between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{3001}'..='\u{312F}' | '\u{31A0}'..='\u{4DBF}' | '\u{4E00}'..='\u{A4CF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF01}'..='\u{FF9F}' | '\u{1B000}'..='\u{1B16F}'
        | '\u{20000}'..='\u{3FFFD}')
        || is_southeast_asian(c)
        || matches!(c, '\u{0F00}'..='\u{0FFF}')
}

/// Quotes, dashes and dots that both Chinese and Western texts use.
fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}')
}

/// Thai, Lao, Burmese, Khmer and their neighbours.
pub(super) fn is_southeast_asian(c: char) -> bool {
    matches!(c, '\u{0E01}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{1950}'..='\u{19DF}'
        | '\u{19E0}'..='\u{19FF}' | '\u{1A20}'..='\u{1AAF}' | '\u{A9E0}'..='\u{A9FF}' | '\u{AA60}'..='\u{AADF}')
}

/// Scripts whose letters join: Arabic, Syriac, Thaana's neighbours, N'Ko, Mandaic, Mongolian, Adlam and the like.
fn is_cursive(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{08FF}' | '\u{1800}'..='\u{18AF}' | '\u{A840}'..='\u{A877}' | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}' | '\u{10AC0}'..='\u{10AFF}' | '\u{10B80}'..='\u{10BAF}' | '\u{10D00}'..='\u{10D3F}'
        | '\u{10F30}'..='\u{10FDF}' | '\u{1E900}'..='\u{1E95F}')
        && !matches!(c, '\u{066A}'..='\u{066D}' | '\u{06D4}')
}

/// Scripts of India and its neighbours, in which joiners spell conjuncts.
pub(super) fn is_indic(c: char) -> bool {
    matches!(c, '\u{0900}'..='\u{0DFF}' | '\u{0F00}'..='\u{109F}' | '\u{1700}'..='\u{17FF}' | '\u{1900}'..='\u{194F}'
        | '\u{1A20}'..='\u{1AAF}' | '\u{1B00}'..='\u{1C4F}' | '\u{1CD0}'..='\u{1CFF}' | '\u{A800}'..='\u{A82F}'
        | '\u{A880}'..='\u{A9DF}' | '\u{AA00}'..='\u{AAFF}' | '\u{ABC0}'..='\u{ABFF}' | '\u{11000}'..='\u{11FFF}')
        && !matches!(c, '\u{0964}' | '\u{0965}')
}

/// Viramas of the scripts of India: a joiner after them changes what is written even at the end of a word.
pub(super) fn is_virama(c: char) -> bool {
    is_indic(c) && unicode_normalization::char::canonical_combining_class(c) == 9
}

fn keeps_joiner(c: char, previous: Option<char>, next: Option<char>) -> bool {
    let any = |f: fn(char) -> bool| previous.is_some_and(f) || next.is_some_and(f);
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || is_mark(c));
    if c == '\u{200C}' {
        let inside = word(previous) && word(next);
        return inside && any(is_cursive)
            || previous.is_some_and(is_indic) && next.is_some_and(is_indic)
            || previous.is_some_and(is_virama);
    }
    let pictures = previous.is_some_and(is_pictographic) && next.is_some_and(is_pictographic);
    any(is_cursive) || previous.is_some_and(is_indic) || pictures
}

/// A mark of a cursive script, which belongs to the letter before it.
pub(super) fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Emoji, what modifies them, and the older symbols that take part in their sequences.
fn is_pictographic(c: char) -> bool {
    matches!(c, '\u{A9}' | '\u{AE}' | '\u{2190}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}'
        | '\u{FE0F}' | '\u{20E3}' | '\u{1F000}'..='\u{1FAFF}' | '\u{E0020}'..='\u{E007F}')
}

fn keeps_invisible(c: char, previous: Option<char>, next: Option<char>) -> bool {
    match c {
        '\u{200B}' => previous.is_some_and(is_southeast_asian) && next.is_some_and(is_southeast_asian),
        '\u{180E}' => [previous, next].iter().flatten().any(|c| matches!(c, '\u{1810}'..='\u{18AF}')),
        _ => false,
    }
}

/// Whether a control in a text of both directions may matter: pairs always, marks unless both neighbours run the same way.
fn keeps_bidi(c: char, previous: Option<char>, next: Option<char>) -> bool {
    let is_mark = matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}');
    !is_mark
        || match (previous.and_then(runs_right_to_left), next.and_then(runs_right_to_left)) {
            (Some(a), Some(b)) => a != b,
            _ => true,
        }
}

/// Whether the letter runs from right to left; `None` for digits, marks and whatever has no direction of its own.
fn runs_right_to_left(c: char) -> Option<bool> {
    let right_to_left = matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}');
    (c.is_alphabetic() && !is_mark(c)).then_some(right_to_left)
}

/// Whether a text has right-to-left letters, and left-to-right letters or digits.
fn is_mixed(text: &str) -> bool {
    let (mut left, mut right) = (false, false);
    text.chars().any(|c| {
        match runs_right_to_left(c) {
            Some(true) => right = true,
            Some(false) => left = true,
            None => left |= c.is_numeric(),
        }
        left && right
    })
}
