//! A document as plain text: a file for each of its streams, `NAME.STREAM.LANGUAGE.txt`.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::partial::{at, sync_folder, sync_folder_of, with_suffix};
use crate::document::Streams;
use crate::language::Language;
use crate::{Document, Error, Stream};

/// One stream of a document.
#[derive(Debug, PartialEq, Eq)]
pub struct TextFile {
    /// Its path in the folder, without [`ending`](TextFile::ending); never out of the folder.
    pub name: String,
    /// `.STREAM.LANGUAGE.txt`.
    pub ending: String,
    /// The text, UTF-8: paragraphs with a blank line between them; compressed, if that was asked for.
    pub text: Vec<u8>,
}

/// The paragraphs of some streams with a blank line between them, and the language of most of their text.
pub(crate) fn stream_text(document: &Document<'_>, streams: Streams) -> Option<(String, Language)> {
    let (mut text, mut languages) = (String::new(), BTreeMap::new());
    for paragraph in document.paragraphs.iter().filter(|p| streams.contains(p.role.stream())) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(paragraph.text());
        text.push('\n');
        *languages.entry((!paragraph.language.is_und(), paragraph.language)).or_insert(0) += paragraph.text().len();
    }
    // Those that are known come before `und`, however short.
    let most = languages.into_iter().max_by_key(|&((known, _), bytes)| (known, bytes))?;
    Some((text, most.0.1))
}

/// The files of a document, of these streams.
pub(crate) fn files(id: &str, document: &Document<'_>, streams: Streams) -> Vec<TextFile> {
    let name = safe_name(id);
    let streams = Stream::ALL.into_iter().filter(|&stream| streams.contains(stream)).filter_map(|stream| {
        let (text, language) = stream_text(document, stream.into())?;
        Some(TextFile { name: name.clone(), ending: format!(".{stream}.{language}.txt"), text: text.into_bytes() })
    });
    streams.collect()
}

/// The id as a relative path that stays in its folder: no empty, `.` or `..` part, nothing that a file system or a
/// terminal takes amiss, and without the ending `.txt`.
fn safe_name(id: &str) -> String {
    let parts = id.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let mut parts: Vec<String> = parts
        .map(|part| {
            let clean =
                |c: char| if c.is_control() || matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c };
            let mut part: String = part.chars().map(clean).collect();
            // 255 bytes is the limit of most file systems; the ending and a number have to fit.
            while part.len() > 200 {
                part.pop();
            }
            // The names that a run in progress uses itself.
            if part.starts_with(NEW) {
                part.replace_range(..1, "_");
            }
            part
        })
        .collect();
    let folders = parts.len().saturating_sub(1);
    for folder in &mut parts[..folders] {
        // What ends so is a file.
        if [".txt", ".txt.gz", ".txt.zst"].iter().any(|ending| folder.ends_with(ending)) {
            folder.push('_');
        }
    }
    if let Some(last) = parts.last_mut() {
        for ending in [".txt", ".text"] {
            if last.len() > ending.len() && last.to_lowercase().ends_with(ending) {
                last.truncate(last.len() - ending.len());
                break;
            }
        }
    }
    if parts.is_empty() { "document".to_owned() } else { parts.join("/") }
}

/// What a folder of texts holds at a checkpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMark {
    /// Number of the checkpoint.
    pub checkpoint: u64,
    /// Texts.
    pub files: u64,
    /// Bytes in them.
    pub bytes: u64,
}

/// A folder of texts, `FOLDER.partial` until the run is over.
///
/// What is new since the last checkpoint stands in `FOLDER.partial/.new-N` and is moved when checkpoint `N` stands in
/// the journal: so a run that goes on from there knows which names were taken then, without a list of them in memory.
#[derive(Debug)]
pub(super) struct TextFolder {
    partial: PathBuf,
    mark: TextMark,
}

impl TextFolder {
    /// A new folder under `path`, or the one that a run left, brought back to `mark`.
    pub fn open(path: &Path, mark: Option<TextMark>) -> Result<TextFolder, Error> {
        let partial = with_suffix(path, ".partial");
        if mark.is_none() && partial.exists() {
            fs::remove_dir_all(&partial).map_err(at(&partial))?;
        }
        let folder = TextFolder { partial, mark: mark.unwrap_or_default() };
        fs::create_dir_all(&folder.partial).map_err(at(&folder.partial))?;
        folder.settle()?;
        for entry in fs::read_dir(&folder.partial).map_err(at(&folder.partial))? {
            let entry = entry.map_err(at(&folder.partial))?;
            if entry.file_name().as_encoded_bytes().starts_with(NEW.as_bytes()) {
                fs::remove_dir_all(entry.path()).map_err(at(&entry.path()))?;
            }
        }
        Ok(folder)
    }

