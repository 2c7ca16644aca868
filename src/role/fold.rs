//! The folded view of a line in which phrases are compared: letters in lower case, digits as one `0`, all else a space.
//!
//! Not a normal form for output: it forgets punctuation, arrows, bullets and accents that are written apart.

use crate::chars::{Kind, Table};
use crate::unicode::{Form, to_form};

/// Folds `text`: compatibility forms, lower case, each run of digits as `0`, everything that is neither letter, mark,
/// digit nor apostrophe as one space; no space at the ends. `{n}` in a table is a `0` too.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    to_form(text, Form::Nfkc).chars().for_each(|c| push(&mut folded, c));
    folded.truncate(folded.trim_end_matches([' ', '\'']).len());
    folded
}

/// What becomes of a character.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Letter(char),
    Digit,
    Apostrophe,
    Nothing,
    Space,
}

impl Step {
    pub(super) fn of(c: char) -> Step {
        match c {
            '\'' | '\u{2019}' | '\u{2018}' | '\u{2BC}' => Step::Apostrophe,
            '\u{A9}' => Step::Letter(c),
            // Turkish capitals: whose lower case I is, its language tells, which is not known here.
            '\u{130}' | '\u{131}' => Step::Letter('i'),
            // Arabic letters that keyboards interchange.
            '\u{64A}' | '\u{649}' => Step::Letter('\u{6CC}'),
            '\u{643}' => Step::Letter('\u{6A9}'),
            _ if is_ignorable(c) => Step::Nothing,
            _ if Kind::of(c).is_numeric() && !is_ideograph(c) => Step::Digit,
            // No other letter than U+0130 has a lower case of several.
            _ if Kind::of(c).is_alphabetic() || Kind::of(c).is_mark() => {
                Step::Letter(c.to_lowercase().next().unwrap_or(c))
            }
            _ => Step::Space,
        }
    }
}

#[inline(always)]
fn push(folded: &mut String, c: char) {
    static STEPS: Table<Step> = Table::new(Step::of);
    match STEPS.get(c) {
        Step::Letter(c) => folded.push(c),
        Step::Digit => {
            if !folded.ends_with('0') {
                folded.push('0');
            }
        }
        Step::Apostrophe => {
            // Inside a word only: "don't", not a quotation.
            if folded.chars().next_back().is_some_and(|c| Kind::of(c).is_alphabetic()) {
                folded.push('\'');
            }
        }
        Step::Nothing => {}
        Step::Space => {
            if folded.ends_with('\'') {
                folded.pop();
            }
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        }
    }
}

/// Joiners, bidirectional controls, the soft hyphen, the Arabic stroke and vowel signs: they come and go in one phrase.
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
        | '\u{640}' | '\u{64B}'..='\u{652}')
}

/// Han characters that Unicode also counts as numbers.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{3007}')
}

/// Whether `c` belongs to a script that writes words without spaces between them.
pub(crate) fn is_unspaced(c: char) -> bool {
    c >= '\u{E00}'
        && matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn one_phrase_in_many_dresses() {
        for (text, folded) in [
            ("  \u{25B6} Check Also\u{2026}", "check also"),
            ("14,200 Comments", "0 0 comments"),
            ("Don\u{2019}t miss!", "don't miss"),
            ("\u{2018}Read next\u{2019}", "read next"),
            ("\u{5B57}\u{53F7} +", "\u{5B57}\u{53F7}"),
            (
                "\u{645}\u{6CC}\u{200C}\u{62E}\u{648}\u{627}\u{646}\u{64A}\u{62F}",
                "\u{645}\u{6CC}\u{62E}\u{648}\u{627}\u{646}\u{6CC}\u{62F}",
            ),
            ("\u{FF33}\u{FF28}\u{FF21}\u{FF32}\u{FF25}", "share"),
            ("\u{4E09}\u{5341}", "\u{4E09}\u{5341}"),
            ("\u{130}LG\u{130}L\u{130} YAZILAR", "ilgili yazilar"),
            ("***", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }
}
