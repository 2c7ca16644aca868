//! The names of short texts, one idea a row: `tests/cases/names.tsv`.

use polynorm::Pipeline;

#[test]
fn every_row_has_its_names() {
    let pipeline = Pipeline::new();
    let mut wrong = Vec::new();
    let table = include_str!("cases/names.tsv");
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let (text, expected) = row.split_once('\t').expect("a row is text<TAB>names");
        let document = pipeline.normalize(text.as_bytes());
        let names = document.paragraphs.iter().flat_map(|paragraph| &paragraph.names);
        let found: Vec<String> = names.map(|name| format!("{}>{}", name.surface, name.entity)).collect();
        if found.join(" ; ") != expected {
            wrong.push(format!("{text}\n  expected {expected}\n  found    {}", found.join(" ; ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
