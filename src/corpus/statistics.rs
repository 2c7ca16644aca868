//! [`Statistics`]: what a run saw, in bounded memory: what `run.json` holds and the report shows.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Document;

/// What there was in the documents of a run. Parts of a run are added up with [`merge`](Statistics::merge); the order does not matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// Paragraphs in each language.
    pub languages: BTreeMap<String, u64>,
}

impl Statistics {
    /// Adds a document that took `took` to normalize.
    pub fn add(&mut self, _id: &str, document: &Document<'_>, _took: Duration) {
        for paragraph in &document.paragraphs {
            *self.languages.entry(paragraph.language.to_string()).or_default() += 1;
        }
    }

    /// Adds what another part of the run saw.
    pub fn merge(&mut self, other: Statistics) {
        for (language, paragraphs) in other.languages {
            *self.languages.entry(language).or_default() += paragraphs;
        }
    }
}
