//! What holds over all formats: the same documents come out of whatever they stand in, wherever it is cut and gone on.

use std::io::{Cursor, Write};

use super::{Content, Contents, FileSource, Item, Packing, Position, Source, SourceOptions};

/// Documents with all that a table or mail has to keep: quotes, commas, tabs, line breaks, other scripts.
const TEXTS: [&str; 4] = [
    "The first document.\n\nIt has \"quotes\", commas\tand tabs; and a second paragraph.",
    "Zweites Dokument: \u{00E4}\u{00F6}\u{00FC}\u{00DF}.\n\nFrom the beginning of a line.\n> quoted",
    "\u{0422}\u{0440}\u{0435}\u{0442}\u{0438}\u{0439} \u{0442}\u{0435}\u{043A}\u{0441}\u{0442}",
    "The last one.",
];

fn jsonl() -> Vec<u8> {
    let line =
        |(n, text): (usize, &&str)| serde_json::json!({"id": format!("d{n}"), "text": text, "n": n}).to_string() + "\n";
    TEXTS.iter().enumerate().map(line).collect::<String>().into_bytes()
}

fn table(delimiter: char) -> Vec<u8> {
    let mut out = format!("id{delimiter}text{delimiter}n\r\n");
    for (n, text) in TEXTS.iter().enumerate() {
        out += &format!("d{n}{delimiter}\"{}\"{delimiter}{n}\r\n", text.replace('"', "\"\""));
    }
    out.into_bytes()
}

fn warc() -> Vec<u8> {
    let mut out = Vec::new();
    let mut record = |kind: &str, content_type: &str, n: usize, body: &[u8]| {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://site.example/{n}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        out.extend([head.as_bytes(), body, b"\r\n\r\n"].concat());
    };
    record("warcinfo", "application/warc-fields", 0, b"software: a test\r\n");
    for (n, text) in TEXTS.iter().enumerate() {
        let chunked = format!("{:x}\r\n{text}\r\n0\r\n\r\n", text.len());
        match n {
            0 => record("response", "application/http; msgtype=response", n, format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{text}").as_bytes()),
            1 => record("response", "application/http", n, format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}").as_bytes()),
            _ => record("conversion", "text/plain", n, text.as_bytes()),
        }
        record("request", "application/http", n, b"GET / HTTP/1.1\r\n\r\n");
        record("response", "application/http", n, b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG");
    }
    out
}

fn mail(text: &str) -> String {
    format!(
        "Subject: A subject\nMIME-Version: 1.0\nMessage-ID: <1@site.example>\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    )
}

fn mbox() -> Vec<u8> {
    let mails = TEXTS.iter().map(|text| {
        let text = mail(text).replace("\nFrom ", "\n>From ");
        format!("From someone@site.example Mon Jan  1 00:00:00 2024\n{text}\n")
    });
    mails.collect::<String>().into_bytes()
}

fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        // Written as it is: `set_path` refuses names that lead out of the folder.
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const NAMES: [&str; 4] = ["1.txt", "sub/2.txt", "sub/3.txt", "4.txt"];

fn members() -> Vec<(&'static str, &'static [u8])> {
    NAMES.iter().zip(TEXTS).map(|(name, text)| (*name, text.as_bytes())).collect()
}

#[cfg(feature = "arrow")]
fn columns() -> Vec<(&'static str, Vec<u8>)> {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
    let ids: ArrayRef = Arc::new(StringArray::from_iter_values((0..TEXTS.len()).map(|n| format!("d{n}"))));
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values(TEXTS));
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..TEXTS.len() as i64));
    let batch = RecordBatch::try_from_iter([("id", ids), ("text", texts), ("n", numbers)]).unwrap();
    let mut parquet = parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    parquet.write(&batch).unwrap();
    let mut file = arrow::ipc::writer::FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    file.write(&batch).unwrap();
    let mut stream = arrow::ipc::writer::StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    stream.write(&batch).unwrap();
    vec![
        ("parquet", parquet.into_inner().unwrap()),
        ("arrow", file.into_inner().unwrap()),
        ("arrows", stream.into_inner().unwrap()),
    ]
}

#[cfg(not(feature = "arrow"))]
fn columns() -> Vec<(&'static str, Vec<u8>)> {
    Vec::new()
}

