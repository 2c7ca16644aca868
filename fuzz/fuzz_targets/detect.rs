//! Any bytes are cut into segments, in order and inside the document, and each has an encoding that decodes it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use polynorm::encoding::{decode, detect};
use polynorm::segment::{Paragraphs, segment};

fuzz_target!(|bytes: &[u8]| {
    for paragraphs in [Paragraphs::Line, Paragraphs::Auto] {
        let segments = segment(bytes, paragraphs);
        let found = detect(bytes, &segments);
        assert_eq!(found.len(), segments.len());
        let mut end = 0;
        for (segment, detection) in segments.iter().zip(&found) {
            assert!(segment.range.start >= end && segment.range.end <= bytes.len());
            assert!((0.0..=1.0).contains(&detection.confidence));
            let decoded = decode(&bytes[segment.range.clone()], detection.encoding);
            assert_eq!(decoded.alignment.to_source(0..decoded.text.len()), 0..segment.range.len());
            end = segment.range.end;
        }
    }
});
