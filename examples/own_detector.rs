//! Bring a language detector of your own, here for a language that none of the built-in ones knows:
//! `cargo run --example own_detector`.

#![allow(clippy::print_stdout)]

use polynorm::language::Detector;
use polynorm::{Language, LanguageDetector, Pipeline, Script};

/// Toki Pona by its words; the built-in detector for everything else.
struct WithTokiPona(Detector);

/// Some of the 137 words.
const WORDS: [&str; 20] = [
    "jan", "toki", "pona", "li", "e", "mi", "sina", "ona", "ni", "la", "pi", "tawa", "lon", "tenpo", "ma", "ali",
    "wile", "jo", "suli", "lukin",
];

impl LanguageDetector for WithTokiPona {
    fn detect(&self, text: &str, script: Script) -> Option<(Language, f32)> {
        let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
        let known = words.iter().filter(|word| WORDS.contains(word)).count();
        if words.len() >= 3 && known * 3 > words.len() * 2 {
            return Some((Language::new("tok")?, known as f32 / words.len() as f32));
        }
        self.0.detect(text, script)
    }
}

const TEXT: &str = "\
jan ali li wile e ni: ona li toki pona tawa jan suli.

The same sentence in English says that everybody wants to speak well to important people.";

fn main() -> Result<(), polynorm::Error> {
    let pipeline = Pipeline::builder().detector(WithTokiPona(Detector::default())).build()?;
    for paragraph in &pipeline.normalize(TEXT.as_bytes()).paragraphs {
        println!("{} {:.2} {}", paragraph.language, paragraph.confidence, paragraph.text());
    }
    Ok(())
}
