//! Writes the sheet of the whole book: `cargo run --release -p ogive-plot --example gallery > book.svg`.

use ogive_plot::{Language, gallery};

fn main() -> ogive_plot::Result<()> {
    print!("{}", gallery(Language::English)?.draw()?.svg());
    Ok(())
}
