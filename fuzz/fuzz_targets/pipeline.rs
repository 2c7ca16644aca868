//! Any bytes go through the whole pipeline; undoing the edits gives the decoded source, and names stand where they say.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use polynorm::Pipeline;

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(Pipeline::new);

fuzz_target!(|bytes: &[u8]| {
    let document = PIPELINE.normalize(bytes);
    let mut end = 0;
    for paragraph in &document.paragraphs {
        assert!(end <= paragraph.source.start && paragraph.source.end <= bytes.len());
        end = paragraph.source.end;
        assert_eq!(paragraph.undo(), paragraph.decoded());
        for name in &paragraph.names {
            assert_eq!(paragraph.text()[name.span.clone()], name.written);
            assert_eq!(paragraph.surface(name.span.clone()), name.surface);
            assert!(paragraph.source.start <= name.source.start && name.source.end <= paragraph.source.end);
        }
    }
});