/// The documents in every format, with an ending that says nothing of it.
fn formats() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = vec![
        ("jsonl", jsonl()),
        ("csv", table(',')),
        ("tsv", table('\t')),
        ("warc", warc()),
        ("mbox", mbox()),
        ("tar", tar_of(&members())),
        ("zip", zip_of(&members())),
    ];
    all.extend(columns());
    all
}

fn pack(packing: Packing, plain: &[u8]) -> Vec<u8> {
    match packing {
        Packing::Gzip => {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            packer.write_all(plain).unwrap();
            packer.finish().unwrap()
        }
        Packing::Zstd => zstd::bulk::compress(plain, 3).unwrap(),
        Packing::Xz => liblzma::encode_all(plain, 1).unwrap(),
        Packing::Bzip2 => {
            let mut packer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            packer.write_all(plain).unwrap();
            packer.finish().unwrap()
        }
        Packing::Lz4 => {
            let mut packer = lz4_flex::frame::FrameEncoder::new(Vec::new());
            packer.write_all(plain).unwrap();
            packer.finish().unwrap()
        }
    }
}

/// A folder with files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

fn source(folder: &tempfile::TempDir, options: &SourceOptions) -> FileSource {
    FileSource::open(vec![folder.path().to_owned()], options.clone()).unwrap()
}

/// The items of one file with a name that tells nothing.
fn items_of(bytes: &[u8], options: &SourceOptions) -> Vec<Item> {
    items_named("input.dat", bytes, options)
}

fn items_named(name: &str, bytes: &[u8], options: &SourceOptions) -> Vec<Item> {
    let folder = folder(&[(name, bytes)]);
    FileSource::open(vec![folder.path().join(name)], options.clone()).unwrap().collect()
}

/// Texts, and what is said of those that failed.
fn opened(items: Vec<Item>) -> (Vec<String>, Vec<String>) {
    let (mut texts, mut errors) = (Vec::new(), Vec::new());
    for item in items {
        match item.open("text", "id") {
            Ok(ready) => texts.push(String::from_utf8_lossy(&ready.bytes).trim_end().replace("\r\n", "\n")),
            Err(failed) => errors.push(failed.failure.error),
        }
    }
    (texts, errors)
}

fn assert_all(bytes: &[u8], what: &str) {
    let (texts, errors) = opened(items_of(bytes, &SourceOptions::default()));
    assert!(errors.is_empty(), "{what}: {errors:?}");
    assert_eq!(texts, TEXTS, "{what}");
}

#[test]
fn the_same_documents_come_out_of_everything() {
    for (format, bytes) in formats() {
        assert_all(&bytes, format);
        for packing in Packing::ALL {
            let packed = pack(packing, &bytes);
            assert_all(&packed, &format!("{format} in {packing:?}"));
            // Names in archives tell nothing here, either.
            assert_all(&zip_of(&[("a", &packed)]), &format!("{format} in {packing:?} in zip"));
            let nested = pack(packing, &tar_of(&[("a.b", &zip_of(&[("c", &packed)]))]));
            assert_all(&nested, &format!("{format} in {packing:?} in zip in tar in {packing:?}"));
        }
    }
}

#[test]
fn a_cut_anywhere_gives_what_is_before_it_and_one_failure() {
    for (format, bytes) in formats() {
        let has_end = !matches!(format, "jsonl" | "csv" | "tsv" | "warc" | "mbox" | "arrows");
        let mut inputs = vec![(format.to_string(), bytes.clone(), has_end)];
        inputs.extend(Packing::ALL.map(|p| (format!("{format} in {p:?}"), pack(p, &bytes), true)));
        inputs.push((format!("{format} in zip"), zip_of(&[("a", &bytes)]), true));
        for (what, bytes, has_end) in inputs {
            for cut in (1..bytes.len()).step_by(bytes.len() / 60 + 1) {
                let what = format!("{what} of {} bytes cut at {cut}", bytes.len());
                // Named, so that a few bytes are not taken for a text.
                let options = SourceOptions { contents: said(format), ..SourceOptions::default() };
                let name = if format == "tar" { "input.tar" } else { "input" };
                let (texts, errors) = opened(items_named(name, &bytes[..cut], &options));
                assert!(!errors.iter().any(|error| error.contains("defect")), "{what}: {errors:?}");
                assert!(errors.len() <= 1, "{what}: {errors:?}");
                if cut > 30 {
                    // The last text may be cut where the format does not say how long it is.
                    let whole = texts.len().saturating_sub(usize::from(!has_end));
                    assert!(texts.iter().take(whole).eq(TEXTS.iter().take(whole)), "{what}: {texts:?}");
                    assert!(!has_end || texts.len() == TEXTS.len() || errors.len() == 1, "{what}: {texts:?}");
                }
            }
        }
    }
}

