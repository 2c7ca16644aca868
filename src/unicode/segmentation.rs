//! Text segmentation by [UAX #29](https://www.unicode.org/reports/tr29/): graphemes, words, sentences. The one place where
//! other stages get it from. Lines and paragraphs are the work of [`segment`](crate::segment).
//!
//! No dictionaries: scripts that do not part words are cut where it can be seen, see [`words`].

use unicode_segmentation::UnicodeSegmentation;

use super::spacing::{is_indic, is_mark, is_southeast_asian, is_virama};

/// The grapheme clusters of a text (extended ones): what a reader takes for one character.
///
/// ```
/// let clusters: Vec<&str> = polynorm::unicode::graphemes("e\u{301}\u{1F469}\u{1F3FD}\u{200D}\u{1F680}\r\n").collect();
/// assert_eq!(clusters, ["e\u{301}", "\u{1F469}\u{1F3FD}\u{200D}\u{1F680}", "\r\n"]);
/// ```
pub fn graphemes(text: &str) -> impl Iterator<Item = &str> {
    joined(text, text.graphemes(true), is_conjunct)
}

/// The pieces that a text consists of, those joined that go on as `belong_together` says of what stands before and the next.
fn joined<'t>(
    text: &'t str,
    pieces: impl Iterator<Item = &'t str>,
    belong_together: impl Fn(&str, &str) -> bool,
) -> impl Iterator<Item = &'t str> {
    let mut pieces = pieces.peekable();
    let mut start = 0;
    std::iter::from_fn(move || {
        let mut end = start + pieces.next()?.len();
        while let Some(next) = pieces.next_if(|next| belong_together(&text[start..end], next)) {
            end += next.len();
        }
        let piece = &text[start..end];
        start = end;
        Some(piece)
    })
}

/// Whether the cluster ends in a sign that links it to the consonant that begins the next one. Unicode 18.0 asks for no consonant before
/// the sign (rule GB9c), the library's tables of Unicode 17.0 do: with one before it, they tell the rest.
fn is_conjunct(cluster: &str, next: &str) -> bool {
    let (Some(first), Some(consonant)) = (cluster.chars().next(), next.chars().next()) else { return false };
    // Signs that became links.
    let is_link = matches!(first, '\u{1CF5}' | '\u{1CF6}' | '\u{11A3A}' | '\u{11A84}'..='\u{11A89}');
    let marks = cluster.trim_start_matches(|c| !is_mark(c));
    if !is_indic(consonant) || !is_link && !marks.chars().any(is_virama) || cluster.contains('\u{200C}') {
        return false;
    }
    let link = if is_link { "\u{94D}" } else { "" };
    let with_consonant = format!("\u{915}{link}{marks}{consonant}");
    with_consonant.graphemes(true).count() == 1
}

/// The sentences of a text, with the blanks behind them.
///
/// ```
/// let sentences: Vec<&str> = polynorm::unicode::sentences("It rained. Nobody came! \u{4E0B}\u{96E8}\u{3002}").collect();
/// assert_eq!(sentences, ["It rained. ", "Nobody came! ", "\u{4E0B}\u{96E8}\u{3002}"]);
/// ```
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_sentence_bounds()
}

/// A piece of a text between two word boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The piece.
    pub text: &'a str,
    /// Whether it is a word or a number, rather than blanks, punctuation or symbols.
    pub is_word: bool,
}

/// What stands between the word boundaries of UAX #29, and nothing else: the text is their concatenation.
///
/// ```
/// let words: Vec<&str> = polynorm::unicode::word_boundaries("can't 3.5%").collect();
/// assert_eq!(words, ["can't", " ", "3.5", "%"]);
/// ```
pub fn word_boundaries(text: &str) -> impl Iterator<Item = &str> {
    text.split_word_bounds()
}

/// The words of a text and what stands between them: the text is their concatenation.
///
/// Those of UAX #29, and where scripts do not part words with blanks, units that can be told without a dictionary: a Han character
/// is a word of its own; a run of katakana is one, and so is a run of hiragana (mostly endings and particles); Thai, Lao, Khmer and
/// Burmese are cut into orthographic syllables, the smallest units that no word border goes through.
///
/// ```
/// use polynorm::unicode::words;
///
/// let of = |text| words(text).filter(|word| word.is_word).map(|word| word.text).collect::<Vec<_>>();
/// assert_eq!(of("We can't, she said."), ["We", "can't", "she", "said"]);
/// assert_eq!(of("\u{4E2D}\u{6587}"), ["\u{4E2D}", "\u{6587}"]);
/// // tabe-masu, terebi: kanji, ending, katakana.
/// assert_eq!(of("\u{98DF}\u{3079}\u{307E}\u{3059}\u{30C6}\u{30EC}\u{30D3}"), ["\u{98DF}", "\u{3079}\u{307E}\u{3059}", "\u{30C6}\u{30EC}\u{30D3}"]);
/// // sawatdi: sa-wa-t-di.
/// assert_eq!(of("\u{E2A}\u{E27}\u{E31}\u{E2A}\u{E14}\u{E35}"), ["\u{E2A}", "\u{E27}\u{E31}", "\u{E2A}", "\u{E14}\u{E35}"]);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    joined(text, text.split_word_bounds(), belong_together)
        .map(|text| Word { text, is_word: text.chars().any(char::is_alphanumeric) })
}

