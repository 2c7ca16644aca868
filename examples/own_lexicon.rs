//! Bring names of your own, in the format of `langdata/names/`: `cargo run --example own_lexicon`.

#![allow(clippy::print_stdout)]

use polynorm::{Lexicon, Pipeline};

// entity, kind, canonical, alias, language, flags, parent; a tab between them.
const NAMES: &str = "\
# The harbour's two ferry lines, and who runs one of them.
skerry-line\torganization\tSkerry Line\tSkerry Line\teng\t\t
skerry-line\torganization\tSkerry Line\tSkerries Ferry Company\teng\t\t
north-sound-ferries\torganization\tNorth Sound Ferries\tNorth Sound Ferries\teng\t\t
north-sound-ferries\torganization\tNorth Sound Ferries\tNSF\teng\tcase\t
ragnhild-aasmundsen\tperson\tRagnhild Aasmundsen\tRagnhild Aasmundsen\teng\t\t
";

const TEXT: &str = "\
Ragnhild Aasmundsen, who has run the Skerries Ferry Company since 2011, said on Friday that talks with NSF had failed.

\u{201C}We tried,\u{201D} Asmundsen said.";

fn main() -> Result<(), polynorm::Error> {
    let lexicon = Lexicon::builtin().with_tsv(NAMES, "names of the harbour")?;
    let pipeline = Pipeline::builder().lexicon(lexicon).build()?;
    for paragraph in &pipeline.normalize(TEXT.as_bytes()).paragraphs {
        println!("{}", paragraph.text());
        for name in &paragraph.names {
            println!("  {} \u{2192} {}: {}, {} ({})", name.surface, name.written, name.entity, name.kind, name.how);
        }
    }
    Ok(())
}
