//! Powers of probabilities: many at a time, and the same on every machine, which those of the system are not.

use super::{LEAST, LIKELY, Language};

/// The likeliest languages of a ranking, their probabilities raised to a power from 0 to 1, and scaled so that those of the
/// whole ranking together are what they were.
pub(super) fn tempered(mut ranking: Vec<(Language, f32)>, power: f32) -> Vec<(Language, f32)> {
    ranking.retain(|(_, p)| *p > LEAST);
    let mut numbers: Vec<f32> = ranking.iter().map(|(_, p)| *p).collect();
    let factor = temper(&mut numbers, power);
    ranking.truncate(LIKELY);
    ranking.iter_mut().zip(numbers).for_each(|((_, p), raised)| *p = raised * factor);
    ranking
}

/// Raises numbers from 0 to 1 to a power from 0 to 1, and returns what brings them to the sum that they had.
#[inline(always)]
pub(super) fn temper(numbers: &mut [f32], power: f32) -> f32 {
    if power >= 1.0 {
        return 1.0;
    }
    let before: f32 = numbers.iter().sum();
    // Apart from the sum, so that it becomes vector instructions.
    numbers.iter_mut().for_each(|x| *x = raised(*x, power));
    let after: f32 = numbers.iter().sum();
    if after > 0.0 { before / after } else { 1.0 }
}

/// `x` to a power, to six digits; `x` is a normal number up to 1, the power from 0 to 1.
#[inline(always)]
fn raised(x: f32, power: f32) -> f32 {
    // x is m · 2^e, m from √½ to √2; the logarithm of m is a series of s.
    const HALF_ROOT: u32 = std::f32::consts::FRAC_1_SQRT_2.to_bits();
    const MANTISSA: u32 = 23;
    let e = (x.to_bits().wrapping_sub(HALF_ROOT) as i32) >> MANTISSA;
    let m = f32::from_bits(x.to_bits().wrapping_sub((e << MANTISSA) as u32));
    let s = (m - 1.0) / (m + 1.0);
    let q = s * s;
    let series = 2.885_39 + q * (0.961_796_7 + q * (0.577_078 + q * (0.412_198_6 + q * 0.320_598_9)));
    let y = power * (e as f32 + s * series);
    // 2^y: what is whole of it goes into the exponent, of which the magic number's last bits tell it; the rest is a series.
    const MAGIC: f32 = 12_582_912.0;
    let whole = y + MAGIC;
    let t = y - (whole - MAGIC);
    let part = 1.0
        + t * (std::f32::consts::LN_2
            + t * (0.240_226_5 + t * (0.055_504_11 + t * (0.009_618_13 + t * (0.001_333_356 + t * 0.000_154_035_3)))));
    f32::from_bits(part.to_bits().wrapping_add(whole.to_bits() << MANTISSA))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn powers_are_those_of_the_system(x in 1e-7_f32..=1.0, power in 0.0_f32..=1.0) {
            let expected = f64::from(x).powf(f64::from(power));
            let error = (f64::from(raised(x, power)) / expected - 1.0).abs();
            proptest::prop_assert!(error < 3e-6, "{} {}: {}", x, power, error);
        }
    }

    #[test]
    fn one_stays_one() {
        assert_eq!(raised(1.0, 0.375), 1.0);
        let mut quarters = [0.25; 4];
        assert!((temper(&mut quarters, 0.5) - 0.5).abs() < 1e-6);
        assert!(quarters.iter().all(|x| (x - 0.5).abs() < 1e-6));
    }
}
