//! Tables as people have them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use cpu_time::ThreadTime;

use super::*;
use crate::data::{DataSet, read, read_pasted};

/// Twelve points on a line, each row made by `row`.
fn rows(row: impl Fn(usize) -> String) -> String {
    (0..12).map(|i| row(i) + "\n").collect()
}

fn parse(text: &str) -> PlaneSet {
    points(Origin::Pasted, text.as_bytes()).unwrap_or_else(|why| panic!("{why}: {text}"))
}

/// The twelve points of [`rows`], in order.
fn sorted(set: &PlaneSet) -> Vec<[f64; 2]> {
    let table = set.table().unwrap();
    assert_eq!((table.train.len(), table.held_out.len()), (11, 1));
    let mut points = [&table.train[..], &table.held_out[..]].concat();
    points.sort_by(|a, b| a[0].total_cmp(&b[0]));
    points
}

fn keys(set: &PlaneSet) -> Vec<&'static str> {
    set.remarks.iter().map(Trouble::key).collect()
}

#[test]
fn however_a_table_is_written_it_holds_the_same_points() {
    let wanted: Vec<[f64; 2]> = (0..12)
        .map(|i| [f64::from(i) + 0.5, -2.0 * f64::from(i)])
        .collect();
    let plain = rows(|i| format!("{i}.5,{}", -2 * i as i32));
    let crlf = plain.replace('\n', "\r\n");
    let semicolons = rows(|i| format!("{i},5;{},0", -2 * i as i32));
    let tabs = rows(|i| format!("{i},5\t{}", -2 * i as i32));
    let spaces = rows(|i| format!("   {i}.5   {}  ", -2 * i as i32));
    let quoted = rows(|i| format!("\"{i}.5\",\"{}\"", -2 * i as i32));
    let quoted_commas = rows(|i| format!("\"{i},5\",\"{},0\"", -2 * i as i32));
    for text in [
        plain.clone(),
        crlf.clone(),
        format!("\u{feff}x,y\r\n{crlf}"),
        format!("x;y\n{semicolons}"),
        tabs.clone(),
        format!("x\ty\n{tabs}"),
        spaces.clone(),
        format!("x y\n{spaces}"),
        quoted,
        quoted_commas,
        format!("# measured today\n\n% in metres\n// twice\nx,y\n\n{plain}\n\n,\n"),
        plain.trim_end().to_owned(),
        plain.replace('\n', "\r"),
        rows(|i| format!("{i}.5,{},", -2 * i as i32)),
    ] {
        let set = parse(&text);
        assert_eq!(sorted(&set), wanted, "{text}");
        assert!(!keys(&set).contains(&"remark-table-left-out"), "{text}");
    }
    let header = parse(&format!("\"length, cm\";width\n{semicolons}"));
    let names = header.table().unwrap().names.clone().unwrap();
    assert_eq!(names, ["length, cm", "width"]);
}

#[test]
fn letters_of_other_codes_and_zipped_files_are_read_too() {
    let text = format!("길이\t너비\n{}", rows(|i| format!("{i}\t{i}")));
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = [&[0xff, 0xfe], &wide[..]].concat();
    let path = Path::new("points.csv");
    let of_bytes = |bytes: &[u8]| match read(path, bytes) {
        Ok(DataSet::Plane(set)) => set,
        other => panic!("{other:?}"),
    };
    let names = |set: &PlaneSet| set.table().unwrap().names.clone();
    assert_eq!(names(&of_bytes(&wide)).unwrap(), ["길이", "너비"]);
    // Korean as older spreadsheets write it: the letters are lost, the numbers are not.
    let old = [
        b"\xb1\xe6\xc0\xcc,y\n",
        rows(|i| format!("{i},{i}")).as_bytes(),
    ]
    .concat();
    assert_eq!(sorted(&of_bytes(&old)).len(), 12);
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    zip.write_all(text.as_bytes()).unwrap();
    let zipped = zip.finish().unwrap();
    assert_eq!(of_bytes(&zipped).table(), of_bytes(text.as_bytes()).table());
    let damaged = read(path, &zipped[..zipped.len() / 2]).unwrap_err();
    assert_eq!(damaged.key(), "error-gz-damaged");
}

#[test]
fn rows_without_two_finite_numbers_are_left_out_and_counted() {
    let good = rows(|i| format!("{i}.0,{i}.5"));
    let set = parse(&format!(
        "x,y\n1,NaN\ninf,2\n3,\n,4\n5\n1e300,2\n7,n/a\n8,high\n{good}"
    ));
    assert_eq!(sorted(&set).len(), 12);
    assert_eq!(keys(&set), ["remark-table-left-out"]);
    assert!(
        set.remarks[0].to_string().contains("8 of 20"),
        "{}",
        set.remarks[0]
    );
    // A title above the header is no header, and words in the middle are neither.
    let titled = parse(&format!("my results,,\nx,y\n{good}total,sum\n"));
    let names = titled.table().unwrap().names.clone();
    assert_eq!(names, Some(["x".to_owned(), "y".to_owned()]));
    assert!(
        titled
            .remarks
            .iter()
            .any(|why| why.to_string().contains("2 of 14"))
    );
}

