//! Files of names of any bytes, tables and compiled ones, are read or refused, and what is read can be searched for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use polynorm::Lexicon;
use polynorm::names::Scanner;

fuzz_target!(|bytes: &[u8]| {
    let mut compiled = b"\x93PNLEX\r\n".to_vec();
    compiled.extend_from_slice(bytes);
    for file in [bytes, &compiled] {
        let Ok(lexicon) = Lexicon::default().with_bytes(file, "file") else { continue };
        let text = String::from_utf8_lossy(bytes).into_owned();
        for hit in Scanner::new(lexicon.clone()).overlapping(true).scan(&text) {
            assert!(!text[hit.span.clone()].is_empty());
        }
        let mut again = Vec::new();
        lexicon.compile(&mut again).unwrap();
        let (one, other) = (lexicon.size(), Lexicon::default().with_bytes(&again, "again").unwrap().size());
        assert_eq!(one, other);
    }
});
