//! The command: its cases as data in `tests/cmd/`, and what those cannot say.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// `tests/cmd/*.toml`: arguments, standard input, output, exit code; `NAME.in` and `NAME.out` are the folder before
/// and after. `TRYCMD=overwrite cargo test --test command` writes what the command says now.
#[test]
fn cases() {
    trycmd::TestCases::new().case("tests/cmd/*.toml").run();
}

fn polynorm(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polynorm"));
    command.args(arguments);
    command
}

fn output(arguments: &[&str]) -> Output {
    polynorm(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Output of a command that has to end with `code`.
fn ended(arguments: &[&str], code: i32) -> String {
    let output = output(arguments);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a command does that reads `input`.
fn output_of(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = polynorm(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_vec());
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output
}

/// Standard output of a command that reads `input`.
fn filtered(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let output = output_of(arguments, input);
    assert!(output.status.success(), "{arguments:?}");
    output.stdout
}

fn samples() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/corpus").to_str().unwrap().to_owned()
}

fn path(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

/// Names and contents of all files under a folder, in order.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(tree(&path));
        } else {
            files.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}

/// Many small documents as JSON lines, of several blocks.
fn many_lines() -> String {
    let mut lines = String::new();
    for n in 0..700 {
        lines += &format!(
            "{{\"id\": \"n{n}\", \"text\": \"Document {n} was written on a rainy day in the office of the harbour, where three clerks compared the log with the timetable and found that one of them had to be wrong.\", \"n\": {n}}}\n"
        );
    }
    lines
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (samples, lines) = (samples(), path(&folder, "many.jsonl"));
    fs::write(&lines, many_lines()).unwrap();
    let with = |verb: &[&str], threads| ended(&[verb, &["--threads", threads, &samples, &lines]].concat(), 0);
    for verb in [&["normalize", "--edits"][..], &["normalize", "--format", "text"], &["detect"]] {
        let one = with(verb, "1");
        assert!(one.len() > 50_000, "{verb:?}: {}", one.len());
        for threads in ["2", "8"] {
            assert!(one == with(verb, threads), "{verb:?} with {threads} threads");
        }
    }
    let texts = ["1", "8"].map(|threads| {
        let out = path(&folder, &format!("texts{threads}"));
        ended(&["normalize", "--format", "text", "--threads", threads, &samples, "-o", &out], 0);
        let files = tree(Path::new(&out)).into_iter();
        files.map(|(path, text)| (path.strip_prefix(&out).unwrap().to_owned(), text)).collect::<Vec<_>>()
    });
    assert!(texts[0].len() >= 14 && texts[0] == texts[1]);
}

#[test]
fn filters_write_a_line_for_each_line() {
    let mut input = Vec::new();
    for n in 0..10_000 {
        input.extend_from_slice(format!("line {n} of caf\u{E9}\r\n").as_bytes());
        if n % 7 == 0 {
            input.extend_from_slice(b"\n\xFF\xFEnot UTF-8\n");
        }
    }
    input.extend_from_slice(b"no line feed behind the last");
    let lines = input.split(|&b| b == b'\n').count();
    for threads in ["1", "2", "8"] {
        let found = filtered(&["detect", "--lines", "--threads", threads], &input);
        assert_eq!(found.iter().filter(|&&b| b == b'\n').count(), lines);
        assert!(String::from_utf8(found).unwrap().lines().all(|line| line.split('\t').count() == 3));
        let compared = output_of(&["names", "compare", "--threads", threads], &input);
        assert_eq!((compared.status.code(), compared.stdout.split(|&b| b == b'\n').count() - 1), (Some(1), lines));
        let told = String::from_utf8(compared.stderr).unwrap();
        assert!(told.starts_with("-:1: no tab") && told.contains(&format!("{lines} such lines in all")), "{told}");
        let same = filtered(&["repair", "--mojibake", "off", "--threads", threads], &input);
        assert!(same == input, "with nothing to do the bytes come out as they went in");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let lines = path(&folder, "many.jsonl");
    fs::write(&lines, many_lines()).unwrap();
    for arguments in
        [&["normalize", &lines][..], &["detect", &lines], &["detect", "--lines", &lines], &["repair", &lines]]
    {
        let mut child = polynorm(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(!first.is_empty());
        let mut error = String::new();
        child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        assert_eq!((child.wait().unwrap().code(), error.contains("ipe")), (Some(0), false), "{arguments:?}: {error}");
    }
}

#[test]
fn shards_together_are_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let lines = path(&folder, "many.jsonl");
    fs::write(&lines, many_lines()).unwrap();
    let inputs = [samples(), lines];
    let with = |more: &[&str]| ended(&[&["normalize", &inputs[0], &inputs[1]], more].concat(), 0);
    let whole = with(&[]);
    let shards = ["1/3", "2/3", "3/3"].map(|shard| with(&["--shard", shard]));
    let mut shards: Vec<_> = shards.iter().map(|shard| shard.lines()).collect();
    for (n, line) in whole.lines().enumerate() {
        assert!(shards[n % 3].next() == Some(line), "document {n}");
    }
    assert!(shards.iter_mut().all(|shard| shard.next().is_none()));
}

#[test]
fn compressed_files_are_read_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let plain = path(&folder, "many.jsonl");
    fs::write(&plain, many_lines()).unwrap();
    // The ids carry the name of the file only where a record has none.
    let expected = ended(&["normalize", &plain], 0).replace("many.jsonl", "FILE");
    for ending in ["gz", "zst"] {
        // The output has a member or frame for each block; `detect` reads it again as an input of several.
        let packed = path(&folder, &format!("out.jsonl.{ending}"));
        ended(&["normalize", &plain, "-o", &packed], 0);
        let bytes = fs::read(&packed).unwrap();
        let mut unpacked = String::new();
        match ending {
            "gz" => flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut unpacked).unwrap(),
            _ => zstd::stream::read::Decoder::new(&bytes[..]).unwrap().read_to_string(&mut unpacked).unwrap(),
        };
        assert!(unpacked.replace("many.jsonl", "FILE") == expected, "{ending}");
        let again = ended(&["detect", "--text-field", "language", &packed], 0);
        assert_eq!(again.lines().count(), 700);
    }
}

#[test]
fn a_truncated_file_gives_what_was_before_the_cut() {
    let folder = tempfile::tempdir().unwrap();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(many_lines().as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    let (cut, out) = (path(&folder, "cut.jsonl.gz"), path(&folder, "out.jsonl"));
    fs::write(&cut, &packed[..packed.len() / 2]).unwrap();
    ended(&["normalize", &cut, "-o", &out], 1);
    let written = fs::read_to_string(&out).unwrap().lines().count();
    assert!((100..699).contains(&written), "{written}");
    let quarantine = fs::read_to_string(out + ".quarantine.jsonl").unwrap();
    assert_eq!(quarantine.lines().count(), 1);
    assert!(quarantine.contains("what follows is lost"), "{quarantine}");
}

#[test]
fn what_exists_is_not_overwritten_unless_forced() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad, out) = (path(&folder, "a.txt"), path(&folder, "b.jsonl"), path(&folder, "out.jsonl"));
    fs::write(&good, "A line.").unwrap();
    fs::write(&bad, "no JSON\n").unwrap();
    fs::write(&out, "mine").unwrap();
    ended(&["normalize", &good, "-o", &out], 2);
    assert_eq!(fs::read_to_string(&out).unwrap(), "mine");
    ended(&["normalize", &bad, "-o", &out, "--force"], 1);
    let quarantine = out.clone() + ".quarantine.jsonl";
    assert!(Path::new(&quarantine).exists());
    // The next run has nothing to quarantine, so what the last one left must not look like its own.
    ended(&["normalize", &good, "-o", &out, "--force"], 0);
    assert!(fs::read_to_string(&out).unwrap().contains("A line.") && !Path::new(&quarantine).exists());
    // Reading and writing the same file would lose it.
    ended(&["normalize", &good, "-o", &good, "--force"], 2);
    assert_eq!(fs::read_to_string(&good).unwrap(), "A line.");
    let names: Vec<_> = tree(folder.path()).into_iter().map(|(path, _)| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(names, ["a.txt", "b.jsonl", "out.jsonl", "out.jsonl.run.json"]);
}

/// A run over standard input that has not ended and has begun to write.
#[cfg(unix)]
fn begun(out: &str) -> std::process::Child {
    let mut child = polynorm(&["normalize", "-o", out]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.as_mut().unwrap().write_all(many_lines().as_bytes()).unwrap();
    // The handler of signals is set, and the lock taken, before the output is made.
    for _ in 0..1000 {
        if Path::new(&(out.to_owned() + ".partial")).exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    child
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_no_output_that_looks_whole() {
    let folder = tempfile::tempdir().unwrap();
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let out = path(&folder, &format!("out{signal}.jsonl"));
        let (mut child, partial) = (begun(&out), out.clone() + ".partial");
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(code));
        assert!(Path::new(&partial).exists() && !Path::new(&out).exists());
        // What it left does not stand in the way, and is gone when the next run is through.
        let lines = path(&folder, "many.jsonl");
        fs::write(&lines, many_lines()).unwrap();
        ended(&["normalize", &lines, "-o", &out], 0);
        assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 700);
        assert!(!Path::new(&partial).exists() && !Path::new(&(out + ".lock")).exists());
    }
}

#[cfg(unix)]
#[test]
fn an_output_that_is_being_written_is_not_written_by_another_process() {
    let folder = tempfile::tempdir().unwrap();
    let (out, alone, lines) = (path(&folder, "out.jsonl"), path(&folder, "alone.jsonl"), path(&folder, "many.jsonl"));
    fs::write(&lines, many_lines()).unwrap();
    let mut child = begun(&out);
    for option in ["--quiet", "--force", "--resume"] {
        let refused = output_of(&["normalize", "-o", &out, option], b"");
        let told = String::from_utf8(refused.stderr).unwrap();
        assert!(refused.status.code() == Some(2) && told.contains("another process is writing it"), "{told}");
    }
    // Another output in the same folder is.
    ended(&["normalize", &lines, "-o", &alone], 0);
    // The system takes the lock from a process that is killed.
    child.kill().unwrap();
    child.wait().unwrap();
    let resumed = output_of(&["normalize", "-o", &out, "--resume"], many_lines().as_bytes());
    assert_eq!(resumed.status.code(), Some(0), "{}", String::from_utf8_lossy(&resumed.stderr));
    let texts = |path: &str| {
        let lines = fs::read_to_string(path).unwrap();
        let records =
            lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["streams"].take());
        records.collect::<Vec<_>>()
    };
    assert!(texts(&out) == texts(&alone) && texts(&out).len() == 700);
}

