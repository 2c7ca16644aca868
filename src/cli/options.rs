//! The options that verbs share, and how their values are read.

use anyhow::{Context, Result};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;

use crate::corpus;

/// A parser for an enum that serde reads, with its words for the help text.
pub fn word<T>(words: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: for<'de> Deserialize<'de> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| from_word(&word))
}

/// The value of an enum with this word.
pub fn from_word<T: for<'de> Deserialize<'de>>(word: &str) -> Result<T, ValueError> {
    T::deserialize(word.into_deserializer())
}

/// A size such as `4096`, `64K`, `256M`, `2G` (powers of 1024), in bytes.
pub fn size<T: TryFrom<u64>>(text: &str) -> Result<T, String> {
    let size = corpus::size(text).ok_or("a size is a number of bytes from 1 on, or one with K, M or G")?;
    T::try_from(size).map_err(|_| "out of range".to_owned())
}

/// Writes a value that was given over another.
pub fn set<T>(place: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *place = given;
    }
}

/// The same where there may be no value.
pub fn set_some<T>(place: &mut Option<T>, given: Option<T>) {
    if given.is_some() {
        *place = given;
    }
}

/// Number of threads.
#[derive(clap::Args)]
pub struct Threads {
    /// Number of threads; the output is the same for any [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

/// A pool of as many threads, of all cores if `None`.
pub fn pool(threads: Option<u16>) -> Result<rayon::ThreadPool> {
    let threads = threads.map_or(0, usize::from);
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(8 << 20)
        .build()
        .context("threads cannot be started")
}
