//! The file given with `--config`: TOML, each setting as the option of the same name, unknown keys an error.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::corpus::{Compression, Contents, Offsets, SourceOptions, SplitBy};
use crate::names::NamesMode;
use crate::{Lexicon, Pipeline, Settings};

/// All that can stand in a config file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Config {
    /// Number of threads.
    pub threads: Option<u16>,
    /// Seconds between two lines that say how far a run is, where there is no terminal; 0 for none.
    pub log_every: Option<u64>,
    /// Files with names, beside the built-in lexicon.
    pub lexicons: Vec<PathBuf>,
    /// `[input]`
    pub input: Input,
    /// `[output]`
    pub output: Output,
    /// `[pipeline]`: the settings of the library.
    pub pipeline: Settings,
}

/// `[input]`: how documents are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Input {
    /// What the inputs hold.
    pub from: Contents,
    /// The field of a JSON line that holds the text.
    pub text_field: String,
    /// The field of a JSON line that holds its id.
    pub id_field: String,
    /// Which files in folders are read.
    pub glob: Vec<String>,
    /// Bytes that a document may have.
    pub max_document: usize,
}

impl Default for Input {
    fn default() -> Input {
        let SourceOptions { contents, max_document, globs, shard: _ } = SourceOptions::default();
        Input { from: contents, text_field: "text".to_owned(), id_field: "id".to_owned(), glob: globs, max_document }
    }
}

/// `[output]`: what is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Output {
    /// Records or plain text; told by the name of the output if it is not set.
    pub format: Option<Format>,
    /// The compression; told by the name of the output if it is not set.
    pub compress: Option<Compression>,
    /// The level of the compression.
    pub level: Option<i32>,
    /// Whether records are split into files by something that they have in common.
    pub split: Option<SplitBy>,
    /// Bytes that a file of a folder may have.
    pub split_size: Option<usize>,
    /// The unit of `span`.
    pub offsets: Offsets,
    /// Whether edits are written.
    pub edits: bool,
}

/// The format of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A record a line.
    #[default]
    Jsonl,
    /// Plain text.
    Text,
    /// A table in Parquet.
    Parquet,
    /// A table in the file format of Arrow IPC.
    Arrow,
}

impl Config {
    /// The config in a file, the defaults if there is none.
    pub fn read(path: Option<&Path>) -> Result<Config> {
        let Some(path) = path else { return Ok(Config::default()) };
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        // The message of `toml` names the key, the line, and the keys that there are.
        toml::from_str(&text).with_context(|| format!("{}: not a config that can be used", path.display()))
    }

    /// The pipeline that it describes.
    pub fn pipeline(&self) -> Result<Pipeline> {
        let mut builder = Pipeline::builder().settings(self.pipeline.clone());
        if let Some(file) = self.lexicons.iter().find(|file| !file.exists()) {
            bail!("{}: no file of names, and no mode: rewrite, full, annotate, off", file.display());
        }
        if self.pipeline.names == NamesMode::Off {
            // Nobody will ask the built-in lexicon, and to read it takes longer than most documents.
            builder = builder.lexicon(Lexicon::default());
        } else if let Some((first, more)) = self.lexicons.split_first() {
            let lexicon = Lexicon::builtin().with_file(first)?;
            builder = builder.lexicon(more.iter().try_fold(lexicon, |lexicon, file| lexicon.with_file(file))?);
        }
        Ok(builder.build()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_written_and_read_again() {
        let text = toml::to_string(&Config::default()).unwrap();
        assert_eq!(toml::from_str::<Config>(&text).unwrap(), Config::default(), "{text}");
    }

    #[test]
    fn an_unknown_key_is_named() {
        for (text, key) in [
            ("thread = 1", "thread"),
            ("[input]\ntext_field = \"x\"", "text_field"),
            ("[pipeline]\ntreshold = 0.5", "treshold"),
            ("[pipeline.unicode]\nfrom = \"nfc\"", "from"),
        ] {
            let error = toml::from_str::<Config>(text).unwrap_err().to_string();
            assert!(error.contains(&format!("unknown field `{key}`")), "{error}");
        }
    }
}
