//! The bundled fonts have what captions need, and are small.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ogive::page::Kind;
use ogive_plot::{Curve, Dtype, Figure, Language, Measure, Range};
use roxmltree::Document;

fn fonts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| matches!(path.extension(), Some(e) if e == "ttf" || e == "otf")).collect()
}

/// The characters that a face of this kind of style has.
fn faces(italic: bool) -> BTreeSet<char> {
    let mut all = BTreeSet::new();
    for path in fonts() {
        let bytes = fs::read(path).unwrap();
        let face = ttf_parser::Face::parse(&bytes, 0).unwrap();
        if face.is_italic() != italic {
            continue;
        }
        for table in face.tables().cmap.unwrap().subtables {
            table.codepoints(|c| {
                let c = char::from_u32(c).unwrap();
                if face.glyph_index(c).is_some() {
                    all.insert(c);
                }
            });
        }
    }
    all
}

#[test]
fn every_character_of_a_caption_is_there() {
    let (upright, italic) = (faces(false), faces(true));
    let check = |figure: Figure| {
        let svg = figure.draw().unwrap().svg();
        let document = Document::parse(&svg).unwrap();
        for text in document.descendants().filter(|node| node.tag_name().name() == "text") {
            let has = match text.attribute("font-style") {
                Some(_) => &italic,
                None => &upright,
            };
            for node in text.descendants().filter(|node| node.is_text()) {
                for c in node.text().unwrap().chars().filter(|c| *c != '\n') {
                    assert!(
                        has.contains(&c),
                        "{c:?} of {:?} is in no font; run fonts/make",
                        node.text()
                    );
                }
            }
        }
    };
    let names = ogive::BOOK.iter().filter(|entry| entry.info.kind == Kind::Element);
    let names: Vec<&str> = names.map(|entry| entry.info.name).collect();
    for language in Language::ALL {
        for name in &names {
            let figure = || Figure::new().curve(Curve::parse(name).unwrap()).language(language);
            check(figure());
            check(figure().range(Range::new(-1e-7, 1e20).unwrap()));
            for dtype in [Dtype::F32, Dtype::F16, Dtype::Bf16] {
                check(figure().dtype(dtype));
                check(figure().dtype(dtype).range(Range::new(1.0, 1.05).unwrap()));
                check(figure().dtype(dtype).measure(Measure::Error));
            }
        }
        for numbered in ogive_plot::figures(language).unwrap() {
            check(numbered.figure);
        }
        check(ogive_plot::gallery(language).unwrap());
    }
    // What someone else puts into a heading.
    let ascii: String = (' '..='~').collect();
    check(Figure::new().curve(Curve::parse("relu").unwrap()).heading(ascii));
}

#[test]
fn every_character_of_the_words_is_there() {
    let words = include_str!("../src/words.rs");
    let upright = faces(false);
    for c in words.chars().filter(|c| *c >= '\u{80}') {
        assert!(upright.contains(&c), "{c:?} is in no font; run fonts/make");
    }
    for info in ogive::BOOK.iter().map(|entry| entry.info) {
        for c in info.formula.chars().chain(info.derivative.chars()) {
            assert!(upright.contains(&c), "{c:?} of {}", info.formula);
        }
    }
}

#[test]
fn they_are_small_and_free() {
    let size: u64 = fonts().iter().map(|path| fs::metadata(path).unwrap().len()).sum();
    assert!(size < 150_000, "{size} bytes");
    let licence = include_str!("../fonts/OFL.txt");
    assert!(licence.contains("SIL OPEN FONT LICENSE") && licence.contains("Noto Sans"));
}
