//! The whole output over `examples/corpus`, a snapshot for each document and verb.
//!
//! `INSTA_UPDATE=always cargo test --test samples` writes what the command says now; read the difference before it is
//! committed.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What the command writes of a sample document.
fn record(verb: &[&str], name: &str) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_polynorm"))
        .args(verb)
        .arg(name)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/corpus"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Indented JSON with what is short or flat in one line, so that a paragraph, a name or an edit is easy to compare.
fn pretty(value: &Value, depth: usize, out: &mut String) {
    let line = value.to_string();
    let is_flat = value.as_object().is_some_and(|fields| fields.values().all(|field| field.to_string().len() <= 120));
    let inside = match value {
        _ if line.len() <= 160 || is_flat && line.len() <= 500 => Vec::new(),
        Value::Array(items) => items.iter().map(|item| (None, item)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, item)| (Some(name), item)).collect(),
        _ => Vec::new(),
    };
    if inside.is_empty() {
        return out.push_str(&visible(&line));
    }
    let (open, close) = if value.is_array() { ('[', ']') } else { ('{', '}') };
    out.push(open);
    for (n, (name, item)) in inside.iter().enumerate() {
        out.push_str(if n == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth + 1));
        if let Some(name) = name {
            out.push_str(&format!("{}: ", Value::from(name.as_str())));
        }
        pretty(item, depth + 1, out);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(close);
}

/// Characters that a person cannot see, as escapes of JSON.
fn visible(json: &str) -> String {
    let is_invisible = |c: char| {
        matches!(c, '\u{A0}' | '\u{AD}' | '\u{61C}' | '\u{3000}' | '\u{FEFF}')
            || ('\u{2000}'..='\u{200F}').contains(&c)
            || ('\u{2028}'..='\u{202F}').contains(&c)
            || ('\u{205F}'..='\u{206F}').contains(&c)
    };
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match is_invisible(c) {
            true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
    }
    out
}

fn snapshots(verb: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/corpus");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.filter(|name| name.ends_with(".txt")).collect();
    names.sort();
    assert!(names.len() >= 14, "{names:?}");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for name in names {
            let mut json = String::new();
            pretty(&record(verb, &name), 0, &mut json);
            insta::assert_snapshot!(format!("{}-{}", name.trim_end_matches(".txt"), verb[0]), json);
        }
    });
}

#[test]
fn normalize() {
    snapshots(&["normalize", "--edits", "--quiet"]);
}

#[test]
fn detect() {
    snapshots(&["detect", "--quiet"]);
}
