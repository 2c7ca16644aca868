//! Typed access to `langdata/`, which is embedded in the program: adding a language or a phrase needs no Rust.

use include_dir::{Dir, include_dir};

static LANGDATA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/langdata");

/// The files of `langdata/<folder>` with this extension, as (name without extension, text), in the order of their names.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<(&'static str, &'static str)> {
    let mut files: Vec<_> = LANGDATA
        .get_dir(folder)
        .into_iter()
        .flat_map(Dir::files)
        .filter(|file| file.path().extension().is_some_and(|e| e == extension))
        .filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents_utf8()?)))
        .collect();
    files.sort_unstable();
    files
}

/// The text of `langdata/<path>`; empty if there is none.
pub(crate) fn text(path: &str) -> &'static str {
    LANGDATA.get_file(path).and_then(|file| file.contents_utf8()).unwrap_or_default()
}

/// The bytes of `langdata/<path>`; empty if there are none.
pub(crate) fn bytes(path: &str) -> &'static [u8] {
    LANGDATA.get_file(path).map(|file| file.contents()).unwrap_or_default()
}

/// What stands between the tabs of a row, without the spaces around it.
fn cells(row: &str) -> Vec<&str> {
    let mut cells = Vec::with_capacity(8);
    let mut start = 0;
    for tab in memchr::memchr_iter(b'\t', row.as_bytes()) {
        cells.push(row[start..tab].trim());
        start = tab + 1;
    }
    cells.push(row[start..].trim());
    cells
}

/// The rows of a table: lines that are neither empty nor comments, with their number from 1, split at tabs.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(i, line)| (i + 1, cells(line)))
}
