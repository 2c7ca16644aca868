//! Numbers that look random and are the same every time: SplitMix64 (Steele, Lea and Flood 2014).

pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    /// From 0 to 1, without 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 to `n`, without `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (((self.next() >> 32) * n as u64) >> 32) as usize
    }

    /// The remainder of a number by `n`: for small `n` as even as it needs to be.
    pub fn remainder(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// A place in a list of sums that grow: as often as its share of the last.
    pub fn pick<T>(&mut self, list: &[T], sum: impl Fn(&T) -> f64) -> usize {
        let x = self.unit() * list.last().map_or(0.0, &sum);
        list.partition_point(|item| sum(item) <= x).min(list.len().saturating_sub(1))
    }
}
