//! Lists of files to be read (`--files-from`).

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::Error;

/// The paths in a list: separated by NUL if there is one, else one a line. `-` is standard input.
pub(super) fn read(file: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut bytes = Vec::new();
    let read = match file.as_os_str() == "-" {
        true => io::stdin().read_to_end(&mut bytes),
        false => std::fs::File::open(file).and_then(|mut file| file.read_to_end(&mut bytes)),
    };
    read.map_err(|e| Error::io(format!("{}: the list of files", file.display()), e))?;
    Ok(paths(&bytes))
}

fn paths(bytes: &[u8]) -> Vec<PathBuf> {
    let by_nul = bytes.contains(&0);
    let parts = bytes.split(|&b| b == if by_nul { 0 } else { b'\n' });
    let parts = parts.map(|part| if by_nul { part } else { part.strip_suffix(b"\r").unwrap_or(part) });
    parts.filter(|part| !part.is_empty()).map(path).collect()
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_lines_or_zeros() {
        for (list, files) in
            [("a\nb c\r\n\nd", vec!["a", "b c", "d"]), ("a\nb\0c\0", vec!["a\nb", "c"]), ("", vec![]), ("\n", vec![])]
        {
            assert_eq!(paths(list.as_bytes()), files.iter().map(PathBuf::from).collect::<Vec<_>>(), "{list:?}");
        }
    }
}
