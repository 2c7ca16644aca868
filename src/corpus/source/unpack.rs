//! Compressed streams, unpacked as they are read, and what keeps them from becoming more than anybody meant: [`Layer`].

use std::io::{self, BufRead, Read};

use super::bytes::{Bytes, Taken};
use super::kind::Packing;

/// Bytes that a document may be unpacked to before anybody asks how few they were.
pub(super) const DOCUMENT_FREE: u64 = 3 << 20;
/// Bytes that a stream of documents may be unpacked to before anybody asks: its documents are bounded one by one.
const STREAM_FREE: u64 = 1 << 30;
/// Memory that the decoder of xz may take.
const XZ_MEMORY: u64 = 256 << 20;

/// What bounds a stream that is unpacked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Bytes it may come to.
    pub most: u64,
    /// How many times its packed size.
    pub ratio: u64,
}

/// How much went into a decoder and how much came out.
#[derive(Clone)]
pub(super) struct Layer {
    pub packed: Taken,
    pub plain: Taken,
}

impl Layer {
    /// Bytes packed and plain so far.
    pub fn now(&self) -> (u64, u64) {
        (self.packed.get(), self.plain.get())
    }

    /// Whether since then more than `ratio` times as much came out as went in.
    pub fn exceeds(&self, since: (u64, u64), ratio: u64) -> bool {
        let (packed, plain) = (self.packed.get() - since.0, self.plain.get() - since.1);
        plain > DOCUMENT_FREE && plain / (packed + 1) > ratio
    }
}

/// The decoder of a stream.
pub(super) fn decoder<'a>(packing: Packing, packed: &'a mut Bytes<'_>) -> io::Result<Box<dyn Read + 'a>> {
    Ok(match packing {
        Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(packed)?),
        Packing::Xz => {
            let stream = liblzma::stream::Stream::new_stream_decoder(XZ_MEMORY, liblzma::stream::CONCATENATED)?;
            Box::new(liblzma::bufread::XzDecoder::new_stream(packed, stream))
        }
        Packing::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
        Packing::Lz4 => Box::new(Lz4(lz4_flex::frame::FrameDecoder::new(packed))),
    })
}

/// LZ4 frames one after the other.
struct Lz4<'a, 'b>(lz4_flex::frame::FrameDecoder<&'a mut Bytes<'b>>);

impl Read for Lz4<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let before = self.0.get_ref().place();
            let n = self.0.read(out)?;
            let packed = self.0.get_mut();
            if n > 0 || out.is_empty() || packed.place() == before || packed.fill_buf()?.is_empty() {
                return Ok(n);
            }
        }
    }
}

/// A stream that ends with an error where it becomes too much.
pub(super) struct Bounded<R> {
    inner: R,
    packed: Taken,
    plain: u64,
    bounds: Bounds,
}

impl<R: Read> Bounded<R> {
    /// `packed` counts what goes into `inner`.
    pub fn new(inner: R, packed: Taken, bounds: Bounds) -> Bounded<R> {
        Bounded { inner, packed, plain: 0, bounds }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.plain > self.bounds.most {
            let most = self.bounds.most;
            return Err(io::Error::other(format!(
                "it unpacks to more than {most} bytes, which is more than it says or than `--max-member` allows"
            )));
        }
        if self.plain > STREAM_FREE && self.plain / (self.packed.get() + 1) > self.bounds.ratio {
            return Err(io::Error::other(too_dense(self.bounds.ratio)));
        }
        let n = self.inner.read(out)?;
        self.plain += n as u64;
        Ok(n)
    }
}

/// What is said of something that unpacks to too much.
pub(super) fn too_dense(ratio: u64) -> String {
    format!("it unpacks to more than {ratio} times its size; `--max-ratio` allows more")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// A stream packed twice, one behind the other.
    fn packed(packing: Packing, plain: &[u8]) -> Vec<u8> {
        let one = || -> io::Result<Vec<u8>> {
            match packing {
                Packing::Gzip => {
                    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                    packer.write_all(plain)?;
                    packer.finish()
                }
                Packing::Zstd => zstd::bulk::compress(plain, 3),
                Packing::Xz => liblzma::encode_all(plain, 3),
                Packing::Bzip2 => {
                    let mut packer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
                    packer.write_all(plain)?;
                    packer.finish()
                }
                Packing::Lz4 => {
                    let mut packer = lz4_flex::frame::FrameEncoder::new(Vec::new());
                    packer.write_all(plain)?;
                    packer.finish().map_err(io::Error::other)
                }
            }
        };
        let one = one().unwrap();
        [one.clone(), one].concat()
    }

    #[test]
    fn streams_behind_one_another_are_one_and_a_cut_is_an_error() {
        let plain: Vec<u8> = (0..20_000u32).flat_map(|n| format!("line {n}\n").into_bytes()).collect();
        for packing in Packing::ALL {
            let packed = packed(packing, &plain);
            let read = |packed: &[u8]| {
                let mut out = Vec::new();
                let mut packed = Bytes::new(packed, None);
                let result = decoder(packing, &mut packed).unwrap().read_to_end(&mut out);
                (result.is_ok(), out)
            };
            assert!(read(&packed) == (true, [&plain[..], &plain].concat()), "{packing:?}");
            let (well, out) = read(&packed[..packed.len() - 9]);
            assert!(!well && out.starts_with(&plain[..1000]), "{packing:?}: {}", out.len());
        }
    }

    #[test]
    fn too_much_ends_with_an_error() {
        let bounds = Bounds { most: 1000, ratio: 10 };
        let mut out = Vec::new();
        let error = Bounded::new(io::repeat(0), Taken::default(), bounds).read_to_end(&mut out).unwrap_err();
        assert!(error.to_string().contains("--max-member") && out.len() < 100_000, "{error}");
        let bounds = Bounds { most: u64::MAX, ratio: 10 };
        let error = io::copy(&mut Bounded::new(io::repeat(0), Taken::default(), bounds), &mut io::sink()).unwrap_err();
        assert!(error.to_string().contains("--max-ratio"), "{error}");
    }
}
