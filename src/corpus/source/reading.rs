//! [`Reading`]: from a stream of any kind to items, whatever is packed in what. The formats themselves stand in files of their own.

use std::fs::File;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};

use super::bytes::Bytes;
use super::kind::{Contents, Kind, Packing};
use super::unpack::{self, Bounded, Bounds, Layer};
use super::{Content, Item, Origin, Position, SourceOptions};
use crate::corpus::quarantine::{Failure, RAW_LIMIT};

/// Whether to go on: not when nobody takes items any more.
pub(super) type Flow = ControlFlow<()>;

/// Items that go to the taker together, and their bytes.
const BATCH_ITEMS: usize = 256;
const BATCH_BYTES: usize = 256 << 10;

/// What was gone past.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// Files that are no documents, and the first of them.
    pub files: u64,
    pub first: Option<PathBuf>,
    /// Records of archives that are no documents.
    pub records: u64,
    /// Bytes of files that were read or gone past, as they stand on the disk.
    pub bytes: u64,
}

/// A file whose bytes are counted as they are read.
pub(super) struct Counted<'a>(pub &'a File, pub Arc<Mutex<Passed>>);

impl std::io::Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.0.read(buffer)?;
        self.1.lock().unwrap_or_else(PoisonError::into_inner).bytes += read as u64;
        Ok(read)
    }
}

/// Where a stream stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The id of a document that is all of it.
    pub id: String,
    /// The file.
    pub path: String,
    /// The member of it.
    pub member: Option<String>,
    /// What its name says.
    pub name: String,
    /// Archives and compressed streams around it.
    pub depth: usize,
    /// Whether it was named by the user, so that it is read whatever it looks like.
    pub named: bool,
    /// Whether what it stands in is read on behind it.
    pub followed: bool,
}

impl Place {
    /// Where a document in it comes from.
    pub fn origin(&self) -> Origin {
        Origin { path: self.path.clone(), member: self.member.clone(), ..Origin::default() }
    }

    /// The place of what is in a compressed stream.
    pub fn unpacked(&self) -> Place {
        Place { name: without_packing(&self.name), depth: self.depth + 1, ..self.clone() }
    }

    /// The place of a member with this name.
    pub fn member(&self, name: &[u8], number: u64) -> Place {
        let name = String::from_utf8_lossy(name);
        let safe = safe_name(&name).unwrap_or_else(|| format!("member-{number}"));
        let member = match &self.member {
            Some(outer) => format!("{outer}!/{name}"),
            None => name.into_owned(),
        };
        Place {
            id: format!("{}/{safe}", without_endings(&self.id)),
            path: self.path.clone(),
            member: Some(member),
            name: safe,
            depth: self.depth + 1,
            named: false,
            followed: true,
        }
    }
}

/// A name from an archive as a path below where it is put: no root, no drive, no way up. `None` if nothing is left.
pub(super) fn safe_name(name: &str) -> Option<String> {
    let name = name.replace('\\', "/");
    let parts = name.split('/').enumerate().filter(|(n, part)| {
        let is_drive = *n == 0 && part.len() == 2 && part.ends_with(':');
        !is_drive && !part.is_empty() && *part != "." && *part != ".."
    });
    let safe: Vec<&str> = parts.map(|(_, part)| part).collect();
    (!safe.is_empty()).then(|| safe.join("/"))
}

/// Endings of tar archives that are compressed.
const PACKED_TAR: [&str; 4] = [".tgz", ".tzst", ".txz", ".tbz2"];

/// The name of an archive without what says that it is one.
fn without_endings(name: &str) -> &str {
    let mut stem = name;
    for ending in Packing::ALL.map(Packing::ending).into_iter().chain(PACKED_TAR).chain([".tar", ".zip"]) {
        let cut = stem.len().saturating_sub(ending.len());
        if cut > 0 && stem.get(cut..).is_some_and(|end| end.eq_ignore_ascii_case(ending)) {
            stem = &stem[..cut];
        }
    }
    stem
}

/// Reads streams and hands on what is in them.
pub(super) struct Reading<'o> {
    pub options: &'o SourceOptions,
    pub passed: Arc<Mutex<Passed>>,
    taker: SyncSender<Vec<Item>>,
    batch: Vec<Item>,
    batch_bytes: usize,
    /// The place that items are counted from; `document` in it goes on.
    pub at: Position,
    /// What an earlier run has: documents, and parts of the next one.
    pub behind: (u64, u64),
    /// Decoders around the present stream.
    layers: Vec<Layer>,
    /// Whether a stream broke off and that was told.
    pub broken: bool,
}

