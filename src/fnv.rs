//! FNV-1a with 64 bits (Fowler, Noll and Vo): a hash that is the same on every machine and in every version, for what is
//! written down, chosen or compared by it. Not for keys of hash maps, and no defence against those who look for collisions.

/// The hash of the bytes so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fnv(u64);

impl Fnv {
    /// Of nothing.
    pub const NEW: Fnv = Fnv(0xCBF2_9CE4_8422_2325);

    /// With more bytes behind those so far.
    #[must_use]
    pub fn with(self, bytes: &[u8]) -> Fnv {
        Fnv(bytes.iter().fold(self.0, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)))
    }

    pub fn get(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Fnv;

    #[test]
    fn the_published_vectors() {
        for (text, hash) in
            [("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8)]
        {
            assert_eq!(Fnv::NEW.with(text.as_bytes()).get(), hash, "{text}");
        }
        assert_eq!(Fnv::NEW.with(b"foo").with(b"bar"), Fnv::NEW.with(b"foobar"));
    }
}
