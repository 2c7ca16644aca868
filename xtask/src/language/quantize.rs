//! Vectors as numbers of four bits: -15, -13 … 15, times a scale of 1 to 16 for each vector, times one unit for all.

use super::network::Network;

/// Largest numbers of so many vectors in a thousand fit under the largest scale.
const FITTING: usize = 997;

/// Makes every vector what its four-bit numbers say; returns the unit, and of each vector scale and numbers (0 to 15).
pub fn quantize<const D: usize>(network: &mut Network<D>) -> (f32, Vec<(u8, [u8; D])>) {
    let mut largest: Vec<f32> =
        network.vectors.iter().map(|v| v.iter().fold(0.0, |a: f32, x| a.max(x.abs()))).collect();
    largest.sort_by(f32::total_cmp);
    let unit = largest.get(largest.len() * FITTING / 1000).copied().unwrap_or(1.0).max(1e-6) / (15.0 * 16.0);
    let rows = network.vectors.iter_mut().map(|vector| {
        let (scale, numbers) = nearest(vector, unit);
        *vector = numbers.map(|n| value(n, scale, unit));
        (scale, numbers)
    });
    (unit, rows.collect())
}

/// Scale and numbers that are nearest to a vector.
fn nearest<const D: usize>(vector: &[f32; D], unit: f32) -> (u8, [u8; D]) {
    let of_scale = |scale: u8| {
        let numbers = vector.map(|x| ((x / (unit * f32::from(scale)) + 15.0) * 0.5).round().clamp(0.0, 15.0) as u8);
        let error: f32 = numbers.iter().zip(vector).map(|(&n, x)| (value(n, scale, unit) - x).powi(2)).sum();
        (error, scale, numbers)
    };
    let (_, scale, numbers) =
        (2..=16).map(of_scale).fold(of_scale(1), |best, other| if other.0 < best.0 { other } else { best });
    (scale, numbers)
}

fn value(number: u8, scale: u8, unit: f32) -> f32 {
    (2.0 * f32::from(number) - 15.0) * f32::from(scale) * unit
}
