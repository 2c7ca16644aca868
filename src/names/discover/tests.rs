//! Whole discoveries over small corpora of invented people and bodies.

use std::sync::Arc;

use super::*;
use crate::names::NamesMode;
use crate::{Lexicon, Pipeline};

/// What is found in these documents.
fn discovery(lexicon: &Arc<Lexicon>, options: &Options, rejected: &str, documents: &[&str]) -> Discovery {
    let pipeline = Pipeline::builder().lexicon(lexicon.clone()).names(NamesMode::Annotate).build().unwrap();
    let mut discovery = Discovery::new(lexicon.clone(), options.clone());
    discovery.reject(rejected);
    for (n, text) in documents.iter().enumerate() {
        let document = pipeline.normalize(text.as_bytes());
        discovery.add(&Observed::new(&format!("d{n}"), &document, lexicon));
    }
    discovery
}

fn found(documents: &[&str]) -> Proposals {
    discovery(&Lexicon::builtin(), &Options::default(), "", documents).proposals()
}

/// The aliases of each cluster, sorted, and the clusters too.
fn spellings(proposals: &Proposals) -> Vec<Vec<&str>> {
    let of = proposals.clusters.iter().map(|cluster| {
        let mut aliases: Vec<&str> = cluster.aliases.iter().map(|alias| alias.alias.as_str()).collect();
        aliases.sort_unstable();
        aliases
    });
    let mut all: Vec<Vec<&str>> = of.collect();
    all.sort();
    all
}

fn cluster<'p>(proposals: &'p Proposals, canonical: &str) -> &'p Cluster {
    let found = proposals.clusters.iter().find(|cluster| cluster.canonical == canonical);
    found.unwrap_or_else(|| panic!("no {canonical} in {:?}", spellings(proposals)))
}

/// One man under five spellings; his surname alone counts for him where he was named in full.
const TORKANI: &[&str] = &[
    "The bridge will be closed, said Ahmad Torkani, a spokesman for the harbour. Torkani gave no date.",
    "Nobody was hurt on the ferry, according to Ahmad Torkani, a spokesman for the harbour of the lake.",
    "The price of salt has doubled, said Ahmed Turkani, a spokesman for the traders on the shore.",
    "“We wait for rain,” said Ahmad Turkani, a spokesman for the farmers of the upper valley.",
    "The school was opened on Friday, said Ahmed Torkani, a spokesman for the teachers in the town.",
    "Пароход опоздал на час, сообщил представитель порта Ахмад Торкани журналистам вечером в среду.",
];

#[test]
fn one_man_under_several_spellings_is_one() {
    let proposals = found(TORKANI);
    let torkani = cluster(&proposals, "Ahmad Torkani");
    assert_eq!((torkani.kind, torkani.entity.as_str()), (Kind::Person, "ahmad-torkani"));
    let aliases: Vec<&str> = torkani.aliases.iter().map(|alias| alias.alias.as_str()).collect();
    assert_eq!(aliases[0], "Ahmad Torkani");
    for alias in ["Ahmed Turkani", "Ahmad Turkani", "Ahmed Torkani"] {
        assert!(aliases.contains(&alias), "{aliases:?}");
    }
    assert!(torkani.seen.documents >= 5 && torkani.seen.mentions > torkani.seen.documents, "{:?}", torkani.seen);
    assert!(torkani.contexts[0].text.contains("Ahmad Torkani") && torkani.contexts[0].document == "d0");
    assert_eq!(proposals.clusters.len(), 1, "{:?}", spellings(&proposals));
}

#[test]
fn two_who_stand_side_by_side_are_two() {
    let proposals = found(&[
        "Pavel Karousky, a spokesman for the mill, met Pavel Karovsky, an engineer of the mill, on Monday.",
        "The mill will open again, said Pavel Karousky, a spokesman for its owners in the town.",
        "The wheel is broken, said Pavel Karovsky, an engineer who works by the river.",
    ]);
    assert_eq!(spellings(&proposals), [["Pavel Karousky"], ["Pavel Karovsky"]]);
    let doubt = &cluster(&proposals, "Pavel Karousky").doubts[0];
    assert!(doubt.apart && doubt.name == "Pavel Karovsky" && doubt.evidence.score > 0.9, "{doubt:?}");
}

