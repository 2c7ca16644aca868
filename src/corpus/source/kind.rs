//! [`Kind`]: what a stream holds, told by its first bytes; its name decides where they leave a choice.

use serde::{Deserialize, Serialize};

/// What a file holds, or a member of an archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Contents {
    /// Told by the first bytes, and by the name where they leave a choice.
    #[default]
    Auto,
    /// One document.
    Text,
    /// Each line is a JSON object, a document in one of its fields.
    Jsonl,
    /// Each line is a record of a quarantine; its document is tried again.
    Quarantine,
    /// A table with a header, RFC 4180; commas, semicolons or tabs between the fields.
    Csv,
    /// A table with a header, tabs between the fields.
    Tsv,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC, the file or the stream.
    Arrow,
    /// WARC, ISO 28500, and WET.
    Warc,
    /// Mails one after the other, RFC 4155.
    Mbox,
    /// A mail, RFC 5322.
    Eml,
    /// A page of HTML.
    Html,
}

/// The words for [`Contents`] in options and config files.
pub const CONTENTS: [&str; 12] =
    ["auto", "text", "jsonl", "quarantine", "csv", "tsv", "parquet", "arrow", "warc", "mbox", "eml", "html"];

impl Contents {
    /// What the name of a file says about what is in it; [`Contents::Auto`] if nothing.
    pub fn of_name(name: &str) -> Contents {
        of_ending(Packing::of_name(&name.to_lowercase()).1)
    }

    /// Whether it is one document and no more.
    pub(super) fn is_one(self) -> bool {
        matches!(self, Contents::Auto | Contents::Text | Contents::Eml | Contents::Html)
    }

    /// Its name in config files and options.
    pub fn name(self) -> &'static str {
        CONTENTS[self as usize]
    }
}

/// What an ending says, of a name in lower case without that of a compression.
fn of_ending(stem: &str) -> Contents {
    let base = stem.rsplit(['/', '\\']).next().unwrap_or(stem);
    let Some((_, ending)) = base.trim_start_matches('.').rsplit_once('.') else { return Contents::Text };
    match ending {
        "jsonl" if base.ends_with(".quarantine.jsonl") => Contents::Quarantine,
        "jsonl" | "ndjson" => Contents::Jsonl,
        "txt" | "text" => Contents::Text,
        "csv" => Contents::Csv,
        "tsv" | "tab" => Contents::Tsv,
        "parquet" => Contents::Parquet,
        "arrow" | "arrows" | "feather" | "ipc" => Contents::Arrow,
        "warc" | "wet" => Contents::Warc,
        "mbox" => Contents::Mbox,
        "eml" => Contents::Eml,
        "html" | "htm" | "xhtml" => Contents::Html,
        _ => Contents::Auto,
    }
}

/// A way to compress a stream that is read. (Outputs are written in fewer: [`Compression`](crate::corpus::Compression).)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// gzip, RFC 1952.
    Gzip,
    /// Zstandard, RFC 8878.
    Zstd,
    /// xz.
    Xz,
    /// bzip2.
    Bzip2,
    /// The LZ4 frame format.
    Lz4,
}

impl Packing {
    /// All of them.
    pub const ALL: [Packing; 5] = [Packing::Gzip, Packing::Zstd, Packing::Xz, Packing::Bzip2, Packing::Lz4];

    /// The usual ending of names, `.gz`.
    pub fn ending(self) -> &'static str {
        match self {
            Packing::Gzip => ".gz",
            Packing::Zstd => ".zst",
            Packing::Xz => ".xz",
            Packing::Bzip2 => ".bz2",
            Packing::Lz4 => ".lz4",
        }
    }

    /// Its name: the ending without the dot.
    pub fn name(self) -> &'static str {
        &self.ending()[1..]
    }

    /// The one that the ending of a name in lower case tells, and the name without it.
    pub fn of_name(name: &str) -> (Option<Packing>, &str) {
        let told = Packing::ALL.into_iter().find_map(|packing| Some((packing, name.strip_suffix(packing.ending())?)));
        told.map_or((None, name), |(packing, stem)| (Some(packing), stem))
    }
}

