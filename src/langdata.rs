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
        .filter_map(|file| Some((file.path().file_stem()?.to_str()?, utf8(file.contents())?)))
        .collect();
    files.sort_unstable();
    files
}

/// The text of `langdata/<path>`; empty if there is none.
pub(crate) fn text(path: &str) -> &'static str {
    LANGDATA.get_file(path).and_then(|file| utf8(file.contents())).unwrap_or_default()
}

fn utf8(bytes: &[u8]) -> Option<&str> {
    simdutf8::basic::from_utf8(bytes).ok()
}

/// The bytes of `langdata/<path>`; empty if there are none.
pub(crate) fn bytes(path: &str) -> &'static [u8] {
    LANGDATA.get_file(path).map(|file| file.contents()).unwrap_or_default()
}

/// Fills `cells` with what stands between the tabs of a row, without the spaces around it.
fn split<'t>(row: &'t str, cells: &mut Vec<&'t str>) {
    let mut start = 0;
    // Cells are so short that a search for each tab is slower.
    for (at, byte) in row.bytes().enumerate() {
        if byte == b'\t' {
            cells.push(trim(&row[start..at]));
            start = at + 1;
        }
    }
    cells.push(trim(&row[start..]));
}

/// `str::trim`, which looks at a text of ASCII only where it has something to do.
fn trim(cell: &str) -> &str {
    match cell.as_bytes() {
        [] | [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => cell,
        _ => cell.trim(),
    }
}

/// The lines of a table that are neither empty nor comments, with their number from 1.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let (mut rest, mut number) = (text, 0);
    let lines = std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest.as_bytes());
        let line = &rest[..end.unwrap_or(rest.len())];
        rest = end.map_or("", |end| &rest[end + 1..]);
        number += 1;
        let stripped = if end.is_some() { line.strip_suffix('\r') } else { None };
        Some((number, stripped.unwrap_or(line)))
    });
    lines.filter(|(_, line)| match line.as_bytes() {
        [] | [b'#', ..] => false,
        [b'!'..=b'~', ..] => true,
        _ => !line.trim_start().is_empty(),
    })
}

/// The rows of a table: lines that are neither empty nor comments, with their number from 1, split at tabs.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    lines(text).map(|(number, line)| {
        let mut cells = Vec::with_capacity(8);
        split(line, &mut cells);
        (number, cells)
    })
}

/// Calls `each` with the rows of a large table, of which none has room of its own.
pub(crate) fn for_each_row<'t>(text: &'t str, mut each: impl FnMut(usize, &[&'t str])) {
    let mut cells = Vec::with_capacity(8);
    for (number, line) in lines(text) {
        cells.clear();
        split(line, &mut cells);
        each(number, &cells);
    }
}

/// The names of the folders in `langdata/<folder>`, in order.
pub(crate) fn folders(folder: &str) -> Vec<&'static str> {
    let folders = LANGDATA.get_dir(folder).into_iter().flat_map(Dir::dirs);
    let mut names: Vec<_> = folders.filter_map(|dir| dir.path().file_name()?.to_str()).collect();
    names.sort_unstable();
    names
}