/// A name that is no UTF-8 is written in `run.json` as well as it can be.
#[cfg(target_os = "linux")]
#[test]
fn outputs_may_have_any_name() {
    use std::os::unix::ffi::OsStrExt;

    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join(std::ffi::OsStr::from_bytes(b"caf\xE9.jsonl"));
    let lines = path(&folder, "lines.jsonl");
    fs::write(&lines, "{\"text\": \"A line.\"}\n{\"text\": 1}\n").unwrap();
    let status = polynorm(&["normalize", "--quiet", &lines, "-o"]).arg(&out).status().unwrap();
    assert_eq!(status.code(), Some(1));
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 1);
    let (run, _) = polynorm::corpus::RunFile::read(&out).unwrap();
    assert_eq!(run.outputs[0].path.file_name().unwrap(), "caf\u{FFFD}.jsonl");
}

#[test]
fn lines_over_the_limit_are_quarantined_and_texts_come_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let (big, lines, out) = (path(&folder, "big.txt"), path(&folder, "lines.jsonl"), path(&folder, "out.jsonl"));
    fs::write(&big, "x".repeat(5000)).unwrap();
    let long = format!("{{\"text\": \"{}\"}}", "y".repeat(5000));
    fs::write(&lines, format!("{{\"text\": \"before\"}}\n{long}\n{{\"text\": \"after\"}}")).unwrap();
    ended(&["normalize", "--max-document", "4K", &big, &lines, "-o", &out], 1);
    let written = fs::read_to_string(&out).unwrap();
    let ids: Vec<_> = written
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["big.txt", "big.txt#2", "lines.jsonl:1", "lines.jsonl:3"]);
    let quarantine = fs::read_to_string(out + ".quarantine.jsonl").unwrap();
    let lengths: Vec<_> = quarantine
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["raw_bytes"].as_u64().unwrap())
        .collect();
    assert_eq!(lengths, [5012]);
}