#[test]
fn the_first_two_columns_of_numbers_are_taken_and_named() {
    let text = format!(
        "when,a,kind,b,c\n{}",
        rows(|i| format!("2024-01-{i:02},{i},red,-{i},7"))
    );
    let set = parse(&text);
    assert_eq!(sorted(&set)[3], [3.0, -3.0]);
    assert_eq!(keys(&set), ["remark-table-columns"]);
    let said = set.remarks[0].to_string();
    assert!(
        said.contains("5 columns") && said.contains("“a”") && said.contains("“b”"),
        "{said}"
    );
    // What pandas writes before its columns only counts the rows.
    let pandas = parse(&format!(
        ",x,y\n{}",
        rows(|i| format!("{i},{}.5,4", i + 100))
    ));
    assert_eq!(sorted(&pandas)[0], [100.5, 4.0]);
    let unnamed = parse(&rows(|i| format!("{i},1,2")));
    assert_eq!(sorted(&unnamed)[5], [5.0, 1.0]);
}

#[test]
fn outliers_are_told_of_and_kept() {
    let mut text: String = (0..500).fold(String::new(), |mut text, i| {
        let _ = writeln!(text, "{},{}", i % 17, i % 13);
        text
    });
    assert!(parse(&text).remarks.is_empty());
    text += "1000,3\n4,-900\n";
    let set = parse(&text);
    assert_eq!(keys(&set), ["remark-table-outliers"]);
    assert!(
        set.remarks[0].to_string().contains(": 2;"),
        "{}",
        set.remarks[0]
    );
    assert!(set.window.contains([1000.0, -900.0]));
    let table = set.table().unwrap();
    assert_eq!(table.train.len() + table.held_out.len(), 502);
}

#[test]
fn windows_are_never_empty_and_hold_every_point() {
    for row in [
        |i: usize| format!("{i},5"),
        |_: usize| "1e20,-3".to_owned(),
        |i: usize| format!("{i}e-12,{i}e25"),
        |i: usize| format!("170000000{i:02},0"),
    ] {
        let set = parse(&rows(row));
        assert!(
            set.window.size().iter().all(|size| *size > 0.0),
            "{:?}",
            set.window
        );
        for point in sorted(&set) {
            assert!(set.window.contains(point), "{point:?} {:?}", set.window);
            assert!(set.standard.to_model(point).iter().all(|v| v.abs() < 5.0));
        }
    }
    let wide = parse(&rows(|i| format!("{},{i}", 2 * i)));
    assert!((wide.window.size()[0] - 22.0 * 1.1).abs() < 1e-12);
}

#[test]
fn every_failure_has_its_own_sentence() {
    let cases: &[(&str, &str, &str)] = &[
        ("error-file-empty", "", ""),
        ("error-file-empty", " \r\n\n# only a remark\n;;;\n", ""),
        ("error-file-empty", "NaN,NaN\nNaN,NaN\n", ""),
        (
            "error-file-numbers",
            "Dear all,\nhow are you?\n",
            "line 2 says “how”",
        ),
        ("error-table-column", "1\n2\n3\n", ""),
        ("error-table-column", "height\n1.5\n2\n3\n", ""),
        (
            "error-table-words",
            "day,x\n2024-01-01,1\n2024-01-02,2\n",
            "2024-01-02",
        ),
        (
            "error-table-words",
            "red 1\nblue 2\nred 3\n",
            "“red” in line 3",
        ),
        ("error-table-few", "x,y\n1,2\n3,4\n", "is 2"),
        ("error-table-binary", "1,2\n\u{0}\u{1}\u{2}", "IDX"),
        ("error-table-workbook", "PK\u{3}\u{4}...", "CSV"),
    ];
    for (key, text, says) in cases {
        let why = read(Path::new("mine.csv"), text.as_bytes()).unwrap_err();
        assert_eq!(why.key(), *key, "{text:?}: {why}");
        let sentence = why.to_string();
        assert!(
            sentence.contains("mine.csv") && sentence.contains(says),
            "{sentence}"
        );
        let pasted = read_pasted(text).unwrap_err().to_string();
        assert!(pasted.contains("the pasted text"), "{pasted}");
    }
    let many = "1,2\n".repeat(MOST_POINTS + 1);
    let why = read_pasted(&many).unwrap_err();
    assert_eq!(why.key(), "error-table-many");
    let long = "1".repeat(MOST_BYTES as usize + 1);
    assert_eq!(read_pasted(&long).unwrap_err().key(), "error-table-long");
}

#[test]
fn two_hundred_thousand_sorted_points_are_read_fast_and_split_by_chance() {
    let mut text = "x,y\n".to_owned();
    for i in 0..200_000 {
        let _ = writeln!(text, "{:.4},{:.6}", f64::from(i) * 0.01, f64::from(i).sin());
    }
    let start = ThreadTime::now();
    let set = parse(&text);
    let took = start.elapsed();
    println!("{took:?}");
    assert!(took < Duration::from_secs(1), "{took:?}");
    let table = set.table().unwrap();
    assert_eq!((table.train.len(), table.held_out.len()), (180_000, 20_000));
    let mean = table.held_out.iter().map(|point| point[0]).sum::<f64>() / 20_000.0;
    // Even between 0 and 2000: a deviation of 577, so that a mean of 20,000 is known to 4.
    assert!((mean - 1000.0).abs() < 20.0, "{mean}");
    assert_eq!(set.fingerprint(), parse(&text).fingerprint());
    let more = text.clone() + &text;
    assert_eq!(parse(&more).table().unwrap().held_out.len(), HELD_OUT);
}
