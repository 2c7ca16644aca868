//! Speed of normalization of text that is in the form already, beside other libraries: `cargo bench --bench normalization`,
//! with texts of your own `cargo bench --bench normalization -- FILE…`.
//!
//! Input: 64 KiB of each text, our own sentences again and again in a fixed order that looks like chance. Every library's answer is verified
//! before it is timed, and they take turns, so that whatever else the machine does hits all of them; the best round of each counts.
#![allow(clippy::print_stdout, reason = "a program for people at a terminal")]

use std::borrow::Cow;
use std::hint::black_box;
use std::time::Instant;

use icu_normalizer::ComposingNormalizerBorrowed;
use polynorm::unicode::{Fold, Form, Profile, Settings, normalize, to_form};
use polynorm::{Language, Script};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Bytes of each text.
const SIZE: usize = 64 << 10;
/// Rounds, of which the best counts.
const ROUNDS: usize = 20;

/// Name, language, sentences; those of `mix` are mostly English.
const TEXTS: &[(&str, &str, &[&str])] = &[
    (
        "ASCII",
        "eng",
        &[
            "The ferry had left before the rain began, and nobody on the pier could say when the next one was due. ",
            "Two of the lamps were out. ",
            "\"We counted them twice,\" said the keeper, who had not slept; \"there are nine.\" ",
            "Prices rose by 4.5 percent in March, after 3.9 percent in February, the office said. ",
        ],
    ),
    (
        "mix",
        "eng",
        &[
            "The ferry had left before the rain began, and nobody on the pier could say when the next one was due. ",
            "\u{201C}We counted them twice,\u{201D} said the keeper, who hadn\u{2019}t slept. ",
            "Prices rose by 4.5 percent in March, after 3.9 percent in February, the office said. ",
            "A second boat was sent from the other shore, with bread and two doctors. ",
            "It arrived late, and the harbour was closed until the morning. ",
            "Nobody was hurt, the police said on Wednesday, and nothing had been taken. ",
            "The road to the north is open again, but lorries have to wait for the ferry. ",
            "Most shops will open at nine, the post office at ten, the library in the afternoon. ",
            "Three of the boats belong to one family, which has lived by the river for a century. ",
            "What the rain left standing, the wind took in the second week of the month. ",
            "They will not be paid before the end of the year, as the chairman told them. ",
            "Rain is expected in the south, with winds from the west and some sun on the coast. ",
            "The museum has bought two paintings of the harbour, one of them by a local teacher. ",
            "In the evening the lamps on the pier were lit again, all but two. ",
            "A committee of five will count the votes and publish the result on Friday. ",
            "The old mill was sold to a company from the capital for less than half of its value. ",
            "No trains will run on the coastal line until the slope has been made safe. ",
            "The council will meet again on Tuesday to decide about the bridge and the market hall. ",
            "L\u{2019}\u{E9}t\u{E9} dernier, la rivi\u{E8}re \u{E9}tait \u{E0} sec, et les p\u{EA}cheurs sont rest\u{E9}s chez eux. ",
            "\u{6E21}\u{8F6E}\u{5728}\u{4E0B}\u{96E8}\u{524D}\u{79BB}\u{5F00}\u{4E86}\u{7801}\u{5934}\u{FF0C}\u{6CA1}\u{6709}\u{4EBA}\u{77E5}\u{9053}\u{4E0B}\u{4E00}\u{73ED}\u{51E0}\u{70B9}\u{3002}",
        ],
    ),
    (
        "Russian",
        "rus",
        &[
            "Паром ушёл до начала дождя, и никто на пристани не знал, когда будет следующий. ",
            "«Мы считали дважды», — сказал смотритель, который не спал всю ночь. ",
            "Цены выросли на 4,5 процента в марте после 3,9 процента в феврале. ",
            "Две лампы не горели. ",
        ],
    ),
    (
        "Chinese",
        "zho",
        &[
            "渡轮在下雨前离开了码头，没有人知道下一班几点开。",
            "“我们数了两遍，”一夜没睡的看守人说，“一共九盏灯。”",
            "三月份物价上涨了4.5%，二月份为3.9%。",
            "有两盏灯不亮。",
        ],
    ),
    (
        "Arabic",
        "ara",
        &[
            "غادرت العبّارة قبل أن يبدأ المطر، ولم يعرف أحد على الرصيف موعد الرحلة التالية. ",
            "قال الحارس الذي لم ينم طوال الليل: «عددناها مرّتين، وهي تسعة مصابيح». ",
            "ارتفعت الأسعار بنسبة ٤٫٥ في المئة في آذار، بعد أن كانت ٣٫٩ في شباط. ",
            "كان مصباحان مطفأين تمامًا. ",
        ],
    ),
    (
        "Hindi",
        "hin",
        &[
            "बारिश शुरू होने से पहले ही नाव चली गई थी, और घाट पर किसी को नहीं पता था कि अगली कब आएगी। ",
            "रात भर न सोए पहरेदार ने कहा, “हमने उन्हें दो बार गिना, वे नौ हैं।” ",
            "मार्च में कीमतें साढ़े चार प्रतिशत बढ़ीं, फ़रवरी में वे कम बढ़ी थीं। ",
            "दो लालटेनें बुझी हुई थीं। ",
        ],
    ),
];