/// What a stream holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Documents.
    Documents(Contents),
    /// Another stream, compressed.
    Packed(Packing),
    /// Files, in a tar archive.
    Tar,
    /// Files, in a ZIP archive.
    Zip,
    /// Something else, that is not read; a name for it.
    Foreign(&'static str),
    /// Bytes that look like no text and are nothing that is known.
    Binary,
}

/// Formats that are told and not read.
const FOREIGN: [(&[u8], &str); 14] = [
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n\x1A\n", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"GIF8", "a picture"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an Office document"),
    (b"\x7FELF", "a program"),
    (b"{\\rtf1", "an RTF document"),
    (b"SQLite format 3\0", "a database"),
    (b"wOFF", "a font"),
    (b"ID3\x03", "a sound"),
    (b"OggS\0", "a sound"),
    (b"Obj\x01", "an Avro file"),
];

impl Kind {
    /// What begins with `start` and has this name; `text_field` tells the header of a table.
    pub fn of(start: &[u8], name: &str, text_field: &str) -> Kind {
        let lower = name.to_lowercase();
        if let Some(kind) = of_magic(start, &lower) {
            return kind;
        }
        let mut stem = lower.as_str();
        while let (Some(_), inner) = Packing::of_name(stem) {
            stem = inner;
        }
        let named = of_ending(stem);
        let is_folder_name = !stem.rsplit('/').next().unwrap_or(stem).contains('.');
        match named {
            Contents::Auto if stem.ends_with(".zip") => return Kind::Zip,
            Contents::Auto if stem.ends_with(".tar") => return Kind::Tar,
            Contents::Auto => {}
            Contents::Text if is_folder_name => {}
            // What it says it is it is not; then it is broken, and its reader says how.
            named => return Kind::Documents(named),
        }
        if let Some(contents) = of_text(start, text_field) {
            return Kind::Documents(contents);
        }
        if looks_binary(start) { Kind::Binary } else { Kind::Documents(Contents::Text) }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Documents(contents) => contents.name(),
            Kind::Packed(packing) => packing.name(),
            Kind::Tar => "tar",
            Kind::Zip => "zip",
            Kind::Foreign(what) => what,
            Kind::Binary => "binary",
        }
    }
}

