//! Decoding against a slow and obviously right version; detection on whole documents.

use proptest::prelude::*;

use super::*;
use crate::alignment::Stage;
use crate::document::Paragraph;
use crate::segment::{Paragraphs, Segment, segment};

fn all_encodings() -> Vec<Encoding> {
    let mut all: Vec<Encoding> = codepage::pages().iter().filter_map(|page| Encoding::from_name(page.name)).collect();
    all.extend([Encoding::UTF_8, Encoding::UTF_16LE, Encoding::UTF_16BE, Encoding::UTF_32LE, Encoding::UTF_32BE]);
    all.extend(
        [
            "gbk",
            "gb18030",
            "big5",
            "euc-jp",
            "shift_jis",
            "euc-kr",
            "iso-2022-jp",
            "replacement",
            "johab",
            "hz",
            "iso-2022-kr",
        ]
        .iter()
        .filter_map(|n| Encoding::from_name(n)),
    );
    all
}

/// The text by encoding_rs alone, without alignment.
fn slowly(bytes: &[u8], encoding: Encoding) -> Option<String> {
    match encoding.0 {
        Inner::Whatwg(inner) if encoding.unit() == 1 => Some(inner.decode_without_bom_handling(bytes).0.into_owned()),
        _ => None,
    }
}

fn assert_decodes(bytes: &[u8], encoding: Encoding) -> Result<(), TestCaseError> {
    let decoded = decode(bytes, encoding);
    if let Some(text) = slowly(bytes, encoding) {
        prop_assert_eq!(&*decoded.text, text, "{} {:X?}", encoding, bytes);
    }
    // Every byte is in the alignment: what is not edited is the same on both sides.
    let (mut source, mut text) = (0, 0);
    for edit in decoded.alignment.edits() {
        prop_assert_eq!(edit.source.start - source, edit.text.start - text);
        prop_assert_eq!(&bytes[source..edit.source.start], &decoded.text.as_bytes()[text..edit.text.start]);
        prop_assert!(decoded.text.is_char_boundary(edit.text.start));
        (source, text) = (edit.source.end, edit.text.end);
    }
    prop_assert_eq!(&bytes[source..], &decoded.text.as_bytes()[text..], "{}", encoding);
    for bad in &decoded.undecodable {
        prop_assert_eq!(&decoded.text[bad.clone()], "\u{FFFD}");
    }
    let segment = Segment { range: 0..bytes.len(), breaks_before: 0 };
    let paragraph = Paragraph::new(&segment, encoding, decode(bytes, encoding));
    prop_assert_eq!(paragraph.undo(), paragraph.decoded());
    Ok(())
}

proptest! {
    #[test]
    fn decodes_as_the_slow_version_does(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        for encoding in all_encodings() {
            assert_decodes(&bytes, encoding)?;
        }
    }

    #[test]
    fn decodes_escapes_and_lead_bytes(bytes in prop::collection::vec(prop::sample::select(&b"\x1B$B(JI@a!0\x81\x30\x88\x62\xA3\x8E\x8F\xA1\xD8\x00\xDC\xFE\xC3\xA9\x80"[..]), 0..40)) {
        for encoding in all_encodings() {
            assert_decodes(&bytes, encoding)?;
        }
    }

    #[test]
    fn characters_align_with_their_bytes(text in "[a-z \u{E9}\u{416}\u{3042}\u{4E2D}\u{AC00}]{0,30}") {
        for encoding in all_encodings() {
            let bytes = encoded(&text, encoding);
            let decoded = decode(&bytes, encoding);
            if decoded.text != text {
                continue;
            }
            for (i, c) in text.char_indices() {
                let source = decoded.alignment.to_source_tight(i..i + c.len_utf8());
                if encoding.name() == "ISO-2022-JP" {
                    continue;
                }
                let again = decode(&bytes[source], encoding);
                prop_assert_eq!(&*again.text, c.to_string());
            }
        }
    }

    #[test]
    fn detects_something_for_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let segments = segment(&bytes, Paragraphs::Auto);
        let found = detect(&bytes, &segments);
        prop_assert_eq!(found.len(), segments.len());
        prop_assert!(found.iter().all(|d| (0.0..=1.0).contains(&d.confidence)));
    }
}

