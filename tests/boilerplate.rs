//! `polynorm learn-boilerplate` and `normalize --boilerplate`: from a folder of pages to roles.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn polynorm(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polynorm"));
    command.args(arguments).arg("--no-config").stdin(Stdio::null()).output().unwrap()
}

fn well(arguments: &[&str]) {
    let output = polynorm(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

const SLOGANS: [&str; 2] = [
    "We plant one tree for every order you place with us.",
    "Our shop by the lake is open every day of the week, and the kettle is always on.",
];
const ADVICE: &str = "Our readers write to us every day, and we answer every letter before the week is over.";

/// The own text of a page.
fn article(n: usize) -> [String; 4] {
    let thing = ["kettle", "lantern", "blanket", "basket", "saddle", "ladder", "barrel", "mirror"][n % 8];
    let town = ["Karvala", "Dremo", "Ostwick", "Pellanby", "Surrone", "Tivoga", "Ulmsund"][n % 7];
    [
        format!("The {thing} of {town}"),
        format!(
            "A {thing} from {town} is made by hand in a workshop that has stood beside the river for a hundred years."
        ),
        format!(
            "The people of {town} say that no {thing} lasts longer, and they give one to every child that moves away."
        ),
        format!(
            "Last winter the workshop in {town} burned down, but by May the first {thing} of the year was made again."
        ),
    ]
}

/// Pages of two sites in two folders; the first article of the one is there five times.
fn pages(folder: &Path) {
    for (site, count) in [("shop", 20), ("letters", 9)] {
        fs::create_dir_all(folder.join(site)).unwrap();
        for n in 0..count {
            let article = article(n + count);
            let own = article.join("\n\n");
            let page = if site == "shop" {
                let [first, second] = SLOGANS;
                let second = if n == 7 { second.to_uppercase() } else { second.to_owned() };
                format!("Home\n\nBaskets\n\n{own}\n\n{first}\n\n{second}\n\n{n} comments\n")
            } else {
                format!("Letters\n\n{own}\n\n{ADVICE}\n")
            };
            fs::write(folder.join(site).join(format!("{n:02}.txt")), &page).unwrap();
            for copy in 0..if n == 0 { 4 } else { 0 } {
                let copied = page.replace("0 comments", &format!("Read by {copy} people"));
                fs::write(folder.join(site).join(format!("copy{copy}.txt")), copied).unwrap();
            }
        }
    }
}

/// The body of each page.
fn bodies(out: &str) -> Vec<(String, String)> {
    let records = fs::read_to_string(out).unwrap();
    let records = records.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    records.map(|record| (text(&record["id"]), text(&record["streams"]["body"]))).collect()
}

#[test]
fn slogans_leave_the_body_and_articles_stay() {
    let folder = tempfile::tempdir().unwrap();
    pages(&folder.path().join("pages"));
    let [pages, known, out] = ["pages", "known.tsv", "out.jsonl"].map(|name| path(folder.path(), name));
    well(&["learn-boilerplate", &pages, "-o", &known, "--threads", "1"]);
    let table = fs::read_to_string(&known).unwrap();
    assert!(table.contains(&format!("20\t20\t{pages}/shop\t")) && table.contains("9\t9\t"), "{table}");
    assert!(!table.contains("workshop"), "an article that was copied is in it: {table}");
    well(&["normalize", &pages, "-o", &out]);
    let without = bodies(&out);
    well(&["normalize", &pages, "-o", &out, "--force", "--boilerplate", &known]);
    let with = bodies(&out);
    assert_eq!((without.len(), with.len()), (37, 37));
    assert!(without.iter().filter(|(_, body)| body.contains(SLOGANS[0])).count() > 20, "nothing to be gained");
    for (id, body) in &with {
        let count = if id.starts_with("shop") { 20 } else { 9 };
        let n = id.trim_end_matches(".txt").rsplit('/').next().unwrap().parse().unwrap_or(0);
        for own in &article(n + count) {
            assert!(body.contains(own.as_str()), "{id}: {own:?} is not in {body:?}");
        }
        for line in SLOGANS.into_iter().chain([ADVICE]) {
            assert!(!body.to_lowercase().contains(&line.to_lowercase()), "{id}: {body}");
        }
    }
}

#[test]
fn any_number_of_threads_learns_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = String::new();
    for n in 0..900 {
        let page = format!("{}\n\n{}\n\n{ADVICE}", article(n).join("\n\n"), SLOGANS[n % 2]);
        let record = serde_json::json!({"text": page, "n": n, "url": format!("https://www.s{}.example/{n}", n % 3)});
        lines += &format!("{record}\n");
    }
    let input = path(folder.path(), "pages.jsonl");
    fs::write(&input, lines).unwrap();
    for memory in ["64M", "4K"] {
        let outputs = ["1", "2", "7"].map(|threads| {
            let output = polynorm(&["learn-boilerplate", &input, "--threads", threads, "--memory", memory]);
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        });
        assert!(outputs[0] == outputs[1] && outputs[0] == outputs[2], "{memory}");
        assert!(outputs[0].contains("\ts2.example\t"), "{}", outputs[0]);
    }
}

#[test]
fn a_damaged_file_is_an_error_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    pages(&folder.path().join("pages"));
    let [pages, known, out] = ["pages", "known.tsv", "out.jsonl"].map(|name| path(folder.path(), name));
    well(&["learn-boilerplate", &pages, "-o", &known]);
    let again = polynorm(&["learn-boilerplate", &pages, "-o", &known]);
    assert_eq!(again.status.code(), Some(2));
    let table = fs::read_to_string(&known).unwrap();
    for (damaged, why) in [
        (table[..table.len() / 2].to_owned(), "known.tsv"),
        (table.replace("# end", "# and"), "cut short"),
        (table.replace("boilerplate 1", "boilerplate 7"), "version 7"),
        ("entity\tkind\n".to_owned(), "no file of `polynorm learn-boilerplate`"),
    ] {
        fs::write(&known, damaged).unwrap();
        let output = polynorm(&["normalize", &pages, "-o", &out, "--boilerplate", &known]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && told.contains(why), "{told}");
        assert!(!Path::new(&out).exists());
    }
}