#[test]
fn near_names_and_longer_names_are_not_linked() {
    let proposals = found(&[
        "The fields are dry, said Omar Hamdani, a spokesman for the farmers of the plain.",
        "The fields are dry, said Omar Hamdani, a spokesman for the farmers of the hills.",
        "The wells are deep, said Amer Hamdani, a spokesman for the herders of the plain.",
        "The wells are deep, said Amer Hamdani, a spokesman for the herders of the hills.",
        "The Salt Lake Workers Union said on Monday that nobody had been paid since the spring.",
        "A letter of the Salt Lake Workers Union was read aloud in the square on Tuesday.",
        "The Northern Salt Lake Workers Union said on Monday that it had another view of the matter.",
        "A letter of the Northern Salt Lake Workers Union was read aloud in the hall on Tuesday.",
    ]);
    for name in ["Omar Hamdani", "Amer Hamdani", "Salt Lake Workers Union", "Northern Salt Lake Workers Union"] {
        assert_eq!(cluster(&proposals, name).aliases.len(), 1, "{:?}", spellings(&proposals));
    }
}

#[test]
fn an_acronym_of_two_is_each_ones_where_the_document_says_so() {
    let proposals = found(&[
        "The Lake Fishers Council (LFC) met on Monday. The LFC wants higher prices for carp.",
        "A member of the Lake Fishers Council (LFC) resigned on Friday after a quarrel.",
        "The Land Forest Commission (LFC) has counted the oaks. The LFC found fewer than before.",
        "Money for the Land Forest Commission (LFC) is short this year, a letter says.",
    ]);
    for canonical in ["Lake Fishers Council", "Land Forest Commission"] {
        let alias = &cluster(&proposals, canonical).aliases[1];
        assert_eq!((alias.alias.as_str(), &alias.flags[..]), ("LFC", &["weak", "document"][..]));
    }
    assert_eq!(proposals.clusters.len(), 2, "{:?}", spellings(&proposals));
}

#[test]
fn a_surname_alone_is_somebody_in_its_document_only() {
    let mut documents = TORKANI.to_vec();
    documents
        .extend(["Minister Torkani said on Monday that the taxes would fall.", "Minister Torkani was ill on Tuesday."]);
    let with = found(&documents);
    assert_eq!(cluster(&with, "Ahmad Torkani").seen, cluster(&found(TORKANI), "Ahmad Torkani").seen);
    assert_eq!(with.clusters.len(), 1, "{:?}", spellings(&with));
}

#[test]
fn a_name_that_is_a_word_needs_other_evidence() {
    let options = Options { min_confidence: 0.5, ..Options::default() };
    let proposals = discovery(
        &Lexicon::builtin(),
        &options,
        "",
        &[
            "Farmers of the Lantern clan brought each a lantern to the feast on Monday evening.",
            "Two men of the Lantern clan were seen with a lantern near the old mill on Sunday.",
            "A judge of the Haybar clan spoke for an hour about the wells and the wars over them.",
            "Two men of the Haybar clan were seen near the new mill on Sunday with their mules.",
        ],
    )
    .proposals();
    assert_eq!(cluster(&proposals, "Lantern").aliases[0].flags, ["weak"]);
    assert!(cluster(&proposals, "Haybar").aliases[0].flags.is_empty());
    assert_eq!(cluster(&proposals, "Haybar").kind, Kind::Group);
}

