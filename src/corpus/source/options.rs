//! [`SourceOptions`]: how documents are read; the section `[input]` of a file of settings.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::kind::Contents;
use super::position::Shard;
use crate::corpus::size;

/// How documents are read.
///
/// ```
/// use polynorm::corpus::{Contents, SourceOptions};
///
/// let options: SourceOptions = toml::from_str("from = 'csv'\ntext-field = 'body'\nmax-document = '16M'")?;
/// assert_eq!((options.contents, options.max_document), (Contents::Csv, 16 << 20));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct SourceOptions {
    /// What the documents stand in, where their first bytes and names shall not tell; what is compressed or an archive is
    /// told by its first bytes all the same.
    #[serde(rename = "from")]
    pub contents: Contents,
    /// The column of a table that holds the text. (Of JSON lines see [`Item::open`](super::Item::open).)
    pub text_field: String,
    /// The column of a table that holds the id.
    pub id_field: String,
    /// A list of files that are read behind the inputs, a path a line or, where there is one, with NUL between them; `-` is
    /// standard input. A file in it that does not exist is quarantined.
    pub files_from: Option<PathBuf>,
    /// In folders only files that match one are read; as in `.gitignore`, a `!` before one leaves files out.
    #[serde(rename = "glob")]
    pub globs: Vec<String>,
    /// Files with patterns of what is left out of folders, as in `.gitignore`.
    #[serde(rename = "ignore-file")]
    pub ignore_files: Vec<PathBuf>,
    /// Whether files and folders in folders whose names begin with a dot are read.
    pub hidden: bool,
    /// Bytes of a text beyond which it comes in parts.
    #[serde(deserialize_with = "size::deserialize")]
    pub cut: usize,
    /// Bytes that a document may have that cannot be cut while it is read: a line, a cell, a mail; larger ones are quarantined.
    #[serde(deserialize_with = "size::deserialize")]
    pub max_document: usize,
    /// Bytes that a member of an archive or a compressed file may unpack to.
    #[serde(deserialize_with = "size::deserialize")]
    pub max_member: u64,
    /// How many times its size a document may unpack to, if that is more than 3 MiB; a stream of documents, if it is more
    /// than 1 GiB.
    pub max_ratio: u64,
    /// Archives and compressed files in each other.
    pub max_depth: usize,
    /// Bytes that may be held of a file that cannot be read as a stream, where it stands in another (ZIP, Parquet), and of a
    /// batch of Arrow IPC.
    #[serde(deserialize_with = "size::deserialize")]
    pub max_held: usize,
    /// The share to read; no setting, because each process of a run has its own.
    #[serde(skip)]
    pub shard: Option<Shard>,
}

impl Default for SourceOptions {
    fn default() -> SourceOptions {
        SourceOptions {
            contents: Contents::Auto,
            text_field: "text".to_owned(),
            id_field: "id".to_owned(),
            files_from: None,
            globs: Vec::new(),
            ignore_files: Vec::new(),
            hidden: false,
            cut: 4 << 20,
            max_document: 64 << 20,
            max_member: 1 << 40,
            max_ratio: 250,
            max_depth: 8,
            max_held: 256 << 20,
            shard: None,
        }
    }
}