/// The text in an encoding; characters that it lacks are left out.
fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding.0 {
        Inner::Whatwg(inner) if encoding.unit() == 1 => inner.encode(text).0.into_owned(),
        Inner::Whatwg(_) if encoding == Encoding::UTF_16LE => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Inner::Whatwg(_) => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Inner::Utf32Le => text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
        Inner::Johab | Inner::Seven(_) => text.chars().filter(char::is_ascii).map(|c| c as u8).collect(),
        Inner::Utf32Be => text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
        Inner::Page(page) => text.chars().filter_map(|c| (0..=255u8).find(|&byte| page.get(byte) == Some(c))).collect(),
    }
}

#[test]
#[allow(clippy::single_range_in_vec_init)]
fn bad_bytes_are_kept_and_listed() {
    for (bytes, encoding, text, undecodable) in [
        (&b"a\xFFb"[..], "utf-8", "a\u{FFFD}b", vec![1..4]),
        (b"\xE2\x82", "utf-8", "\u{FFFD}", vec![0..3]),
        (b"\xC0\xAF", "utf-8", "\u{FFFD}\u{FFFD}", vec![0..3, 3..6]),
        (b"\0\xD8a\0", "utf-16le", "\u{FFFD}a", vec![0..3]),
        (b"a\0b", "utf-16le", "a\u{FFFD}", vec![1..4]),
        (b"\0\0\x11\0", "utf-32le", "\u{FFFD}", vec![0..3]),
        (b"a\x81", "windows-1253", "a\u{81}", vec![]),
        (b"a\xD2", "windows-1253", "a\u{FFFD}", vec![1..4]),
    ] {
        let encoding = Encoding::from_name(encoding).unwrap();
        let decoded = decode(bytes, encoding);
        assert_eq!((&*decoded.text, decoded.undecodable), (text, undecodable), "{encoding}");
    }
}

#[test]
fn runs_of_letters_share_an_entry() {
    let decoded = decode(b"\xCF\xF0\xE8\xE2\xE5\xF2 \xE2\xF1\xE5\xEC", Encoding::from_name("windows-1251").unwrap());
    assert_eq!(decoded.text, "\u{41F}\u{440}\u{438}\u{432}\u{435}\u{442} \u{432}\u{441}\u{435}\u{43C}");
    assert_eq!(
        (decoded.alignment.stored_runs(), decoded.alignment.edits().next().map(|e| e.stage)),
        (2, Some(Stage::Encoding))
    );
}

