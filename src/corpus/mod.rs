//! Many documents: where they are read ([`Source`]), the parallel run over them ([`run()`]), what is written
//! ([`Record`], [`Sink`]), and what failed ([`quarantine`]).
//!
//! ```text
//! walk ─▶ read ─▶ Source ─▶ blocks ─▶ workers: json, Pipeline, record ─▶ Sink
//!                                                                    └▶ quarantine
//! ```

mod json;
mod parallel;
pub mod quarantine;
mod read;
mod ready;
pub mod record;
mod run;
mod sink;
mod source;
pub mod statistics;
mod text;
mod walk;

pub use parallel::{Budget, ordered};
pub use quarantine::{Failure, RAW_LIMIT};
pub use ready::{Failed, Ready};
pub use record::{Offsets, Record, RecordOptions};
pub use run::{Counts, Job, Output, in_document, run};
pub use sink::{Compression, Sink};
pub use source::{Content, Contents, Item, Origin, Position, Shard, Source, SourceOptions};
pub use statistics::Statistics;
pub use text::TextFile;
pub use walk::{Found, Walk};
