//! Plain ASCII: printable, with single blanks between words. It is in every form, and most folds leave it alone.

use super::folds::{Fold, Folds};
use super::table::Table;

/// Whether `text` is plain ASCII.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(&first), Some((&last, before))) = (bytes.first(), bytes.split_last()) else { return true };
    if first == b' ' || !(0x21..0x7F).contains(&last) {
        return false;
    }
    // Without a way out, this becomes vector instructions.
    let other = |byte: u8| u8::from(byte.wrapping_sub(0x20) >= 0x5F);
    let wrong = |(&a, &b): (&u8, &u8)| other(a) | u8::from(a == b' ') & u8::from(b == b' ');
    before.iter().zip(&bytes[1..]).fold(0, |all, pair| all | wrong(pair)) == 0
}

/// Whether the folds leave plain ASCII alone.
pub(super) fn is_left_alone(folds: Folds) -> bool {
    let by_rule = [Fold::Case, Fold::Diacritics].into_iter().any(|fold| folds.has(fold));
    !by_rule && (0x21..0x7F_u8).all(|byte| !Table::get().may_fold(byte.into(), folds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;
    use crate::language::Script;
    use crate::unicode::{Profile, Settings, normalize};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn plain_text_has_no_changes(text in "[ a-zA-Z0-9!-~]{0,40}|[ -~\\t\u{7F}\u{E9}]{0,40}", language in "eng|cat|ron|zho|tur") {
            let printable = text.bytes().all(|byte| (0x20..0x7F).contains(&byte));
            let single = !text.contains("  ") && text.trim() == text;
            prop_assert_eq!(is_plain(&text), printable && single);
            let language = Language::new(&language).unwrap();
            for profile in [Profile::Lossless, Profile::Text, Profile::Search] {
                let settings = Settings { profile, ..Settings::default() };
                if is_plain(&text) && is_left_alone(Folds::of(&settings, language)) {
                    // One letter more, and the long way is taken.
                    let longer = format!("{text}\u{4E00}");
                    prop_assert_eq!(normalize(&longer, language, Script::UNKNOWN, &settings), []);
                    prop_assert_eq!(normalize(&text, language, Script::UNKNOWN, &settings), []);
                }
            }
        }
    }
}
