//! From a name in the normalized text back to the bytes it came from: `cargo run --example trace_name`.

#![allow(clippy::print_stdout)]

use polynorm::Pipeline;
use polynorm::names::NamesMode;

// In windows-1252: one byte for each accented letter, so bytes and characters of the text are not the same.
const SOURCE: &[u8] =
    b"La d\xE9l\xE9gation de l'ONU a quitt\xE9 Kaboul jeudi, selon l'Etat islamique et des t\xE9moins.";

fn main() -> Result<(), polynorm::Error> {
    // `annotate` lists names and leaves the text as it is.
    let pipeline = Pipeline::builder().names(NamesMode::Annotate).build()?;
    let document = pipeline.normalize(SOURCE);
    for paragraph in &document.paragraphs {
        println!("{} {}", paragraph.encoding, paragraph.text());
        for name in &paragraph.names {
            let bytes = &document.source[name.source.clone()];
            println!(
                "  {} ({}): bytes {:?} = {:?}; in the text {:?} = {:?}; {}",
                name.canonical,
                name.kind,
                name.source,
                bytes.escape_ascii().to_string(),
                name.span,
                &paragraph.text()[name.span.clone()],
                name.how
            );
        }
        // The same way back for any range of the text, here its first word of more than four letters.
        if let Some(word) = paragraph.text().split_whitespace().find(|word| word.chars().count() > 4) {
            let start = word.as_ptr() as usize - paragraph.text().as_ptr() as usize;
            let source = paragraph.source_range(start..start + word.len());
            println!("  the word {word} came from {:?}", document.source[source].escape_ascii().to_string());
        }
    }
    Ok(())
}
