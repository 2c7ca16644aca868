//! ZIP archives: by their directory where there is one, else from one member to the next.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};

use zip::ZipArchive;
use zip::read::{ZipFile, read_zipfile_from_stream};

use super::bytes::{Bytes, Taken};
use super::kind::Kind;
use super::reading::{Flow, Place, Reading};
use super::unpack::{Bounded, Bounds, DOCUMENT_FREE, too_dense};

trait Seekable: Read + Seek {}
impl<T: Read + Seek> Seekable for T {}

/// Reads the members of an archive. One that is not a `file` of its own is held in memory.
pub(super) fn read(reading: &mut Reading<'_>, place: &Place, bytes: &mut Bytes<'_>, file: Option<&File>) -> Flow {
    let held;
    let mut whole: Box<dyn Seekable> = match file.map(File::try_clone) {
        Some(Ok(mut file)) => match file.rewind() {
            Ok(()) => Box::new(BufReader::with_capacity(1 << 15, file)),
            Err(e) => return reading.lost(place, 0, &e),
        },
        Some(Err(e)) => return reading.lost(place, 0, &e),
        None => {
            held = match held_in_memory(reading, bytes) {
                Ok(held) => held,
                Err(e) => return reading.lost(place, bytes.place(), &e),
            };
            Box::new(Cursor::new(&held[..]))
        }
    };
    match ZipArchive::new(&mut whole) {
        Ok(mut archive) => by_directory(reading, place, &mut archive),
        Err(e) => {
            if whole.rewind().is_err() {
                return reading.lost(place, 0, &e);
            }
            one_by_one(reading, place, &mut Bytes::new(whole, None), &e)
        }
    }
}

/// A stream as a whole, up to the limit of what may be held.
pub(super) fn held_in_memory(reading: &Reading<'_>, bytes: &mut Bytes<'_>) -> io::Result<Vec<u8>> {
    let limit = reading.options.max_held;
    let mut held = Vec::new();
    bytes.take(limit as u64 + 1).read_to_end(&mut held)?;
    if held.len() > limit {
        let error = format!(
            "it must be held in memory to be read here, and has more than {limit} bytes; unpack it, or raise `--max-held`"
        );
        return Err(io::Error::other(error));
    }
    Ok(held)
}

fn by_directory<R: Read + Seek>(reading: &mut Reading<'_>, place: &Place, archive: &mut ZipArchive<R>) -> Flow {
    for index in 0..archive.len() {
        let number = index as u64 + 1;
        let name = archive.name_for_index(index).unwrap_or_default().to_owned();
        reading.broken = false;
        match archive.by_index(index) {
            Ok(mut file) => member(reading, place, &mut file, number, false)?,
            Err(e) => reading.fail(&place.member(name.as_bytes(), number), e.to_string(), b"", 0)?,
        }
    }
    // A member that broke off says nothing of what the archive stands in.
    reading.broken = false;
    Flow::Continue(())
}

/// What can be read of an archive whose directory cannot; `why` it cannot.
fn one_by_one(reading: &mut Reading<'_>, place: &Place, bytes: &mut Bytes<'_>, why: &dyn std::fmt::Display) -> Flow {
    for number in 1.. {
        let start = bytes.place();
        reading.broken = false;
        match read_zipfile_from_stream(bytes) {
            Ok(Some(mut file)) => {
                member(reading, place, &mut file, number, true)?;
                if reading.broken {
                    return Flow::Continue(());
                }
            }
            // The directory is reached, and it cannot be read: perhaps members follow that only it knows.
            Ok(None) => return reading.lost(place, start, why),
            Err(e) => return reading.lost(place, start, &format!("{why}; {e}")),
        }
    }
    Flow::Continue(())
}

fn member<R: Read>(
    reading: &mut Reading<'_>,
    place: &Place,
    file: &mut ZipFile<'_, R>,
    number: u64,
    followed: bool,
) -> Flow {
    if file.is_dir() || file.is_symlink() {
        return Flow::Continue(());
    }
    let inside = Place { followed, ..place.member(file.name().as_bytes(), number) };
    let (packed, plain) = (file.compressed_size(), file.size());
    let (ratio, most) = (reading.options.max_ratio, reading.options.max_member);
    if plain > most {
        return reading.fail(&inside, format!("a member of {plain} bytes; `--max-member` allows more"), b"", plain);
    }
    let counted = Taken::default();
    counted.set(packed);
    let bounds = Bounds { most: plain, ratio };
    let mut bytes = Bytes::new(Bounded::new(file, counted, bounds), Some(plain));
    // The directory tells beforehand; documents by record are bounded one by one.
    let is_one = matches!(reading.kind(&inside, &mut bytes), Kind::Documents(contents) if contents.is_one());
    if is_one && plain > DOCUMENT_FREE && plain / (packed + 1) > ratio {
        return reading.fail(&inside, too_dense(ratio), b"", plain);
    }
    reading.stream(&inside, &mut bytes, None)
}