fn said(format: &str) -> Contents {
    match format {
        "tar" | "zip" => Contents::Auto,
        "arrows" => Contents::Arrow,
        name => serde_json::from_value(name.into()).unwrap(),
    }
}

/// What is compared of items.
fn shown(items: Vec<Item>) -> Vec<String> {
    items.into_iter().map(|item| format!("{} {:?} {:?} {:?}", item.id, item.origin, item.content, item.next)).collect()
}

/// A folder with everything in it, and options that cut some of it.
fn everything() -> (tempfile::TempDir, SourceOptions) {
    let formats = formats();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (n, (format, bytes)) in formats.iter().enumerate() {
        files.push((format!("{n}/plain.{format}"), bytes.clone()));
        files.push((format!("{n}/packed.{format}.zst"), pack(Packing::Zstd, bytes)));
        files.push((format!("{n}/broken.{format}.gz"), pack(Packing::Gzip, bytes)[..80].to_vec()));
        files.push((format!("{n}/in.zip"), zip_of(&[("a", bytes), ("b.txt", b"a text")])));
        // What breaks off in a document is one failure, also for who does not read that document.
        for part in [3, 5, 8] {
            files.push((format!("{n}/cut-{part}.{format}"), bytes[..bytes.len() * part / 9].to_vec()));
            let archive = tar_of(&[("a.txt", TEXTS[0].as_bytes()), ("b", bytes)]);
            files.push((format!("{n}/in-{part}.tar"), archive[..512 + 20 * part].to_vec()));
        }
    }
    files.push(("long.txt".to_owned(), "A line of some length.\n\nAnother.\n".repeat(40).into_bytes()));
    files.push(("long.txt.gz".to_owned(), pack(Packing::Gzip, &"A line of some length.\n\n".repeat(40).into_bytes())));
    let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    (folder(&files), SourceOptions { cut: 300, ..SourceOptions::default() })
}

#[test]
fn a_run_goes_on_from_any_place() {
    let (folder, options) = everything();
    let positions: Vec<Position> = source(&folder, &options).map(|item| item.next).collect();
    let all = shown(source(&folder, &options).collect());
    assert!(all.len() > 100 && all.iter().any(|item| item.contains("part: Some(3)")), "{}", all.len());
    for (n, position) in positions.iter().enumerate() {
        let mut rest = source(&folder, &options);
        // It goes through the journal.
        let position = serde_json::from_str(&serde_json::to_string(position).unwrap()).unwrap();
        rest.resume_at(&position).unwrap();
        assert_eq!(shown(rest.collect()), all[n + 1..], "from item {n} on: {position:?}");
    }
    // Another size of a file before the place.
    std::fs::write(folder.path().join("0/plain.jsonl"), "{}").unwrap();
    let mut rest = source(&folder, &options);
    assert!(rest.resume_at(&positions[40]).unwrap_err().is_config());
}

#[test]
fn shards_are_the_whole_and_go_on_too() {
    let (folder, options) = everything();
    let part = |n| SourceOptions { shard: Some(format!("{n}/3").parse().unwrap()), ..options.clone() };
    let mut together: Vec<String> = Vec::new();
    for n in 1..=3 {
        let options = part(n);
        let positions: Vec<Position> = source(&folder, &options).map(|item| item.next).collect();
        let all = shown(source(&folder, &options).collect());
        for at in [0, positions.len() / 2, positions.len() - 1] {
            let mut rest = source(&folder, &options);
            rest.resume_at(&positions[at]).unwrap();
            assert_eq!(shown(rest.collect()), all[at + 1..], "share {n}");
        }
        together.extend(all);
    }
    let mut whole = shown(source(&folder, &options).collect());
    whole.sort();
    together.sort();
    assert!(whole == together);
}

