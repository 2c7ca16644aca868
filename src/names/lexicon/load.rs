//! A compiled file into a lexicon. Nothing in it is believed: every number is held against what it points into, and the
//! tables are made anew where they are to fit those that are there.

use std::io::Read;

use flate2::Crc;

use super::check::{self, Problems};
use super::store::{Alias, Arena, Flags, NONE, Shapes, Text};
use super::{Condition, Lexicon, Trie};
use crate::Error;
use crate::document::Kind;
use crate::language::Language;
use crate::names::tokens::tokenize;
use crate::names::trie::{Node, Place, Root};
use crate::names::vocabulary::{UNKNOWN, Vocabulary, WordId};

/// The first bytes of a compiled file. No text starts so: 0x93 is no UTF-8, and a transfer that changes the ends of lines
/// changes it.
pub(super) const MAGIC: &[u8; 8] = b"\x93PNLEX\r\n";
pub(super) const VERSION: u32 = 1;

/// The bytes behind the magic ones, and how many there are.
pub(super) struct Input<'b> {
    pub length: u64,
    pub bytes: Box<dyn Read + 'b>,
}

macro_rules! counts {
    ($($name:ident),*) => {
        /// The numbers at the head of a file.
        #[derive(Clone, Copy, Debug, Default)]
        pub(super) struct Counts { $(pub $name: u32),* }

        impl Counts {
            pub(super) fn as_array(self) -> [u32; [$(stringify!($name)),*].len()] {
                [$(self.$name),*]
            }

            fn read(input: &mut Summed<'_>) -> Result<Counts, Error> {
                Ok(Counts { $($name: input.u32()?),* })
            }
        }
    };
}

counts!(version, spelling, layers, words, word_bytes, nodes, aliases, arena, entities, conditions, condition_words);

impl Counts {
    /// Bytes of all that stands behind them, the checksum too.
    fn bytes(self) -> u64 {
        let of = |count: u32, bytes: u64| u64::from(count) * bytes;
        let words = of(self.words, 4) + of(self.word_bytes, 1) + of(self.nodes, 12);
        let names = of(self.arena, 1) + of(self.entities, ENTITY as u64) + of(self.aliases, 4 + ALIAS as u64);
        words + names + of(self.conditions, 12) + of(self.condition_words, 4) + 4
    }
}

/// Bytes of a row.
const ENTITY: usize = 18;
const ALIAS: usize = 19;

/// What the keys of some words are here: a file whose words were folded otherwise would find nothing.
pub(super) fn spelling() -> u32 {
    let text = "U.S.-led O'Neil \u{C5}ngstr\u{F6}m \u{130}stanbul \u{3A3}\u{3AF}\u{3C3}\u{3C5}\u{3C6}\u{3BF}\u{3C2} \
                Российского Афганистане \u{623}\u{644}\u{64A}\u{629} \u{5E9}\u{5C1} \u{915}\u{93F} \u{D55C}\u{AE00} \
                \u{E01}\u{E33} \u{5854}\u{5229}\u{73ED} J. St\u{AD}op 4th";
    let (mut tokens, mut key, mut sum) = (Vec::new(), String::new(), Crc::new());
    tokenize(text, &Vocabulary::default(), &mut tokens, &mut key);
    for token in tokens {
        sum.update(&token.hash.to_le_bytes());
        sum.update(&(token.len() as u32).to_le_bytes());
    }
    sum.sum()
}

/// Bytes as they come, with their checksum.
struct Summed<'b> {
    input: Input<'b>,
    sum: Crc,
    room: Vec<u8>,
}

fn damaged(what: &str) -> Error {
    Error::data(format!("{what}: the compiled file is damaged; compile it again from its tables"))
}

