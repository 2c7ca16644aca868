//! What a person looks at: a finished run as one HTML page that needs nothing else, and two runs compared.
//!
//! The page has no script and loads nothing; its plots are drawn here. It knows runs only by their summary ([`Summary`]).

pub mod diff;
mod html;
mod page;
pub mod palette;
mod plot;
mod sample;
mod sections;
mod standouts;
mod summary;
mod table;

pub use diff::{Difference, diff};
pub use html::{is_invisible, visible};
pub use page::page;
pub use summary::{Failures, OutputFile, Summary};
