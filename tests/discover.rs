//! `polynorm names discover`: what its cases in `tests/cmd/` cannot say.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn discover(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polynorm"));
    command.args(["names", "discover", "--no-config"]).args(arguments);
    command.stdin(Stdio::null()).output().unwrap()
}

fn path(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

/// Documents as JSON lines: many men, each under two spellings.
fn corpus() -> String {
    let given = [("Ahmad", "Ahmed"), ("Karim", "Kareem"), ("Zahir", "Zaher"), ("Nasir", "Nasser")];
    let mut lines = String::new();
    for n in 0..600 {
        let (one, other) = given[n % given.len()];
        let given = if n % 3 == 0 { other } else { one };
        let surname = ["Torkani", "Haybari", "Lakeshi", "Samovi", "Darboni", "Kelmati", "Ruzbani"][n / 4 % 7];
        lines += &format!(
            "{{\"id\": \"n{n}\", \"text\": \"The harbour was closed for {n} hours, said {given} {surname}, a spokesman for the \
             port. {surname} gave no reason, and asked the {n} people who were waiting to go home.\"}}\n"
        );
    }
    lines
}

#[test]
fn any_number_of_threads_proposes_the_same_and_the_table_has_a_bound() {
    let folder = tempfile::tempdir().unwrap();
    let input = path(&folder, "corpus.jsonl");
    fs::write(&input, corpus()).unwrap();
    for memory in ["64M", "20K"] {
        let outputs = ["1", "2", "8"].map(|threads| {
            let output = discover(&["--threads", threads, "--memory", memory, &input]);
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        });
        assert!(outputs[0] == outputs[1] && outputs[0] == outputs[2], "{memory}");
        // The small table has no room for all of them.
        let (all, full) = (outputs[0].contains("\tAhmed Torkani\tmul\t"), outputs[0].contains("The table was full"));
        assert_eq!((all, full), (memory == "64M", memory == "20K"), "{}", outputs[0]);
        assert!(outputs[0].contains("\tmul\t"), "{}", outputs[0]);
    }
}

#[test]
fn nothing_is_written_over_and_what_fails_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (path(&folder, "corpus.jsonl"), path(&folder, "variants.jsonl"));
    fs::write(&input, corpus() + "{\"id\": \"broken\", \"text\": \n").unwrap();
    let output = discover(&[&input, "-o", &out]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let quarantined = fs::read_to_string(format!("{out}.quarantine.jsonl")).unwrap();
    assert_eq!(quarantined.lines().count(), 1);
    // Told by the ending of the name: a JSON object a line.
    let written = fs::read_to_string(&out).unwrap();
    for line in written.lines() {
        let cluster: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(cluster["aliases"][0]["alias"] == cluster["canonical"], "{line}");
    }
    assert!(written.lines().count() >= 7);
    assert!(!Path::new(&format!("{out}.partial")).exists());
    let again = discover(&[&input, "-o", &out]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("--force"));
    assert_eq!(fs::read_to_string(&out).unwrap(), written);
    assert_eq!(discover(&[&input, "-o", &out, "--force", "--quiet"]).status.code(), Some(1));
    assert_eq!(fs::read_to_string(&out).unwrap(), written);
    assert_eq!(discover(&[&input, "-o", &input, "--force"]).status.code(), Some(2));
}