impl Summed<'_> {
    /// The next bytes, of which there are enough: the counts say so, and were held against the length.
    fn bytes(&mut self, count: usize) -> Result<&[u8], Error> {
        self.room.resize(count, 0);
        self.input.bytes.read_exact(&mut self.room).map_err(|_| damaged("it ends too early"))?;
        self.sum.update(&self.room);
        Ok(&self.room)
    }

    fn u32(&mut self) -> Result<u32, Error> {
        let bytes = self.bytes(4)?;
        Ok(u32_at(bytes, 0))
    }

    /// Calls `each` with rows of so many bytes.
    fn rows<const BYTES: usize>(
        &mut self,
        count: u32,
        mut each: impl FnMut(&[u8; BYTES]) -> Option<()>,
    ) -> Result<(), Error> {
        let mut left = count as usize;
        while left > 0 {
            let now = left.min((1 << 16) / BYTES);
            let (rows, _) = self.bytes(now * BYTES)?.as_chunks::<BYTES>();
            for row in rows {
                each(row).ok_or_else(|| damaged("a row cannot be"))?;
            }
            left -= now;
        }
        Ok(())
    }

    fn numbers(&mut self, count: u32) -> Result<Vec<u32>, Error> {
        let mut numbers = Vec::with_capacity(count as usize);
        self.rows::<4>(count, |row| {
            numbers.push(u32::from_le_bytes(*row));
            Some(())
        })?;
        Ok(numbers)
    }

    fn text(&mut self, count: u32) -> Result<String, Error> {
        let (mut bytes, mut left) = (Vec::with_capacity(count as usize), count as usize);
        while left > 0 {
            let now = left.min(1 << 16);
            bytes.extend_from_slice(self.bytes(now)?);
            left -= now;
        }
        String::from_utf8(bytes).map_err(|_| damaged("it has text that is not UTF-8"))
    }
}

fn u32_at(row: &[u8], at: usize) -> u32 {
    row.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn u16_at(row: &[u8], at: usize) -> u16 {
    row.get(at..at + 2).and_then(|bytes| bytes.try_into().ok()).map_or(0, u16::from_le_bytes)
}

/// A compiled file, of which the head is read.
pub(super) struct Compiled<'b> {
    input: Summed<'b>,
    counts: Counts,
}

impl<'b> Compiled<'b> {
    /// Reads what stands behind the magic bytes, and looks whether it can be.
    pub(super) fn read(input: Input<'b>) -> Result<Compiled<'b>, Error> {
        let length = input.length;
        let mut input = Summed { input, sum: Crc::new(), room: Vec::new() };
        let counts = Counts::read(&mut input)?;
        if counts.version != VERSION {
            return Err(Error::data(format!(
                "compiled in version {} of the format, and this program reads {VERSION}; compile it again from its tables",
                counts.version
            )));
        }
        if counts.spelling != spelling() {
            return Err(Error::data(
                "compiled by a program that takes other spellings as equal; compile it again from its tables",
            ));
        }
        if counts.bytes() + 4 * counts.as_array().len() as u64 != length {
            return Err(damaged("its length is not what its head says"));
        }
        Ok(Compiled { input, counts })
    }
}

impl Lexicon {
    /// Adds what is in a compiled file, as layers above those that are there. After an error it is not to be used.
    pub(super) fn load(&mut self, compiled: Compiled<'_>, origin: &str, problems: &mut Problems) -> Result<(), Error> {
        self.try_load(compiled, origin, problems).map_err(|e| e.at(origin))
    }

