//! [`Proposals`]: what is proposed, with its evidence. How it comes about stands in `propose`, how it is written in `write`.

use serde::Serialize;

use super::entry::Seen;
use crate::document::Kind;

/// What was found: clusters of spellings, those in most documents first.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Proposals {
    /// Documents that were looked at.
    pub documents: u64,
    /// Names that the table had at the end.
    pub names: u64,
    /// Names that were forgotten because the table was full.
    pub evicted: u64,
    /// The most that a name had which is not in the table: so much may be missing of every count.
    pub forgotten: Seen,
    /// Clusters in too few documents or with too few mentions.
    pub rare: u64,
    /// The clusters.
    pub clusters: Vec<Cluster>,
}

/// Spellings of one name, or new spellings of an entity of the lexicon.
#[derive(Clone, Debug, Serialize)]
pub struct Cluster {
    /// Its id.
    pub entity: String,
    /// What it is, by most of its mentions.
    pub kind: Kind,
    /// Its one form.
    pub canonical: String,
    /// The id of the entity that it is a branch of, where documents say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Whether the lexicon has the entity, so that the aliases alone are new.
    pub known: bool,
    /// How often it was seen; of a known one, how often under these spellings.
    pub seen: Seen,
    /// How much of that may be missing.
    pub missing: Seen,
    /// Mentions by kind.
    pub kinds: Vec<(Kind, u32)>,
    /// The highest confidence of a mention, 0.0–1.0.
    pub confidence: f32,
    /// Its spellings, the canonical form first.
    pub aliases: Vec<Alias>,
    /// Where it stands.
    pub contexts: Vec<Context>,
    /// Names that may be spellings of it, and names that are like it and somebody else's.
    pub doubts: Vec<Doubt>,
}

/// A spelling.
#[derive(Clone, Debug, Serialize)]
pub struct Alias {
    /// The spelling.
    pub alias: String,
    /// The language that it is bound to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Flags of the lexicon.
    pub flags: Vec<&'static str>,
    /// How often this spelling was seen.
    pub seen: Seen,
    /// Why it belongs here; nothing for the canonical form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Evidence>,
}

/// Why two names are taken for one, or not.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence {
    /// The other name.
    pub to: String,
    /// How alike they are, 0.0–1.0.
    pub score: f64,
    /// What speaks for it and against it, for a person to read.
    pub reasons: Vec<String>,
}

/// A place where a name stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Context {
    /// The id of the document.
    pub document: String,
    /// The name with some text around it.
    pub text: String,
}

/// A name that was not taken into a cluster.
#[derive(Clone, Debug, Serialize)]
pub struct Doubt {
    /// The name.
    pub name: String,
    /// Whether documents, or a person, say that it is another's; else it is left open.
    pub apart: bool,
    /// How often it was seen.
    pub seen: Seen,
    /// What speaks for it and against it.
    pub evidence: Evidence,
}
