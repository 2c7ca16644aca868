//! polynorm turns the bytes of messy multilingual documents into paragraphs whose encoding, language, script and role
//! are known, whose text is in one Unicode form, whose names are in one canonical form, and every character of which
//! can be traced to its source bytes.
//!
//! ```
//! use polynorm::{Pipeline, Role};
//!
//! let document = Pipeline::new().normalize("Talks resume in Kabul\n\nThe talks resumed on Monday, officials said.".as_bytes());
//! let title = &document.paragraphs[0];
//! assert_eq!(title.role, Role::Title);
//! assert_eq!(title.language.code(), "eng");
//! assert_eq!(title.source, 0..21);
//! ```

pub mod alignment;
#[cfg(feature = "arrow")]
pub mod arrow;
mod ascii;
mod chars;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod corpus;
pub mod document;
mod each;
pub mod encoding;
mod error;
mod fnv;
mod langdata;
pub mod language;
pub mod names;
pub mod pipeline;
pub mod report;
pub mod role;
pub mod romanize;
pub mod segment;
pub mod unicode;

pub use alignment::{Alignment, Edit, Stage};
pub use document::{Change, Document, Kind, Name, Paragraph, Role, Stream};
pub use encoding::Encoding;
pub use error::Error;
pub use language::{Language, LanguageDetector, Script};
pub use names::Lexicon;
pub use pipeline::{Pipeline, PipelineBuilder, Settings};

// The example of the README is a test too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
