//! Encodings of East Asia in seven bits: HZ (RFC 1843) and ISO-2022-KR (RFC 1557). What switches between ASCII and pairs of bytes is
//! itself no character.

use encoding_rs::{EUC_KR, GBK};

/// A piece of the bytes.
pub(super) enum Piece {
    /// A character.
    Char(char),
    /// A switch, which leaves nothing.
    Switch,
    /// Bytes that mean nothing.
    Bad,
}

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Seven {
    Hz,
    Iso2022Kr,
}

impl Seven {
    /// The pieces of some bytes, each with how many bytes it has.
    pub(super) fn pieces(self, bytes: &[u8]) -> impl Iterator<Item = (Piece, usize)> + '_ {
        let (mut at, mut double) = (0, false);
        std::iter::from_fn(move || {
            let rest = &bytes[at..];
            let first = *rest.first()?;
            let (piece, len) = match self.switch(rest) {
                Some((to, len)) => {
                    double = to.unwrap_or(double);
                    (Piece::Switch, len)
                }
                None if first >= 0x80 => (Piece::Bad, 1),
                // A line ends what HZ forgot to end.
                None if first == b'\n' || first == b'\r' => {
                    double = false;
                    (Piece::Char(char::from(first)), 1)
                }
                None if self == Seven::Hz && rest.starts_with(b"~~") && !double => (Piece::Char('~'), 2),
                None if double && first > 0x20 => match rest.get(1) {
                    Some(&second @ 0x21..=0x7E) => (self.pair(first, second).map_or(Piece::Bad, Piece::Char), 2),
                    _ => (Piece::Bad, 1),
                },
                None => (Piece::Char(char::from(first)), 1),
            };
            at += len;
            Some((piece, len))
        })
    }

    /// A switch at the beginning: to pairs or not, or neither; its length.
    fn switch(self, rest: &[u8]) -> Option<(Option<bool>, usize)> {
        match (self, rest) {
            (Seven::Hz, [b'~', b'{', ..]) => Some((Some(true), 2)),
            (Seven::Hz, [b'~', b'}', ..]) => Some((Some(false), 2)),
            (Seven::Iso2022Kr, [0x1B, b'$', b')', b'C', ..]) => Some((None, 4)),
            (Seven::Iso2022Kr, [0x0E, ..]) => Some((Some(true), 1)),
            (Seven::Iso2022Kr, [0x0F, ..]) => Some((Some(false), 1)),
            _ => None,
        }
    }

    fn pair(self, first: u8, second: u8) -> Option<char> {
        let encoding = if self == Seven::Hz { GBK } else { EUC_KR };
        let pair = [first | 0x80, second | 0x80];
        let text = encoding.decode_without_bom_handling_and_without_replacement(&pair)?;
        let mut chars = text.chars();
        chars.next().filter(|_| chars.next().is_none())
    }

    /// Whether ASCII bytes are in this encoding: they switch to pairs, and nearly all pairs have a character.
    pub(super) fn is(self, bytes: &[u8]) -> bool {
        let sign: &[u8] = if self == Seven::Hz { b"~{" } else { b"\x0E" };
        if memchr::memmem::find(bytes, sign).is_none() {
            return false;
        }
        let (mut good, mut bad) = (0, 0);
        for (piece, len) in self.pieces(bytes) {
            match piece {
                Piece::Char(c) if len == 2 && !c.is_ascii() => good += 1,
                Piece::Bad => bad += 1,
                _ => {}
            }
        }
        good >= 1 && bad * 10 <= good
    }
}
