//! Text and numbers as they stand on the page. Documents are hostile: nothing of them gets there but through here.

use std::fmt::Write as _;

/// Whether a character cannot be seen, or does something to the terminal, the page or the direction of the text.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'
                ..='\u{180F}'
        )
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}')
        || matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether an invisible character is one that letters need: joiners, emoji variants.
fn is_needed(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE0E}' | '\u{FE0F}')
}

/// Text for a person at a terminal: invisible characters as escapes, but those that letters need.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_invisible(c) && !is_needed(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// Text for the page, of the project itself or of anyone: markup is text, invisible characters are escapes.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        push(&mut out, c, |c| is_invisible(c) && !is_needed(c));
    }
    out
}

/// Text of a change: every invisible character, and every space but the plain one, is shown; combining marks too where
/// they are all the difference.
pub(super) fn changed(text: &str, marks: bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        let is_mark = marks && unicode_normalization::char::is_combining_mark(c);
        push(&mut out, c, |c| is_mark || is_invisible(c) || (c != ' ' && c.is_whitespace()));
    }
    out
}

fn push(out: &mut String, c: char, show: impl Fn(char) -> bool) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        c if show(c) => {
            let _ = write!(out, "<bdi class=\"code\" dir=\"ltr\">{}</bdi>", named(c));
        }
        c => out.push(c),
    }
}

/// What an invisible character is called.
fn named(c: char) -> String {
    match c {
        '\n' => "LF".to_owned(),
        '\r' => "CR".to_owned(),
        '\t' => "TAB".to_owned(),
        '\u{A0}' => "NBSP".to_owned(),
        '\u{AD}' => "SHY".to_owned(),
        '\u{200B}' => "ZWSP".to_owned(),
        '\u{200C}' => "ZWNJ".to_owned(),
        '\u{200D}' => "ZWJ".to_owned(),
        '\u{200E}' => "LRM".to_owned(),
        '\u{200F}' => "RLM".to_owned(),
        '\u{2060}' => "WJ".to_owned(),
        '\u{FEFF}' => "BOM".to_owned(),
        c => format!("U+{:04X}", u32::from(c)),
    }
}

/// Text in any direction, which must not change that of its surroundings.
pub(super) fn isolated(text: &str) -> String {
    format!("<bdi>{}</bdi>", self::text(text))
}

/// Plain text for an attribute or a `<title>`: no markup, invisible characters as escapes.
pub(super) fn plain(text: &str) -> String {
    let text = visible(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// `1,234,567`.
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 document`, `2 documents`.
pub(super) fn counted(count: u64, what: &str) -> String {
    format!("{}\u{A0}{what}{}", number(count), if count == 1 { "" } else { "s" })
}

/// Bytes in the largest unit (powers of 1000) that they make one of: `12.3 MB`.
pub(super) fn size(bytes: u64) -> String {
    scaled(bytes as f64, 1000.0, &["bytes", "kB", "MB", "GB", "TB", "PB"])
}

/// A time in the unit that suits it.
pub(super) fn time(micros: u64) -> String {
    match micros {
        0..=999 => format!("{micros}\u{A0}\u{B5}s"),
        1_000..=99_999 => format!("{:.1}\u{A0}ms", micros as f64 / 1e3),
        100_000..=999_999 => format!("{}\u{A0}ms", micros / 1000),
        1_000_000..=119_999_999 => format!("{:.1}\u{A0}s", micros as f64 / 1e6),
        _ => {
            let minutes = micros / 60_000_000;
            if minutes < 120 {
                format!("{minutes}\u{A0}min {}\u{A0}s", micros / 1_000_000 % 60)
            } else {
                format!("{}\u{A0}h {}\u{A0}min", minutes / 60, minutes % 60)
            }
        }
    }
}

fn scaled(mut value: f64, step: f64, units: &[&str]) -> String {
    let mut unit = 0;
    while value >= step && unit + 1 < units.len() {
        (value, unit) = (value / step, unit + 1);
    }
    let digits = usize::from(unit > 0 && value < 100.0);
    format!("{value:.digits$}\u{A0}{}", units[unit])
}

/// A part of a whole in percent: `43 %`, `0.3 %`.
pub(super) fn share(part: u64, whole: u64) -> String {
    let percent = percent(part, whole);
    match percent {
        _ if part == 0 => "0\u{A0}%".to_owned(),
        p if p < 0.1 => "<\u{A0}0.1\u{A0}%".to_owned(),
        p if p < 9.95 => format!("{p:.1}\u{A0}%"),
        p => format!("{p:.0}\u{A0}%"),
    }
}

/// A part of a whole in percent; 0 where there is no whole.
pub(super) fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(text("<b a='x' b=\"y\">&amp;"), "&lt;b a=&#39;x&#39; b=&quot;y&quot;&gt;&amp;amp;");
        assert_eq!(text("a\u{202E}b"), "a<bdi class=\"code\" dir=\"ltr\">U+202E</bdi>b");
        assert_eq!(plain("\u{202E}<"), "\\u{202e}&lt;");
        assert_eq!(text("\0"), "<bdi class=\"code\" dir=\"ltr\">U+0000</bdi>");
    }

    #[test]
    fn changes_show_what_cannot_be_seen() {
        assert_eq!(changed("a b", false), "a b");
        assert!(changed("\u{A0}", false).contains(">NBSP<") && changed("e\u{301}", true).contains(">U+0301<"));
        assert_eq!(text("\u{645}\u{6CC}\u{200C}\u{62E}"), "\u{645}\u{6CC}\u{200C}\u{62E}");
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!([0, 999, 1000, 1234567].map(number), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [0, 999, 1000, 12_345_678].map(size),
            ["0\u{A0}bytes", "999\u{A0}bytes", "1.0\u{A0}kB", "12.3\u{A0}MB"]
        );
        assert_eq!([share(1, 3), share(0, 0), share(1, 20)], ["33\u{A0}%", "0\u{A0}%", "5.0\u{A0}%"]);
        assert_eq!(time(3_700_000_000), "61\u{A0}min 40\u{A0}s");
    }
}
