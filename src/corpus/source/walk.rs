//! The files under the inputs given, one after the other in a fixed order; no file is opened here.

use std::io;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::overrides::{Override, OverrideBuilder};

use super::{SourceOptions, list};
use crate::Error;

/// A file with patterns of what is to be left out of a folder, as `.gitignore` has them.
const IGNORE_FILE: &str = ".polynormignore";

/// A file that is to be read.
#[derive(Debug)]
pub struct Found {
    /// Where it is; `-` is standard input.
    pub path: PathBuf,
    /// Its path relative to the input given, `/` between the parts; the name of the file where it was given itself; of one in
    /// a list, the path as it stands there.
    pub id: String,
    /// Its size in bytes (0 for standard input), or why it cannot be read.
    pub bytes: io::Result<u64>,
    /// Whether it was given by name or matches a glob; what only stands in a folder is passed over where it is no text and
    /// no format that is read.
    pub named: bool,
}

/// Walks files and folders: what is given in its order, what stands in a folder sorted by name, depth first.
///
/// In a folder it takes all files, or, where there are globs, those that match one. It leaves out hidden files, what
/// `.polynormignore` files say, and what is no file; it follows links to files and never links to folders. What is given
/// by name is always read.
#[derive(Debug)]
pub struct Walk {
    inputs: std::vec::IntoIter<(PathBuf, bool)>,
    root: PathBuf,
    folders: Vec<Folder>,
    globs: Override,
    ignored: Vec<Gitignore>,
    hidden: bool,
}

/// A folder that is being walked.
#[derive(Debug)]
struct Folder {
    entries: std::vec::IntoIter<PathBuf>,
    /// What it says is to be left out.
    ignored: Option<Gitignore>,
}

impl Walk {
    /// A walk over `inputs`, and over the files of a list.
    ///
    /// # Errors
    /// [`Error::is_io`] if an input, the list or a file of patterns does not exist, [`Error::is_config`] if a pattern is
    /// malformed, or standard input both the list and one of the files.
    pub fn new(inputs: Vec<PathBuf>, options: &SourceOptions) -> Result<Walk, Error> {
        let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
        let listed = options.files_from.as_deref().map(list::read).transpose()?.unwrap_or_default();
        if options.files_from.as_ref().is_some_and(is_stdin) && inputs.iter().chain(&listed).any(is_stdin) {
            return Err(Error::config("standard input cannot be the list of files and one of them"));
        }
        for input in inputs.iter().filter(|input| !is_stdin(input)) {
            std::fs::metadata(input).map_err(|e| Error::io(input.display().to_string(), e))?;
        }
        let mut builder = OverrideBuilder::new("");
        for glob in &options.globs {
            builder.add(glob).map_err(|e| Error::config(format!("glob {glob:?}: {e}")))?;
        }
        let globs = builder.build().map_err(|e| Error::config(e.to_string()))?;
        let ignored = options.ignore_files.iter().map(|file| patterns(Path::new(""), file));
        let ignored = ignored.collect::<Result<Vec<_>, Error>>()?;
        let listed = listed.into_iter().map(|path| (path, true));
        let inputs: Vec<_> = inputs.into_iter().map(|path| (path, false)).chain(listed).collect();
        let inputs = inputs.into_iter();
        Ok(Walk { inputs, root: PathBuf::new(), folders: Vec::new(), globs, ignored, hidden: options.hidden })
    }

    /// A walk over nothing.
    pub(super) fn nothing() -> Walk {
        Walk {
            inputs: Vec::new().into_iter(),
            root: PathBuf::new(),
            folders: Vec::new(),
            globs: Override::empty(),
            ignored: Vec::new(),
            hidden: false,
        }
    }

    fn id(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        let relative =
            if relative.as_os_str().is_empty() { path.file_name().map(Path::new).unwrap_or(path) } else { relative };
        joined(relative)
    }

    fn enter(&mut self, folder: &Path) -> io::Result<()> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            entries.push(entry?.path());
        }
        entries.sort_unstable();
        let own = folder.join(IGNORE_FILE);
        let ignored = match own.is_file() {
            true => {
                Some(patterns(folder, &own).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e.to_string()))?)
            }
            false => None,
        };
        self.folders.push(Folder { entries: entries.into_iter(), ignored });
        Ok(())
    }

    /// Whether a rule leaves it out; the rule nearest to it decides.
    fn is_left_out(&self, path: &Path, is_folder: bool) -> bool {
        let near = self.folders.iter().rev().filter_map(|folder| folder.ignored.as_ref());
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        let near = near.map(|rules| rules.matched(path, is_folder));
        let given = self.ignored.iter().map(|rules| rules.matched(relative, is_folder));
        let first = near.chain(given).find(|found| !found.is_none());
        first.is_some_and(|found| found.is_ignore())
    }

    /// Whether globs want it.
    fn wanted(&self, path: &Path) -> bool {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        let found = self.globs.matched(relative, false);
        found.is_whitelist() || (self.globs.num_whitelists() == 0 && !found.is_ignore())
    }
}

/// The patterns in a file, for what stands in a folder.
fn patterns(folder: &Path, file: &Path) -> Result<Gitignore, Error> {
    std::fs::metadata(file).map_err(|e| Error::io(file.display().to_string(), e))?;
    let mut builder = GitignoreBuilder::new(folder);
    let wrong = |e: ignore::Error| Error::config(format!("{}: {e}", file.display()));
    if let Some(e) = builder.add(file) {
        return Err(wrong(e));
    }
    builder.build().map_err(wrong)
}

/// A path with `/` between its parts, without a root.
fn joined(path: &Path) -> String {
    let parts = path.components().filter(|part| matches!(part, std::path::Component::Normal(_)));
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            let Some(folder) = self.folders.last_mut() else {
                let (input, is_listed) = self.inputs.next()?;
                self.root.clone_from(&input);
                if input.as_os_str() == "-" {
                    return Some(Found { path: input, id: "-".to_owned(), bytes: Ok(0), named: true });
                }
                let id = if is_listed { joined(&input) } else { self.id(&input) };
                let metadata = std::fs::metadata(&input);
                if metadata.as_ref().is_ok_and(std::fs::Metadata::is_dir) {
                    match self.enter(&input) {
                        Ok(()) => continue,
                        Err(e) => return Some(Found { id, path: input, bytes: Err(e), named: true }),
                    }
                }
                return Some(Found { id, path: input, bytes: metadata.map(|m| m.len()), named: true });
            };
            let Some(path) = folder.entries.next() else {
                self.folders.pop();
                continue;
            };
            let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            if is_hidden && (!self.hidden || path.file_name().is_some_and(|name| name == IGNORE_FILE)) {
                continue;
            }
            let unreadable = |id: String, path: PathBuf, e| Some(Found { id, path, bytes: Err(e), named: true });
            let kind = match std::fs::symlink_metadata(&path) {
                Ok(metadata) => metadata.file_type(),
                Err(e) => return unreadable(self.id(&path), path, e),
            };
            if self.is_left_out(&path, kind.is_dir()) {
                continue;
            }
            if kind.is_dir() {
                match self.enter(&path) {
                    Ok(()) => continue,
                    Err(e) => return unreadable(self.id(&path), path, e),
                }
            }
            if !self.wanted(&path) {
                continue;
            }
            match std::fs::metadata(&path) {
                Ok(metadata) if metadata.is_file() => {
                    let named = self.globs.num_whitelists() > 0;
                    return Some(Found { id: self.id(&path), path, bytes: Ok(metadata.len()), named });
                }
                Ok(_) => {}
                Err(e) => return unreadable(self.id(&path), path, e),
            }
        }
    }
}
