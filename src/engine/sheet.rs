//! Samples on one sheet, small and plain, for files: pictures side by side, or points as dots.

use super::picture_measures::bytes;
use crate::data::plane::Window;
use crate::figure::Figure;
use crate::store::Sheet;

/// So many pictures stand in a row, and so many rows are shown.
pub const IN_A_ROW: usize = 8;
/// Pixels between two pictures.
const GAP: usize = 1;
/// Neither black nor white, so that it parts pictures of either ground.
const GAP_GREY: u8 = 96;
/// A sheet of points has this many pixels a side.
const PLANE_SIDE: usize = 256;

/// A picture of samples as a sheet; nothing of what are neither pictures nor points in a window.
pub fn sheet_of(figure: &Figure, window: Option<Window>) -> Option<Sheet> {
    match figure {
        Figure::Images(images) => of_pictures(
            &images.pixels,
            [images.width, images.height, images.channels],
        ),
        Figure::Points(points) => {
            let at: Vec<[f64; 2]> = points.at.iter().map(|at| at.map(f64::from)).collect();
            of_points(&at, window?)
        }
        _ => None,
    }
}

/// The first pictures of a list of intensities: `[pictures * height * width * channels]`; nothing where there is none.
pub(super) fn of_pictures(drawn: &[f32], [width, height, channels]: [usize; 3]) -> Option<Sheet> {
    let line = width * channels;
    let count = (drawn.len() / (line * height).max(1)).min(IN_A_ROW * IN_A_ROW);
    let (columns, rows) = (IN_A_ROW.min(count), count.div_ceil(IN_A_ROW));
    if count == 0 {
        return None;
    }
    let [wide, high] = [(columns, width), (rows, height)].map(|(n, side)| n * (side + GAP) - GAP);
    let mut sheet = vec![GAP_GREY; wide * high * channels];
    for (index, picture) in drawn.chunks_exact(line * height).take(count).enumerate() {
        let corner = [
            index % IN_A_ROW * (width + GAP),
            index / IN_A_ROW * (height + GAP),
        ];
        for (y, row) in picture.chunks_exact(line).enumerate() {
            let start = ((corner[1] + y) * wide + corner[0]) * channels;
            sheet[start..][..line].copy_from_slice(&bytes(row));
        }
    }
    Some(Sheet {
        width: wide,
        height: high,
        channels,
        bytes: sheet,
    })
}

/// Points as dots, black on white, y upwards; nothing where there are none. What lies outside of the window is left out.
pub(super) fn of_points(drawn: &[[f64; 2]], window: Window) -> Option<Sheet> {
    if drawn.is_empty() {
        return None;
    }
    let mut bytes = vec![u8::MAX; PLANE_SIDE * PLANE_SIDE];
    let place = |value: f64, axis: usize| {
        let (low, high) = (window.low[axis], window.high[axis]);
        let share = (value - low) / (high - low);
        (0.0..1.0)
            .contains(&share)
            .then_some((share * PLANE_SIDE as f64) as usize)
    };
    for &[x, y] in drawn {
        if let (Some(column), Some(row)) = (place(x, 0), place(y, 1)) {
            bytes[(PLANE_SIDE - 1 - row) * PLANE_SIDE + column] = 0;
        }
    }
    Some(Sheet {
        width: PLANE_SIDE,
        height: PLANE_SIDE,
        channels: 1,
        bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_stand_in_rows_of_eight() {
        let drawn = vec![1.0; 9 * 4];
        let sheet = of_pictures(&drawn, [2, 2, 1]).unwrap();
        assert_eq!((sheet.width, sheet.height), (8 * 3 - 1, 5));
        let row = |y: usize| &sheet.bytes[y * sheet.width..][..sheet.width];
        assert_eq!(row(0)[..4], [255, 255, GAP_GREY, 255]);
        assert_eq!(row(3)[..4], [255, 255, GAP_GREY, GAP_GREY]);
        assert_eq!(of_pictures(&[], [2, 2, 1]), None);
    }

    #[test]
    fn points_are_dots_with_y_upwards() {
        let window = Window {
            low: [0.0, 0.0],
            high: [1.0, 1.0],
        };
        let sheet = of_points(&[[0.0, 0.0], [0.999, 0.999], [f64::NAN, 2.0]], window).unwrap();
        let dark: Vec<usize> = (0..sheet.bytes.len())
            .filter(|&i| sheet.bytes[i] == 0)
            .collect();
        assert_eq!(dark, [PLANE_SIDE - 1, (PLANE_SIDE - 1) * PLANE_SIDE]);
        assert_eq!(of_points(&[], window), None);
    }
}