    fn try_load(&mut self, compiled: Compiled<'_>, origin: &str, problems: &mut Problems) -> Result<(), Error> {
        let Compiled { mut input, counts } = compiled;
        self.surnames.take();
        let words = self.load_words(&mut input, counts)?;
        let is_same = words.iter().zip(0..).all(|(&here, there)| here == there);
        let mut nodes = Vec::with_capacity(counts.nodes as usize);
        input.rows::<12>(counts.nodes, |row| {
            nodes.push(Place { word: u32_at(row, 0), first: u32_at(row, 4), last: u32_at(row, 8) });
            Some(())
        })?;
        let next = input.numbers(counts.aliases)?;
        let trie = Trie::from_parts(nodes, next, counts.words).ok_or_else(|| damaged("its words lead nowhere"))?;
        // While there is nothing else: for a moment both tries are there, and the one that they make.
        let count = trie.places().first().map_or(0, |first| first.first);
        let roots: Vec<Root> = (0..count).map(|at| (trie.places()[at as usize].word, Node(at))).collect();
        self.add_trie(trie, &roots, (!is_same).then_some(&words));

        let arena = input.text(counts.arena)?;
        let before = self.arena.0.len();
        if before + arena.len() > u32::MAX as usize {
            return Err(Error::data("all names together are more than 4 GiB"));
        }
        if before == 0 {
            self.arena = Arena(arena);
        } else {
            self.arena.0.reserve_exact(arena.len());
            self.arena.0.push_str(&arena);
        }
        let entities = self.load_entities(
            &mut input,
            counts,
            before as u32,
            check::Place { file: problems.file(origin), line: 0 },
            problems,
        )?;

        let first = self.aliases.len() as u32;
        if first.checked_add(counts.aliases).is_none_or(|aliases| aliases == NONE) {
            return Err(Error::data("there are more than four billion aliases"));
        }
        let layers = self.layers;
        self.aliases.reserve_exact(counts.aliases as usize);
        input.rows::<ALIAS>(counts.aliases, |row| {
            let text = Text { start: u32_at(row, 4).checked_add(before as u32)?, length: u16_at(row, 12) };
            self.is_text(text).then_some(())?;
            let language = Language::new(std::str::from_utf8(&row[14..17]).ok()?)?;
            self.add_alias(Alias {
                entity: *entities.get(u32_at(row, 0) as usize)?,
                start: text.start,
                shapes: Shapes(u32_at(row, 8)),
                next: NONE,
                length: text.length,
                language,
                flags: (row[17] & !Flags::ALL == 0).then_some(Flags(row[17]))?,
                layer: row[18].saturating_add(layers),
            });
            Some(())
        })?;
        drop(entities);
        self.layers = self.layers.saturating_add(u8::try_from(counts.layers).unwrap_or(u8::MAX));

        let mut lengths = Vec::new();
        let word = |word: u32| words.get(word as usize).copied();
        input.rows::<12>(counts.conditions, |row| {
            let [alias, after, length] = [0, 4, 8].map(|at| u32_at(row, at));
            let after = if after == UNKNOWN { None } else { Some(word(after)?) };
            (alias < counts.aliases).then_some(())?;
            lengths.push((first + alias, after, length as usize));
            Some(())
        })?;
        let context = input.numbers(counts.condition_words)?;
        let mut rest = &context[..];
        for (alias, after, length) in lengths {
            let ordered = self.conditions.last().is_none_or(|last| last.alias < alias);
            let (own, behind) =
                rest.split_at_checked(length).filter(|_| ordered).ok_or_else(|| damaged("a condition"))?;
            let context = own.iter().map(|&id| word(id)).collect::<Option<_>>().ok_or_else(|| damaged("a word"))?;
            self.conditions.push(Condition { alias, context, after });
            rest = behind;
        }
        let sum = input.sum.sum();
        if input.u32()? != sum {
            return Err(damaged("its checksum is wrong"));
        }
        self.note_shapes(first);
        Ok(())
    }

    /// Reads the words; gives their numbers here.
    fn load_words(&mut self, input: &mut Summed<'_>, counts: Counts) -> Result<Vec<WordId>, Error> {
        let ends = input.numbers(counts.words)?;
        let text = input.text(counts.word_bytes)?;
        self.vocabulary.reserve(ends.len());
        let (mut start, mut words) = (0, Vec::with_capacity(ends.len()));
        for end in ends {
            let word = text.get(start..end as usize).ok_or_else(|| damaged("a word"))?;
            words.push(self.vocabulary.intern(word));
            start = end as usize;
        }
        Ok(words)
    }

