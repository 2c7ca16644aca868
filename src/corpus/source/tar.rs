//! Tar archives, read as a stream: POSIX and GNU, long names included. Headers are parsed by the crate `tar`; the
//! walk is ours so that no name, however long, is held in memory.

use std::io::{self, Read};

use super::bytes::{Bytes, Exactly, skip};
use super::kind::is_tar;
use super::reading::{Flow, Place, Reading};

/// Bytes that a header of names and attributes may have.
const LONGEST_HEADER: u64 = 1 << 20;

/// What headers say of the member behind them.
#[derive(Default)]
struct Ahead {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

/// Reads the members of an archive.
pub(super) fn read(reading: &mut Reading<'_>, place: &Place, bytes: &mut Bytes<'_>) -> Flow {
    let mut ahead = Ahead::default();
    let mut number = 0;
    loop {
        let start = bytes.place();
        let mut block = [0; 512];
        match header(bytes, &mut block) {
            Ok(true) => {}
            Ok(false) => return Flow::Continue(()),
            Err(e) => return reading.lost(place, start, &e),
        }
        // The stream goes on behind a member that broke off in itself.
        reading.broken = false;
        let header = tar::Header::from_byte_slice(&block);
        let size = match header.entry_size() {
            Ok(size) => ahead.size.unwrap_or(size),
            Err(e) => return reading.lost(place, start, &e),
        };
        let kind = header.entry_type();
        let padding = size.wrapping_neg() % 512;
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            let mut text = Vec::new();
            let kept = size.min(LONGEST_HEADER);
            let read = bytes.take(kept).read_to_end(&mut text).and_then(|_| skip(bytes, size - kept + padding));
            if let Err(e) = read {
                return reading.lost(place, bytes.place(), &e);
            }
            if kind.is_gnu_longname() {
                ahead.name = Some(text.split(|&b| b == 0).next().unwrap_or_default().to_vec());
            } else {
                for extension in tar::PaxExtensions::new(&text).flatten() {
                    match extension.key_bytes() {
                        b"path" => ahead.name = Some(extension.value_bytes().to_vec()),
                        b"size" => ahead.size = extension.value().ok().and_then(|size| size.parse().ok()),
                        _ => {}
                    }
                }
            }
            continue;
        }
        let name = ahead.name.take().unwrap_or_else(|| header.path_bytes().into_owned());
        ahead = Ahead::default();
        let is_file = (kind.is_file() || kind.is_contiguous()) && !name.ends_with(b"/");
        let end = bytes.place().saturating_add(size).saturating_add(padding);
        if is_file || kind.is_gnu_sparse() {
            number += 1;
            let inside = place.member(&name, number);
            if size > reading.options.max_member {
                let error = format!("a member of {size} bytes; `--max-member` allows more");
                reading.fail(&inside, error, b"", size)?;
            } else if kind.is_gnu_sparse() {
                reading.fail(&inside, "a sparse file in a tar archive is not read", b"", size)?;
            } else {
                let mut member = Bytes::new(Exactly { inner: &mut *bytes, left: size }, Some(size));
                reading.stream(&inside, &mut member, None)?;
            }
        }
        // Nobody needs to have read all of the member; links and devices have no bytes that count.
        let has_bytes = is_file || kind.is_gnu_sparse() || !(kind.is_hard_link() || kind.is_symlink() || kind.is_dir());
        let left = if has_bytes { end.saturating_sub(bytes.place()) } else { 0 };
        if let Err(e) = skip(bytes, left) {
            return reading.lost(place, bytes.place(), &e);
        }
    }
}

/// The next header; `false` at the end of the archive.
fn header(bytes: &mut Bytes<'_>, block: &mut [u8; 512]) -> io::Result<bool> {
    let mut blocks = 0u64;
    loop {
        let mut filled = 0;
        while filled < block.len() {
            match bytes.read(&mut block[filled..])? {
                0 => break,
                n => filled += n,
            }
        }
        // Blocks of zeros end an archive; another may stand behind them.
        let zeros = block[..filled].iter().all(|&b| b == 0);
        match filled {
            0 if blocks > 0 => return Ok(false),
            0 => {
                let error = "the archive has no end; perhaps members are missing";
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, error));
            }
            512 if zeros => blocks += 1,
            512 if is_tar(block) => return Ok(true),
            // What stands behind the end is nobody's.
            _ if blocks >= 1 => return Ok(false),
            512 => return Err(io::Error::new(io::ErrorKind::InvalidData, "no header of a member")),
            _ => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the header of a member is cut")),
        }
    }
}
