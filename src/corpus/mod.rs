//! Many documents: where they are read ([`Source`]), the parallel run over them ([`run()`]), what is written
//! ([`Record`], [`Sink`]), and what failed ([`quarantine`]).
//!
//! ```text
//! Source ─▶ blocks ─▶ workers: json, Pipeline, record ─▶ Sink
//!                                                                    └▶ quarantine
//! ```

mod block;
mod gather;
mod journal;
mod json;
mod lock;
mod parallel;
pub mod quarantine;
mod ready;
pub mod record;
mod run;
mod run_file;
mod sink;
mod site;
pub(crate) mod size;
mod source;
pub mod statistics;
mod stop;

pub use block::{guarded, in_document};
pub use gather::gather;
pub use journal::{Checkpoint, Header, Journal, Left, checksum, differences};
pub use lock::Lock;
pub use parallel::{Budget, ordered};
pub use quarantine::{Failure, RAW_LIMIT};
pub use ready::{Failed, Ready};
pub use record::{Counter, DocumentRecord, Offsets, ParagraphRecord, Record, RecordOptions, rounded};
pub use run::{Around, Counts, Job, Output, SplitBy, Summary, run};
pub use run_file::{RunFile, rfc3339};
#[cfg(feature = "arrow")]
pub use sink::Columns;
#[cfg(feature = "cli")]
pub(crate) use sink::replace;
pub use sink::{
    Block, Chunk, Compression, Files, Format, Layout, Marks, Part, Sink, Split, TextFile, TextMark, Written,
    with_suffix,
};
pub use size::size;
pub use source::{
    CONTENTS, Content, Contents, FileSource, Found, Item, Kind, Origin, Packing, Position, Shard, Source,
    SourceOptions, Surveyed, Walk, survey,
};
pub use statistics::Statistics;
pub use stop::Stop;