#[cfg(unix)]
#[test]
fn odd_files_in_folders_do_not_stop_the_run() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("in");
    fs::create_dir(&inside).unwrap();
    fs::write(inside.join("ok.txt"), "Reachable once.").unwrap();
    fs::write(inside.join(".hidden.txt"), "Hidden.").unwrap();
    fs::write(inside.join(std::ffi::OsStr::from_bytes(b"caf\xE9\n.txt")), "An odd name.").unwrap();
    std::os::unix::fs::symlink(".", inside.join("self")).unwrap();
    std::os::unix::fs::symlink("b.txt", inside.join("a.txt")).unwrap();
    std::os::unix::fs::symlink("a.txt", inside.join("b.txt")).unwrap();
    assert!(Command::new("mkfifo").arg(inside.join("pipe.txt")).status().unwrap().success());
    let out = path(&folder, "out.jsonl");
    ended(&["normalize", inside.to_str().unwrap(), "-o", &out], 1);
    let written = fs::read_to_string(&out).unwrap();
    assert_eq!(written.lines().count(), 2, "{written}");
    assert!(written.contains("Reachable once.") && written.contains("An odd name.") && !written.contains("Hidden."));
    assert_eq!(fs::read_to_string(out + ".quarantine.jsonl").unwrap().lines().count(), 2, "two links to each other");
}