/// Formats with a signature.
fn of_magic(start: &[u8], name: &str) -> Option<Kind> {
    let packed = |packing| Some(Kind::Packed(packing));
    match start {
        [0x1F, 0x8B, 0x08, ..] => return packed(Packing::Gzip),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => return packed(Packing::Zstd),
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => return packed(Packing::Xz),
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
        | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => return packed(Packing::Bzip2),
        [0x04, 0x22, 0x4D, 0x18, ..] => return packed(Packing::Lz4),
        // A frame to be skipped begins a stream of either.
        [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] if name.ends_with(".lz4") => return packed(Packing::Lz4),
        [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => return packed(Packing::Zstd),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => {
            let office = [&b"[Content_Types].xml"[..], b"mimetype", b"_rels/", b"META-INF/"];
            let first = start.get(30..).unwrap_or_default();
            return Some(if office.iter().any(|member| first.starts_with(member)) {
                Kind::Foreign("an Office document, e-book or program in a ZIP archive")
            } else {
                Kind::Zip
            });
        }
        _ => {}
    }
    let is_stream =
        matches!(start, [0xFF, 0xFF, 0xFF, 0xFF, a, b, c, 0 | 1, ..] if a % 8 == 0 && (*a, *b, *c) != (0, 0, 0));
    let starts = |magic: &[u8]| start.starts_with(magic);
    if starts(b"PAR1") {
        Some(Kind::Documents(Contents::Parquet))
    } else if starts(b"ARROW1\0\0") || is_stream {
        Some(Kind::Documents(Contents::Arrow))
    } else if starts(b"WARC/0.") || starts(b"WARC/1.") {
        Some(Kind::Documents(Contents::Warc))
    } else if let Some((_, what)) = FOREIGN.iter().find(|(magic, _)| starts(magic)) {
        Some(Kind::Foreign(what))
    } else if is_tar(start) {
        Some(Kind::Tar)
    } else {
        None
    }
}

/// Whether it begins with the header of a tar archive, whose sum is right (POSIX.1-2017, pax).
pub(super) fn is_tar(start: &[u8]) -> bool {
    let Some(header) = start.get(..512) else { return false };
    let sum: u32 = header.iter().map(|&b| u32::from(b)).sum::<u32>()
        - header[148..156].iter().map(|&b| u32::from(b)).sum::<u32>()
        + 8 * u32::from(b' ');
    let said = tar::Header::from_byte_slice(header).cksum();
    header[0] != 0 && said.is_ok_and(|said| said == sum)
}

/// Formats of text that are told by how they begin.
fn of_text(start: &[u8], text_field: &str) -> Option<Contents> {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let text = start.trim_ascii_start();
    if let Some(inside) = text.strip_prefix(b"{")
        && matches!(inside.trim_ascii_start(), [b'"', ..] | [])
    {
        let line = text.split(|&b| b == b'\n').next().unwrap_or(text);
        let has = |key: &[u8]| memchr::memmem::find(line, key).is_some();
        let failed = has(b"\"stage\":") && has(b"\"error\":") && has(b"\"raw\":");
        return Some(if failed { Contents::Quarantine } else { Contents::Jsonl });
    }
    let lower: Vec<u8> = text.iter().take(512).map(u8::to_ascii_lowercase).collect();
    if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") {
        return Some(Contents::Html);
    }
    if start.starts_with(b"From ") && mail_header(after_line(start)) > 0 {
        return Some(Contents::Mbox);
    }
    if mail_header(start) >= 2 {
        return Some(Contents::Eml);
    }
    let header = start.split(|&b| b == b'\n' || b == b'\r').next().unwrap_or(start);
    let delimiter = delimiter(header)?;
    let mut fields = header.split(|&b| b == delimiter).map(|field| field.trim_ascii().trim_ascii_quotes());
    let is_table = fields.any(|field| field == text_field.as_bytes());
    is_table.then_some(if delimiter == b'\t' { Contents::Tsv } else { Contents::Csv })
}

trait Quotes {
    fn trim_ascii_quotes(&self) -> &[u8];
}

impl Quotes for [u8] {
    fn trim_ascii_quotes(&self) -> &[u8] {
        self.strip_prefix(b"\"").and_then(|inside| inside.strip_suffix(b"\"")).unwrap_or(self)
    }
}

/// What stands most often between the fields of a header.
pub(super) fn delimiter(header: &[u8]) -> Option<u8> {
    let count = |delimiter: u8| memchr::memchr_iter(delimiter, header).count();
    let most = [b'\t', b',', b';', b'|'].into_iter().max_by_key(|&delimiter| (count(delimiter), delimiter == b','))?;
    (count(most) > 0).then_some(most)
}

fn after_line(start: &[u8]) -> &[u8] {
    memchr::memchr(b'\n', start).map_or(&[], |end| &start[end + 1..])
}

/// How many fields of a header of a mail there are, 0 without one that only mails have.
fn mail_header(start: &[u8]) -> usize {
    const ONLY: [&str; 6] = ["message-id", "mime-version", "received", "return-path", "delivered-to", "dkim-signature"];
    let (mut fields, mut mail) = (0, false);
    for line in start.split(|&b| b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = memchr::memchr(b':', line) else { break };
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-') {
            break;
        }
        fields += 1;
        mail |= ONLY.iter().any(|only| name.eq_ignore_ascii_case(only.as_bytes()));
    }
    if mail { fields } else { 0 }
}

