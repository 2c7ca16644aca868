//! The options of the stages, which `normalize` and `inspect` share.

use super::config::Config;
use super::options::{from_word, set, word};
use crate::encoding::RepairMode;
use crate::names::NamesMode;
use crate::segment::Paragraphs;
use crate::unicode::Form;

/// What the stages do.
#[derive(clap::Args)]
#[command(next_help_heading = "Stages")]
pub struct Stages {
    /// How lines make paragraphs: decided per document, each line, or lines up to a blank line [default: auto]
    #[arg(long, value_name = "HOW", value_parser = word::<Paragraphs>(&["auto", "line", "block"]))]
    paragraphs: Option<Paragraphs>,
    /// The Unicode normalization form [default: nfc]
    #[arg(long, value_parser = word::<Form>(&["nfc", "nfd", "nfkc", "nfkd", "none"]))]
    form: Option<Form>,
    /// The repair of mojibake: what cannot be meant, also what is unlikely to be meant, or nothing [default: on]
    #[arg(long, value_name = "MODE", value_parser = word::<RepairMode>(&["on", "bold", "off"]))]
    mojibake: Option<RepairMode>,
    /// What is done with names: `rewrite` (the canonical form, as much of it as the text has), `full` (the whole
    /// canonical form), `annotate` (list them, leave the text), `off` [default: rewrite]; or a file with more names,
    /// which can be given several times
    #[arg(long, value_name = "MODE|FILE")]
    names: Vec<String>,
}

impl Stages {
    /// Writes what was given over what the config says.
    pub fn apply(&self, config: &mut Config) {
        let pipeline = &mut config.pipeline;
        set(&mut pipeline.paragraphs, self.paragraphs);
        set(&mut pipeline.unicode.form, self.form);
        set(&mut pipeline.mojibake, self.mojibake);
        for names in &self.names {
            match from_word::<NamesMode>(names) {
                Ok(mode) => pipeline.names = mode,
                Err(_) => config.lexicons.push(names.into()),
            }
        }
    }
}