#[test]
fn edits_undone_backwards_give_the_source() {
    let text = "The cafe\u{301}\u{A0}\u{1F600} opened\u{200B} on Monday, the owner said.";
    for unit in ["chars", "bytes"] {
        let out = filtered(&["normalize", "--edits", "--offsets", unit], text.as_bytes());
        let record: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let paragraph = &record["paragraphs"][0];
        let mut units: Vec<String> = match unit {
            "chars" => paragraph["text"].as_str().unwrap().chars().map(String::from).collect(),
            // One string a byte: latin-1 stands for bytes here.
            _ => paragraph["text"].as_str().unwrap().bytes().map(|b| char::from(b).to_string()).collect(),
        };
        let edits = paragraph["edits"].as_array().unwrap();
        assert!(edits.len() >= 3, "{record}");
        for edit in edits.iter().rev() {
            let at = |i: usize| edit["span"][i].as_u64().unwrap() as usize;
            let was = edit["was"].as_str().unwrap();
            let was = if unit == "chars" { was.to_owned() } else { was.bytes().map(char::from).collect() };
            units.splice(at(0)..at(1), [was]);
        }
        let undone: String = units.concat();
        let expected = if unit == "chars" { text.to_owned() } else { text.bytes().map(char::from).collect() };
        assert_eq!(undone, expected, "{unit}");
    }
}

#[test]
#[cfg(not(feature = "lingua-core"))]
fn a_detector_that_is_not_built_in_is_told_before_anything_is_read() {
    for arguments in [&["detect", "--lines"][..], &["detect"], &["normalize"], &["inspect", "no such file"]] {
        let output = output(&[arguments, &["--detector", "lingua"]].concat());
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && error.contains("--features lingua"), "{arguments:?}: {error}");
    }
}

#[test]
fn detect_keeps_together_what_normalize_cuts() {
    let folder = tempfile::tempdir().unwrap();
    let text = path(&folder, "long.txt");
    fs::write(&text, format!("One line.{}", "\n".repeat(5 << 20))).unwrap();
    for (arguments, parts) in [(&["detect"][..], 1), (&["normalize"], 2), (&["detect", "--cut", "2M"], 3)] {
        let records = ended(&[arguments, &["--no-config", &text]].concat(), 0);
        assert_eq!(records.lines().count(), parts, "{arguments:?}");
    }
}

