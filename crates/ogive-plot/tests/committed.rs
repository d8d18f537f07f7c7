//! The pictures in docs/figures are those that would be drawn now.
//!
//! `OGIVE_BLESS=1 cargo test --release -p ogive-plot --test committed` draws them again.

use std::fs;
use std::path::{Path, PathBuf};

use ogive_plot::{Figure, Language, Picture, figures, gallery};

/// As SVG alone: as pixels it is large.
const GALLERY: &str = "gallery";

fn folder(language: Language) -> PathBuf {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/figures");
    match language {
        Language::English => all,
        Language::Chinese => all.join("zh"),
    }
}

/// The names of all pictures, with how each is drawn.
fn pictures(language: Language) -> Vec<(String, Picture)> {
    let draw = |figure: Figure| figure.draw().unwrap();
    let numbered = figures(language).unwrap();
    let mut all: Vec<_> = numbered
        .into_iter()
        .map(|numbered| (format!("figure-{}", numbered.number), draw(numbered.figure)))
        .collect();
    all.push((GALLERY.into(), draw(gallery(language).unwrap())));
    all
}

#[test]
fn they_are_as_drawn_now() {
    let bless = std::env::var_os("OGIVE_BLESS").is_some();
    for language in Language::ALL {
        let folder = folder(language);
        let mut names: Vec<String> = Vec::new();
        for (name, picture) in pictures(language) {
            let file = folder.join(format!("{name}.svg"));
            if bless {
                fs::create_dir_all(&folder).unwrap();
                fs::write(&file, picture.svg()).unwrap();
                if name != GALLERY {
                    fs::write(file.with_extension("png"), picture.png().unwrap()).unwrap();
                }
            }
            let there = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{file:?}: {e}"));
            assert!(there == picture.svg(), "{file:?} is stale; draw it again with OGIVE_BLESS=1");
            names.push(format!("{name}.svg"));
            if name == GALLERY {
                continue;
            }
            // Pixels may differ with the version of the renderer, the size may not.
            let size = |png: &[u8]| {
                let read = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
                (read.info().width, read.info().height)
            };
            let there = fs::read(file.with_extension("png")).unwrap();
            assert_eq!(size(&there), size(&picture.png().unwrap()), "{file:?} is stale");
            names.push(format!("{name}.png"));
        }
        // Nothing else is there.
        for entry in fs::read_dir(&folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(names.contains(&name) || name == "zh", "{name} is drawn by nothing");
        }
    }
}
