//! The columns of records, which the tables that the command writes and the batches of [`normalize`](super::normalize) share.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields};

use crate::corpus::RecordOptions;

/// Bits of the offsets of texts and lists: 32 allow 2 GiB of text in a column of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    Bits32,
    Bits64,
}

impl Width {
    /// The type of texts.
    pub fn text(self) -> DataType {
        match self {
            Width::Bits32 => DataType::Utf8,
            Width::Bits64 => DataType::LargeUtf8,
        }
    }

    fn list(self, item: DataType) -> DataType {
        let item = Arc::new(Field::new("item", item, true));
        match self {
            Width::Bits32 => DataType::List(item),
            Width::Bits64 => DataType::LargeList(item),
        }
    }

    fn texts<const N: usize>(self, names: [&'static str; N]) -> [(&'static str, DataType); N] {
        names.map(|name| (name, self.text()))
    }

    /// The text of each stream, null where the document has none.
    pub fn streams(self) -> DataType {
        DataType::Struct(fields(&self.texts(["body", "teaser", "widget"])))
    }

    /// The paragraphs; `None` for those of `detect`.
    pub fn paragraphs(self, options: Option<RecordOptions>) -> DataType {
        let (range, real) = (self.list(DataType::Int64), DataType::Float64);
        let told = [&self.texts(["language", "script"])[..], &[("confidence", real.clone())]].concat();
        let places = [("source", range.clone()), ("span", range.clone())];
        let list = |columns: &[_]| self.list(DataType::Struct(fields(columns)));
        let mut paragraph = vec![("source", range), ("encoding", self.text())];
        paragraph.extend_from_slice(&told);
        paragraph.push(("languages", list(&[&places[1..], &told].concat())));
        if let Some(options) = options {
            paragraph.extend(self.texts(["role"]));
            paragraph.push(("role_confidence", real.clone()));
            paragraph.extend(self.texts(["stream", "text"]));
            if options.names {
                let said = self.texts(["surface", "written", "canonical", "entity", "kind", "how"]);
                paragraph.push(("names", list(&[&places, &said[..], &[("confidence", real)]].concat())));
            }
            if options.edits {
                let done = self.texts(["was", "stage", "rule"]);
                paragraph.push(("edits", list(&[&places, &done[..]].concat())));
            }
        }
        list(&paragraph)
    }
}

/// Columns that may be null.
pub(crate) fn fields(columns: &[(&str, DataType)]) -> Fields {
    columns.iter().map(|(name, kind)| Field::new(*name, kind.clone(), true)).collect()
}