impl<'o> Reading<'o> {
    pub fn new(options: &'o SourceOptions, passed: Arc<Mutex<Passed>>, taker: SyncSender<Vec<Item>>) -> Reading<'o> {
        Reading {
            options,
            passed,
            taker,
            batch: Vec::new(),
            batch_bytes: 0,
            at: Position::default(),
            behind: (0, 0),
            layers: Vec::new(),
            broken: false,
        }
    }

    /// What was gone past so far.
    pub fn passed(&self) -> std::sync::MutexGuard<'_, Passed> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins with a file: nothing of the one before is open, even where it ended with a panic.
    pub fn start_file(&mut self) {
        self.layers.clear();
        self.broken = false;
    }

    /// Whether the next document is one to be read.
    pub fn wants_next(&self) -> bool {
        let number = self.at.document;
        number >= self.behind.0 && self.options.shard.is_none_or(|shard| shard.has(number))
    }

    /// Counts a document and tells whether it is one to be read.
    pub fn ours(&mut self) -> bool {
        let ours = self.wants_next();
        self.at.document += 1;
        ours
    }

    /// Parts of the present document that an earlier run has.
    pub fn parts_behind(&self) -> u64 {
        if self.at.document == self.behind.0 + 1 { self.behind.1 } else { 0 }
    }

    /// Goes past a document that is not to be read. That the stream breaks off in it is told by whoever reads it, and must
    /// not be told again by who reads on behind it.
    pub fn go_past(&mut self, place: &Place, bytes: &mut Bytes<'_>) -> Flow {
        let since = self.layers();
        while place.followed && !self.is_too_dense(&since) {
            match std::io::copy(&mut bytes.take(1 << 20), &mut std::io::sink()) {
                Ok(0) => break,
                Ok(_) => {}
                Err(_) => {
                    self.broken |= !self.is_too_dense(&since);
                    break;
                }
            }
        }
        Flow::Continue(())
    }

    /// Hands on a document that was counted, all of it or its last part.
    pub fn give(&mut self, id: String, origin: Origin, content: Content) -> Flow {
        self.give_at(self.at, id, origin, content)
    }

    /// Hands on a document or a part of one; `next` is the place after it.
    pub fn give_at(&mut self, next: Position, id: String, origin: Origin, content: Content) -> Flow {
        let item = Item { next, id, origin, content };
        self.batch_bytes += item.size();
        self.batch.push(item);
        if self.batch.len() >= BATCH_ITEMS || self.batch_bytes >= BATCH_BYTES {
            self.flush()
        } else {
            Flow::Continue(())
        }
    }

    /// Hands on all that is ready.
    pub fn flush(&mut self) -> Flow {
        self.batch_bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() || self.taker.send(batch).is_ok() { Flow::Continue(()) } else { Flow::Break(()) }
    }

    /// Counts a document that cannot be read and hands on why.
    pub fn fail(&mut self, place: &Place, error: impl Into<String>, raw: &[u8], bytes: u64) -> Flow {
        let ours = self.ours();
        self.failed(ours, place.id.clone(), Origin { bytes, ..place.origin() }, error, raw)
    }

    /// Hands on why a document that was counted cannot be read.
    pub fn failed(&mut self, ours: bool, id: String, origin: Origin, error: impl Into<String>, raw: &[u8]) -> Flow {
        if !ours {
            return Flow::Continue(());
        }
        let failure = Failure::new("read", error, &raw[..raw.len().min(RAW_LIMIT)], origin.bytes);
        self.give(id, origin, Content::Failed(failure))
    }

    /// Tells, once, that a stream breaks off.
    pub fn lost(&mut self, place: &Place, byte: u64, error: &dyn std::fmt::Display) -> Flow {
        if std::mem::replace(&mut self.broken, true) {
            return Flow::Continue(());
        }
        self.fail(place, format!("cannot be read beyond byte {byte}, what follows is lost: {error}"), b"", 0)
    }

    /// Counts a record that is no document.
    pub fn pass_over(&mut self) {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner).records += 1;
    }

    /// What the decoders did up to now, to ask later with [`is_too_dense`](Reading::is_too_dense).
    pub fn layers(&self) -> Vec<(u64, u64)> {
        self.layers.iter().map(Layer::now).collect()
    }

    /// Whether since then more came out of a decoder than may.
    pub fn is_too_dense(&self, since: &[(u64, u64)]) -> bool {
        self.layers.iter().zip(since).any(|(layer, since)| layer.exceeds(*since, self.options.max_ratio))
    }

    /// What bounds a stream.
    pub fn bounds(&self) -> Bounds {
        Bounds { most: self.options.max_member, ratio: self.options.max_ratio }
    }

