//! The table, and the counting against a slow and exact count.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::Pipeline;
use crate::role::fold::fold;

const TABLE: &str = "# polynorm boilerplate 1\n90\t100\ta.example\t-\tWe plant a tree for every order.\n\
                     3\t100\ta.example\t-\tSee you in the forest\n40\t50\t*\t-\tShare this page\n# end\n";

#[test]
fn a_line_is_known_in_many_dresses_and_by_its_source() {
    let known = Boilerplate::parse(TABLE).unwrap();
    let tree = |source| known.repeated("\u{25B6} we plant A tree \u{2013} for every order", source);
    assert!(tree(Some("a.example")) > 0.9 && tree(None) > 0.9 && tree(Some("not.learned")) > 0.9);
    let forest = known.repeated("See you in the forest!", Some("a.example"));
    assert!(forest > 0.0 && forest < tree(Some("a.example")));
    assert!(known.repeated("Share this page", Some("a.example")) > 0.9);
    assert_eq!(known.repeated("We plant a tree.", None), 0.0);
    assert_eq!(known.repeated("12 | 2021", None), 0.0);
    let two = TABLE.replace("40\t50\t*", "40\t50\tb.example");
    let two = Boilerplate::parse(&two).unwrap();
    assert_eq!(two.repeated("Share this page", Some("a.example")), 0.0);
    assert_eq!(two.repeated("We plant a tree for every order", Some("b.example")), 0.0);
}

#[test]
fn what_is_damaged_or_foreign_says_why() {
    for (from, to, why) in [
        ("# polynorm", "# other", "no file of `polynorm learn-boilerplate`"),
        ("boilerplate 1", "boilerplate 2", "version 2"),
        ("# end\n", "", "cut short"),
        ("90\t100", "90 100", "line 2: not five columns"),
        ("90\t100", "x\t100", "line 2: \"x\""),
        ("90\t100", "101\t100", "line 2: 101 of 100"),
        ("example\t-\tSee", "example\txyz\tSee", "line 3: \"xyz\" is no fingerprint"),
    ] {
        let error = Boilerplate::parse(&TABLE.replacen(from, to, 1)).unwrap_err();
        assert!(error.is_data() && error.to_string().starts_with(why), "{error}");
    }
    assert!(Boilerplate::parse("").is_err());
    assert!(Boilerplate::open("there-is-none").unwrap_err().is_io());
}

#[test]
fn levels_rise_with_the_share() {
    assert_eq!(level(10, 10), 1.0);
    assert!((level(1, 100) - 0.4).abs() < 1e-6);
    assert_eq!(level(50, 1_000_000), 0.3);
}

/// What is learned of documents, each a source and a text.
fn learned(documents: &[(&str, String)], options: Options) -> Learned {
    let pipeline = Pipeline::new();
    let mut learning = Learning::new(options);
    for (source, text) in documents {
        learning.add(&Lines::of(&pipeline, text.as_bytes(), *source));
    }
    learning.finish()
}

/// The rows of a file: by source and line the documents, and those of the source.
fn rows(file: &str) -> BTreeMap<(String, String), (u32, u32)> {
    let rows = file.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        ((columns[2].to_owned(), fold(columns[4])), (columns[0].parse().unwrap(), columns[1].parse().unwrap()))
    });
    rows.collect()
}

const PORTS: [&str; 8] = ["harbour", "pier", "lighthouse", "ferry", "market", "mill", "bridge", "school"];

/// An article that nothing else in the corpus says.
fn article(n: usize) -> String {
    let (a, b) = (PORTS[n % 8], PORTS[n / 8 % 8]);
    let name = |n: usize| ["ka", "lo", "mi", "ru", "se", "to", "va", "ne"][n % 8].to_owned();
    let name = (0..5).map(|at| name(n >> (3 * at))).collect::<String>();
    format!(
        "The {a} of {name} opens again\n\nThe {a} near the {b} of {name} opens again on Monday, its owner said after a long \
         winter of work.\n\nVisitors of {name} can see how the {b} was built by hand, and what the {a} was used for before it.\n\n\
         Nobody in {name} had asked for the {a} to be closed, but the {b} needed new doors, windows and a roof.\n\n"
    )
}

const SLOGAN: &str = "We plant one tree for every order you place with us.";

