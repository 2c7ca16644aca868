//! A clean UTF-8 article allocates no text. An allocator counts what one call takes; the same number of paragraphs is
//! tried with short and with long texts, so that what grows with the text is told from what each paragraph needs.
//! One test only: others in this process would be counted with it.
#![allow(clippy::print_stdout, reason = "`-- --nocapture` shows the figures")]
#![allow(unsafe_code, reason = "a counting allocator cannot be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use polynorm::names::NamesMode;
use polynorm::{Document, Pipeline};

/// Bytes of the long article.
const LONG: usize = 10_000_000;
/// Paragraphs of both articles.
const PARAGRAPHS: usize = 4_000;
/// How many times the long article's paragraphs are as long as the short one's.
const TIMES: usize = 8;

/// What a call may hold at its peak for each further byte of text; copying the text once would be 1. The stages up to
/// the language hold next to nothing. The roles hold two hashes of every word, and the names where every word stands, until
/// the whole document is decided: that is no text, but more than it should be.
const PEAK_FOR_A_BYTE: [(Stages, f64); 3] = [(Stages::Detect, 0.02), (Stages::NamesOff, 6.0), (Stages::All, 15.0)];
/// What a document may hold for each paragraph when it is done: the record itself, and room that its `Vec` has to spare.
const KEPT_FOR_A_PARAGRAPH: usize = 2 * size_of::<polynorm::Paragraph<'static>>();
/// What a call may hold for each paragraph at its peak: the record, and what the stages know of it meanwhile.
const PEAK_FOR_A_PARAGRAPH: usize = 2048;

#[derive(Clone, Copy, Debug)]
enum Stages {
    /// Segments, encodings, languages.
    Detect,
    /// Roles and Unicode too.
    NamesOff,
    All,
}

struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn grown(by: usize) {
    let live = LIVE.fetch_add(by, Ordering::Relaxed) + by;
    PEAK.fetch_max(live, Ordering::Relaxed);
}

// SAFETY: every request goes to the system's allocator as it came; the counters hold no pointer.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grown(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Both may be alive while the content moves.
        grown(size);
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes that a call held at its peak, and that its document still holds.
struct Held {
    peak: usize,
    kept: usize,
}

fn held(stages: Stages, source: &str) -> (Document<'_>, Held) {
    let names = if matches!(stages, Stages::All) { NamesMode::Rewrite } else { NamesMode::Off };
    let pipeline = Pipeline::builder().names(names).build().unwrap();
    let before = LIVE.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let document = match stages {
        Stages::Detect => pipeline.detect(source.as_bytes()),
        Stages::NamesOff | Stages::All => pipeline.normalize(source.as_bytes()),
    };
    let (peak, after) = (PEAK.load(Ordering::Relaxed), LIVE.load(Ordering::Relaxed));
    (document, Held { peak: peak - before, kept: after - before })
}

#[test]
fn a_clean_article_allocates_no_text() {
    let long = article(LONG / PARAGRAPHS);
    let short = article(LONG / PARAGRAPHS / TIMES);
    assert!(long.len() >= LONG && long.contains('\u{E9}'));
    let further = (long.len() - short.len()) as f64;

    for (stages, peak_for_a_byte) in PEAK_FOR_A_BYTE {
        // What is built once for the process (lexicon, tables), and the room that a thread keeps, is not the article's.
        held(stages, &short);
        let (of_short, short_held) = held(stages, &short);
        let (of_long, long_held) = held(stages, &long);
        for document in [&of_short, &of_long] {
            assert_eq!(document.paragraphs.len(), PARAGRAPHS, "{stages:?}");
            for paragraph in &document.paragraphs {
                let text = paragraph.text();
                let listed: Vec<&str> = paragraph.names.iter().map(|n| n.surface.as_str()).collect();
                assert!(paragraph.is_borrowed(), "{stages:?}: not borrowed, names {listed:?}: {text}");
                assert!(paragraph.alignment().is_identity(), "{stages:?}: has edits: {text}");
                assert!(document.source.as_ptr_range().contains(&text.as_ptr()), "{stages:?}: text stands elsewhere");
                assert_eq!(listed, [""; 0], "the article is to have no names: {text}");
            }
        }

        let figures = format!(
            "{stages:?}: at the peak {} bytes for {} of text and {} for {}; kept {} and {}",
            short_held.peak,
            short.len(),
            long_held.peak,
            long.len(),
            short_held.kept,
            long_held.kept
        );
        println!("{figures}");
        // Not one byte is kept for the text: the documents hold the same.
        assert_eq!(long_held.kept, short_held.kept, "{figures}");
        assert!(long_held.kept <= PARAGRAPHS * KEPT_FOR_A_PARAGRAPH, "{figures}");
        let growth = long_held.peak as f64 - short_held.peak as f64;
        assert!(growth <= further * peak_for_a_byte, "{figures}");
        let bound = PARAGRAPHS * PEAK_FOR_A_PARAGRAPH + (long.len() as f64 * peak_for_a_byte) as usize;
        assert!(long_held.peak <= bound, "more than {bound}: {figures}");
    }
}

/// `PARAGRAPHS` paragraphs of at least `size` bytes each: plain English, with é in NFC, without a name or a capital
/// that is not at the head of a sentence.
fn article(size: usize) -> String {
    const SUBJECTS: [&str; 7] = [
        "The old caf\u{E9} on the corner",
        "A narrow path behind the mill",
        "Every ferry that leaves the harbour",
        "Nobody who works at the bakery",
        "The wind that comes down from the hills",
        "A prot\u{E9}g\u{E9} of the retired gardener",
        "Most of the bread in this street",
    ];
    const VERBS: [&str; 5] = [
        "was painted again before the winter",
        "keeps its promises only in dry weather",
        "has seen better years, as the neighbours like to say",
        "looks smaller when the river is high",
        "will be talked about for a week or two",
    ];
    const ENDS: [&str; 6] = [
        "and the children ran home with wet shoes",
        "while somebody counted the boats twice",
        "although the ladder was never found",
        "so the lamps were lit an hour early",
        "because the key had been left under a stone",
        "which is more than anyone had asked for",
    ];
    let (mut text, mut turn) = (String::new(), 0);
    for paragraph in 0..PARAGRAPHS {
        if paragraph > 0 {
            text.push_str("\n\n");
        }
        let start = text.len();
        while text.len() - start < size {
            if text.len() > start {
                text.push(' ');
            }
            let (subject, verb, end) = (SUBJECTS[turn % 7], VERBS[turn / 7 % 5], ENDS[turn / 3 % 6]);
            text.push_str(&format!("{subject} {verb}, {end}."));
            turn += 1;
        }
    }
    text
}
