//! The one error type of the crate: opaque, with predicates, and saying where it happened.

use std::fmt;

/// What went wrong, where, and what to do about it.
///
/// The kinds are not public: ask with [`is_io`](Error::is_io), [`is_config`](Error::is_config),
/// [`is_data`](Error::is_data), [`is_edit`](Error::is_edit), [`is_interrupted`](Error::is_interrupted). New kinds can come without breaking callers.
///
/// ```
/// let error = polynorm::Pipeline::builder().threshold(7.0).build().unwrap_err();
/// assert!(error.is_config());
/// assert!(error.to_string().contains("threshold"));
/// ```
#[derive(Debug, thiserror::Error)]
pub struct Error {
    kind: Kind,
    message: String,
    place: Option<String>,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Io,
    Config,
    Data,
    Edit,
    Interrupted,
}

impl Error {
    /// A file, folder or stream could not be read or written.
    pub fn is_io(&self) -> bool {
        self.kind == Kind::Io
    }

    /// A setting is unknown, malformed or out of its range.
    pub fn is_config(&self) -> bool {
        self.kind == Kind::Config
    }

    /// A record, lexicon row or other piece of input data is malformed.
    pub fn is_data(&self) -> bool {
        self.kind == Kind::Data
    }

    /// A stage handed in edits that overlap, are out of order, or cut a character.
    pub fn is_edit(&self) -> bool {
        self.kind == Kind::Edit
    }

    /// A run was asked to stop; what it had written lasts.
    pub fn is_interrupted(&self) -> bool {
        self.kind == Kind::Interrupted
    }

    /// Where it happened (file, member, line, byte, setting), if known.
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    pub(crate) fn io(place: impl Into<String>, source: std::io::Error) -> Error {
        Error { kind: Kind::Io, message: source.to_string(), place: Some(place.into()), source: Some(Box::new(source)) }
    }

    pub(crate) fn config(message: impl Into<String>) -> Error {
        Error { kind: Kind::Config, message: message.into(), place: None, source: None }
    }

    pub(crate) fn data(message: impl Into<String>) -> Error {
        Error { kind: Kind::Data, message: message.into(), place: None, source: None }
    }

    pub(crate) fn edit(message: impl Into<String>) -> Error {
        Error { kind: Kind::Edit, message: message.into(), place: None, source: None }
    }

    pub(crate) fn interrupted() -> Error {
        Error { kind: Kind::Interrupted, message: "interrupted".into(), place: None, source: None }
    }

    /// The same error, said to have happened at `place`.
    pub(crate) fn at(mut self, place: impl Into<String>) -> Error {
        self.place = Some(place.into());
        self
    }
}

/// For sinks and sources of your own; [`place`](Error::place) is not known then.
impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Error {
        Error { kind: Kind::Io, message: source.to_string(), place: None, source: Some(Box::new(source)) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}