/// A corpus with lines of every frequency, and many that come twice.
fn corpus() -> Vec<(&'static str, String)> {
    let of = |n: usize| {
        let source = ["north.example", "south.example", "east.example"][n * n % 7 % 3];
        let twice = article(1000 + n / 14 * 7 + n % 7).lines().next().unwrap_or_default().to_owned();
        let mut text = article(n) + &twice + "\n\n";
        for (every, line) in [(1, "Home"), (2, SLOGAN), (5, "Write to the harbour office"), (40, "Our winter hours")] {
            if n.is_multiple_of(every) {
                text.push_str(&format!("{line}\n\n{} comments\n\n", n % 17));
            }
        }
        (source, text)
    };
    (0..700).map(of).collect()
}

#[test]
fn lines_are_counted_as_a_slow_count_does() {
    let documents = corpus();
    let (mut all, mut exact) = (BTreeMap::<&str, u32>::new(), BTreeMap::<(String, String), BTreeSet<usize>>::new());
    for (n, (source, text)) in documents.iter().enumerate() {
        *all.entry(source).or_default() += 1;
        for line in text.lines().map(fold).filter(|line| line.chars().any(char::is_alphabetic)) {
            exact.entry(((*source).to_owned(), line)).or_default().insert(n);
        }
    }
    let least = |of: u32| ((of as f32 * 0.02).ceil() as u32).clamp(3, learn::ENOUGH);
    let exact = exact.into_iter().map(|((source, line), seen)| {
        let of = all[&*source];
        ((source, line), (seen.len() as u32, of))
    });
    let exact: BTreeMap<_, _> = exact.filter(|(_, (count, of))| *count >= least(*of)).collect();
    let options = Options { memory: 4 << 20, ..Options::default() };
    let learned = learned(&documents, options);
    assert_eq!((learned.copies, learned.sources, learned.forgotten), (0, 3, (0, 0)), "{}", learned.file);
    assert_eq!(rows(&learned.file), exact);
    assert!(exact.len() > 10, "{exact:?}");
}

#[test]
fn what_is_frequent_is_kept_in_little_memory() {
    let documents = corpus();
    let all = rows(&learned(&documents, Options::default()).file);
    let learned = learned(&documents, Options { memory: 16 << 10, ..Options::default() });
    let few = rows(&learned.file);
    assert!(learned.forgotten.0 > 100 && few.len() < all.len(), "{:?}", learned.forgotten);
    for (line, (count, of)) in &few {
        assert!(*count <= all[line].0 && *of == all[line].1, "{line:?}");
    }
    let slogan = ("north.example".to_owned(), fold(SLOGAN));
    assert!(few[&slogan].0 * 10 >= all[&slogan].0 * 9);
}

#[test]
fn copies_of_a_document_are_no_evidence() {
    let mut documents: Vec<_> = (0..6).map(|n| ("a.example", article(n) + SLOGAN)).collect();
    for (n, headline) in PORTS.iter().enumerate().take(5) {
        // The same article with other headlines beside it, and once with a paragraph more.
        let more = if n == 3 {
            "The roof was new and the doors were not, said the owner of the mill on Monday evening.\n\n"
        } else {
            ""
        };
        let long: String = (30..34).map(article).collect();
        let text = format!("{long}{more}Most read: {headline}\n\n{SLOGAN}");
        documents.push(("a.example", text));
        documents.push(("a.example", article(2) + SLOGAN));
    }
    let learned = learned(&documents, Options::default());
    let rows = rows(&learned.file);
    assert_eq!(rows.keys().map(|(_, line)| &**line).collect::<Vec<_>>(), [fold(SLOGAN)], "{}", learned.file);
    // Six articles and the long one.
    assert_eq!(rows.values().next(), Some(&(7, 7)));
    assert_eq!(learned.copies, 9);
}

#[test]
fn a_quotation_is_no_boilerplate_and_a_phrase_of_many_sources_is() {
    let sources: Vec<String> = (0..12).map(|n| format!("s{n}.example")).collect();
    let mut documents: Vec<_> = (0..1000).map(|n| ("one.example", article(n))).collect();
    for document in documents.iter_mut().step_by(500) {
        document.1.push_str(SLOGAN);
    }
    for (n, source) in sources.iter().enumerate() {
        documents.push((source, article(2000 + n) + "Tell a friend\n\n" + SLOGAN));
    }
    let rows = rows(&learned(&documents, Options::default()).file);
    assert_eq!(rows.keys().collect::<Vec<_>>(), [&("*".to_owned(), "tell a friend".to_owned())]);
}
