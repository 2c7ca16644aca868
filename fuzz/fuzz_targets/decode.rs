//! Decoding any bytes in any encoding gives text whose every character leads back to bytes, none of them lost.
//! The first byte chooses the encoding.
#![no_main]

use libfuzzer_sys::fuzz_target;
use polynorm::encoding::{Encoding, decode};

const NAMES: [&str; 22] = [
    "UTF-8",
    "UTF-16LE",
    "UTF-16BE",
    "UTF-32LE",
    "UTF-32BE",
    "windows-1252",
    "windows-1251",
    "windows-1256",
    "KOI8-R",
    "GBK",
    "gb18030",
    "Big5",
    "Shift_JIS",
    "EUC-JP",
    "ISO-2022-JP",
    "EUC-KR",
    "Johab",
    "HZ-GB-2312",
    "ISO-2022-KR",
    "VISCII",
    "IBM500",
    "IBM866",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, bytes)) = bytes.split_first() else { return };
    let Some(encoding) = Encoding::from_name(NAMES[usize::from(choice) % NAMES.len()]) else { return };
    let decoded = decode(bytes, encoding);
    let mut at = 0;
    for (start, c) in decoded.text.char_indices() {
        let source = decoded.alignment.to_source(start..start + c.len_utf8());
        assert!(source.start <= at && source.end <= bytes.len(), "{encoding}: {source:?} after {at}");
        at = at.max(source.end);
    }
    for bad in &decoded.undecodable {
        assert_eq!(&decoded.text[bad.clone()], "\u{FFFD}");
    }
});
