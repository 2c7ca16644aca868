//! Walk the paragraphs of a document by stream, to keep an article apart from what stood around it:
//! `cargo run --example streams`.

#![allow(clippy::print_stdout)]

use polynorm::{Pipeline, Stream};

const PAGE: &str = "\
Ferry Lines Agree on a Winter Timetable

By Clementine Ashgrove

The two companies that sail to the outer islands said on Thursday that they would run one boat a day between them until \
the end of March, whatever the weather.

Lire aussi

Le port d'Ostrehan rouvre apr\u{E8}s la temp\u{EA}te

The mayor of the largest island, who had asked for two boats, called the timetable \u{201C}better than nothing, and \
nothing is what we had last year.\u{201D}

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
