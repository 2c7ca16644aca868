//! What a person looks at: a finished run as one HTML page that needs nothing else, and two runs compared.
//!
//! The page has no script and loads nothing; its plots are drawn here. It knows runs only by what they
//! came to ([`RunFile`](crate::corpus::RunFile)).

pub mod diff;
mod failures;
mod html;
mod lines;
mod page;
pub mod palette;
mod plot;
mod run;
mod sample;
mod sections;
mod standouts;
mod table;

pub use diff::{Difference, diff};
pub use failures::Failures;
pub use html::{is_invisible, visible};
pub use page::page;