#[test]
fn what_stands_on_every_page_counts_once() {
    let pages: Vec<String> = ["bridge", "mill", "school", "ferry"]
        .iter()
        .enumerate()
        .map(|(n, what)| {
            format!(
                "News of the Reed Valley Farmers Association, page {n}\n\nThe {what} was closed on Monday, said Idris Maqsoudi, \
                 a spokesman for the {what}, and nobody knew for how long it would be so.\n"
            )
        })
        .collect();
    let proposals = found(&pages.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(spellings(&proposals), [["Idris Maqsoudi"]]);
    assert_eq!(proposals.clusters[0].seen, Seen { documents: 4, mentions: 4 });
}

#[test]
fn a_branch_has_its_parent_where_documents_say_so() {
    let proposals = found(&[
        "The Salt Guard Brigade, the armed wing of the Lake Shore Movement, left the fort on Monday.",
        "A letter of the Lake Shore Movement and its armed wing, the Salt Guard Brigade, was found on Friday.",
    ]);
    assert_eq!(cluster(&proposals, "Salt Guard Brigade").parent.as_deref(), Some("lake-shore-movement"));
    assert_eq!(cluster(&proposals, "Lake Shore Movement").parent, None);
}

#[test]
fn what_is_handed_back_is_obeyed() {
    let (builtin, options) = (Lexicon::builtin(), Options::default());
    let tsv = discovery(&builtin, &options, "", TORKANI).to_tsv();
    let lexicon = Arc::new(builtin.with_tsv(&tsv, "variants.tsv").unwrap());
    let pipeline = Pipeline::builder().lexicon(lexicon.clone()).build().unwrap();
    let document = pipeline.normalize(TORKANI[2].as_bytes());
    assert!(document.paragraphs[0].text().contains("Ahmad Torkani"), "{}", document.paragraphs[0].text());
    assert_eq!(document.paragraphs[0].names[0].entity, "ahmad-torkani");
    // Nothing of it is proposed again, and a new spelling goes to the entity that it belongs to.
    assert!(discovery(&lexicon, &options, &tsv, TORKANI).proposals().clusters.is_empty());
    let more =
        ["The tide was high, said Ahmad Torqani, a spokesman for the harbour.", "Ahmad Torqani, a spokesman, agreed."];
    let proposals = discovery(&lexicon, &options, &tsv, &more).proposals();
    let new = cluster(&proposals, "Ahmad Torkani");
    assert!(new.known && new.entity == "ahmad-torkani" && new.aliases.len() == 1, "{new:?}");
}

#[test]
fn what_is_rejected_is_not_proposed_again() {
    let (lexicon, options) = (Lexicon::builtin(), Options { min_documents: 1, min_mentions: 1, ..Options::default() });
    let tsv = discovery(&lexicon, &options, "", TORKANI).to_tsv();
    let without = |alias: &str| -> String {
        let mut rows: Vec<String> = tsv.lines().map(str::to_owned).collect();
        let row = rows.iter_mut().find(|row| row.split('\t').nth(3) == Some(alias) && !row.starts_with('#')).unwrap();
        row.insert(0, '#');
        rows.join("\n")
    };
    // Another's: proposed by itself. Only what is rejected is read here; the rest is not handed back.
    let proposals = discovery(&lexicon, &options, &without("Ahmed Turkani"), TORKANI).proposals();
    let torkani = cluster(&proposals, "Ahmad Torkani");
    assert!(torkani.aliases.iter().all(|alias| alias.alias != "Ahmed Turkani"), "{:?}", spellings(&proposals));
    assert!(proposals.clusters.iter().any(|c| c.aliases.iter().any(|alias| alias.alias == "Ahmed Turkani")));
    // Nobody's: not proposed at all.
    let proposals = discovery(&lexicon, &options, &without("Ahmad Torkani"), TORKANI).proposals();
    assert!(!tsv.is_empty() && spellings(&proposals).iter().flatten().all(|&alias| alias != "Ahmad Torkani"));
}

#[test]
fn parts_of_a_corpus_are_added_up() {
    let (lexicon, options) = (Lexicon::builtin(), Options::default());
    let mut parts = discovery(&lexicon, &options, "", &TORKANI[..3]);
    parts.merge(discovery(&lexicon, &options, "", &TORKANI[3..]));
    let whole = discovery(&lexicon, &options, "", TORKANI);
    // The ids of documents are not those of the whole.
    let of = |discovery: &Discovery| {
        let proposals = discovery.proposals();
        proposals.clusters.iter().map(|c| (c.entity.clone(), c.seen, c.aliases.len())).collect::<Vec<_>>()
    };
    assert_eq!(of(&parts), of(&whole));
    assert_eq!(parts.documents(), 6);
}

#[test]
fn a_name_in_brackets_is_the_name_in_another_script() {
    // "Ahmad Torkani" in Persian; a remark in brackets is no name.
    let persian = "\u{627}\u{62D}\u{645}\u{62F} \u{62A}\u{631}\u{6A9}\u{627}\u{646}\u{6CC}";
    let proposals = found(&[
        &format!("The pier was closed, said Ahmad Torkani ({persian}), a spokesman for the harbour."),
        "The pier is open again, said Ahmad Torkani (aged forty), a spokesman for the harbour of the lake.",
    ]);
    let aliases = &cluster(&proposals, "Ahmad Torkani").aliases;
    assert_eq!(aliases.iter().map(|alias| alias.alias.as_str()).collect::<Vec<_>>(), ["Ahmad Torkani", persian]);
}

#[test]
fn a_father_is_not_his_son_and_a_firm_not_its_owner() {
    let proposals = found(&[
        "The mill was sold on Friday, said Robert Milward, a spokesman for the owners of the mill.",
        "The mill was sold again, said Robert Milward, a spokesman for the owners of the mill.",
        "The mill is not for sale, said Robert Milward Jr., a spokesman for the new owners of it.",
        "The mill will never be sold, said Robert Milward Jr., a spokesman for the new owners of it.",
    ]);
    let of = |cluster: &Cluster| cluster.aliases.len();
    assert!(proposals.clusters.iter().all(|cluster| of(cluster) == 1), "{:?}", spellings(&proposals));
}

#[test]
fn nothing_is_found_in_nothing() {
    assert!(found(&[]).clusters.is_empty());
    assert!(found(&["", "\u{0}\u{FFFD}", "#\t#\t#", "...", "\u{202E}\u{200F}"]).clusters.is_empty());
}
