//! The file of a model: little-endian numbers, read without a copy of the large table.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | [`MAGIC`] |
//! | 4, 4 | dimensions, scripts (`u32`) |
//! | a script | its code (4), number of languages, of buckets (`u32`), the languages' codes (3 each), biases (`f32` each), for every dimension their weights (`f32` each) |
//! | 16 a bucket | tags: 12 bits of the n-gram's hash (0: free), in the lowest 4 the scale of the vector less 1 |
//! | 4 × dimensions a bucket | vectors: 4 bits a number, the first half of the dimensions in the lower bits of the bytes |
//!
//! The buckets of the scripts follow one another.

use std::borrow::Cow;
use std::ops::Range;

use super::super::letters::ScriptId;
use super::super::{Language, Script};
use super::kernel::place;

pub(super) const MAGIC: &[u8; 8] = b"polylid2";
/// Vectors of a bucket.
pub const SLOTS: usize = 8;
/// Languages whose scores are computed at once.
pub(super) const BLOCK: usize = 32;
/// The score of a language that there is not.
pub(super) const NEVER: f32 = -1e30;
/// Lengths of vectors that can be added.
const LENGTHS: [usize; 2] = [32, 64];

/// The languages of one script, with what makes scores of a sum of vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The script.
    pub script: Script,
    /// The script as letters have it.
    pub(crate) id: ScriptId,
    /// The languages, in the order of their codes.
    pub languages: Vec<Language>,
    /// The buckets of its n-grams.
    pub(super) buckets: Range<usize>,
    /// [`BLOCK`] languages after [`BLOCK`] languages: the score of each before anything is read, then for every dimension the
    /// weight of each. The last block is filled up with languages of which nothing is ever expected.
    pub(super) blocks: Vec<[f32; BLOCK]>,
}

impl Group {
    /// A group; `bias` is the score of each language before anything is read, `weights` those of each dimension for all
    /// languages, one dimension after the other.
    pub fn new(script: Script, languages: Vec<Language>, bias: &[f32], weights: &[f32]) -> Group {
        let rows = || std::iter::once(bias).chain(weights.chunks(bias.len().max(1)));
        let block = |first: usize, row: &[f32], filling: f32| {
            std::array::from_fn(|i| row.get(first + i).copied().unwrap_or(filling))
        };
        let blocks = (0..languages.len()).step_by(BLOCK).flat_map(|first| {
            rows().enumerate().map(move |(i, row)| block(first, row, if i == 0 { NEVER } else { 0.0 }))
        });
        Group { script, id: script.id(), buckets: 0..0, blocks: blocks.collect(), languages }
    }

    /// Biases and weights as [`Group::new`] takes them, one after the other.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f32> {
        let rows = self.blocks.len() / self.languages.len().div_ceil(BLOCK).max(1);
        let all = self.languages.len();
        (0..rows).flat_map(move |row| (0..all).map(move |l| self.blocks[l / BLOCK * rows + row][l % BLOCK]))
    }
}

/// A model as its file has it.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Numbers of a vector.
    pub dimensions: usize,
    /// The scripts.
    pub groups: Vec<Group>,
    /// [`SLOTS`] tags a bucket.
    pub(super) tags: Cow<'static, [u8]>,
    /// [`SLOTS`] vectors a bucket.
    pub(super) vectors: Cow<'static, [u8]>,
}

impl Table {
    /// A table without languages.
    pub fn new(dimensions: usize) -> Table {
        Table { dimensions, ..Table::default() }
    }

    /// Adds the languages of a script, with room for [`SLOTS`] vectors in each of `buckets`.
    pub fn add(&mut self, mut group: Group, buckets: usize) {
        let first = self.tags.len() / (SLOTS * 2);
        group.buckets = first..first + buckets;
        self.groups.push(group);
        self.tags.to_mut().resize((first + buckets) * SLOTS * 2, 0);
        self.vectors.to_mut().resize((first + buckets) * SLOTS * self.dimensions / 2, 0);
    }

