//! Trains the models of `langdata/romanize/*.model` from pairs of a word and its Latin spelling (see the README there).

mod align;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use polynorm::romanize::learned::{FEATURES, Learned, MAGIC, NONE, SPELLINGS, letter_features, written_features};

use crate::random::Random;

/// Passes over the examples.
const EPOCHS: usize = 10;
/// How far a step goes, and how strongly weights are drawn to nothing.
const RATE: f32 = 0.03;
const DECAY: f32 = 1e-4;
/// Weights below this many steps of the scale become nothing, so that the file packs well.
const SMALL: f32 = 1.0;

/// A word and one spelling of it.
pub struct Example {
    held: bool,
    letters: Vec<char>,
    latin: String,
    weight: f64,
    group: u8,
}

/// Reads `<model>.tsv` of the folder (`train|held`, word, Latin, weight, group of countries), trains, writes the model and tells how it does on what was held out.
pub fn train(folder: &Path, langdata: &Path, model: &str, bits: u32, all: bool) -> Result<()> {
    let path = folder.join(format!("{model}.tsv"));
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let examples: Vec<Example> = text.lines().filter_map(example).collect();
    ensure!(!examples.is_empty(), "{}: no examples", path.display());
    let (spellings, aligned) = align::align(&examples, SPELLINGS);
    let used = aligned.iter().filter(|chunks| chunks.is_some()).count();
    println!("{model}: {} examples, {used} aligned, {} letters", examples.len(), spellings.len());

    // The indices of the model: letters by code point, chunks by name, the spellings of a letter by how frequent they are.
    let chunks: Vec<&str> = {
        let mut chunks: Vec<&str> = spellings.values().flat_map(|s| s.keys().map(String::as_str)).collect();
        chunks.sort_unstable();
        chunks.dedup();
        chunks
    };
    let id = |chunk: &str| chunks.binary_search(&chunk).unwrap_or(0) as u16;
    let letters: BTreeMap<char, u16> = spellings.keys().enumerate().map(|(i, &c)| (c, i as u16 + 2)).collect();
    let mut of_letter: Vec<Vec<u16>> = vec![Vec::new(), Vec::new()];
    for spellings in spellings.values() {
        let mut by_count: Vec<(&String, &f64)> = spellings.iter().collect();
        by_count.sort_by(|a, b| b.1.total_cmp(a.1));
        of_letter.push(by_count.into_iter().map(|(chunk, _)| id(chunk)).collect());
    }

    let weights = weights(&examples, &aligned, &letters, &of_letter, id, bits, all);
    let largest = weights.iter().fold(0.0_f32, |a, &b| a.max(b.abs()));
    let scale = (largest / 127.0).min(0.04);
    let mut file = MAGIC.to_vec();
    file.extend(scale.to_bits().to_le_bytes());
    file.extend((chunks.len() as u16).to_le_bytes());
    for chunk in &chunks {
        file.push(chunk.len() as u8);
        file.extend(chunk.as_bytes());
    }
    file.extend((letters.len() as u16).to_le_bytes());
    for (&c, &index) in &letters {
        file.extend((c as u32).to_le_bytes());
        let spellings = &of_letter[usize::from(index)];
        file.push(spellings.len() as u8);
        spellings.iter().for_each(|id| file.extend(id.to_le_bytes()));
    }
    let quantized = weights.iter().map(|w| w / scale);
    file.extend(quantized.map(|w| if w.abs() < SMALL { 0 } else { w.round().clamp(-127.0, 127.0) as i8 as u8 }));
    println!("{model}: {} bytes, {} packed", file.len(), zstd::encode_all(&file[..], 19)?.len());
    fs::write(langdata.join(format!("{model}.model")), &file)?;
    let model = Learned::new(file.leak()).context("the model that was written is none")?;
    evaluate(&model, &examples);
    Ok(())
}

fn example(line: &str) -> Option<Example> {
    let mut cells = line.split('\t');
    let (set, word, latin, weight, group) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    Some(Example {
        held: set == "held",
        letters: word.chars().collect(),
        latin: latin.to_owned(),
        weight: weight.parse().ok()?,
        group: group.parse().ok()?,
    })
}