#[test]
fn paragraphs_have_encodings_of_their_own() {
    for (lines, expected) in [
        (vec![&b"plain"[..], b"text"], vec!["UTF-8", "UTF-8"]),
        (vec![b"A caf\xC3\xA9.", b"plain", b"The caf\xE9 of Ren\xE9."], vec!["UTF-8", "UTF-8", "windows-1252"]),
        (vec![b"The caf\xE9 of Ren\xE9 was closed.", b"plain"], vec!["windows-1252", "windows-1252"]),
        (
            vec![b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0 \xE8 \xE2\xF1\xE5\xEC", b"It was closed."],
            vec!["windows-1251", "windows-1251"],
        ),
        (vec![b"\x1B$BF|K\\8l\x1B(B", b"plain"], vec!["ISO-2022-JP", "ISO-2022-JP"]),
        (
            vec![b"\xC4\xE3\xBA\xC3\xA3\xAC\xCA\xC0\xBD\xE7\xA1\xA3", b"\xE4\xBD\xA0\xE5\xA5\xBD"],
            vec!["gb18030", "UTF-8"],
        ),
        (vec![b"na\xC3\xAFve caf\xC3\xA9s d\xC3\xA9j\xC3\xA0 vus \xC3\xA0 N\xC3\xAEmes, \xE9"], vec!["UTF-8"]),
    ] {
        let bytes = lines.join(&b"\n"[..]);
        let found = detect(&bytes, &segment(&bytes, Paragraphs::Line));
        assert_eq!(found.iter().map(|d| d.encoding.name()).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn sentences_are_read_in_their_encoding() {
    for (text, encodings) in [
        (
            "Le ma\u{EE}tre d'h\u{F4}tel a \u{E9}t\u{E9} tr\u{E8}s \u{E9}tonn\u{E9} de voir arriver les invit\u{E9}s si t\u{F4}t.",
            "windows-1252 ISO-8859-15 macintosh IBM850",
        ),
        (
            "Der B\u{FC}rgermeister m\u{F6}chte \u{FC}ber die gro\u{DF}e Br\u{FC}cke sprechen.",
            "windows-1252 macintosh IBM850 IBM273 IBM500",
        ),
        (
            "\u{17B}elazna g\u{119}\u{15B} \u{17C}y\u{142}a w ja\u{17A}ni, a ma\u{142}a dziewczynka \u{15B}pi\u{105}c m\u{F3}wi\u{142}a.",
            "windows-1250 ISO-8859-2 IBM852 x-mac-ce",
        ),
        (
            "P\u{159}\u{ED}li\u{161} \u{17E}lu\u{165}ou\u{10D}k\u{FD} k\u{16F}\u{148} p\u{11B}l celou noc, a\u{17E} se v\u{161}ichni probudili.",
            "windows-1250 ISO-8859-2 IBM852",
        ),
        (
            "\u{160}\u{12F} vakar\u{105} m\u{16B}s\u{173} kaimynai i\u{161}vyko prie j\u{16B}ros, nes oras buvo gra\u{17E}us.",
            "windows-1257 ISO-8859-13 ISO-8859-4 IBM775",
        ),
        (
            "Bug\u{FC}n ya\u{11F}mur ya\u{11F}d\u{131}\u{11F}\u{131} i\u{E7}in \u{E7}ocuklar d\u{131}\u{15F}ar\u{131} \u{E7}\u{131}kmad\u{131}.",
            "windows-1254 IBM857 IBM1026",
        ),
        (
            "\u{412}\u{447}\u{435}\u{440}\u{430} \u{43F}\u{43E}\u{433}\u{43E}\u{434}\u{430} \u{431}\u{44B}\u{43B}\u{430} \u{445}\u{43E}\u{440}\u{43E}\u{448}\u{435}\u{439}, \u{438} \u{43C}\u{44B} \u{43F}\u{43E}\u{448}\u{43B}\u{438} \u{43A} \u{440}\u{435}\u{43A}\u{435}.",
            "windows-1251 KOI8-R ISO-8859-5 IBM866 x-mac-cyrillic IBM855",
        ),
        (
            "\u{423}\u{447}\u{43E}\u{440}\u{430} \u{431}\u{443}\u{43B}\u{43E} \u{442}\u{435}\u{43F}\u{43B}\u{43E}, \u{456} \u{434}\u{456}\u{442}\u{438} \u{433}\u{440}\u{430}\u{43B}\u{438}\u{441}\u{44F} \u{431}\u{456}\u{43B}\u{44F} \u{457}\u{445}\u{43D}\u{44C}\u{43E}\u{457} \u{445}\u{430}\u{442}\u{438}.",
            "windows-1251 KOI8-U ISO-8859-5",
        ),
        (
            "\u{3A4}\u{3B1} \u{3C0}\u{3B1}\u{3B9}\u{3B4}\u{3B9}\u{3AC} \u{3AD}\u{3C0}\u{3B1}\u{3B9}\u{3B6}\u{3B1}\u{3BD} \u{3CC}\u{3BB}\u{3B7} \u{3BC}\u{3AD}\u{3C1}\u{3B1} \u{3BA}\u{3BF}\u{3BD}\u{3C4}\u{3AC} \u{3C3}\u{3C4}\u{3B7} \u{3B8}\u{3AC}\u{3BB}\u{3B1}\u{3C3}\u{3C3}\u{3B1}.",
            "windows-1253 ISO-8859-7 IBM737 x-mac-greek IBM875",
        ),
        (
            "\u{5D4}\u{5D9}\u{5DC}\u{5D3}\u{5D9}\u{5DD} \u{5E9}\u{5D9}\u{5D7}\u{5E7}\u{5D5} \u{5DB}\u{5DC} \u{5D4}\u{5D9}\u{5D5}\u{5DD} \u{5DC}\u{5D9}\u{5D3} \u{5D4}\u{5D9}\u{5DD}.",
            "windows-1255 ISO-8859-8 IBM862 IBM424",
        ),
        (
            "\u{644}\u{639}\u{628} \u{627}\u{644}\u{623}\u{637}\u{641}\u{627}\u{644} \u{637}\u{648}\u{627}\u{644} \u{627}\u{644}\u{64A}\u{648}\u{645} \u{628}\u{627}\u{644}\u{642}\u{631}\u{628} \u{645}\u{646} \u{627}\u{644}\u{628}\u{62D}\u{631}.",
            "windows-1256 ISO-8859-6 IBM720",
        ),
        (
            "\u{E40}\u{E14}\u{E47}\u{E01}\u{E46} \u{E40}\u{E25}\u{E48}\u{E19}\u{E2D}\u{E22}\u{E39}\u{E48}\u{E43}\u{E01}\u{E25}\u{E49}\u{E17}\u{E30}\u{E40}\u{E25}\u{E17}\u{E31}\u{E49}\u{E07}\u{E27}\u{E31}\u{E19}",
            "windows-874",
        ),
        (
            "\u{5B69}\u{5B50}\u{4EEC}\u{6574}\u{5929}\u{5728}\u{6D77}\u{8FB9}\u{73A9}\u{FF0C}\u{5929}\u{9ED1}\u{4E86}\u{624D}\u{56DE}\u{5BB6}\u{3002}",
            "gb18030",
        ),
        (
            "\u{5B69}\u{5B50}\u{5011}\u{6574}\u{5929}\u{5728}\u{6D77}\u{908A}\u{73A9}\u{FF0C}\u{5929}\u{9ED1}\u{4E86}\u{624D}\u{56DE}\u{5BB6}\u{3002}",
            "big5",
        ),
        (
            "\u{5B50}\u{4F9B}\u{305F}\u{3061}\u{306F}\u{4E00}\u{65E5}\u{4E2D}\u{6D77}\u{306E}\u{8FD1}\u{304F}\u{3067}\u{904A}\u{3093}\u{3067}\u{3044}\u{307E}\u{3057}\u{305F}\u{3002}",
            "shift_jis euc-jp iso-2022-jp",
        ),
        (
            "\u{C544}\u{C774}\u{B4E4}\u{C740} \u{D558}\u{B8E8} \u{C885}\u{C77C} \u{BC14}\u{B2F7}\u{AC00}\u{C5D0}\u{C11C} \u{B180}\u{C558}\u{B2E4}.",
            "euc-kr",
        ),
        (
            "Tr\u{1EBB} em ch\u{1A1}i c\u{1EA3} ng\u{E0}y b\u{EA}n b\u{1EDD} bi\u{1EC3}n, t\u{1ED1}i m\u{1EDB}i v\u{1EC1} nh\u{E0}.",
            "VISCII TCVN",
        ),
    ] {
        for name in encodings.split(' ').chain(["utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be"]) {
            let bytes = encoded(text, Encoding::from_name(name).unwrap());
            let segments = segment(&bytes, Paragraphs::Auto);
            let found = detect(&bytes, &segments);
            let texts: Vec<_> =
                segments.iter().zip(&found).map(|(s, d)| decode(&bytes[s.range.clone()], d.encoding).text).collect();
            assert_eq!(texts, [text], "{name} read as {:?}", found);
        }
    }
}

#[test]
fn encodings_that_switch_or_put_together() {
    for (bytes, name, text) in [
        (
            &b"\xB6\x81\x9F\xA1\x93e \x90\x81\xB7\xA9 \xA4a\x94a\xB5A \x88e\x94a. \xF7\xD3\xF1\xAE \x88A"[..],
            "Johab",
            "\u{C6B0}\u{B9AC}\u{B294} \u{B0B4}\u{C77C} \u{BC14}\u{B2E4}\u{C5D0} \u{AC04}\u{B2E4}. \u{6F22}\u{5B57} \u{3131}",
        ),
        (
            b"~{NRCGCwLlH%:#1_~}~~~{:C~}",
            "HZ-GB-2312",
            "\u{6211}\u{4EEC}\u{660E}\u{5929}\u{53BB}\u{6D77}\u{8FB9}~\u{597D}",
        ),
        (
            b"\x1B$)C\x0E?l8.4B\x0F \x0E3;@O\x0F \x0E9Y4Y?!\x0F \x0E0#4Y\x0F.",
            "ISO-2022-KR",
            "\u{C6B0}\u{B9AC}\u{B294} \u{B0B4}\u{C77C} \u{BC14}\u{B2E4}\u{C5D0} \u{AC04}\u{B2E4}.",
        ),
    ] {
        let found = detect(bytes, &segment(bytes, Paragraphs::Auto));
        let decoded = decode(bytes, found[0].encoding);
        assert_eq!((found.len(), found[0].encoding.name(), &*decoded.text), (1, name, text));
        assert!(decoded.undecodable.is_empty());
    }
}

#[test]
fn utf16_among_other_encodings_is_found() {
    let text = "Les enfants ont jou\u{E9} toute la journ\u{E9}e.";
    for name in ["utf-16le", "utf-16be"] {
        let wide = encoded(text, Encoding::from_name(name).unwrap());
        for parts in [
            [&b"It rained, and nobody came."[..], &wide, b"Il a plu \xE0 N\xEEmes."],
            [&wide, b"It rained.", b"Nobody came."],
        ] {
            let bytes = parts.join(&b'\n');
            let segments = segment(&bytes, Paragraphs::Line);
            let found = detect(&bytes, &segments);
            let pieces: Vec<&[u8]> = segments.iter().map(|s| &bytes[s.range.clone()]).collect();
            assert_eq!(pieces, parts);
            for (piece, detection) in pieces.iter().zip(&found) {
                assert_eq!(detection.encoding.unit() == 2, *piece == &wide[..], "{found:?}");
            }
        }
    }
}

#[test]
fn lines_of_ebcdic_end_with_its_line_ends() {
    let page = Encoding::from_name("IBM037").unwrap();
    let lines = ["The children played all day near the sea.", "In the evening they went home."];
    let bytes = [encoded(lines[0], page), encoded(lines[1], page)].join(&0x25);
    let segments = segment(&bytes, Paragraphs::Auto);
    let found = detect(&bytes, &segments);
    let texts: Vec<_> =
        segments.iter().zip(&found).map(|(s, d)| decode(&bytes[s.range.clone()], d.encoding).text).collect();
    assert_eq!(texts, lines);
}

#[test]
fn a_declaration_decides_between_near_equals() {
    let body = b"<p>Bon\x9Aour"; // A byte that few encodings have a letter for.
    for (charset, expected) in
        [("windows-1250", "windows-1250"), ("x-nonsense", "windows-1252"), ("utf-16", "windows-1252")]
    {
        let bytes = [format!("<meta charset=\"{charset}\">\n").as_bytes(), body].concat();
        let found = detect(&bytes, &segment(&bytes, Paragraphs::Line));
        let text = decode(body, Encoding::from_name(expected).unwrap()).text;
        assert_eq!(decode(body, found[1].encoding).text, text, "{charset}: {found:?}");
    }
}

#[test]
fn a_pair_of_bytes_is_not_utf8_by_chance() {
    let mac = Encoding::from_name("macintosh").unwrap();
    let bytes = encoded("C\u{2019}\u{E9}tait un homme qui aimait la mer.", mac);
    assert!(std::str::from_utf8(&bytes).is_ok());
    let found = detect(&bytes, &segment(&bytes, Paragraphs::Line));
    assert_eq!(found[0].encoding, mac);
    for text in ["\u{418}", "caf\u{E9}", "\u{142} is a letter", "\u{3B1} and \u{3B2}"] {
        assert_eq!(detect(text.as_bytes(), &segment(text.as_bytes(), Paragraphs::Line))[0].encoding, Encoding::UTF_8);
    }
}

#[test]
fn every_row_of_the_table_of_encodings_is_known() {
    let model = model::Model::get();
    for (line, row) in crate::langdata::rows(crate::langdata::text("encoding/encodings.tsv")) {
        let encoding = Encoding::from_name(row[0]).unwrap_or_else(|| panic!("line {line}: {}", row[0]));
        assert_eq!(encoding.name(), row[0]);
        assert!(row[1].parse::<f32>().is_ok(), "line {line}");
        for language in row[2].split(' ').filter(|l| *l != "-") {
            assert!((0..6).any(|i| model.languages(i).iter().any(|l| l == language)), "line {line}: {language}");
        }
    }
}

#[test]
fn every_row_of_the_table_of_alphabets_is_known() {
    let languages = model::Model::get().languages(model::LATIN);
    for (line, row) in crate::langdata::rows(crate::langdata::text("encoding/alphabets.tsv")) {
        let [language, letters] = row[..] else { panic!("line {line}: two columns") };
        assert!(languages.iter().any(|known| known == language), "line {line}: {language}");
        let strange = letters.chars().find(|c| c.is_ascii() || letters.matches(*c).count() > 1);
        assert_eq!(strange, None, "line {line}");
    }
}

proptest! {
    #[test]
    fn parts_of_a_document_are_all_of_it(bytes in prop::collection::vec(prop::sample::select(&b"\0\0\0ab \n\n\r\x04\x30\xE9\x4E"[..]), 0..120)) {
        if let Some(parts) = wide::mixed(&bytes) {
            let mut end = 0;
            for (range, encoding) in parts {
                prop_assert_eq!(range.start, end);
                prop_assert!(range.end > range.start);
                prop_assert!(encoding.is_none_or(|encoding| encoding.unit() == 2));
                end = range.end;
            }
            prop_assert_eq!(end, bytes.len());
        }
    }
}

#[test]
fn a_bad_byte_in_a_page_of_utf8_stays_one() {
    let page = "Le caf\u{E9} est ferm\u{E9} \u{E0} No\u{EB}l.\nOn a d\u{FC} partir t\u{F4}t.\n";
    for damaged in
        [&b"Il est d\xC3\xA9j\xC3 parti."[..], b"Il est d\xC3\xA9j\x83\xA0 parti.", b"o\xF9 est l'\xC3\xA9cole"]
    {
        let bytes = [page.as_bytes(), damaged].concat();
        let found = detect(&bytes, &segment(&bytes, Paragraphs::Line));
        assert_eq!(found[2].encoding, Encoding::UTF_8, "{found:?}");
        assert!(!decode(damaged, Encoding::UTF_8).undecodable.is_empty());
    }
}
