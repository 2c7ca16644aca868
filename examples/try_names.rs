//! scratch
#![allow(missing_docs, clippy::print_stdout)]
use serde_json::json;
fn main() {
    let args: Vec<String> = std::env::args().skip(2).collect();
    let out = args.iter().position(|a| a == "-o").unwrap();
    let pipeline = polynorm::Pipeline::new();
    let mut text = String::new();
    for path in &args[..out] {
        let bytes = std::fs::read(path).unwrap();
        let d = pipeline.normalize(&bytes);
        let ps: Vec<_> = d.paragraphs.iter().map(|p| {
            let cp = |b: usize| p.text()[..b].chars().count();
            json!({"source": [p.source.start, p.source.end], "encoding": p.encoding.name(), "language": p.language.code(), "role": p.role.name(), "stream": p.role.stream().name(), "text": p.text(),
              "names": p.names.iter().map(|n| json!({"source": [n.source.start, n.source.end], "span": [cp(n.span.start), cp(n.span.end)], "surface": n.surface, "written": n.written, "canonical": n.canonical, "entity": n.entity, "kind": n.kind.name(), "how": n.how})).collect::<Vec<_>>()})
        }).collect();
        text.push_str(&json!({"id": path, "encoding": d.encoding.name(), "paragraphs": ps}).to_string());
        text.push('\n');
    }
    std::fs::write(&args[out + 1], text).unwrap();
}