/// Stochastic gradient descent (AdaGrad) on the log-likelihood of the spellings.
fn weights(
    examples: &[Example],
    aligned: &[Option<Vec<String>>],
    letters: &BTreeMap<char, u16>,
    of_letter: &[Vec<u16>],
    id: impl Fn(&str) -> u16,
    bits: u32,
    all: bool,
) -> Vec<f32> {
    let size = 1_usize << bits;
    let (mut weights, mut squares) = (vec![0.0_f32; size + SPELLINGS], vec![1e-6_f32; size + SPELLINGS]);
    let mut order: Vec<usize> =
        (0..examples.len()).filter(|&i| (all || !examples[i].held) && aligned[i].is_some()).collect();
    let mut random = Random::new(7);
    let mask = size - 1;
    for epoch in 0..EPOCHS {
        for i in (1..order.len()).rev() {
            order.swap(i, random.below(i + 1));
        }
        let rate = RATE * (1.0 - epoch as f32 / EPOCHS as f32) + 0.01;
        let (mut loss, mut count) = (0.0, 0.0);
        for &index in &order {
            let example = &examples[index];
            let Some(chunks) = &aligned[index] else { continue };
            let word: Vec<u16> = example.letters.iter().map(|c| letters.get(c).copied().unwrap_or(1)).collect();
            // The country is often not known.
            let group = if random.below(2) == 0 { 0 } else { example.group };
            let (mut one, mut two) = (NONE, NONE);
            for (i, chunk) in chunks.iter().enumerate() {
                let target = id(chunk);
                let spellings = &of_letter[usize::from(word[i])];
                let Some(target_at) = spellings.iter().position(|&s| s == target) else { continue };
                let (mut a, mut b) = ([0; FEATURES.0], [0; FEATURES.1]);
                letter_features(&word, i, group, &mut a);
                written_features(&word, i, group, one, two, &mut b);
                let mut sums = [0.0_f32; SPELLINGS];
                // Each feature is left out now and then, so that none relies on another.
                let left_out = (random.next() & random.next() & random.next()) as u32;
                let kept = |(k, &f): (usize, &u32)| (left_out >> k & 1 == 0).then_some(f as usize & mask);
                let features = || a.iter().chain(&b).enumerate().filter_map(kept);
                for at in features() {
                    for (sum, weight) in sums[..spellings.len()].iter_mut().zip(&weights[at..]) {
                        *sum += weight;
                    }
                }
                let sums = &mut sums[..spellings.len()];
                let best = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                sums.iter_mut().for_each(|s| *s = (*s - best).exp());
                let total: f32 = sums.iter().sum();
                loss -= f64::from((sums[target_at] / total).ln()) * example.weight;
                count += example.weight;
                for (k, sum) in sums.iter().enumerate() {
                    let gradient = (sum / total - f32::from(k == target_at)) * example.weight as f32;
                    if gradient.abs() < 1e-4 {
                        continue;
                    }
                    for at in features() {
                        let gradient = gradient + DECAY * weights[at + k];
                        squares[at + k] += gradient * gradient;
                        weights[at + k] -= rate * gradient / squares[at + k].sqrt();
                    }
                }
                (two, one) = (one, target);
            }
        }
        eprintln!("epoch {epoch}: {:.4} nats a letter", loss / count);
    }
    weights
}

/// Character error of the best spelling on words that were held out, to the nearest and to the first of their spellings.
fn evaluate(model: &Learned, examples: &[Example]) {
    let mut by_word: BTreeMap<String, Vec<&Example>> = BTreeMap::new();
    for example in examples.iter().filter(|example| example.held) {
        by_word.entry(example.letters.iter().collect()).or_default().push(example);
    }
    for beam in [1, 4] {
        let (mut nearest, mut first, mut right, mut of_ten) = (0.0, 0.0, 0, 0);
        for (word, examples) in &by_word {
            let spelled = model.spell(word, 0, 1, beam);
            let got = spelled.first().map_or("", |s| s.text.as_str());
            let error = |example: &Example| distance(got, &example.latin) as f64 / example.latin.len() as f64;
            let most = examples.iter().max_by(|a, b| a.weight.total_cmp(&b.weight)).map_or(1.0, |e| error(e));
            nearest += examples.iter().map(|e| error(e)).fold(f64::INFINITY, f64::min);
            first += most;
            right += usize::from(examples.iter().any(|e| e.latin == got));
            if beam > 1 {
                let ten = model.spell(word, 0, 10, 24);
                of_ten += usize::from(ten.iter().any(|s| examples.iter().any(|e| e.latin == s.text)));
            }
        }
        let n = by_word.len().max(1) as f64;
        println!(
            "held out {n} words, beam {beam}: right {:.3}, character error {:.3} (to the commonest {:.3}), among ten {:.3}",
            right as f64 / n,
            nearest / n,
            first / n,
            of_ten as f64 / n
        );
    }
}

fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let cost = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = cost;
        }
    }
    row[b.len()]
}
