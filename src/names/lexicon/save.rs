//! A lexicon into a compiled file. The format is told in `langdata/names/README.md`; `load` reads it.

use std::io::{self, Write};

use flate2::Crc;

use super::Lexicon;
use super::load::{Counts, MAGIC, VERSION, spelling};
use crate::Error;
use crate::names::vocabulary::UNKNOWN;

/// Bytes on their way out, and their checksum.
struct Out<W> {
    out: W,
    room: Vec<u8>,
    sum: Crc,
}

impl<W: Write> Out<W> {
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.room.extend_from_slice(bytes);
        if self.room.len() >= 1 << 16 { self.flush() } else { Ok(()) }
    }

    fn u32(&mut self, number: u32) -> io::Result<()> {
        self.bytes(&number.to_le_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sum.update(&self.room);
        self.out.write_all(&self.room)?;
        self.room.clear();
        Ok(())
    }
}

impl Lexicon {
    /// Writes its entities and aliases in the compiled form, which [`with_file`](Lexicon::with_file) reads many times faster
    /// than the tables that it is from; what is known of cues is not in it.
    ///
    /// The same rows give the same bytes, on any machine.
    ///
    /// ```
    /// use polynorm::Lexicon;
    ///
    /// let table = "acme\torganization\tAcme Corporation\tAcme Corp\teng\t\t\n";
    /// let lexicon = Lexicon::default().with_tsv(table, "mine")?;
    /// let file = std::env::temp_dir().join(format!("polynorm-{}.lexicon", std::process::id()));
    /// lexicon.compile(std::fs::File::create(&file)?)?;
    /// assert_eq!(Lexicon::builtin().with_file(&file)?.size().0, Lexicon::builtin().size().0 + 1);
    /// # std::fs::remove_file(&file)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be written.
    pub fn compile(&self, out: impl Write) -> Result<(), Error> {
        self.write(out).map_err(Error::from)
    }

    fn write(&self, mut out: impl Write) -> io::Result<()> {
        out.write_all(MAGIC)?;
        let mut out = Out { out, room: Vec::with_capacity(1 << 17), sum: Crc::new() };
        let words = self.vocabulary.len() as u32;
        let word_bytes = (0..words).map(|word| self.vocabulary.word(word).len() as u32).sum();
        let counts = Counts {
            version: VERSION,
            spelling: spelling(),
            layers: u32::from(self.layers),
            words,
            word_bytes,
            nodes: self.trie.places().len() as u32,
            aliases: self.aliases.len() as u32,
            arena: self.arena.0.len() as u32,
            entities: self.entities.len() as u32,
            conditions: self.conditions.len() as u32,
            condition_words: self.conditions.iter().map(|condition| condition.context.len() as u32).sum(),
        };
        for count in counts.as_array() {
            out.u32(count)?;
        }
        let mut end = 0;
        for word in 0..words {
            end += self.vocabulary.word(word).len() as u32;
            out.u32(end)?;
        }
        for word in 0..words {
            out.bytes(self.vocabulary.word(word).as_bytes())?;
        }
        for place in self.trie.places() {
            for number in [place.word, place.first, place.last] {
                out.u32(number)?;
            }
        }
        for &next in self.trie.next() {
            out.u32(next)?;
        }
        out.bytes(self.arena.0.as_bytes())?;
        for entity in &self.entities {
            for number in [entity.id, entity.canonical, entity.parent] {
                out.u32(number)?;
            }
            out.bytes(&entity.id_length.to_le_bytes())?;
            out.bytes(&entity.canonical_length.to_le_bytes())?;
            out.bytes(&[entity.kind as u8, u8::from(entity.is_defined)])?;
        }
        for alias in &self.aliases {
            for number in [alias.entity, alias.start, alias.shapes.0] {
                out.u32(number)?;
            }
            out.bytes(&alias.length.to_le_bytes())?;
            out.bytes(alias.language.code().as_bytes())?;
            out.bytes(&[alias.flags.0, alias.layer])?;
        }
        for condition in &self.conditions {
            out.u32(condition.alias)?;
            out.u32(condition.after.unwrap_or(UNKNOWN))?;
            out.u32(condition.context.len() as u32)?;
        }
        for &word in self.conditions.iter().flat_map(|condition| &condition.context) {
            out.u32(word)?;
        }
        out.flush()?;
        let sum = out.sum.sum();
        out.out.write_all(&sum.to_le_bytes())?;
        out.out.flush()
    }
}
