//! Hard-wrapped text: whether a document is, at which column, and which of its lines belong together.
//!
//! A line was broken by a wrapping program where the first word of the next line would not have fitted. Poems, lists, menus
//! and headlines are broken elsewhere, which is how they are told from it.

use super::Segment;
use super::lines::Units;

/// Lines of a document that are looked at to decide.
const SAMPLE: usize = 2000;

/// What there is to know of a line.
struct Shape {
    /// Columns; East Asian wide characters take two.
    width: usize,
    /// Columns of its first word, or of its first character in scripts without spaces.
    first_word: usize,
    /// Its first letter is lower case (`Some(true)`), upper case (`Some(false)`), or neither.
    starts_lower: Option<bool>,
    starts_as_item: bool,
    ends_sentence: bool,
    indented: bool,
    script: Coarse,
    bytes: Validity,
}

/// Scripts as far as a change of them ends a paragraph.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Coarse {
    None,
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Indic,
    Thai,
    EastAsian,
    Hangul,
    Other,
    /// Bytes that are not UTF-8, more than the ASCII letters.
    Legacy,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Validity {
    Ascii,
    Utf8,
    Legacy,
}

fn coarse(c: char) -> Coarse {
    match c {
        'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Coarse::Latin,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Coarse::Greek,
        '\u{400}'..='\u{52F}' => Coarse::Cyrillic,
        '\u{590}'..='\u{5FF}' => Coarse::Hebrew,
        '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
            Coarse::Arabic
        }
        '\u{900}'..='\u{DFF}' => Coarse::Indic,
        '\u{E00}'..='\u{E7F}' => Coarse::Thai,
        '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' => {
            Coarse::EastAsian
        }
        '\u{AC00}'..='\u{D7A3}' => Coarse::Hangul,
        '\u{FFFD}' => Coarse::Legacy,
        c if c.is_alphabetic() => Coarse::Other,
        _ => Coarse::None,
    }
}

fn columns(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}' => 0,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' => 2,
        '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{1F300}'..='\u{3FFFF}' => 2,
        _ => 1,
    }
}

impl Shape {
    fn of(bytes: &[u8], units: Units, segment: &Segment) -> Shape {
        let line = &bytes[segment.range.clone()];
        let text = units.text(line);
        let (mut width, mut first_word, mut in_first_word) = (0, 0, true);
        let mut letters = [0usize; Coarse::Legacy as usize + 1];
        for c in text.chars() {
            width += columns(c);
            in_first_word &= !c.is_whitespace() && (first_word == 0 || columns(c) < 2);
            if in_first_word {
                first_word += columns(c);
            }
            letters[coarse(c) as usize] += columns(c);
        }
        letters[Coarse::None as usize] = 0;
        let (most, count) = letters.iter().enumerate().rev().max_by_key(|&(_, count)| count).unwrap_or((0, &0));
        let all = [
            Coarse::None,
            Coarse::Latin,
            Coarse::Greek,
            Coarse::Cyrillic,
            Coarse::Hebrew,
            Coarse::Arabic,
            Coarse::Indic,
            Coarse::Thai,
            Coarse::EastAsian,
            Coarse::Hangul,
            Coarse::Other,
            Coarse::Legacy,
        ];
        let legacy = matches!(units, Units::Bytes) && matches!(text, std::borrow::Cow::Owned(_));
        let before = segment.range.start.checked_sub(units.size()).map(|at| units.get(bytes, at));
        Shape {
            width,
            first_word,
            starts_lower: text.chars().find(|c| c.is_alphanumeric()).and_then(|c| match c {
                c if c.is_lowercase() => Some(true),
                c if c.is_uppercase() => Some(false),
                _ => None,
            }),
            starts_as_item: starts_as_item(&text),
            ends_sentence: ends_sentence(&text),
            indented: matches!(before, Some(0x20 | 0x09 | 0x3000)),
            script: if *count == 0 { Coarse::None } else { all[most] },
            bytes: if legacy {
                Validity::Legacy
            } else if line.is_ascii() {
                Validity::Ascii
            } else {
                Validity::Utf8
            },
        }
    }
}

/// A bullet, or a number with a point or a bracket: an item of a list.
fn starts_as_item(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let rest = &text[first.len_utf8()..];
    if matches!(
        first,
        '-' | '*' | '+' | '\u{2022}' | '\u{2023}' | '\u{25AA}' | '\u{25CF}' | '\u{B7}' | '\u{2013}' | '>' | '#' | '|'
    ) {
        return rest.is_empty()
            || rest.starts_with([' ', '\t', first])
            || matches!(first, '\u{2022}' | '\u{25AA}' | '\u{25CF}' | '|');
    }
    let mark = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - mark.len();
    (1..=3).contains(&digits) && mark.starts_with(['.', ')']) && mark[1..].starts_with([' ', '\t'])
}

