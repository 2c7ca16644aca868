//! The command `polynorm`.

fn main() {}