/// Whether bytes are no text in any encoding: zeros where text has none.
fn looks_binary(start: &[u8]) -> bool {
    let start = &start[..start.len().min(4096)];
    if memchr::memchr(0, start).is_none() {
        return false;
    }
    let Some(wide) = crate::encoding::wide::sniff(start) else { return true };
    if wide.encoding.unit() != 2 {
        return false;
    }
    let little = wide.encoding == crate::encoding::Encoding::UTF_16LE;
    let mut units = start.chunks_exact(2).map(|unit| match little {
        true => u16::from_le_bytes([unit[0], unit[1]]),
        false => u16::from_be_bytes([unit[0], unit[1]]),
    });
    // A text in UTF-16 has line ends and tabs, and no other control characters.
    units.any(|unit| matches!(unit, 0..=0x08 | 0x0B | 0x0E..=0x1F))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(start: &[u8], name: &str) -> &'static str {
        Kind::of(start, name, "text").name()
    }

    #[test]
    fn content_decides_and_names_break_ties() {
        let mut header = tar::Header::new_ustar();
        header.set_path("a.txt").unwrap();
        header.set_size(0);
        header.set_cksum();
        for (start, name, kind) in [
            (&b"\x1F\x8B\x08\0"[..], "a.txt", "gz"),
            (b"\x28\xB5\x2F\xFD", "a", "zst"),
            (b"\x50\x2A\x4D\x18", "a.zst", "zst"),
            (b"\x50\x2A\x4D\x18", "a.lz4", "lz4"),
            (b"BZh91AY&SY", "a.jsonl", "bz2"),
            (b"BZh is a word", "a", "text"),
            (b"\xFD7zXZ\0", "", "xz"),
            (b"PK\x03\x04", "a.txt", "zip"),
            (header.as_bytes(), "a.txt", "tar"),
            (&[b'x'; 512], "a.tar", "tar"),
            (&[b'x'; 512], "a.star", "text"),
            (b"PAR1", "a.bin", "parquet"),
            (b"ARROW1\0\0", "a", "arrow"),
            (b"\xFF\xFF\xFF\xFF\x80\x01\0\0", "a", "arrow"),
            (b"WARC/1.0\r\n", "a", "warc"),
            (b"{\"id\": 1}", "-", "jsonl"),
            (b"\xEF\xBB\xBF \n{ \"id\": 1}", "-", "jsonl"),
            (b"{{Infobox}}", "-", "text"),
            (b"{\"id\": 1}", "a.txt", "text"),
            (b"words", "a.jsonl", "jsonl"),
            (b"{\"id\":\"a\",\"stage\":\"read\",\"error\":\"no\",\"raw\":\"\"}", "-", "quarantine"),
            (b"id,text\n1,a", "-", "csv"),
            (b"id\t\"text\"\r\n1\ta", "-", "tsv"),
            (b"A sentence, with a comma", "-", "text"),
            (b"From a@b.example Mon Jan  1 00:00:00 2024\nMessage-ID: <1>\n\nHello", "-", "mbox"),
            (b"From now on, we are here.\nNote: this", "-", "text"),
            (b"Subject: a\r\nMIME-Version: 1.0\r\n\r\nHello", "-", "eml"),
            (b"Subject: a\nFrom: the desk\n\nHello", "-", "text"),
            (b"<!DOCTYPE html><p>", "a.dat", "html"),
            (b"\x89PNG\r\n\x1A\n\0\0", "a.png", "a picture"),
            (b"ab\0\x01\x02\x03cd\0\0\0", "a.dat", "binary"),
            (b"ab\0\x01\x02\x03cd\0\0\0", "a.txt", "text"),
            (b"H\0e\0l\0l\0o\0,\0 \0w\0o\0r\0l\0d\0", "a.dat", "text"),
            (b"caf\xE9", "a.dat", "text"),
            (b"", "a.dat", "text"),
        ] {
            assert_eq!(told(start, name), kind, "{name} {start:?}");
        }
    }

    #[test]
    fn every_kind_of_contents_has_its_word() {
        for word in CONTENTS {
            let contents: Contents = serde_json::from_value(word.into()).unwrap();
            assert_eq!(contents.name(), word);
        }
    }
}
