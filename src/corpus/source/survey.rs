//! [`survey()`]: what would be read: the files, and what their first bytes say is in them.

use std::io;

use super::bytes::Bytes;
use super::kind::{Contents, Kind};
use super::reading::{Place, Reading};
use super::unpack;
use super::walk::{Found, Walk};
use super::{SourceOptions, open, place_of};
use crate::Error;

/// A file that would be read.
#[derive(Debug)]
pub struct Surveyed {
    /// The file.
    pub found: Found,
    /// What it holds, from the inside out, such as `jsonl in zst`; what cannot be told is empty.
    pub kinds: String,
    /// Whether it would be passed over.
    pub passed_over: bool,
}

/// The files under `inputs`, with what is in them; only their first bytes are read, and nothing of standard input.
///
/// # Errors
/// As [`Walk::new`].
pub fn survey(
    inputs: Vec<std::path::PathBuf>,
    options: &SourceOptions,
) -> Result<impl Iterator<Item = Surveyed>, Error> {
    let walk = Walk::new(inputs, options)?;
    Ok(walk.map(|mut found| {
        let mut kinds = Vec::new();
        let looked = match &found.bytes {
            Ok(_) => look(&found, options, &mut kinds),
            Err(_) => Ok(()),
        };
        if let Err(e) = looked {
            found.bytes = Err(e);
        }
        let innermost = kinds.last().copied();
        let passed_over = !found.named && matches!(innermost, Some(Kind::Foreign(_) | Kind::Binary));
        let names: Vec<&str> = kinds.iter().rev().map(|kind| kind.name()).collect();
        Surveyed { found, kinds: names.join(" in "), passed_over }
    }))
}

fn look(found: &Found, options: &SourceOptions, kinds: &mut Vec<Kind>) -> io::Result<()> {
    let Some(file) = open(found)? else {
        if options.contents != Contents::Auto {
            kinds.push(Kind::Documents(options.contents));
        }
        return Ok(());
    };
    let (taker, _) = std::sync::mpsc::sync_channel(1);
    let reading = Reading::new(options, std::sync::Arc::default(), taker);
    let size = found.bytes.as_ref().ok().copied();
    inside(&reading, &place_of(found), &mut Bytes::new(&file, size), kinds)
}

/// Looks at a stream, and into it where it is compressed.
fn inside(reading: &Reading<'_>, place: &Place, bytes: &mut Bytes<'_>, kinds: &mut Vec<Kind>) -> io::Result<()> {
    let kind = reading.kind(place, bytes);
    kinds.push(kind);
    if let Kind::Packed(packing) = kind
        && place.depth < reading.options.max_depth
    {
        let decoder = unpack::decoder(packing, bytes)?;
        inside(reading, &place.unpacked(), &mut Bytes::new(decoder, None), kinds)?;
    }
    Ok(())
}
