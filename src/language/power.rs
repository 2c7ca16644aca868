//! Powers of probabilities: many at a time, and the same on every machine, which those of the system are not.

/// The sum of `numbers`, which are from 0 to 1, each raised to a power from 0 to 1.
pub(super) fn sum_of_powers(numbers: impl Iterator<Item = f32>, power: f32) -> f32 {
    let mut raised: Vec<f32> = numbers.collect();
    // Apart from each other, so that the first becomes vector instructions.
    raised.iter_mut().for_each(|x| *x = self::raised(*x, power));
    raised.iter().sum()
}

/// `x` to a power, to six digits; `x` is a normal number up to 1, the power from 0 to 1.
#[inline(always)]
pub(super) fn raised(x: f32, power: f32) -> f32 {
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
        assert!((sum_of_powers([0.25, 0.25, 0.25, 0.25].into_iter(), 0.5) - 2.0).abs() < 1e-6);
    }
}
