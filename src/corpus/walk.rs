//! The files under the inputs given, one after the other in a fixed order; no file is opened here.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use ignore::overrides::{Override, OverrideBuilder};

use super::source::Contents;
use crate::Error;

/// A file that is to be read.
#[derive(Debug)]
pub struct Found {
    /// Where it is; `-` is standard input.
    pub path: PathBuf,
    /// Its path relative to the input given, `/` between the parts; the name of the file where it was given itself.
    pub id: String,
    /// Its size in bytes (0 for standard input), or why it cannot be read.
    pub bytes: io::Result<u64>,
}

/// Walks files and folders: what is given in its order, what stands in a folder sorted by name, depth first.
///
/// In a folder it takes the files whose name ends in `.txt`, `.text`, `.jsonl`, `.ndjson`, each also with `.gz` or
/// `.zst`, and those without an ending; or, where there are globs, the files that match one. It goes past hidden
/// files and what is no file, follows links to files and never links to folders. What is given by name is always read.
#[derive(Debug)]
pub struct Walk {
    inputs: std::vec::IntoIter<PathBuf>,
    root: PathBuf,
    folders: Vec<std::vec::IntoIter<PathBuf>>,
    globs: Override,
    passed_over: u64,
    passed_first: Option<PathBuf>,
}

impl Walk {
    /// A walk over `inputs`; `globs` as in `.gitignore`, a `!` before one leaves files out.
    ///
    /// # Errors
    /// [`Error::is_io`] if an input does not exist, [`Error::is_config`] if a glob is malformed.
    pub fn new(inputs: Vec<PathBuf>, globs: &[String]) -> Result<Walk, Error> {
        for input in inputs.iter().filter(|input| input.as_os_str() != "-") {
            std::fs::metadata(input).map_err(|e| Error::io(input.display().to_string(), e))?;
        }
        let mut builder = OverrideBuilder::new("");
        for glob in globs {
            builder.add(glob).map_err(|e| Error::config(format!("glob {glob:?}: {e}")))?;
        }
        let globs = builder.build().map_err(|e| Error::config(e.to_string()))?;
        Ok(Walk {
            inputs: inputs.into_iter(),
            root: PathBuf::new(),
            folders: Vec::new(),
            globs,
            passed_over: 0,
            passed_first: None,
        })
    }

    /// How many files in folders were passed over so far, and the first of them.
    pub fn passed_over(&self) -> (u64, Option<&Path>) {
        (self.passed_over, self.passed_first.as_deref())
    }

    fn pass_over(&mut self, path: PathBuf) {
        self.passed_over += 1;
        self.passed_first.get_or_insert(path);
    }

    fn id(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        let relative =
            if relative.as_os_str().is_empty() { path.file_name().map(Path::new).unwrap_or(path) } else { relative };
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        parts.join("/")
    }

    fn enter(&mut self, folder: &Path) -> io::Result<()> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            entries.push(entry?.path());
        }
        entries.sort_unstable();
        self.folders.push(entries.into_iter());
        Ok(())
    }

    fn wanted(&self, path: &Path) -> bool {
        if self.globs.is_empty() {
            let name = path.file_name().map(OsString::from).unwrap_or_default();
            return Contents::in_folder(&name.to_string_lossy());
        }
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        self.globs.matched(relative, false).is_whitelist()
            || (self.globs.num_whitelists() == 0 && !self.globs.matched(relative, false).is_ignore())
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            let Some(entries) = self.folders.last_mut() else {
                let input = self.inputs.next()?;
                self.root.clone_from(&input);
                if input.as_os_str() == "-" {
                    return Some(Found { path: input, id: "-".to_owned(), bytes: Ok(0) });
                }
                let metadata = std::fs::metadata(&input);
                if metadata.as_ref().is_ok_and(std::fs::Metadata::is_dir) {
                    match self.enter(&input) {
                        Ok(()) => continue,
                        Err(e) => return Some(Found { id: self.id(&input), path: input, bytes: Err(e) }),
                    }
                }
                return Some(Found { id: self.id(&input), path: input, bytes: metadata.map(|m| m.len()) });
            };
            let Some(path) = entries.next() else {
                self.folders.pop();
                continue;
            };
            if path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")) {
                continue;
            }
            let kind = match std::fs::symlink_metadata(&path) {
                Ok(metadata) => metadata.file_type(),
                Err(e) => return Some(Found { id: self.id(&path), path, bytes: Err(e) }),
            };
            if kind.is_dir() {
                match self.enter(&path) {
                    Ok(()) => continue,
                    Err(e) => return Some(Found { id: self.id(&path), path, bytes: Err(e) }),
                }
            }
            if !self.wanted(&path) {
                self.pass_over(path);
                continue;
            }
            match std::fs::metadata(&path) {
                Ok(metadata) if metadata.is_file() => {
                    return Some(Found { id: self.id(&path), path, bytes: Ok(metadata.len()) });
                }
                Ok(_) => self.pass_over(path),
                Err(e) => return Some(Found { id: self.id(&path), path, bytes: Err(e) }),
            }
        }
    }
}
