//! [`Sightings`]: what was seen once, and in which document, in a fixed amount of memory.
//!
//! A cache of sets of eight: where a set is full, what was seen longest ago is forgotten. So a thing that comes again is
//! missed only if very many others came between. By 32 bits of their hashes two things are taken for one another about
//! once in 500 million times.

/// Things in a set: with the number of the document, 64 bytes.
const WAYS: usize = 8;
/// Sets at most, 16 GiB of them.
const SETS: usize = 1 << 28;

#[derive(Clone, Copy, Debug, Default)]
struct Sighting {
    /// Bits of the hash; 0 in a free place.
    tag: u32,
    document: u32,
}

/// What was seen once.
#[derive(Debug)]
pub(super) struct Sightings {
    sets: Vec<[Sighting; WAYS]>,
}

impl Sightings {
    /// In so many bytes, about.
    pub fn new(bytes: usize) -> Sightings {
        let sets = (bytes / size_of::<[Sighting; WAYS]>()).clamp(1, SETS);
        Sightings { sets: vec![<[Sighting; WAYS]>::default(); sets] }
    }

    fn place(&self, hash: u64) -> (usize, u32) {
        // All bits in all bits: sets by the upper half, tags by the lower.
        let mixed = (hash ^ hash >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let set = ((mixed >> 32) * self.sets.len() as u64) >> 32;
        (set as usize, (mixed as u32 ^ (hash >> 32) as u32).max(1))
    }

    /// The document that something was seen in.
    pub fn get(&self, hash: u64) -> Option<u32> {
        let (set, tag) = self.place(hash);
        self.sets[set].iter().find(|seen| seen.tag == tag).map(|seen| seen.document)
    }

    /// Notes that something was seen in a document, for the first time.
    pub fn insert(&mut self, hash: u64, document: u32) {
        let (set, tag) = self.place(hash);
        if let Some(oldest) = self.sets[set].iter_mut().min_by_key(|seen| (seen.tag != 0, seen.document)) {
            *oldest = Sighting { tag, document };
        }
    }

    /// The document that something was seen in, and forgets it.
    pub fn take(&mut self, hash: u64) -> Option<u32> {
        let (set, tag) = self.place(hash);
        let seen = self.sets[set].iter_mut().find(|seen| seen.tag == tag)?;
        Some(std::mem::take(seen).document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fnv::Fnv;

    #[test]
    fn what_was_seen_is_found_until_too_much_came_after() {
        let hash = |n: u32| Fnv::NEW.with(&n.to_le_bytes()).get();
        let mut seen = Sightings::new(64 << 10);
        let room = 8 << 10;
        (0..room / 2).for_each(|n| seen.insert(hash(n), n));
        // Half full, hardly a set has overflowed.
        let found = (0..room / 2).filter(|&n| seen.get(hash(n)) == Some(n)).count();
        assert!(found as u32 > room / 2 * 98 / 100, "{found}");
        assert!((room..2 * room).all(|n| seen.get(hash(n)).is_none()));
        assert_eq!((seen.take(hash(room / 2 - 1)), seen.take(hash(room / 2 - 1))), (Some(room / 2 - 1), None));
        (room..4 * room).for_each(|n| seen.insert(hash(n), n));
        assert!((0..room / 2).all(|n| seen.get(hash(n)).is_none()), "the old give way");
        let newest = (4 * room - 1000..4 * room).filter(|&n| seen.get(hash(n)) == Some(n)).count();
        assert!(newest > 990, "{newest}");
    }
}
