//! What is told of a [`RunFile`]: its name, and its settings one by one.

use serde_json::Value;

use crate::corpus::RunFile;

/// What a run is called: the name of its output.
pub(super) fn name(run: &RunFile) -> String {
    let path = run.outputs.first().map_or_else(String::new, |output| output.path.to_string_lossy().into_owned());
    // It may have been written on another system.
    let name = path.trim_end_matches('/').rsplit(['/', '\\']).next();
    name.filter(|name| !name.is_empty()).unwrap_or("a run").to_owned()
}

/// Each setting with its path, in order: `pipeline.unicode.form` and `nfc`.
pub(super) fn flat_settings(run: &RunFile) -> Vec<(String, String)> {
    let mut flat = Vec::new();
    flatten("", &run.settings, &mut flat);
    flat.sort();
    flat
}

fn flatten(path: &str, value: &Value, flat: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(&path, value, flat);
            }
        }
        Value::Null => {}
        Value::String(text) => flat.push((path.to_owned(), text.clone())),
        // Settings are single precision: 0.1, not 0.10000000149011612.
        Value::Number(number) if number.is_f64() => {
            flat.push((path.to_owned(), (number.as_f64().unwrap_or_default() as f32).to_string()));
        }
        value => flat.push((path.to_owned(), value.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Written;

    #[test]
    fn settings_are_told_by_their_paths() {
        let settings = serde_json::json!({"threads": null, "pipeline": {"names": "off", "threshold": f64::from(0.1f32), "unicode": {"folds": {}}}, "a": [1]});
        let run = RunFile { settings, ..RunFile::default() };
        let expected =
            [("a", "[1]"), ("pipeline.names", "off"), ("pipeline.threshold", "0.1"), ("pipeline.unicode.folds", "{}")];
        assert_eq!(flat_settings(&run), expected.map(|(path, value)| (path.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_run_is_named_by_its_output() {
        for (path, expected) in
            [("a/b.jsonl", "b.jsonl"), ("a/texts/", "texts"), ("a\\b.jsonl", "b.jsonl"), ("", "a run")]
        {
            let outputs = vec![Written { path: path.into(), ..Written::default() }];
            assert_eq!(name(&RunFile { outputs, ..RunFile::default() }), expected);
        }
        assert_eq!(name(&RunFile::default()), "a run");
    }
}
