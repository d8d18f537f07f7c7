//! Pixels, from SVG.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, Tree, fontdb::Database};

use crate::error::{Error, Result};
use crate::picture::Picture;

/// How many pixels a unit of the SVG has on each side: fine enough for print.
pub const PIXELS: u32 = 2;

/// The bundled faces: what is in a caption is in one of them.
pub(crate) const FACES: [&[u8]; 4] = [
    include_bytes!("../fonts/NotoSans-subset.ttf"),
    include_bytes!("../fonts/NotoSans-Italic-subset.ttf"),
    include_bytes!("../fonts/NotoSansMath-subset.ttf"),
    include_bytes!("../fonts/NotoSansSC-subset.otf"),
];

impl Picture {
    /// As PNG, with [`PIXELS`] pixels for each unit of the SVG. No font of the machine is used.
    ///
    /// # Errors
    /// [`Error::Pixels`] if there is not enough memory for the pixels.
    pub fn png(&self) -> Result<Vec<u8>> {
        png(&self.svg())
    }
}

/// An SVG as PNG, with [`PIXELS`] pixels for each unit. No font of the machine is used, but the bundled ones,
/// which have the characters of captions.
///
/// # Errors
/// [`Error::Pixels`] if it is no SVG, or there is not enough memory for the pixels.
pub fn png(svg: &str) -> Result<Vec<u8>> {
    let wrong = |problem: String| Error::Pixels { problem };
    let options = usvg::Options {
        fontdb: fonts(),
        font_family: "Noto Sans".into(),
        ..usvg::Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|e| wrong(e.to_string()))?;
    let size = tree.size().to_int_size();
    let too_large = || wrong(format!("{} by {} is too large", size.width(), size.height()));
    let scaled = size.scale_by(PIXELS as f32).ok_or_else(too_large)?;
    let mut pixels = Pixmap::new(scaled.width(), scaled.height()).ok_or_else(too_large)?;
    let scale = PIXELS as f32;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|e| wrong(e.to_string()))
}

/// Read when the first PNG is made: a command that makes none does not wait for it.
fn fonts() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    let read = || {
        let mut fonts = Database::new();
        for face in FACES {
            fonts.load_font_data(face.to_vec());
        }
        fonts.set_sans_serif_family("Noto Sans");
        Arc::new(fonts)
    };
    FONTS.get_or_init(read).clone()
}