    /// Reads what is in a stream. `file` is the file that it is all of.
    pub fn stream(&mut self, place: &Place, bytes: &mut Bytes<'_>, file: Option<&File>) -> Flow {
        let kind = self.kind(place, bytes);
        if place.depth > self.options.max_depth {
            let deep = format!("{} archives in each other; `--max-depth` allows more", place.depth);
            return self.fail(place, deep, b"", 0);
        }
        match kind {
            Kind::Packed(packing) => self.packed(packing, place, bytes),
            Kind::Tar => super::tar::read(self, place, bytes),
            Kind::Zip => super::zip::read(self, place, bytes, file),
            Kind::Documents(contents) => self.documents(contents, place, bytes, file),
            Kind::Foreign(what) if place.named => {
                self.fail(place, format!("{what} is not read; make it text first"), b"", 0)
            }
            Kind::Binary if place.named => self.documents(Contents::Text, place, bytes, file),
            Kind::Foreign(_) | Kind::Binary => {
                let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
                passed.files += 1;
                passed.first.get_or_insert_with(|| {
                    PathBuf::from(match &place.member {
                        Some(member) => format!("{}!/{member}", place.path),
                        None => place.path.clone(),
                    })
                });
                Flow::Continue(())
            }
        }
    }

    /// What a stream holds, by its first bytes, its name, and what was said of it.
    pub fn kind(&self, place: &Place, bytes: &mut Bytes<'_>) -> Kind {
        let kind = Kind::of(bytes.peek(), &place.name, &self.options.text_field);
        match (self.options.contents, kind) {
            (Contents::Auto, kind) => kind,
            (_, Kind::Packed(_) | Kind::Tar | Kind::Zip) => kind,
            (said, _) => Kind::Documents(said),
        }
    }

    fn documents(&mut self, contents: Contents, place: &Place, bytes: &mut Bytes<'_>, file: Option<&File>) -> Flow {
        match contents {
            Contents::Auto | Contents::Text => super::text::read(self, place, bytes),
            Contents::Jsonl | Contents::Quarantine => super::lines::read(self, place, bytes, contents, file),
            Contents::Csv => super::csv::read(self, place, bytes, None),
            Contents::Tsv => super::csv::read(self, place, bytes, Some(b'\t')),
            Contents::Warc => super::warc::read(self, place, bytes),
            Contents::Mbox => super::mail::mbox(self, place, bytes),
            Contents::Eml => super::mail::eml(self, place, bytes),
            Contents::Html => super::html::read(self, place, bytes),
            Contents::Parquet => super::columns::parquet(self, place, bytes, file),
            Contents::Arrow => super::columns::arrow(self, place, bytes),
        }
    }

    /// Reads what is in a compressed stream.
    fn packed(&mut self, packing: Packing, place: &Place, bytes: &mut Bytes<'_>) -> Flow {
        let packed = bytes.taken();
        let decoder = match unpack::decoder(packing, bytes) {
            Ok(decoder) => decoder,
            Err(e) => return self.lost(place, 0, &e),
        };
        let mut plain = Bytes::new(Bounded::new(decoder, packed.clone(), self.bounds()), None);
        self.layers.push(Layer { packed, plain: plain.taken() });
        let flow = self.stream(&place.unpacked(), &mut plain, None);
        self.layers.pop();
        flow
    }
}

/// A name without the ending of a compressed stream.
fn without_packing(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    if PACKED_TAR.iter().any(|ending| lower.ends_with(ending)) {
        let stem = name.rfind('.').map_or(name, |dot| &name[..dot]);
        return format!("{stem}.tar");
    }
    name[..Packing::of_name(&lower).1.len()].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_members_lead_nowhere_else() {
        for (name, safe) in [
            ("a/b.txt", Some("a/b.txt")),
            ("../../etc/passwd", Some("etc/passwd")),
            ("/etc/passwd", Some("etc/passwd")),
            ("a/../../b", Some("a/b")),
            ("..\\evil.txt", Some("evil.txt")),
            ("C:\\temp\\x.txt", Some("temp/x.txt")),
            ("./a//b/.", Some("a/b")),
            ("..", None),
            ("", None),
        ] {
            assert_eq!(safe_name(name).as_deref(), safe, "{name}");
        }
    }

    #[test]
    fn ids_of_members_are_below_the_name_of_the_archive() {
        let place = |id: &str| Place {
            id: id.to_owned(),
            path: String::new(),
            member: None,
            name: String::new(),
            depth: 0,
            named: true,
            followed: false,
        };
        assert_eq!(place("in/articles.tar.zst").member(b"000.txt", 1).id, "in/articles/000.txt");
        let inner = place("a.zip").member(b"b.TGZ", 1).member(b"../c.txt", 2);
        assert_eq!((inner.id.as_str(), inner.member.as_deref()), ("a/b/c.txt", Some("b.TGZ!/../c.txt")));
        assert_eq!(place("-").member(b"..", 7).id, "-/member-7");
        for (packed, inside) in [
            ("a.JSONL.GZ", "a.JSONL"),
            ("a.tgz", "a.tar"),
            ("a.txz", "a.tar"),
            ("a.txt", "a.txt"),
            ("\u{130}.bz2", "\u{130}"),
        ] {
            assert_eq!(without_packing(packed), inside);
        }
    }
}
