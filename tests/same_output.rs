//! The same bytes give the same document, however many threads work.

mod support;

use polynorm::{Document, Pipeline};
use rayon::prelude::*;

#[test]
fn any_number_of_threads_gives_the_same_documents() {
    let sources = support::documents();
    let reference: Vec<Document<'_>> = on_threads(1, &sources);
    assert!(reference.iter().all(|document| !document.paragraphs.is_empty()));
    for threads in [2, 8] {
        for ((name, _), (one, other)) in sources.iter().zip(reference.iter().zip(&on_threads(threads, &sources))) {
            if let Some(difference) = support::difference(one, other) {
                panic!("{name} on {threads} threads: {difference}");
            }
        }
    }
}

/// Each document is normalized by whichever thread is free, by one pipeline that all share.
fn on_threads(threads: usize, sources: &[(String, Vec<u8>)]) -> Vec<Document<'_>> {
    let pipeline = Pipeline::new();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| sources.par_iter().with_max_len(1).map(|(_, bytes)| pipeline.normalize(bytes)).collect())
}

/// What a document comes to does not depend on those that the pipeline saw before.
#[test]
fn the_order_of_documents_does_not_matter() {
    let sources = support::documents();
    let pipeline = Pipeline::new();
    let forth: Vec<Document<'_>> = sources.iter().map(|(_, bytes)| pipeline.normalize(bytes)).collect();
    for ((name, bytes), before) in sources.iter().zip(&forth).rev() {
        assert_eq!(support::difference(before, &pipeline.normalize(bytes)), None, "{name}");
    }
}
