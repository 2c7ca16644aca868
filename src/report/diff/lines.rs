//! The lines of outputs, one file after the other, unpacked.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::Error;

/// Whether a file is one of JSON lines, by its name.
pub(super) fn can_read(path: &Path) -> bool {
    let name = path.to_string_lossy().to_lowercase();
    let stem = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
    // What has no ending is taken for what `normalize` writes if it is not told otherwise.
    stem.ends_with(".jsonl") || stem.ends_with(".ndjson") || (path.is_file() && path.extension().is_none())
}

/// The lines of all files, without their ends.
pub(super) fn of_files(paths: &[PathBuf]) -> impl Iterator<Item = Result<Vec<u8>, Error>> + '_ {
    paths.iter().flat_map(|path| {
        let place = || path.display().to_string();
        let (reader, error) = match open(path) {
            Ok(reader) => (Some(reader), None),
            Err(e) => (None, Some(Err(Error::io(place(), e)))),
        };
        let lines = reader.into_iter().flat_map(|reader| reader.split(b'\n'));
        error.into_iter().chain(lines.map(move |line| line.map_err(|e| Error::io(place(), e))))
    })
}

/// Opens a file; what it is packed with is told by its first bytes.
fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
    let start = file.fill_buf()?;
    Ok(if start.starts_with(b"\x1F\x8B") {
        Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(file)))
    } else if start.starts_with(b"\x28\xB5\x2F\xFD") {
        Box::new(BufReader::new(zstd::stream::read::Decoder::with_buffer(file)?))
    } else {
        Box::new(file.take(u64::MAX))
    })
}
