//! What a reading costs: the negative logarithm of the likelihood of its pairs of characters, in quarter nats.
//!
//! One table pools all languages (`langdata/encoding/pairs.tsv`). It does not tell languages apart, it tells text from bytes
//! that were read in the wrong encoding. Costs of different readings of the same bytes compare directly.

use std::sync::LazyLock;

/// Cost of a pair that clean text hardly ever holds.
pub(super) const RARE: u32 = 54;
/// Cost of a control character, a private one, or none at all.
pub(super) const NEVER: u32 = 64;
/// Cost of a pair of ASCII characters, which no reading changes.
const ASCII: u32 = 10;
/// Cost of an upper-case letter behind a lower-case one.
const CAMEL: u32 = 24;

/// Cost of a pair of box-drawing characters.
const LINE_ART: u32 = 20;

static PAIRS: LazyLock<Pairs> = LazyLock::new(|| Pairs::parse(include_str!("../../langdata/encoding/pairs.tsv")));

/// An open-addressing table: `first << 29 | second << 8 | cost`, 0 where empty.
struct Pairs {
    slots: Vec<u64>,
}

impl Pairs {
    fn parse(table: &str) -> Pairs {
        let mut pairs = Pairs { slots: vec![0; 1 << 17] };
        for row in table.lines().filter(|row| !row.starts_with("# ")) {
            let mut columns = row.split('\t');
            let (Some(first), Some(Ok(cost)), Some(seconds)) =
                (columns.next(), columns.next().map(str::parse::<u32>), columns.next())
            else {
                continue;
            };
            let first = if first == "**" { MEMBER } else { unescaped(first).next().map_or(MEMBER, u32::from) };
            for second in unescaped(seconds) {
                pairs.insert(first, u32::from(second), cost.min(RARE));
            }
        }
        pairs
    }

    fn slot(first: u32, second: u32) -> (u64, usize) {
        let key = u64::from(first) << 21 | u64::from(second);
        (key, (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - 17)) as usize)
    }

    fn insert(&mut self, first: u32, second: u32, cost: u32) {
        let (key, mut at) = Pairs::slot(first, second);
        // Half full at most, so that every search ends.
        for _ in 0..self.slots.len() / 2 {
            if self.slots[at] == 0 {
                self.slots[at] = key << 8 | u64::from(cost);
                return;
            }
            at = (at + 1) % self.slots.len();
        }
    }

    fn get(&self, first: u32, second: u32) -> Option<u32> {
        let (key, mut at) = Pairs::slot(first, second);
        loop {
            match self.slots[at] {
                0 => return None,
                slot if slot >> 8 == key => return Some((slot & 0xFF) as u32),
                _ => at = (at + 1) % self.slots.len(),
            }
        }
    }
}

/// Stands before the members of a class.
const MEMBER: u32 = 0x1F_FFFF;

/// The characters of a column, `\u{…}` undone.
fn unescaped(column: &str) -> impl Iterator<Item = char> + '_ {
    let mut rest = column;
    std::iter::from_fn(move || {
        if let Some((digits, behind)) = rest.strip_prefix("\\u{").and_then(|hex| hex.split_once('}')) {
            rest = behind;
            return u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
        }
        let c = rest.chars().next()?;
        rest = &rest[c.len_utf8()..];
        Some(c)
    })
}

/// A character as the table has it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Folded {
    /// Lower case, digits as `0`, ideographs and syllables as their class.
    class: u32,
    /// Cost of the character within its class.
    member: u32,
    upper: bool,
    lower: bool,
    never: bool,
}

impl Folded {
    /// Whether it is a letter that has a case.
    pub(super) fn is_letter(self) -> bool {
        self.upper || self.lower
    }
}

/// What stands before the first and behind the last character.
pub(super) const EDGE: Folded = Folded { class: 0x20, member: 0, upper: false, lower: false, never: false };

pub(super) fn fold(c: char) -> Folded {
    let plain = |class: char| Folded { class: u32::from(class), ..EDGE };
    let member = |class: char| Folded { member: PAIRS.get(MEMBER, u32::from(c)).unwrap_or(RARE), ..plain(class) };
    match c {
        'a'..='z' => Folded { lower: true, ..plain(c) },
        'A'..='Z' => Folded { upper: true, ..plain(c.to_ascii_lowercase()) },
        '0'..='9' => plain('0'),
        '\t' | '\n' | '\r' => plain(' '),
        '\u{0}'..='\u{1F}'
        | '\u{7F}'..='\u{9F}'
        | '\u{E000}'..='\u{F8FF}'
        | '\u{FFF0}'..='\u{FFFF}'
        | '\u{F0000}'.. => Folded { never: true, ..plain(c) },
        '\u{3041}'..='\u{309F}' => member('\u{3042}'),
        '\u{30A0}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9D}' => member('\u{30A2}'),
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => member('\u{4E00}'),
        '\u{AC00}'..='\u{D7A3}' => member('\u{AC00}'),
        '\u{1F300}'..='\u{1FAFF}' => member('\u{1F600}'),
        _ if c < '\u{80}' => plain(c),
        _ => {
            let mut lower = c.to_lowercase();
            let low = lower.next().filter(|_| lower.next().is_none()).unwrap_or(c);
            Folded { upper: low != c || c.is_uppercase(), lower: c.is_lowercase(), ..plain(low) }
        }
    }
}

/// The cost of `second` behind `first`.
pub(super) fn cost(first: Folded, second: Folded) -> u32 {
    if second.never || first.never {
        return NEVER;
    }
    if first.class < 0x80 && second.class < 0x80 {
        return ASCII;
    }
    // Lines and boxes stand beside each other and beside spaces, never beside letters.
    let line_art = |class: u32| matches!(class, 0x20 | 0x2500..=0x259F);
    if line_art(first.class) && line_art(second.class) {
        return LINE_ART;
    }
    let pair = PAIRS.get(first.class, second.class).unwrap_or(RARE);
    let camel = if first.lower && second.upper { CAMEL } else { 0 };
    (pair + second.member + camel).min(NEVER + 16)
}

/// The cost of a text between two characters, with the pairs at its borders.
pub(super) fn cost_of(before: Folded, text: impl IntoIterator<Item = char>, behind: Folded) -> u32 {
    let (mut sum, mut last) = (0u32, before);
    for c in text {
        let next = fold(c);
        sum = sum.saturating_add(cost(last, next));
        last = next;
    }
    sum.saturating_add(cost(last, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cheaper_than_its_misreadings() {
        for (text, misread) in [
            ("caf\u{E9} ", "caf\u{C3}\u{A9} "),
            ("\u{43F}\u{440}\u{438}\u{432}\u{435}\u{442}", "\u{CF}\u{F0}\u{E8}\u{E2}\u{E5}\u{F2}"),
            ("\u{65E5}\u{672C}\u{8A9E}", "\u{E6}\u{97}\u{A5}\u{E6}\u{153}\u{AC}\u{E8}\u{AA}\u{17E}"),
            ("it\u{2019}s", "it\u{E2}\u{20AC}\u{2122}s"),
        ] {
            assert!(cost_of(EDGE, text.chars(), EDGE) + 30 < cost_of(EDGE, misread.chars(), EDGE), "{text} {misread}");
        }
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescaped("a\\u{A0}\\u{5C}b").collect::<String>(), "a\u{A0}\\b");
    }
}
