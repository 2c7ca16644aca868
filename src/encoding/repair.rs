//! Mojibake undone: text that was decoded with the wrong encoding, read again with the right one.

use crate::document::Change;

/// How bold the repair of mojibake is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RepairMode {
    /// Only what cannot be meant.
    #[default]
    On,
    /// Also what is unlikely to be meant.
    Bold,
    /// Nothing.
    Off,
}

/// The changes that undo the mojibake in `text`, in order; none for clean text.
pub fn repair(text: &str, mode: RepairMode) -> Vec<Change> {
    // STUB (owner: encoding)
    let _ = (text, mode);
    Vec::new()
}