    fn new_ones(&self, checkpoint: u64) -> PathBuf {
        self.partial.join(format!("{NEW}{checkpoint}"))
    }

    /// Moves what the last checkpoint is about to its place.
    fn settle(&self) -> Result<(), Error> {
        let new = self.new_ones(self.mark.checkpoint);
        if new.exists() { move_all(&new, &self.partial) } else { Ok(()) }
    }

    /// Writes a file; where the name is taken by another document, as `NAME~2` and so on.
    pub fn write(&mut self, file: &TextFile) -> Result<(), Error> {
        let new = self.new_ones(self.mark.checkpoint + 1);
        let mut number = 1u64;
        loop {
            let again = if number == 1 { String::new() } else { format!("~{number}") };
            let name = format!("{}{again}{}", file.name, file.ending);
            number += 1;
            if self.partial.join(&name).symlink_metadata().is_ok() {
                continue;
            }
            let path = new.join(name);
            match create_new(&path) {
                Ok(mut new) => {
                    self.mark.files += 1;
                    self.mark.bytes += file.text.len() as u64;
                    return new.write_all(&file.text).map_err(at(&path));
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(at(&path)(e)),
            }
        }
    }

    /// Makes what is new last; to be followed by [`settled`](TextFolder::settled) when it stands in the journal.
    pub fn sync(&mut self) -> Result<TextMark, Error> {
        self.mark.checkpoint += 1;
        let new = self.new_ones(self.mark.checkpoint);
        if new.exists() {
            sync_all(&new).map_err(at(&new))?;
        }
        sync_folder(&self.partial);
        Ok(self.mark)
    }

    /// The checkpoint stands in the journal.
    pub fn settled(&mut self) -> Result<(), Error> {
        self.settle()
    }

    pub fn mark(&self) -> TextMark {
        self.mark
    }
}

const NEW: &str = ".new-";

fn create_new(path: &Path) -> io::Result<File> {
    let open = || OpenOptions::new().write(true).create_new(true).open(path);
    match open() {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            open()
        }
        opened => opened,
    }
}

/// Makes all files under a folder last. One by one many small ones would take longer than to write them.
#[cfg(target_os = "linux")]
fn sync_all(folder: &Path) -> io::Result<()> {
    match rustix::fs::syncfs(File::open(folder)?) {
        Err(rustix::io::Errno::NOSYS | rustix::io::Errno::INVAL) => sync_tree(folder),
        synced => Ok(synced?),
    }
}

#[cfg(not(target_os = "linux"))]
use sync_tree as sync_all;

fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        } else {
            File::open(entry.path())?.sync_data()?;
        }
    }
    sync_folder(folder);
    Ok(())
}

/// Moves all files from a folder into another, over those of the same names, and removes it.
pub(super) fn move_all(from: &Path, to: &Path) -> Result<(), Error> {
    move_into(from, to).and_then(|()| fs::remove_dir_all(from)).map_err(at(to))?;
    sync_folder_of(to);
    Ok(())
}

fn move_into(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            move_into(&entry.path(), &target)?;
        } else {
            fs::rename(entry.path(), target)?;
        }
    }
    sync_folder(to);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_folder() {
        for (id, name) in [
            ("a/b.txt", "a/b"),
            ("../../evil.txt", "evil"),
            ("/etc/passwd", "etc/passwd"),
            ("..\\evil", "evil"),
            ("https://site.example/x?y", "https_/site.example/x_y"),
            ("tab\tnew\nline", "tab_new_line"),
            ("..", "document"),
            ("", "document"),
            (".txt", ".txt"),
            ("a.body.eng.txt/b.txt", "a.body.eng.txt_/b"),
            (".new-7/b.txt", "_new-7/b"),
        ] {
            assert_eq!(safe_name(id), name, "{id:?}");
        }
        assert_eq!(safe_name(&"\u{4E2D}".repeat(100)).len(), 198);
    }
}