#[test]
fn a_member_of_an_archive_can_be_inspected() {
    let folder = tempfile::tempdir().unwrap();
    let archive = path(&folder, "archive.tar.zst");
    let mut tar = tar::Builder::new(zstd::stream::write::Encoder::new(fs::File::create(&archive).unwrap(), 1).unwrap());
    for (name, text) in [("a.txt", "The first of two."), ("b/c.txt", "The second, which is the one to show.")] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap();
    assert!(ended(&["inspect", &archive], 0).contains("The first of two."));
    for which in [&["--id", "b/c.txt"][..], &["--line", "2"]] {
        let shown = ended(&[&["inspect", &archive], which].concat(), 0);
        assert!(shown.contains("The second, which") && !shown.contains("The first"), "{which:?}: {shown}");
    }
    ended(&["inspect", &archive, "--id", "d.txt"], 2);
}

#[test]
fn settings_that_are_printed_are_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let config = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polynorm"));
        let output = command.current_dir(&folder).args(["config", "--print"]).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let defaults = config(&[]);
    let set = config(&["--threads", "3", "--fold", "quotes", "--languages", "eng,fra", "--cut", "1M", "corpus/"]);
    for line in ["threads = 3", "quotes = true", "languages = \"eng,fra\"", "cut = 1048576", "inputs = [\"corpus/\"]"] {
        assert!(set.lines().any(|l| l == line) && !defaults.lines().any(|l| l == line), "{line}\n{set}");
    }
    fs::write(folder.path().join("polynorm.toml"), &set).unwrap();
    // The file in the folder is read, what is given goes before it, and it can be left aside.
    assert_eq!(config(&[]), set);
    assert_eq!(config(&["--threads", "4"]), set.replace("threads = 3", "threads = 4"));
    assert_eq!(config(&["--no-config"]), defaults);
}

#[test]
fn completions_and_man_pages_know_the_verbs() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = Command::new(env!("CARGO_BIN_EXE_polynorm")).args(["completions", shell]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("normalize") && text.contains("mojibake"), "{shell}");
    }
    ended(&["man", &path(&folder, "man")], 0);
    let page = fs::read_to_string(folder.path().join("man/polynorm-normalize.1")).unwrap();
    assert!(page.contains(".TH") && page.contains("resume"));
}

#[test]
fn only_the_streams_that_were_asked_for_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let page = path(&folder, "mill.txt");
    let text = "The mill opens again\n\nThe mill by the lake opens again on Monday, its owner said after a long winter.\n\n\
                Visitors can see how flour is made there, and buy bread that was baked from it.\n\n\
                Read more: A lake that never freezes\n\nShare on Facebook\n";
    fs::write(&page, text).unwrap();
    for (out, option, wanted) in [
        ("texts", ["--format", "text"], ["mill.body.eng.txt", "mill.widget.eng.txt"]),
        ("split", ["--split", "stream"], ["body-00001.jsonl", "widget-00001.jsonl"]),
    ] {
        let out = path(&folder, out);
        ended(&[&["normalize", &page, "--no-config", "-o", &out, "--streams", "widget,body"][..], &option].concat(), 0);
        let names = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        assert_eq!(names, wanted);
    }
    // A document without any of them is a record still.
    fs::write(&page, "One line of text alone, which is the body.\n").unwrap();
    let record = ended(&["normalize", &page, "--no-config", "--streams", "teaser"], 0);
    assert!(record.contains("\"streams\":{}") && record.contains("\"paragraphs\":[]"), "{record}");
    let out = path(&folder, "teasers");
    ended(&["normalize", &page, "--no-config", "--streams", "teaser", "--split", "stream", "-o", &out], 0);
    assert_eq!(fs::read_to_string(Path::new(&out).join("teaser-00001.jsonl")).unwrap().lines().count(), 1);
}