    /// Reads the entities; gives their numbers here.
    fn load_entities(
        &mut self,
        input: &mut Summed<'_>,
        counts: Counts,
        arena: u32,
        place: check::Place,
        problems: &mut Problems,
    ) -> Result<Vec<u32>, Error> {
        let count = counts.entities as usize;
        self.entities.reserve_exact(count);
        self.by_id.reserve(count, |entity| self.entities[entity as usize].id(), &self.arena);
        let (mut numbers, mut parents) = (Vec::with_capacity(count), Vec::new());
        input.rows::<ENTITY>(counts.entities, |row| {
            let text = |at: usize, length: usize| {
                let text = Text { start: u32_at(row, at).checked_add(arena)?, length: u16_at(row, length) };
                self.is_text(text).then_some(text)
            };
            let (id, canonical, parent) = (text(0, 12)?, text(4, 14)?, u32_at(row, 8));
            let (kind, is_defined) = (*Kind::ALL.get(row[16] as usize)?, row[17] != 0);
            let number = self.known(self.arena.get(id)).unwrap_or_else(|| self.add_entity(id));
            if is_defined {
                let entity = &mut self.entities[number as usize];
                entity.set_canonical(canonical);
                (entity.kind, entity.is_defined) = (kind, true);
            }
            if parent != NONE {
                parents.push((number, parent));
            }
            numbers.push(number);
            Some(())
        })?;
        for (child, parent) in parents {
            let parent = *numbers.get(parent as usize).ok_or_else(|| damaged("a parent"))?;
            self.entities[child as usize].parent = parent;
            if !self.entities[parent as usize].is_defined {
                problems.parents.push((child, place));
            }
            problems.children.push((child, place));
        }
        Ok(numbers)
    }

    fn is_text(&self, text: Text) -> bool {
        self.arena.0.get(text.start as usize..text.start as usize + text.length as usize).is_some()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::names::Scanner;

    fn compiled(table: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        Lexicon::default().with_tsv(table, "table").unwrap().compile(&mut bytes).unwrap();
        bytes
    }

    const TABLE: &str = "a\tperson\tAda Example\tAda Example\tmul\t\tb\nb\torganization\tLake\tLake\teng\tweak,case\t\n\
                         b\torganization\tLake\tthe Lake\teng\tafter:the\t\nb\torganization\tLake\tOzero\trus\tcontext:big water\t\n";

    /// All that is found in a text.
    fn told(lexicon: Lexicon) -> String {
        let scanner = Scanner::new(lexicon).overlapping(true);
        let hits = scanner.scan("Ada Example by the Lake, Ada EXAMPLE, Ozero; Lakes. Kabul");
        hits.map(|hit| format!("{:?} {} {} {:?}\n", hit.span, hit.entity(), hit.canonical(), hit.parent())).collect()
    }

    #[test]
    fn what_is_loaded_is_what_was_compiled() {
        let table = Lexicon::default().with_tsv(TABLE, "table").unwrap();
        let bytes = compiled(TABLE);
        let loaded = Lexicon::default().with_bytes(&bytes, "file").unwrap();
        assert_eq!(told(loaded.clone()), told(table));
        assert_eq!(told(loaded.clone()).lines().count(), 4);
        let mut again = Vec::new();
        loaded.compile(&mut again).unwrap();
        assert_eq!(again, bytes);
        // Over one that has other words.
        let base = "k\tplace\tKabul\tKabul\tmul\nb\torganization\tLac\tExample Lake\tmul\n";
        let base = Lexicon::default().with_tsv(base, "base").unwrap();
        assert_eq!(told(base.with_bytes(&bytes, "file").unwrap()), told(base.with_tsv(TABLE, "table").unwrap()));
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let bytes = compiled(TABLE);
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1 << (at % 8);
            assert!(Lexicon::default().with_bytes(&other, "file").is_err(), "byte {at}");
            assert!(Lexicon::default().with_bytes(&bytes[..at], "file").is_err() || at == 0);
        }
    }

    proptest! {
        /// With a checksum that is right, as somebody would make it who wants to do harm.
        #[test]
        fn made_up_files_are_harmless(changes in prop::collection::vec((0usize..10_000, any::<u8>()), 1..6), wide in any::<bool>()) {
            let mut bytes = compiled(TABLE);
            let (start, end) = (MAGIC.len() + 8, bytes.len() - 4);
            for (at, byte) in changes {
                let at = start + at % (end - start);
                bytes[at] = if wide { byte } else { bytes[at].wrapping_add(byte % 3) };
            }
            let mut sum = Crc::new();
            sum.update(&bytes[MAGIC.len()..end]);
            bytes[end..].copy_from_slice(&sum.sum().to_le_bytes());
            if let Ok(lexicon) = Lexicon::default().with_bytes(&bytes, "file") {
                told(lexicon.clone());
                told(lexicon.with_tsv(TABLE, "table").unwrap_or(lexicon));
            }
        }
    }
}
