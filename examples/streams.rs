//! Walk the paragraphs of a document by stream, to keep an article apart from what stood around it:
//! `cargo run --example streams`.

#![allow(clippy::print_stdout)]

use polynorm::{Pipeline, Stream};

const PAGE: &str = "\
Ferry Lines Agree on a Winter Timetable

By Clementine Ashgrove

The two companies that sail to the outer islands said on Thursday that they would run one boat a day between them until \
the end of March, whatever the weather.

\u{201C}It is not what anybody wanted,\u{201D} said Ragnhild Aasmundsen, who has run the smaller of the two since 2011. Her \
boats carried the mail until the post office found a cheaper way in the spring, and with it went a third of what the line \
had earned each winter.

Lire aussi

Le port d'Ostrehan rouvre apr\u{E8}s la temp\u{EA}te

The mayor of the largest island, who had asked for two boats, called the timetable \u{201C}better than nothing, and \
nothing is what we had last year.\u{201D}

The talks had broken down twice before, once over the price of fuel and once over the colour of the tickets. What \
brought the companies back to the table was a letter from the school on the outermost island, whose nine pupils had \
spent most of January at home.

Share this article";

fn main() {
    let document = Pipeline::new().normalize(PAGE.as_bytes());
    for stream in Stream::ALL {
        println!("{stream}:");
        for paragraph in document.paragraphs.iter().filter(|p| p.role.stream() == stream) {
            println!("  {:9} {} {}", paragraph.role.name(), paragraph.language, paragraph.text());
        }
    }
    // Or all the text of a stream at once.
    let body = document.stream(Stream::Body);
    println!("{} characters of body", body.chars().count());
}