#[test]
fn texts_come_in_parts_that_are_the_whole() {
    let text = "One paragraph of a text.\n\nAnother one, with \u{4E2D}\u{6587}.\n".repeat(500);
    for packed in
        [text.clone().into_bytes(), pack(Packing::Zstd, text.as_bytes()), tar_of(&[("a.txt", text.as_bytes())])]
    {
        let options = SourceOptions { cut: 1000, ..SourceOptions::default() };
        let items = items_of(&packed, &options);
        assert!(items.len() > 20);
        let mut whole = Vec::new();
        for (n, item) in items.into_iter().enumerate() {
            let Content::Text(bytes) = item.content else { panic!("{:?}", item.content) };
            assert_eq!(item.id.ends_with(&format!("#{}", n + 1)), n > 0, "{}", item.id);
            assert_eq!(item.origin.part, Some(n as u64 + 1));
            assert_eq!(item.origin.start.unwrap_or(0), whole.len() as u64);
            assert!(bytes.len() <= 1000 && bytes.len() as u64 == item.origin.bytes);
            assert!(bytes.ends_with(b"\n"));
            whole.extend(bytes);
        }
        assert!(whole == text.as_bytes());
    }
}

#[test]
fn a_bomb_is_one_failure_and_its_neighbours_come_out() {
    let bomb = vec![b'a'; 20 << 20];
    let files: [(&str, &[u8]); 3] = [("1.txt", b"before"), ("2.txt", &bomb), ("3.txt", b"after")];
    let options = SourceOptions::default();
    for (what, bytes) in [
        ("zip", zip_of(&files)),
        ("tar.zst", pack(Packing::Zstd, &tar_of(&files))),
        ("tar.gz", pack(Packing::Gzip, &tar_of(&files))),
        ("tar of bz2", tar_of(&[files[0], ("2.txt.bz2", &pack(Packing::Bzip2, &bomb)), files[2]])),
    ] {
        let (texts, errors) = opened(items_of(&bytes, &options));
        assert_eq!(texts, ["before", "after"], "{what}");
        assert!(errors.len() == 1 && errors[0].contains("--max-ratio"), "{what}: {errors:?}");
    }
    // Few bytes may be packed as densely as they like, and records are bounded one by one.
    let (texts, errors) = opened(items_of(&pack(Packing::Xz, &bomb[..2 << 20]), &options));
    assert!((texts.len(), errors.len()) == (1, 0), "{errors:?}");
    let lines = [&jsonl()[..], b"{\"text\": \"", &bomb, b"\"}\n", &jsonl()].concat();
    let limited = SourceOptions { max_document: 1 << 20, ..SourceOptions::default() };
    let (texts, errors) = opened(items_of(&pack(Packing::Gzip, &lines), &limited));
    assert!((texts.len(), errors.len()) == (8, 1) && errors[0].contains("--max-document"), "{errors:?}");
}

#[test]
fn limits_are_told_one_by_one() {
    let mut nested = b"the innermost".to_vec();
    for _ in 0..9 {
        nested = zip_of(&[("a", &nested)]);
    }
    let (texts, errors) = opened(items_of(&nested, &SourceOptions::default()));
    assert!(texts.is_empty() && errors.len() == 1 && errors[0].contains("--max-depth"), "{errors:?}");
    let deeper = SourceOptions { max_depth: 9, ..SourceOptions::default() };
    assert_eq!(opened(items_of(&nested, &deeper)).0, ["the innermost"]);
    let small = SourceOptions { max_member: 15, ..SourceOptions::default() };
    for archive in [tar_of(&members()), zip_of(&members())] {
        let (texts, errors) = opened(items_of(&archive, &small));
        assert!(texts == [TEXTS[3]] && errors.len() == 3 && errors[0].contains("--max-member"), "{errors:?}");
    }
    let held = SourceOptions { max_held: 100, ..SourceOptions::default() };
    let (texts, errors) = opened(items_of(&tar_of(&[("a.zip", &zip_of(&members())), ("b.txt", b"behind")]), &held));
    assert!(texts == ["behind"] && errors.len() == 1 && errors[0].contains("--max-held"), "{errors:?}");
    // A quotation mark that is never closed takes the rest of the table, not of the memory.
    let open = [b"id,text\n1,good\n2,\"", &vec![b'x'; 1 << 20][..]].concat();
    let small = SourceOptions { max_document: 10_000, ..SourceOptions::default() };
    let (texts, errors) = opened(items_of(&open, &small));
    assert!(texts == ["good"] && errors.len() == 1 && errors[0].contains("quotation mark"), "{errors:?}");
}

