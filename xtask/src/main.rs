//! Tasks that build what is committed: tables of `langdata/`, the man page, completions.

fn main() {}
