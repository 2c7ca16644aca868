//! How far a text is in a form already, read at the speed of memory where nothing can be wrong.
//!
//! Lead bytes of which every character is inert in the form (it is in the form, and nothing before or behind it can change
//! that) are passed over with ASCII and continuation bytes, a block at a time. Each character that is left is looked up in a
//! table of classes, filled from `unicode-normalization` a page at a time when a text first needs the page. Normalizing is not done here.

use std::sync::OnceLock;

use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical, decompose_compatible};
use unicode_normalization::{
    IsNormalized, UnicodeNormalization, is_nfc_quick, is_nfd_quick, is_nfkc_quick, is_nfkd_quick,
};

use super::Form;
use super::blocks::{self, BLOCK, OVERHANG};
use crate::chars::is_common_letter;

/// Code points of a page: few scripts have more, and a text has few scripts.
const PAGE: usize = 1 << 8;
/// Pages of all code points.
const PAGES: usize = 0x11_0000 / PAGE;

/// Classes of characters; those between are combining classes of characters that are in the form.
pub(super) const INERT: u8 = 0;
pub(super) const LAST_COMBINING: u8 = 240;
/// Not in the form; the character before it may change too.
const CHANGES_WITH_BEFORE: u8 = 253;
/// In the form or not, as the characters before it are.
const MAYBE: u8 = 254;
/// Not in the form, and what stands before it does not matter.
pub(super) const CHANGES: u8 = 255;

/// What the scan has to know of a form.
pub(super) struct Scan {
    form: Form,
    pages: [OnceLock<Box<[u8; PAGE]>>; PAGES],
}

impl Scan {
    const fn new(form: Form) -> Scan {
        Scan { form, pages: [const { OnceLock::new() }; PAGES] }
    }

