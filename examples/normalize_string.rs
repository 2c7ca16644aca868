//! Normalize a string and see what became of it: `cargo run --example normalize_string`.

#![allow(clippy::print_stdout)]

use polynorm::Pipeline;

// A no-break space, a zero-width space, and an e with a combining acute accent.
const TEXT: &str = "The cafe\u{301} opened on\u{A0}Monday, the own\u{200B}er said.";

fn main() {
    let document = Pipeline::new().normalize(TEXT.as_bytes());
    for paragraph in &document.paragraphs {
        println!("{} {} {:?}", paragraph.language, paragraph.role, paragraph.text());
        for edit in paragraph.edits() {
            println!(
                "  bytes {:?}: {:?} became {:?} ({} {})",
                edit.source,
                &TEXT[edit.source.clone()],
                &paragraph.text()[edit.text.clone()],
                edit.stage,
                edit.rule
            );
        }
        // Nothing is lost: every edit can be undone.
        assert_eq!(paragraph.undo(), TEXT);
    }
}
