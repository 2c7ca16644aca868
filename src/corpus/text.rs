//! A document as plain text: a file for each of its streams, `NAME.STREAM.LANGUAGE.txt`.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::sink::with_suffix;
use crate::language::Language;
use crate::{Document, Error, Stream};

/// One stream of a document.
#[derive(Debug, PartialEq, Eq)]
pub struct TextFile {
    /// Its path in the folder, without [`ending`](TextFile::ending); never out of the folder.
    pub name: String,
    /// `.STREAM.LANGUAGE.txt`.
    pub ending: String,
    /// The text: paragraphs with a blank line between them.
    pub text: String,
}

/// The paragraphs of a stream with a blank line between them, and the language of most of their text.
pub(super) fn stream_text(document: &Document<'_>, stream: Stream) -> Option<(String, Language)> {
    let (mut text, mut languages) = (String::new(), BTreeMap::new());
    for paragraph in document.paragraphs.iter().filter(|p| p.role.stream() == stream) {
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

/// The files of a document.
pub(super) fn files(id: &str, document: &Document<'_>) -> Vec<TextFile> {
    let name = safe_name(id);
    let streams = Stream::ALL.into_iter().filter_map(|stream| {
        let (text, language) = stream_text(document, stream)?;
        Some(TextFile { name: name.clone(), ending: format!(".{stream}.{language}.txt"), text })
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
            part
        })
        .collect();
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

/// A folder of texts; new ones stand in `FOLDER.partial` until the run is over.
#[derive(Debug)]
pub(super) struct TextFolder {
    path: PathBuf,
    partial: PathBuf,
}

impl TextFolder {
    pub fn new(path: PathBuf) -> Result<TextFolder, Error> {
        let partial = with_suffix(&path, ".partial");
        if partial.exists() {
            // What an interrupted run left.
            fs::remove_dir_all(&partial).map_err(|e| Error::io(partial.display().to_string(), e))?;
        }
        fs::create_dir_all(&partial).map_err(|e| Error::io(partial.display().to_string(), e))?;
        Ok(TextFolder { path, partial })
    }

    /// Writes a file; where the name is taken by another document, as `NAME~2` and so on.
    pub fn write(&self, file: &TextFile) -> Result<(), Error> {
        let mut number = 1u64;
        loop {
            let again = if number == 1 { String::new() } else { format!("~{number}") };
            let path = self.partial.join(format!("{}{again}{}", file.name, file.ending));
            match create_new(&path) {
                Ok(mut new) => {
                    let written = new.write_all(file.text.as_bytes());
                    return written.map_err(|e| Error::io(path.display().to_string(), e));
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(e) => return Err(Error::io(path.display().to_string(), e)),
            }
        }
    }

    /// Gives the folder its name; where it exists the new files go into it, over old ones of the same names.
    pub fn finish(&self) -> Result<(), Error> {
        let moved = if self.path.exists() {
            move_into(&self.partial, &self.path).and_then(|()| fs::remove_dir_all(&self.partial))
        } else {
            fs::rename(&self.partial, &self.path)
        };
        moved.map_err(|e| Error::io(self.path.display().to_string(), e))
    }
}

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
        ] {
            assert_eq!(safe_name(id), name, "{id:?}");
        }
        assert_eq!(safe_name(&"\u{4E2D}".repeat(100)).len(), 198);
    }
}