/// A full stop, question or exclamation mark or the like, also before closing quotes and brackets.
fn ends_sentence(text: &str) -> bool {
    let closed =
        |c: char| matches!(c, '"' | '\'' | ')' | ']' | '\u{BB}' | '\u{2019}' | '\u{201D}' | '\u{300D}' | '\u{FF09}');
    let end = text.trim_end_matches(closed).chars().next_back();
    matches!(
        end,
        Some(
            '.' | '!'
                | '?'
                | ':'
                | '\u{2026}'
                | '\u{3002}'
                | '\u{FF01}'
                | '\u{FF1F}'
                | '\u{61F}'
                | '\u{6D4}'
                | '\u{964}'
        )
    )
}

/// The column at which the document is hard-wrapped, if it is.
pub(super) fn wrapped_at(bytes: &[u8], units: Units, lines: &[Segment]) -> Option<usize> {
    let sample = &lines[..lines.len().min(SAMPLE)];
    // Most documents have longer lines than anything that was ever wrapped (100 wide characters of 3 bytes); no need to measure them.
    let long = sample.iter().filter(|line| line.range.len() > 300 * units.size()).count();
    if sample.len() < 3 || long * 20 > sample.len() {
        return None;
    }
    // Most of the others too: their widths say so before anything else is measured.
    let column = wrap_column(sample.iter().map(|line| width(&bytes[line.range.clone()], units)).collect())?;
    let shapes: Vec<Shape> = sample.iter().map(|line| Shape::of(bytes, units, line)).collect();
    let (mut pairs, mut full, mut open, mut lower, mut upper) = (0, 0, 0, 0, 0);
    for (pair, line) in shapes.windows(2).zip(&sample[1..]) {
        // Short lines say nothing: they are headings, menus, or last lines of paragraphs.
        if line.breaks_before != 1 || pair[0].width * 2 < column || pair[1].starts_as_item {
            continue;
        }
        pairs += 1;
        full += usize::from(would_not_fit(&pair[0], &pair[1], column));
        open += usize::from(!pair[0].ends_sentence);
        match pair[1].starts_lower {
            Some(true) => lower += 1,
            Some(false) => upper += 1,
            None => {}
        }
    }
    let cased = lower + upper;
    // Running text goes on in lower case more often than not; in scripts without case, more lines must say the same.
    let runs_on = if cased * 2 >= pairs { lower * 2 >= cased } else { pairs >= 4 && full * 10 >= pairs * 9 };
    (pairs >= 3 && full * 10 >= pairs * 7 && open * 10 >= pairs * 6 && runs_on).then_some(column)
}

/// The width that nearly no line of the document goes beyond, if it is one that texts are wrapped at.
fn wrap_column(mut widths: Vec<usize>) -> Option<usize> {
    // An address or a table row may be longer.
    let place = widths.len() - 1 - widths.len() / 25;
    let (_, column, _) = widths.select_nth_unstable(place);
    (45..=100).contains(column).then_some(*column)
}

/// The columns of a line.
fn width(line: &[u8], units: Units) -> usize {
    if units == Units::Bytes && line.is_ascii() {
        return line.len();
    }
    units.text(line).chars().map(columns).sum()
}

/// Whether the first word of `next` had no room behind `line`.
fn would_not_fit(line: &Shape, next: &Shape, column: usize) -> bool {
    // Ragged by a little: programs count tabs, hyphens and wide characters each in their own way.
    line.width + 1 + next.first_word + 1 > column
}

/// Joins the lines that a wrapping program cut.
pub(super) fn join_wrapped(bytes: &[u8], units: Units, lines: Vec<Segment>, column: usize) -> Vec<Segment> {
    join(bytes, units, lines, |line, next| {
        let goes_on = would_not_fit(line, next, column)
            || !line.ends_sentence && next.starts_lower == Some(true) && line.width * 3 >= column * 2;
        goes_on && line.width <= column * 3 / 2 && !next.starts_as_item && (!next.indented || line.indented)
    })
}

/// Joins the lines between blank lines.
pub(super) fn join_blocks(bytes: &[u8], units: Units, lines: Vec<Segment>) -> Vec<Segment> {
    join(bytes, units, lines, |_, _| true)
}

/// Joins neighbouring lines of one script and kind of bytes as `together` says.
fn join(bytes: &[u8], units: Units, lines: Vec<Segment>, together: impl Fn(&Shape, &Shape) -> bool) -> Vec<Segment> {
    let mut joined: Vec<Segment> = Vec::with_capacity(lines.len() / 4);
    // The line before, with the script and bytes of the paragraph so far.
    let mut before: Option<Shape> = None;
    for line in lines {
        let mut shape = Shape::of(bytes, units, &line);
        if let (Some(last), Some(open)) = (&before, joined.last_mut())
            && line.breaks_before == 1
            && same_script(last, &shape)
            && together(last, &shape)
        {
            open.range.end = line.range.end;
            if shape.script == Coarse::None {
                shape.script = last.script;
            }
            if shape.bytes == Validity::Ascii {
                shape.bytes = last.bytes;
            }
        } else {
            joined.push(line);
        }
        before = Some(shape);
    }
    joined
}

fn same_script(a: &Shape, b: &Shape) -> bool {
    let scripts = a.script == b.script || a.script == Coarse::None || b.script == Coarse::None;
    scripts && (a.bytes == b.bytes || a.bytes == Validity::Ascii || b.bytes == Validity::Ascii)
}
