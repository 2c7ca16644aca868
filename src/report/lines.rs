//! The lines of files that a run has written, one file after the other, unpacked, by the readers of the inputs.

use std::io;
use std::path::PathBuf;

use crate::Error;
use crate::corpus::{Content, Contents, FileSource, SourceOptions};

/// Bytes that a line may have: a record is several times as long as its document.
const LONGEST: usize = 1 << 30;

/// The lines of all files, without their ends and without those that are blank.
pub(super) fn lines(paths: &[PathBuf]) -> Result<impl Iterator<Item = Result<Vec<u8>, Error>> + use<>, Error> {
    let options = SourceOptions {
        contents: Contents::Jsonl,
        max_document: LONGEST,
        // What we have packed ourselves may be as dense as it is.
        max_member: u64::MAX,
        max_ratio: u64::MAX,
        ..SourceOptions::default()
    };
    let items = FileSource::open(paths.to_vec(), options)?;
    Ok(items.map(|item| match item.content {
        Content::Text(line) | Content::Record(line) | Content::Retry(line) | Content::Row { text: line, .. } => {
            Ok(line)
        }
        Content::Failed(failure) => Err(Error::io(item.origin.path, io::Error::other(failure.error))),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Compression;

    #[test]
    fn files_are_unpacked_and_what_is_cut_short_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let pack = |compression: Compression, text: &str| compression.pack(text.into(), None).unwrap();
        let zst = write("b", &[pack(Compression::Zstd, "three\n"), pack(Compression::Zstd, "four")].concat());
        let paths = [write("a.jsonl", b"one\n\ntwo\n"), zst, write("c.gz", &pack(Compression::Gzip, "five\n"))];
        let read: Result<Vec<_>, _> = lines(&paths).unwrap().collect();
        assert_eq!(read.unwrap(), ["one", "two", "three", "four", "five"].map(|line| line.as_bytes().to_vec()));

        let whole = pack(Compression::Gzip, &"a line\n".repeat(9));
        let cut = write("d.gz", &whole[..whole.len() - 9]);
        let error = lines(&[cut]).unwrap().find_map(Result::err).unwrap();
        assert!(error.is_io() && error.to_string().contains("d.gz"), "{error}");
        assert!(lines(&[folder.path().join("none")]).is_err_and(|error| error.is_io()));
    }
}