    /// That of a form, `None` for [`Form::None`].
    pub(super) fn of(form: Form) -> Option<&'static Scan> {
        match form {
            Form::Nfc => Some(&NFC),
            Form::Nfd => Some(&NFD),
            Form::Nfkc => Some(&NFKC),
            Form::Nfkd => Some(&NFKD),
            Form::None => None,
        }
    }

    #[inline(always)]
    pub(super) fn class_of_char(&self, c: char) -> u8 {
        self.class(c as usize)
    }

    #[inline(always)]
    fn class(&self, code_point: usize) -> u8 {
        let page = code_point / PAGE % PAGES;
        self.pages[page].get_or_init(|| self.filled(page))[code_point % PAGE]
    }

    #[cold]
    fn filled(&self, page: usize) -> Box<[u8; PAGE]> {
        let class =
            |i| u32::try_from(page * PAGE + i).ok().and_then(char::from_u32).map_or(INERT, |c| self.class_of(c));
        Box::new(std::array::from_fn(class))
    }

    /// The class of a character.
    fn class_of(&self, c: char) -> u8 {
        let is_composed = matches!(self.form, Form::Nfc | Form::Nfkc);
        if is_composed && is_common_letter(c) { INERT } else { self.asked_class_of(c) }
    }

    /// The class of a character, found by asking `unicode-normalization`.
    fn asked_class_of(&self, c: char) -> u8 {
        let once = std::iter::once(c);
        let quick = match self.form {
            Form::Nfc => is_nfc_quick(once),
            Form::Nfd => is_nfd_quick(once),
            Form::Nfkc => is_nfkc_quick(once),
            Form::Nfkd => is_nfkd_quick(once),
            Form::None => IsNormalized::Yes,
        };
        match quick {
            IsNormalized::Yes => match canonical_combining_class(c) {
                0 if begins_segment(c, self.form) => INERT,
                0 => MAYBE,
                class => class,
            },
            IsNormalized::Maybe => MAYBE,
            IsNormalized::No if begins_segment(c, self.form) => CHANGES,
            IsNormalized::No => CHANGES_WITH_BEFORE,
        }
    }

    /// Whether a segment begins with it, whatever stands before.
    #[inline(always)]
    pub(super) fn begins(&self, c: char) -> bool {
        let class = self.class_of_char(c);
        class == INERT || class == CHANGES
    }

    /// See [`unchanged`]; `limits` are those of the set of lead bytes whose characters are to be looked up.
    #[inline(always)]
    fn unchanged<const N: usize>(&self, text: &str, from: usize, limits: [u8; N]) -> usize {
        let bytes = text.as_bytes();
        let (mut at, mut last, mut last_end) = (from, 0, 0);
        'blocks: while at < bytes.len() {
            let mut copy = [0; BLOCK + OVERHANG];
            let window = blocks::window(bytes, at, &mut copy);
            let mut leads = blocks::in_set(window, &limits, &[]);
            while leads != 0 {
                let i = leads.trailing_zeros() as usize % BLOCK;
                leads &= leads - 1;
                let more = |k: usize| usize::from(window[i + k] & 0x3F);
                let (class, len) = match window[i] {
                    lead @ ..0xE0 => (self.class(usize::from(lead & 0x1F) << 6 | more(1)), 2),
                    lead @ 0xE0..0xF0 => (self.class(usize::from(lead & 0x0F) << 12 | more(1) << 6 | more(2)), 3),
                    lead => {
                        let high = usize::from(lead & 0x07) << 18 | more(1) << 12;
                        (self.class(high | more(2) << 6 | more(3)), 4)
                    }
                };
                let place = at + i;
                match class {
                    INERT => {}
                    1..=LAST_COMBINING => {
                        if last_end == place && last > class {
                            return place;
                        }
                        (last, last_end) = (class, place + len);
                    }
                    MAYBE => {
                        let Some((end, class)) = self.confirmed(text, from, place) else { return place };
                        (last, last_end) = (class, end);
                        if end > place + len {
                            at = end;
                            continue 'blocks;
                        }
                    }
                    _ => return place,
                }
            }
            at += BLOCK;
        }
        bytes.len()
    }

    /// If the character at `place` stands there in the form: where what was looked at ends, and the combining class there.
    #[inline(never)]
    fn confirmed(&self, text: &str, from: usize, place: usize) -> Option<(usize, u8)> {
        let mut behind = text[place..].chars();
        let c = behind.next()?;
        if let Some(before) = text[from..place].chars().next_back()
            && canonical_combining_class(before) == 0
            && does_not_decompose(before)
            && does_not_decompose(c)
        {
            let end = place + c.len_utf8();
            return compose(before, c).is_none().then(|| (end, canonical_combining_class(c)));
        }
        let (start, end) = (self.start(text, from, place), self.end(text, place));
        let segment = &text[start..end];
        let same = match self.form {
            Form::Nfkc => segment.nfkc().eq(segment.chars()),
            _ => segment.nfc().eq(segment.chars()),
        };
        let class = segment.chars().next_back().map_or(0, canonical_combining_class);
        same.then_some((end, class))
    }

    /// Where the segment begins that the character at `place` belongs to, not before `from`.
    fn start(&self, text: &str, from: usize, place: usize) -> usize {
        if text[place..].chars().next().is_some_and(|c| self.begins(c)) {
            return place;
        }
        let begin = text[from..place].char_indices().rev().find(|&(_, c)| self.begins(c));
        begin.map_or(from, |(i, _)| from + i)
    }

    /// Where the segment ends that the character at `place` belongs to.
    fn end(&self, text: &str, place: usize) -> usize {
        let end = text[place..].char_indices().skip(1).find(|&(_, c)| self.begins(c));
        end.map_or(text.len(), |(i, _)| place + i)
    }
}

static NFC: Scan = Scan::new(Form::Nfc);
static NFD: Scan = Scan::new(Form::Nfd);
static NFKC: Scan = Scan::new(Form::Nfkc);
static NFKD: Scan = Scan::new(Form::Nfkd);