/// A library, and how it is asked to bring a text to NFC.
type Peer = (&'static str, fn(&str) -> Cow<'_, str>);

/// The first is ours; what stands behind it in brackets is done beside the form.
const PEERS: &[Peer] = &[
    ("polynorm", |text| to_form(text, Form::Nfc)),
    ("polynorm, as edits", |text| by_changes(text, Profile::Lossless)),
    ("polynorm, as edits, with all folds of the profile `text`", |text| by_changes(text, Profile::Text)),
    ("icu_normalizer", |text| ComposingNormalizerBorrowed::new_nfc().normalize(text)),
    ("simd-normalizer", |text| simd_normalizer::nfc().normalize(text)),
    ("unicode-normalization", |text| match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }),
    ("unicode-normalization, no quick check", |text| Cow::Owned(text.nfc().collect())),
];

fn by_changes(text: &str, profile: Profile) -> Cow<'_, str> {
    // Of the profile `lossless` the form alone.
    let folds = if profile == Profile::Lossless { [(Fold::LineEnds, false)].into() } else { [].into() };
    let settings = Settings { profile, folds, form: Form::Nfc };
    let changes = normalize(text, Language::UND, Script::UNKNOWN, &settings);
    // Without changes the text is what it was; the timed texts have none.
    if changes.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(format!("{changes:?}")) }
}

/// `size` bytes of sentences in an order that looks like chance.
fn filled(sentences: &[&str], size: usize) -> String {
    let (mut text, mut state) = (String::new(), 1_u64);
    while text.len() < size {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(sentences[(state >> 33) as usize % sentences.len()]);
    }
    cut(&text, size).to_owned()
}

/// At most `size` bytes, whole characters and no blank in the end.
fn cut(text: &str, size: usize) -> &str {
    let end = (0..=size.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    text[..end].trim_end()
}

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let texts: Vec<(String, String)> = if files.is_empty() {
        TEXTS.iter().map(|(name, _, sentences)| ((*name).to_owned(), filled(sentences, SIZE))).collect()
    } else {
        let read = |file: &String| std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{file}: {e}"));
        let text = |file| cut(&read(file).split_whitespace().collect::<Vec<_>>().join(" "), SIZE).nfc().collect();
        files.iter().map(|file| (file.clone(), text(file))).collect()
    };
    println!("MB/s, NFC of {} KiB that are in it\n", SIZE >> 10);
    print!("| |");
    for (name, _) in &texts {
        print!(" {} |", name.rsplit('/').next().unwrap_or(name));
    }
    println!("\n|---|{}", "---:|".repeat(texts.len()));
    let mut speeds = vec![vec![0.0_f64; texts.len()]; PEERS.len()];
    for (column, (name, text)) in texts.iter().enumerate() {
        for (peer, ask) in PEERS {
            let answer = ask(text);
            assert!(answer == *text || peer.contains("profile") && !files.is_empty(), "{peer} changed {name}");
        }
        for _ in 0..ROUNDS {
            for (row, (_, ask)) in PEERS.iter().enumerate() {
                // A round is long enough for the clock, whatever the speed.
                let (begin, mut times) = (Instant::now(), 0);
                while begin.elapsed().as_micros() < 2_000 {
                    for _ in 0..8 {
                        black_box(ask(black_box(text)));
                    }
                    times += 8;
                }
                let speed = (text.len() * times) as f64 / begin.elapsed().as_secs_f64() / 1e6;
                speeds[row][column] = speeds[row][column].max(speed);
            }
        }
    }
    for ((peer, _), speeds) in PEERS.iter().zip(speeds) {
        let cells: Vec<String> = speeds.iter().map(|speed| format!(" {speed:.0} |")).collect();
        println!("| {peer} |{}", cells.concat());
    }
}
