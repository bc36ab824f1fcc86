//! The nearest of many pictures, pixel by pixel: whether samples are new or learned by heart.

use rayon::prelude::*;

/// A picture among others, and how far away it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// Where it stands among them.
    pub index: usize,
    /// The root mean square of the differences of the intensities, from 0 to 1.
    pub distance: f64,
}

/// The nearest of pictures that lie one after the other, as intensities from 0 to 255; the first of those that are as near.
pub fn nearest(pictures: &[u8], picture: &[u8]) -> Option<Nearest> {
    let dims = picture.len();
    if dims == 0 {
        return None;
    }
    let all = pictures.par_chunks_exact(dims).enumerate();
    let (apart, index) = all
        .map(|(index, other)| (squared(picture, other), index))
        .min()?;
    Some(Nearest {
        index,
        distance: (apart as f64 / dims as f64).sqrt() / 255.0,
    })
}

fn squared(a: &[u8], b: &[u8]) -> u64 {
    /// So many squares of bytes fit in 32 bits.
    const AT_ONCE: usize = 4096;
    let parts = a.chunks(AT_ONCE).zip(b.chunks(AT_ONCE));
    let sums = parts.map(|(a, b)| {
        let squares = a
            .iter()
            .zip(b)
            .map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2));
        u64::from(squares.sum::<u32>())
    });
    sums.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_found_with_its_distance() {
        let pictures = [[0u8; 4], [255; 4], [100, 100, 100, 102]].concat();
        let found = nearest(&pictures, &[100; 4]).unwrap();
        assert_eq!(found.index, 2);
        assert!((found.distance - 1.0 / 255.0).abs() < 1e-12);
        assert_eq!(
            nearest(&pictures, &[255; 4]),
            Some(Nearest {
                index: 1,
                distance: 0.0
            })
        );
        assert_eq!(nearest(&[], &[1]), None);
        let far = nearest(&vec![255; 200_000], &vec![0; 200_000]).unwrap();
        assert_eq!(far.distance, 1.0);
    }
}
