//! The file of settings: TOML, each setting as the option of the same name, unknown keys an error.

mod template;

pub use template::nearest;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::corpus::{Compression, Offsets, SourceOptions, SplitBy, size};
use crate::{Pipeline, Settings, Stream};

/// All that can stand in a config file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Config {
    /// Number of threads.
    pub threads: Option<u16>,
    /// Seconds between two lines that say how far a run is, where there is no terminal; 0 for none.
    pub log_every: Option<u64>,
    /// Whether nothing but errors is said.
    pub quiet: bool,
    /// What is read, where nothing is given.
    pub inputs: Vec<PathBuf>,
    /// Files with names, beside the built-in lexicon.
    pub lexicons: Vec<PathBuf>,
    /// `[input]`: how documents are read.
    pub input: SourceOptions,
    /// `[output]`
    pub output: Output,
    /// `[pipeline]`: the settings of the library.
    pub pipeline: Settings,
}

/// `[output]`: what is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Output {
    /// Where to write, where it is not given.
    pub path: Option<PathBuf>,
    /// Where documents that fail are written, where it is not given.
    pub quarantine: Option<PathBuf>,
    /// Records or plain text; told by the name of the output if it is not set.
    pub format: Option<Format>,
    /// The compression; told by the name of the output if it is not set.
    pub compress: Option<Compression>,
    /// The level of the compression.
    pub level: Option<i32>,
    /// Whether records are split into files by something that they have in common.
    pub split: Option<SplitBy>,
    /// Bytes that a file of a folder may have.
    #[serde(deserialize_with = "size::optional")]
    pub split_size: Option<u64>,
    /// The unit of `span`.
    pub offsets: Offsets,
    /// Whether edits are written.
    pub edits: bool,
    /// The streams that are written; all where it is empty, of plain text without files the body.
    pub streams: Vec<Stream>,
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

impl Format {
    /// Its name in options, and the ending of its files.
    pub fn name(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Text => "text",
            Format::Parquet => "parquet",
            Format::Arrow => "arrow",
        }
    }
}

/// Where a file of settings is looked for when none is given.
const FILE: &str = "polynorm.toml";

/// `--config`, of the verbs that take settings from a file.
#[derive(clap::Args)]
pub struct ConfigFile {
    /// Settings from a TOML file; options given here go before it [default: polynorm.toml, if it is there]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Read no file of settings
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
}

impl ConfigFile {
    /// The config in the file, the defaults if there is none.
    pub fn read(&self, quiet: bool) -> Result<Config> {
        match &self.config {
            Some(path) => Config::read(path),
            None if !self.no_config && Path::new(FILE).is_file() => {
                if !quiet {
                    anstream::eprintln!("settings from {FILE}");
                }
                Config::read(Path::new(FILE))
            }
            None => Ok(Config::default()),
        }
    }
}

impl Config {
    fn read(path: &Path) -> Result<Config> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Config::parse(&text).with_context(|| format!("{}: not a config that can be used", path.display()))
    }

    fn parse(text: &str) -> Result<Config> {
        // The message of `toml` names the key, the line, and the keys that there are.
        toml::from_str(text).map_err(|error| match template::meant(error.message()) {
            Some(meant) => anyhow::anyhow!("{}{meant}", error.to_string().trim_end()),
            None => error.into(),
        })
    }

    /// The config as a file that reads as this one, with comments.
    pub fn to_toml(&self) -> Result<String> {
        Ok(template::filled(&toml::Table::try_from(self)?))
    }

    /// The pipeline that it describes.
    pub fn pipeline(&self) -> Result<Pipeline> {
        if let Some(file) = self.lexicons.iter().find(|file| !file.exists()) {
            bail!("{}: no file of names, and no mode: rewrite, full, annotate, off", file.display());
        }
        Ok(Pipeline::builder().settings(self.pipeline.clone()).lexicons(&self.lexicons).build()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_written_and_read_again() {
        let text = Config::default().to_toml().unwrap();
        assert_eq!(Config::parse(&text).unwrap(), Config::default(), "{text}");
    }

    #[test]
    fn what_is_set_is_written_and_read_again() {
        let set = "threads = 3\nlexicons = [\"a.tsv\"]\ninputs = [\"corpus\"]\n[input]\nglob = [\"*.html\"]\n[output]\nedits = true\n\
                   [pipeline]\nmodel = \"m.bin\"\nlanguages = \"eng,fra=2\"\n[pipeline.unicode.folds]\nquotes = true\ndashes = false\n";
        let config = Config::parse(set).unwrap();
        let text = config.to_toml().unwrap();
        assert_eq!(Config::parse(&text).unwrap(), config, "{text}");
    }

    #[test]
    fn sizes_are_numbers_or_texts() {
        let set = "[input]\ncut = \"2M\"\nmax-document = 5000\nmax-member = \"3G\"\n[output]\nsplit-size = \"64K\"";
        let Config { input, output, .. } = Config::parse(set).unwrap();
        assert_eq!((input.cut, input.max_document, input.max_member), (2 << 20, 5000, 3 << 30));
        assert_eq!(output.split_size, Some(65536));
        let error = Config::parse("[input]\nmax-held = \"much\"").unwrap_err().to_string();
        assert!(error.contains("max-held") && error.contains("K, M or G"), "{error}");
    }

    #[test]
    fn the_template_has_every_key() {
        let table = toml::Table::try_from(Config::default()).unwrap();
        for section in ["", "input", "output", "pipeline", "pipeline.unicode"] {
            let header = if section.is_empty() { String::new() } else { format!("[{section}]\n") };
            // What serde expects beside a key that there is not.
            let error = toml::from_str::<Config>(&format!("{header}there-is-none = 1")).unwrap_err();
            let expected: Vec<_> = error.message().split('`').skip(3).step_by(2).collect();
            assert!(expected.len() > 2, "{error}");
            for key in expected {
                let is_table = table.get(key).is_some_and(toml::Value::is_table) || matches!(key, "unicode" | "folds");
                assert!(is_table || template::keys().any(|k| k == (section, key)), "[{section}] {key}");
            }
        }
    }

    #[test]
    fn an_unknown_key_is_named_and_the_meant_one_suggested() {
        for (text, key, meant) in [
            ("thread = 1", "thread", "did you mean `threads`?"),
            ("[input]\ntext_field = \"x\"", "text_field", "did you mean `text-field`?"),
            ("[pipeline]\ntreshold = 0.5", "treshold", "did you mean `threshold`?"),
            ("form = \"nfd\"", "form", "`form` stands in [pipeline.unicode]"),
            ("[output]\nthreads = 2", "threads", "`threads` stands above all sections"),
            ("[pipeline.unicode]\nfrom = \"nfc\"", "from", "`from` stands in [input]"),
        ] {
            let error = Config::parse(text).unwrap_err().to_string();
            assert!(error.contains(&format!("unknown field `{key}`")), "{error}");
            assert!(error.contains(meant), "{error}");
        }
        let error = Config::parse("zzz = 1").unwrap_err().to_string();
        assert!(error.contains("unknown field `zzz`") && !error.contains("did you mean"), "{error}");
    }
}
