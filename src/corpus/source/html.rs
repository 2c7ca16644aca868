//! HTML pages to text, with the feature `html`; without it they say how to get it.

use super::bytes::Bytes;
use super::lines::too_long;
use super::reading::{Flow, Place, Reading};
use super::{Content, Origin};
use std::io::Read;

/// Reads a stream as a page.
pub(super) fn read(reading: &mut Reading<'_>, place: &Place, bytes: &mut Bytes<'_>) -> Flow {
    if !reading.ours() {
        return reading.go_past(place, bytes);
    }
    let limit = reading.options.max_document;
    let mut page = Vec::new();
    let read = bytes.take(limit as u64 + 1).read_to_end(&mut page);
    let origin = Origin { bytes: page.len() as u64, ..place.origin() };
    let text = match read {
        Err(e) => {
            reading.broken = true;
            Err(format!("cannot be read beyond byte {}: {e}", page.len()))
        }
        Ok(_) if page.len() > limit => Err(too_long("page", page.len() as u64, limit)),
        Ok(_) => text(&page),
    };
    match text {
        Ok(text) => {
            let origin = Origin { bytes: text.len() as u64, ..origin };
            reading.give(place.id.clone(), origin, Content::Text(text.into_bytes()))
        }
        Err(error) => reading.failed(true, place.id.clone(), origin, error, &page),
    }
}

/// The text of a page.
#[cfg(not(feature = "html"))]
pub(super) fn text(_page: &[u8]) -> Result<String, String> {
    Err("a page of HTML, and this polynorm is built without the feature `html`, which takes the text out of it \
         (`cargo install polynorm --features html`); `--from text` reads pages as they are"
        .to_owned())
}

/// The text of a page.
#[cfg(feature = "html")]
pub(super) fn text(page: &[u8]) -> Result<String, String> {
    let (page, _, _) = charset(page).decode(page);
    html2text::config::plain_no_decorate()
        .no_table_borders()
        .allow_width_overflow()
        .string_from_read(page.as_bytes(), WIDTH)
        .map_err(|e| format!("the text of the page cannot be taken out: {e}"))
}

/// Columns of the text, so many that no line is broken.
#[cfg(feature = "html")]
const WIDTH: usize = 1 << 20;

/// The encoding that a page says it has; else UTF-8 if it is that, else what pages without a word are in.
#[cfg(feature = "html")]
fn charset(page: &[u8]) -> &'static encoding_rs::Encoding {
    if let Some((marked, _)) = encoding_rs::Encoding::for_bom(page) {
        return marked;
    }
    let head = page[..page.len().min(4096)].to_ascii_lowercase();
    let said = memchr::memmem::find(&head, b"charset=").and_then(|at| {
        let label = head[at + 8..].trim_ascii_start();
        let label = label.strip_prefix(b"\"").or_else(|| label.strip_prefix(b"'")).unwrap_or(label);
        let end = label.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b))).unwrap_or(label.len());
        encoding_rs::Encoding::for_label(&label[..end])
    });
    match said {
        Some(said) => said,
        None if simdutf8::basic::from_utf8(page).is_ok() => encoding_rs::UTF_8,
        None => encoding_rs::WINDOWS_1252,
    }
}
