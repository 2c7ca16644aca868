//! The letters of languages: "cercet\u{E3}ri" has one that Romanian does not have, and that windows-1250 makes one of its own.
//!
//! Most of such a text costs little as it is, so that its beginning as a whole speaks for no other reading.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::super::codepage::CodePage;
use super::super::model::{LATIN, Model};
use super::super::page;
use super::hints::{self, Hint};
use super::weigh::Look;
use crate::ascii::next_high;
use crate::langdata;

/// A language of the Latin alphabet.
pub(super) struct Alphabet {
    /// Its letters above ASCII.
    letters: Vec<char>,
    /// The readings of a usual encoding in one that is usual for it.
    readings: Vec<Hint>,
    /// What it does not have and some of the readings, as bits, make a letter of it, in order.
    strange: Vec<(char, u32)>,
}

static ALPHABETS: LazyLock<Vec<Option<Alphabet>>> = LazyLock::new(|| {
    let table = langdata::text("encoding/alphabets.tsv");
    let letters = |language: &String| {
        langdata::rows(table).find(|(_, row)| row.first() == Some(&language.as_str()))?.1.get(1).copied()
    };
    let languages = Model::get().languages(LATIN).iter().enumerate();
    languages.map(|(lane, language)| letters(language).map(|letters| Alphabet::new(lane, letters))).collect()
});

impl Alphabet {
    /// That of a language by its place among the Latin ones of the model, if it is known.
    pub(super) fn of(lane: usize) -> Option<&'static Alphabet> {
        ALPHABETS.get(lane)?.as_ref()
    }

    fn new(lane: usize, small: &str) -> Alphabet {
        let letters = small.chars().flat_map(|c| c.to_uppercase().chain([c])).collect();
        let is_usual = |page: &page::Page| page.is_usual_for(lane);
        let usual: Vec<_> = page::pages().iter().filter(|page| is_usual(page)).map(|page| page.encoding).collect();
        let readings = hints::usual_readings().filter(|hint| usual.contains(&hint.right.0)).take(32).collect();
        let mut alphabet = Alphabet { letters, readings, strange: Vec::new() };
        let mut strange: BTreeMap<char, u32> = BTreeMap::new();
        for (number, reading) in alphabet.readings.iter().enumerate() {
            for (c, with) in reading.pairs() {
                if !alphabet.has(c) && alphabet.has(with) {
                    *strange.entry(c).or_default() |= 1 << number;
                }
            }
        }
        alphabet.strange = strange.into_iter().collect();
        alphabet
    }

    /// Whether the character is one of its letters above ASCII.
    pub(super) fn has(&self, c: char) -> bool {
        self.letters.contains(&c)
    }

    /// Whether the encoding is usual for it.
    pub(super) fn is_usual(&self, page: &CodePage) -> bool {
        self.readings.iter().any(|reading| reading.right.0.name() == page.name)
    }

    /// The readings that make letters of it of what a text has and it does not.
    fn readings_of<'a>(&'a self, text: &str) -> impl Iterator<Item = Hint> + 'a {
        let (mut found, mut at) = (0, next_high(text.as_bytes(), 0));
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            if let Ok(place) = self.strange.binary_search_by_key(&c, |strange| strange.0) {
                found |= self.strange[place].1;
            }
            at = next_high(text.as_bytes(), at + c.len_utf8());
        }
        (0..).zip(&self.readings).filter(move |(number, _)| found >> number & 1 != 0).map(|(_, reading)| *reading)
    }
}

/// The readings that give letters of its language to a text which `look` finds nothing dear in.
pub(super) fn hints(text: &str, look: &Look) -> Vec<Hint> {
    // Text of another alphabet has few ASCII letters.
    if look.letters[1] >= look.letters[0] {
        return Vec::new();
    }
    Alphabet::of(look.lane_of_ascii()).map(|alphabet| alphabet.readings_of(text).collect()).unwrap_or_default()
}