/// Whether a word goes on over a border of UAX #29.
fn belong_together(piece: &str, next: &str) -> bool {
    let (Some(last), Some(first)) = (piece.chars().next_back(), next.chars().next()) else { return false };
    if is_hiragana(first) {
        return is_hiragana(last) || last == '\u{30FC}' && piece.chars().all(is_hiragana);
    }
    if !is_southeast_asian(last) || !is_southeast_asian(first) {
        return false;
    }
    // A vowel before its consonant, a subscript after its sign, what cannot begin a syllable.
    let leads = matches!(last, '\u{E40}'..='\u{E44}' | '\u{EC0}'..='\u{EC4}' | '\u{AAB5}' | '\u{AAB6}' | '\u{AAB9}' | '\u{AABB}' | '\u{AABC}' | '\u{19B5}'..='\u{19B7}' | '\u{19BA}');
    let stacks = matches!(last, '\u{17D2}' | '\u{1039}' | '\u{1A60}');
    let follows = matches!(
        first,
        '\u{E30}'
            | '\u{E32}'
            | '\u{E33}'
            | '\u{E45}'
            | '\u{E46}'
            | '\u{EB0}'
            | '\u{EB2}'
            | '\u{EB3}'
            | '\u{EBD}'
            | '\u{EC6}'
            | '\u{17D7}'
    );
    let is_digit = |c: char| c.is_numeric();
    let has_asat = next.contains('\u{103A}') && !next.contains('\u{1039}');
    let is_silent = next.contains(['\u{E4C}', '\u{ECC}']);
    (leads || stacks || follows || has_asat || is_silent) && !is_digit(last) && !is_digit(first)
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309F}' | '\u{1B001}'..='\u{1B11F}' | '\u{1B150}'..='\u{1B152}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// (text, its words, parted by bars).
    const WORDS: &[(&str, &str)] = &[
        ("", ""),
        ("l'eau, 3,5\u{A0}kg", "l'eau|3,5|kg"),
        // Thai: the vowel before its consonant, the consonant with its vowel and tone, a silent letter.
        ("\u{E40}\u{E21}\u{E37}\u{E2D}\u{E07}", "\u{E40}\u{E21}\u{E37}|\u{E2D}|\u{E07}"),
        ("\u{E27}\u{E31}\u{E19}\u{E17}\u{E23}\u{E4C}", "\u{E27}\u{E31}|\u{E19}|\u{E17}\u{E23}\u{E4C}"),
        ("\u{E19}\u{E49}\u{E33} 12", "\u{E19}\u{E49}\u{E33}|12"),
        // Khmer: a subscript stays under its letter.
        ("\u{1781}\u{17D2}\u{1798}\u{17C2}\u{179A}", "\u{1781}\u{17D2}\u{1798}\u{17C2}|\u{179A}"),
        // Burmese: a final consonant belongs to what stands before it.
        ("\u{1019}\u{103C}\u{1014}\u{103A}\u{1019}\u{102C}", "\u{1019}\u{103C}\u{1014}\u{103A}|\u{1019}\u{102C}"),
        // Japanese and Chinese.
        (
            "\u{79C1}\u{306F}\u{30B3}\u{30FC}\u{30D2}\u{30FC}\u{304C}\u{597D}\u{304D}\u{3067}\u{3059}\u{3002}",
            "\u{79C1}|\u{306F}|\u{30B3}\u{30FC}\u{30D2}\u{30FC}|\u{304C}|\u{597D}|\u{304D}\u{3067}\u{3059}",
        ),
        ("\u{4E2D}\u{6587}abc\u{FF0C}\u{5B57}", "\u{4E2D}|\u{6587}|abc|\u{5B57}"),
        ("\u{D55C}\u{AD6D}\u{C5B4} \u{AE00}", "\u{D55C}\u{AD6D}\u{C5B4}|\u{AE00}"),
    ];

    #[test]
    fn words_of_many_scripts() {
        for (text, wanted) in WORDS {
            let found: Vec<&str> = words(text).filter(|word| word.is_word).map(|word| word.text).collect();
            assert_eq!(found.join("|"), *wanted, "{text}");
        }
    }

    proptest! {
        #[test]
        fn pieces_are_the_text(text in "[a-c .'3\u{301}\u{4E00}-\u{4E03}\u{3042}-\u{3046}\u{30A2}-\u{30A6}\u{30FC}\u{E01}-\u{E4E}\u{1780}-\u{17DD}\u{1000}-\u{103F}]{0,24}|\\PC*") {
            prop_assert_eq!(graphemes(&text).collect::<String>(), text.as_str());
            prop_assert_eq!(sentences(&text).collect::<String>(), text.as_str());
            prop_assert_eq!(word_boundaries(&text).collect::<String>(), text.as_str());
            prop_assert_eq!(words(&text).map(|word| word.text).collect::<String>(), text.as_str());
            prop_assert!(words(&text).all(|word| !word.text.is_empty()));
        }
    }
}
