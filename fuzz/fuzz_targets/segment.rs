//! Segments of any bytes are in order, in the source, and not empty; what they leave out is no text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use polynorm::segment::{Paragraphs, segment};

fuzz_target!(|bytes: &[u8]| {
    for paragraphs in [Paragraphs::Auto, Paragraphs::Line, Paragraphs::Block] {
        let mut end = 0;
        for segment in segment(bytes, paragraphs) {
            assert!(end <= segment.range.start && segment.range.start < segment.range.end);
            assert!(bytes[end..segment.range.start].iter().all(|b| !b.is_ascii_alphabetic()));
            end = segment.range.end;
        }
        assert!(end <= bytes.len());
        assert!(bytes[end..].iter().all(|b| !b.is_ascii_alphabetic()));
    }
});