/// The limits of the sets of lead bytes that not only inert characters have. A test holds them against the classes.
const NFC_LEADS: [u8; 8] = [0xCB, 0xCE, 0xD1, 0xE3, 0xE9, 0xEA, 0xEE, 0xFF];
const NFD_LEADS: [u8; 10] = [0xC2, 0xC8, 0xCB, 0xD3, 0xD5, 0xE3, 0xE9, 0xED, 0xEE, 0xFF];
const NFKC_LEADS: [u8; 14] = [0xC1, 0xC2, 0xC3, 0xC7, 0xC9, 0xCF, 0xD1, 0xD2, 0xD4, 0xE3, 0xE9, 0xEA, 0xEE, 0xFF];
const NFKD_LEADS: [u8; 10] = [0xC1, 0xC8, 0xC9, 0xD3, 0xD4, 0xE3, 0xE9, 0xED, 0xEE, 0xFF];

/// The first place from `from` on where `text` may not be in the form; its length if it is. `from` begins a segment.
pub(super) fn unchanged(text: &str, from: usize, form: Form) -> usize {
    // Each by itself: in one function of all four, the compiler makes fewer vector instructions of the loops.
    #[inline(never)]
    fn nfc(text: &str, from: usize) -> usize {
        NFC.unchanged(text, from, NFC_LEADS)
    }
    #[inline(never)]
    fn nfd(text: &str, from: usize) -> usize {
        NFD.unchanged(text, from, NFD_LEADS)
    }
    #[inline(never)]
    fn nfkc(text: &str, from: usize) -> usize {
        NFKC.unchanged(text, from, NFKC_LEADS)
    }
    #[inline(never)]
    fn nfkd(text: &str, from: usize) -> usize {
        NFKD.unchanged(text, from, NFKD_LEADS)
    }
    match form {
        Form::Nfc => nfc(text, from),
        Form::Nfd => nfd(text, from),
        Form::Nfkc => nfkc(text, from),
        Form::Nfkd => nfkd(text, from),
        Form::None => text.len(),
    }
}

/// The segment that the character at `place` belongs to, from `from` on: normalizing it alone is normalizing it in the text.
pub(super) fn segment(text: &str, from: usize, place: usize, form: Form) -> std::ops::Range<usize> {
    Scan::of(form).map_or(place..text.len(), |scan| scan.start(text, from, place)..scan.end(text, place))
}

fn does_not_decompose(c: char) -> bool {
    let mut itself = true;
    decompose_canonical(c, |d| itself &= d == c);
    itself
}

/// Whether normalization of what stands before `c` never depends on `c` or what follows it: the first character of its
/// decomposition is a starter and, for the composing forms, never composes with one before it.
fn begins_segment(c: char, form: Form) -> bool {
    if c.is_ascii() {
        return true;
    }
    let mut first = None;
    let emit = |d| _ = first.get_or_insert(d);
    match form {
        Form::Nfkc | Form::Nfkd => decompose_compatible(c, emit),
        _ => decompose_canonical(c, emit),
    }
    let first = first.unwrap_or(c);
    let composes = || is_nfc_quick(std::iter::once(first)) != IsNormalized::Yes;
    canonical_combining_class(first) == 0 && !(matches!(form, Form::Nfc | Form::Nfkc) && composes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_not_asked_for_are_inert() {
        for c in ('\u{3000}'..='\u{FFFF}').filter(|c| is_common_letter(*c)) {
            assert_eq!((NFC.asked_class_of(c), NFKC.asked_class_of(c)), (INERT, INERT), "{c:?}");
        }
    }

    #[test]
    fn lead_bytes_that_are_passed_over_are_of_inert_characters() {
        fn check(scan: &Scan, limits: &[u8]) {
            let lead = |c: char| c.encode_utf8(&mut [0; 4]).as_bytes()[0];
            let passed_over = |c: &char| !blocks::contains(limits, lead(*c)) && scan.class_of(*c) != INERT;
            let wrong: Vec<char> = ('\u{80}'..=char::MAX).filter(passed_over).collect();
            assert!(wrong.is_empty(), "{:?} {wrong:?}", scan.form);
            let no_leads: Vec<u8> = (0..0xC0).filter(|&byte| blocks::contains(limits, byte)).collect();
            assert_eq!(no_leads, [0; 0], "{:?}: ASCII and continuation bytes", scan.form);
        }
        check(&NFC, &NFC_LEADS);
        check(&NFD, &NFD_LEADS);
        check(&NFKC, &NFKC_LEADS);
        check(&NFKD, &NFKD_LEADS);
    }
}