#[test]
fn ids_and_origins_say_where() {
    let inner = zip_of(&[("../up.txt", b"one"), ("sub\\two.txt", b"two")]);
    let outer = pack(
        Packing::Gzip,
        &tar_of(&[("in/inner.zip", &inner), ("rows.csv", b"text,id,x\r\nthree,,1\r\n\"fo\nur\",own,\r\n")]),
    );
    let folder = folder(&[("a/outer.tgz", &outer)]);
    let found: Vec<_> = source(&folder, &SourceOptions::default())
        .map(|item| {
            let member = item.origin.member.clone();
            let (line, row) = (item.origin.line, item.origin.row);
            let ready = item.open("text", "id").unwrap();
            let carried: Vec<_> = ready.carried.iter().map(|(name, json)| format!("{name}={json}")).collect();
            (ready.id, member.unwrap(), line, row, String::from_utf8(ready.bytes).unwrap(), carried.join(" "))
        })
        .collect();
    let own = |s: &str| s.to_owned();
    assert_eq!(
        found,
        [
            (own("a/outer/in/inner/up.txt"), own("in/inner.zip!/../up.txt"), None, None, own("one"), own("")),
            (own("a/outer/in/inner/sub/two.txt"), own("in/inner.zip!/sub\\two.txt"), None, None, own("two"), own("")),
            (own("a/outer/rows.csv:2"), own("rows.csv"), Some(2), Some(1), own("three"), own("x=\"1\"")),
            (own("own"), own("rows.csv"), Some(3), Some(2), own("fo\nur"), own("x=\"\"")),
        ]
    );
}

#[test]
fn folders_are_read_by_rules() {
    let files: [(&str, &[u8]); 8] = [
        ("a.txt", b"a"),
        ("b.dat", b"told by what it holds"),
        ("picture.txt", b"\x89PNG\r\n\x1A\n\0\0\0"),
        ("noise", b"\0\x01\x02\x03\0\0\x80\xFF\0\x01\xFF\xFE\xFD\xFC\0\0\x01"),
        (".hidden", b"hidden"),
        ("left/.polynormignore", b"*.log\n!keep.log\n"),
        ("left/out.log", b"log"),
        ("left/keep.log", b"kept"),
    ];
    let folder = folder(&files);
    let patterns = folder.path().join(".rules");
    std::fs::write(&patterns, "/b.dat\n").unwrap();
    let read = |options: SourceOptions| {
        let mut source = source(&folder, &options);
        let ids: Vec<String> = source.by_ref().map(|item| item.id).collect();
        (ids, source.passed_over().0)
    };
    assert_eq!(read(SourceOptions::default()), (vec!["a.txt".into(), "b.dat".into(), "left/keep.log".into()], 2));
    let rules = SourceOptions { ignore_files: vec![patterns], hidden: true, ..SourceOptions::default() };
    assert_eq!(read(rules), (vec![".hidden".into(), ".rules".into(), "a.txt".into(), "left/keep.log".into()], 2));
    let globs = SourceOptions { globs: vec!["*.log".into(), "noise".into()], ..SourceOptions::default() };
    assert_eq!(read(globs), (vec!["left/keep.log".into(), "noise".into()], 0));
    let list = folder.path().join("b.dat");
    std::fs::write(&list, "no/such/file\n").unwrap();
    let listed = SourceOptions { files_from: Some(list), ..SourceOptions::default() };
    let source = FileSource::open(vec![folder.path().join("a.txt")], listed);
    let (texts, errors) = opened(source.unwrap().collect());
    assert!(texts == ["a"] && errors.len() == 1 && errors[0].contains("cannot be opened"), "{errors:?}");
}

#[test]
fn records_that_are_no_documents_are_counted() {
    let folder = folder(&[("a.dat", &warc())]);
    let mut source = source(&folder, &SourceOptions::default());
    assert_eq!(source.by_ref().count(), TEXTS.len());
    assert_eq!(source.records_passed_over(), 1 + 2 * TEXTS.len() as u64);
}

#[test]
fn pages_become_text_or_say_how() {
    let page = b"<!DOCTYPE html><html><body><p>A paragraph of a page.</p></body></html>";
    let (texts, errors) = opened(items_of(page, &SourceOptions::default()));
    if cfg!(feature = "html") {
        assert_eq!((texts, errors), (vec!["A paragraph of a page.".to_owned()], vec![]));
    } else {
        assert!(texts.is_empty() && errors.len() == 1 && errors[0].contains("--features html"), "{errors:?}");
    }
}
