//! A linear model of low rank: the vectors of n-grams, summed and divided by the root of their number, times a matrix.
//!
//! Learned by stochastic gradient descent with one AdaGrad rate for each vector ([Duchi, Hazan and Singer
//! 2011](https://jmlr.org/papers/v12/duchi11a.html)), which falls to 0.

use polynorm::language::model::training::exp;

use super::texts::Texts;
use super::vocabulary::Vocabulary;
use crate::random::Random;

/// The rate at the start.
const RATE: f32 = 0.3;
/// The rate of the matrix when the vectors stand still.
const SETTLING: f32 = 0.1;
/// A language that is as improbable as this learns nothing from an item.
const NEGLIGIBLE: f32 = 1e-4;

/// Items that travel together, and how many such batches may wait.
const BATCH: usize = 1024;
const AHEAD: usize = 8;

#[derive(Default)]
struct Batch {
    /// Language, and where its n-grams end.
    items: Vec<(usize, usize)>,
    numbers: Vec<u32>,
}

pub struct Network<const D: usize> {
    pub vectors: Vec<[f32; D]>,
    /// Of each vector the sum of squared gradients.
    slopes: Vec<f32>,
    weights: Vec<[f32; D]>,
    weight_slopes: Vec<f32>,
    pub bias: Vec<f32>,
    bias_slopes: Vec<f32>,
}

impl<const D: usize> Network<D> {
    pub fn new(vectors: usize, languages: usize) -> Self {
        let mut random = Random::new(3);
        Network {
            vectors: (0..vectors).map(|_| std::array::from_fn(|_| (random.unit() as f32 - 0.5) * 0.2)).collect(),
            slopes: vec![0.0; vectors],
            weights: vec![[0.0; D]; languages],
            weight_slopes: vec![0.0; languages],
            bias: vec![0.0; languages],
            bias_slopes: vec![0.0; languages],
        }
    }

    /// Learns vectors and matrix from so many items.
    pub fn learn(&mut self, texts: &Texts, vocabulary: &Vocabulary, items: usize) {
        self.run(texts, vocabulary, items, 77, RATE, true);
    }

    /// Learns the matrix alone, after the vectors have been changed.
    pub fn settle(&mut self, texts: &Texts, vocabulary: &Vocabulary, items: usize) {
        self.run(texts, vocabulary, items, 78, SETTLING, false);
    }

    /// One thread draws items, the other learns from them, in their order.
    fn run(&mut self, texts: &Texts, vocabulary: &Vocabulary, items: usize, seed: u64, rate: f32, vectors: bool) {
        let (sender, receiver) = std::sync::mpsc::sync_channel::<Batch>(AHEAD);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let mut random = Random::new(seed);
                let (mut words, mut symbols, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
                for first in (0..items).step_by(BATCH) {
                    let mut batch = Batch::default();
                    for _ in first..items.min(first + BATCH) {
                        let language = texts.item(&mut random, &mut words);
                        vocabulary.numbers(texts, words.iter().copied(), &mut symbols, &mut numbers);
                        batch.numbers.extend_from_slice(&numbers);
                        batch.items.push((language, batch.numbers.len()));
                    }
                    if sender.send(batch).is_err() {
                        return;
                    }
                }
            });
            let (mut scores, mut done) = (Vec::new(), 0);
            for batch in receiver {
                let mut start = 0;
                for (language, end) in batch.items {
                    let rate = rate * (1.0 - done as f32 / items as f32);
                    if end > start {
                        self.step(&batch.numbers[start..end], language, rate, vectors, &mut scores);
                    }
                    (start, done) = (end, done + 1);
                }
            }
        });
    }

    fn step(&mut self, numbers: &[u32], language: usize, rate: f32, vectors: bool, scores: &mut Vec<f32>) {
        let hidden = self.hidden(numbers);
        let squared = dot(&hidden, &hidden) / D as f32;
        self.probabilities(&hidden, scores);
        let mut back = [0.0; D];
        for (of, &p) in scores.iter().enumerate() {
            let error = p - f32::from(u8::from(of == language));
            if error.abs() < NEGLIGIBLE {
                continue;
            }
            let weights = &mut self.weights[of];
            for (back, weight) in back.iter_mut().zip(weights.iter()) {
                *back += error * weight;
            }
            self.weight_slopes[of] += error * error * squared;
            let step = rate * error / (self.weight_slopes[of] + 1e-3).sqrt();
            for (weight, h) in weights.iter_mut().zip(&hidden) {
                *weight -= step * h;
            }
            self.bias_slopes[of] += error * error;
            self.bias[of] -= rate * error / (self.bias_slopes[of] + 1e-3).sqrt();
        }
        if !vectors {
            return;
        }
        let share = 1.0 / (numbers.len() as f32).sqrt();
        let slope = dot(&back, &back) * share * share / D as f32;
        for &number in numbers {
            let slopes = &mut self.slopes[number as usize];
            *slopes += slope;
            let step = rate * share / (*slopes + 1e-6).sqrt();
            for (x, back) in self.vectors[number as usize].iter_mut().zip(&back) {
                *x -= step * back;
            }
        }
    }

    fn hidden(&self, numbers: &[u32]) -> [f32; D] {
        let mut sum = [0.0; D];
        for &number in numbers {
            for (sum, x) in sum.iter_mut().zip(&self.vectors[number as usize]) {
                *sum += x;
            }
        }
        let share = 1.0 / (numbers.len().max(1) as f32).sqrt();
        sum.map(|x| x * share)
    }

    fn probabilities(&self, hidden: &[f32; D], scores: &mut Vec<f32>) {
        scores.clear();
        scores.extend(self.weights.iter().zip(&self.bias).map(|(weights, bias)| dot(hidden, weights) + bias));
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let mut total = 0.0;
        for score in scores.iter_mut() {
            *score = exp(*score - most);
            total += *score;
        }
        scores.iter_mut().for_each(|score| *score /= total);
    }

    /// How probable each language is.
    pub fn rank(&self, numbers: &[u32], probabilities: &mut Vec<f32>) {
        self.probabilities(&self.hidden(numbers), probabilities);
    }

    /// The matrix, one dimension after the other, times `unit`.
    pub fn weights_by_dimension(&self, unit: f32) -> Vec<f32> {
        (0..D).flat_map(|d| self.weights.iter().map(move |weights| weights[d] * unit)).collect()
    }
}

/// The scalar product, summed in an order that processors can follow sixteen numbers at a time.
fn dot<const D: usize>(a: &[f32; D], b: &[f32; D]) -> f32 {
    let mut sums = [0.0; 16];
    for (a, b) in a.chunks_exact(16).zip(b.chunks_exact(16)) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    for half in [8, 4, 2, 1] {
        for i in 0..half {
            sums[i] += sums[i + half];
        }
    }
    sums[0]
}
