//! Scripts of syllables: the scripts of India, hangul, kana.

use super::table::{Context, Table};

/// A word of a script of India whose block begins at `block`: an `a` goes with a consonant, unless a vowel sign or a virama follows;
/// the northern ones do not speak it at the end of a word.
pub(super) fn indic(word: &str, block: u32, latin: &mut String) {
    let Some(table) = Table::get("Deva") else { return };
    let northern = matches!(block, 0x900 | 0x980 | 0xA00 | 0xA80);
    let as_devanagari = |c: char| char::from_u32((c as u32).wrapping_sub(block).wrapping_add(0x900)).unwrap_or(c);
    // Bengali, Assamese, Tamil, Malayalam letters without a counterpart.
    let letter = |c: char| match c {
        '\u{9F0}' => 'र',
        '\u{9F1}' => 'व',
        '\u{9CE}' => 'त',
        _ => as_devanagari(c),
    };
    let letters: Vec<char> = word.chars().filter(|c| !matches!(c, '\u{200C}' | '\u{200D}')).map(letter).collect();
    let class = |i: usize| match letters.get(i).and_then(|&c| table.letter(c)).map(|rule| &rule.context) {
        Some(&Context::Class(class)) => class,
        _ => "",
    };
    // A chillu of Malayalam is a consonant without a vowel.
    let chillu = |c: char| match c {
        '\u{97A}' | '\u{97B}' if block == 0xD00 => Some("n"),
        '\u{97C}' if block == 0xD00 => Some("r"),
        '\u{97D}' | '\u{97E}' if block == 0xD00 => Some("l"),
        _ => None,
    };
    for (i, &c) in letters.iter().enumerate() {
        if let Some(to) = chillu(c) {
            latin.push_str(to);
            continue;
        }
        let Some(rule) = table.letter(c) else { continue };
        // Anusvara before a labial.
        let labial = letters.get(i + 1).is_some_and(|n| matches!(n, 'प' | 'फ' | 'ब' | 'भ' | 'म'));
        latin.push_str(if c == 'ं' && labial { "m" } else { rule.to });
        let next = if class(i + 1) == "mark" && letters.get(i + 1) == Some(&'़') { i + 2 } else { i + 1 };
        let silent_end = northern && next >= letters.len() && i > 0;
        // Hindi drops it between syllables too: a consonant between two that have vowels.
        let silent_middle = matches!(block, 0x900 | 0xA00 | 0xA80)
            && i > 0
            && class(next) == "consonant"
            && class(next + 1) == "sign"
            && !matches!(class(i - 1), "virama")
            && (class(i - 1) == "sign" || class(i - 1) == "vowel" || class(i - 1) == "consonant");
        if rule.context == Context::Class("consonant")
            && !matches!(class(next), "sign" | "virama")
            && !silent_end
            && !silent_middle
        {
            latin.push('a');
        }
    }
}

/// Hangul by the Revised Romanization; a final consonant before a vowel is spoken with it.
pub(super) fn hangul(word: &str, latin: &mut String) {
    let Some(table) = Table::get("Hang") else { return };
    let read = |base: u32, index: u32| {
        let rule = char::from_u32(base + index).and_then(|c| table.letter(c));
        rule.map_or("", |rule| rule.to)
    };
    let mut syllables = word.chars().map(|c| (c as u32).wrapping_sub(0xAC00)).filter(|&i| i < 11_172).peekable();
    let mut carried: Option<&str> = None;
    while let Some(index) = syllables.next() {
        let (initial, vowel, last) = (index / 588, index / 28 % 21, index % 28);
        latin.push_str(carried.take().unwrap_or_else(|| read(0x1100, initial)));
        latin.push_str(read(0x1161, vowel));
        let next = syllables.peek().map(|next| next / 588);
        // The initial that a simple final is, where the next syllable begins with a vowel.
        let linked = next == Some(11) && !matches!(last, 0 | 21);
        let initial_of_final = match last {
            1 => Some(0),
            4 => Some(2),
            7 => Some(3),
            8 => Some(5),
            16 => Some(6),
            17 => Some(7),
            19 => Some(9),
            22 => Some(12),
            _ => None,
        };
        match (linked, initial_of_final, last, next) {
            (true, Some(initial), ..) => carried = Some(read(0x1100, initial)),
            // ㄹ beside ㄹ or ㄴ is a long l.
            (_, _, 8, Some(5)) | (_, _, 4, Some(5)) => {
                latin.push('l');
                carried = Some("l");
            }
            (_, _, 0, _) => {}
            _ => latin.push_str(read(0x11A7, last)),
        }
    }
}

/// Kana by Hepburn; a long vowel is written once.
pub(super) fn kana(word: &str, latin: &mut String) {
    let Some(table) = Table::get("Hira") else { return };
    let hiragana: String = word
        .chars()
        .map(|c| if matches!(c, '\u{30A1}'..='\u{30F6}') { char::from_u32(c as u32 - 0x60).unwrap_or(c) } else { c })
        .collect();
    let (mut rest, mut doubled) = (hiragana.as_str(), false);
    while let Some(c) = rest.chars().next() {
        let (to, used) = match table.find(rest, false) {
            Some(rule) => (rule.to, rule.from.len()),
            None => (any_ascii::any_ascii_char(c), c.len_utf8()),
        };
        if doubled && !to.is_empty() {
            latin.push_str(if to.starts_with("ch") { "t" } else { &to[..to.chars().next().map_or(0, char::len_utf8)] });
        }
        doubled = c == '\u{3063}';
        latin.push_str(to);
        rest = &rest[used..];
    }
}