    /// Reads a file.
    pub(super) fn parse(bytes: Cow<'static, [u8]>) -> Result<Table, &'static str> {
        let mut rest = Reader(&bytes);
        if rest.take(MAGIC.len())? != MAGIC {
            return Err("not a language model of this version");
        }
        let (dimensions, scripts) = (rest.number()?, rest.number()?);
        if !LENGTHS.contains(&dimensions) {
            return Err("vectors of a length that is not known");
        }
        let (mut groups, mut buckets) = (Vec::new(), 0);
        for _ in 0..scripts {
            groups.push(rest.group(dimensions, &mut buckets)?);
        }
        let start = bytes.len() - rest.0.len();
        let middle = start + buckets * SLOTS * 2;
        let end = middle + buckets * SLOTS * dimensions / 2;
        if bytes.len() != end || groups.iter().any(|group| group.buckets.is_empty()) {
            return Err("cut short, or longer than it says");
        }
        let part = |range: std::ops::Range<usize>| match &bytes {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[range]),
            Cow::Owned(bytes) => Cow::Owned(bytes[range].to_vec()),
        };
        Ok(Table { dimensions, groups, tags: part(start..middle), vectors: part(middle..end) })
    }

    /// The languages told apart by words of a script.
    #[inline(always)]
    pub(super) fn group_of_words(&self, script: ScriptId) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == script)
    }

    /// The languages of a script; those of the kinds of Han writing are one group.
    pub(super) fn group(&self, script: Script) -> Option<&Group> {
        self.groups.iter().find(|group| group.script == script || group.script.is_kin(script))
    }

    /// Puts a vector into the table for the script that was added last: numbers from 0 to 15 in the place of the n-gram with
    /// this hash. Returns whether there was room.
    pub fn insert(&mut self, hash: u64, scale: u8, numbers: &[u8]) -> bool {
        let Some(group) = self.groups.last() else { return false };
        let (bucket, tag) = place(hash, &group.buckets);
        let tags = &mut self.tags.to_mut()[bucket * SLOTS * 2..(bucket + 1) * SLOTS * 2];
        let entry = tag << 4 | u16::from(scale - 1);
        for (slot, place) in tags.chunks_exact_mut(2).enumerate() {
            let there = u16::from_le_bytes([place[0], place[1]]);
            if there >> 4 == tag {
                return false;
            }
            if there == 0 {
                place.copy_from_slice(&entry.to_le_bytes());
                let half = self.dimensions / 2;
                let at = (bucket * SLOTS + slot) * half;
                let vector = &mut self.vectors.to_mut()[at..at + half];
                for (i, pair) in vector.iter_mut().enumerate() {
                    *pair = numbers[i] | numbers[half + i] << 4;
                }
                return true;
            }
        }
        false
    }

    /// The bytes of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let number = |n: usize| (n as u32).to_le_bytes();
        bytes.extend([self.dimensions, self.groups.len()].map(number).concat());
        for group in &self.groups {
            bytes.extend(group.script.code().bytes());
            bytes.extend([group.languages.len(), group.buckets.len()].map(number).concat());
            bytes.extend(group.languages.iter().flat_map(|l| l.code().bytes().collect::<Vec<_>>()));
            bytes.extend(group.numbers().flat_map(f32::to_le_bytes));
        }
        bytes.extend_from_slice(&self.tags);
        bytes.extend_from_slice(&self.vectors);
        bytes
    }
}

/// What is left of a file.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], &'static str> {
        let (taken, rest) = self.0.split_at_checked(n).ok_or("cut short")?;
        self.0 = rest;
        Ok(taken)
    }

    fn word(&mut self) -> Result<[u8; 4], &'static str> {
        self.take(4)?.try_into().map_err(|_| "cut short")
    }

    fn number(&mut self) -> Result<usize, &'static str> {
        Ok(u32::from_le_bytes(self.word()?) as usize)
    }

    fn float(&mut self) -> Result<f32, &'static str> {
        let float = f32::from_le_bytes(self.word()?);
        if float.is_finite() { Ok(float) } else { Err("a weight that is no number") }
    }

    fn floats(&mut self, n: usize) -> Result<Vec<f32>, &'static str> {
        (0..n).map(|_| self.float()).collect()
    }

    /// A group, whose buckets begin after `buckets`.
    fn group(&mut self, dimensions: usize, buckets: &mut usize) -> Result<Group, &'static str> {
        let code = std::str::from_utf8(self.take(4)?).ok().and_then(Script::new);
        let script = code.ok_or("a script that is no code")?;
        let (n, own_buckets) = (self.number()?, self.number()?);
        let first = std::mem::replace(buckets, buckets.checked_add(own_buckets).ok_or("too many buckets")?);
        let mut languages = Vec::new();
        for _ in 0..n {
            let code = std::str::from_utf8(self.take(3)?).ok().and_then(Language::new);
            languages.push(code.ok_or("a language that is no code")?);
        }
        let bias = self.floats(n)?;
        let weights = self.floats(n * dimensions)?;
        Ok(Group { buckets: first..*buckets, ..Group::new(script, languages, &bias, &weights) })
    }
}
