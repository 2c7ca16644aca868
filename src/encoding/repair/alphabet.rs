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
    /// Characters with the readings, as bits, that make a letter of it or no letter of them, and those that make a letter of it of
    /// what is none; in order. All others are in no text that was misread so.
    characters: Vec<(char, u32, u32)>,
}

/// Readings of a language, at most.
const READINGS: usize = 16;
/// Letters above ASCII of a language for one that it does not have, at least.
const STRANGE: usize = 8;

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
        let readings = hints::usual_readings().filter(|hint| usual.contains(&hint.right.0)).take(READINGS).collect();
        let mut alphabet = Alphabet { letters, readings, characters: Vec::new() };
        let mut characters: BTreeMap<char, (u32, u32)> = BTreeMap::new();
        for (number, reading) in alphabet.readings.iter().enumerate() {
            for (c, with) in reading.pairs() {
                let (fits, makes) = characters.entry(c).or_default();
                *fits |= u32::from(!with.is_alphabetic() || alphabet.has(with)) << number;
                *makes |= u32::from(!alphabet.has(c) && alphabet.has(with)) << number;
            }
        }
        alphabet.characters = characters.into_iter().map(|(c, (fits, makes))| (c, fits, makes)).collect();
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

    /// Whether text of a language may have so many letters above ASCII that it has, and so many that it does not have.
    pub(super) fn may_have(own: usize, strange: usize) -> bool {
        strange * STRANGE <= own
    }

    /// The readings that make letters of it of what a text has and it does not, and leave hardly any other.
    fn readings_of<'a>(&'a self, text: &str) -> impl Iterator<Item = Hint> + 'a {
        let (mut made, mut all, mut strange) = (0, 0, [0; READINGS]);
        let mut at = next_high(text.as_bytes(), 0);
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let place = self.characters.binary_search_by_key(&c, |known| known.0);
            let (fits, makes) = place.map_or((0, 0), |place| (self.characters[place].1, self.characters[place].2));
            made |= makes;
            all += 1;
            for (number, strange) in strange.iter_mut().enumerate() {
                *strange += usize::from(fits >> number & 1 == 0);
            }
            at = next_high(text.as_bytes(), at + c.len_utf8());
        }
        let is_likely =
            move |number: usize| made >> number & 1 != 0 && Alphabet::may_have(all - strange[number], strange[number]);
        self.readings.iter().enumerate().filter(move |(number, _)| is_likely(*number)).map(|(_, reading)| *reading)
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
