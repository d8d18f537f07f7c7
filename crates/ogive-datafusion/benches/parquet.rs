//! How long a query with a function takes beside one that reads the same column and does nothing with it: ten million rows
//! of ten scores in Parquet. Both take turns; the medians of their times are compared.
//!
//! `cargo bench -p ogive-datafusion`, with `-- --rows 1000000` for fewer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow_array::types::Float32Type;
use arrow_array::{ArrayRef, ListArray, RecordBatch};
use datafusion::dataframe::DataFrameWriteOptions;
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use futures::StreamExt;

const CLASSES: usize = 10;
const ROUNDS: usize = 7;
/// Rows of a row group: what is made, and written, at a time.
const GROUP: usize = 1 << 20;

#[tokio::main]
async fn main() -> Result<()> {
    let rows = number_of_rows().unwrap_or(10_000_000);
    let folder = tempfile::tempdir()?;
    let table = folder.path().join("table");
    for (number, begin) in (0..rows).step_by(GROUP).enumerate() {
        write(&table.join(format!("{number}.parquet")), begin..rows.min(begin + GROUP)).await?;
    }
    let table = table.to_str().expect("a temporary folder's name");
    println!("{rows} rows of {CLASSES} scores in f32; medians of {ROUNDS} rounds");
    for partitions in [1, 2] {
        let config = SessionConfig::new().with_target_partitions(partitions);
        let mut context = SessionContext::new_with_config(config);
        ogive_datafusion::register(&mut context)?;
        context.register_parquet("t", table, ParquetReadOptions::default()).await?;
        let queries = ["scores", "softmax(scores)", "sigmoid(scores)", "sparsemax(scores)"];
        let mut times = queries.map(|_| Vec::new());
        for _ in 0..ROUNDS {
            for (column, times) in queries.iter().zip(&mut times) {
                let query = format!("SELECT {column} FROM t");
                let start = Instant::now();
                let mut stream = context.sql(&query).await?.execute_stream().await?;
                let mut found = 0;
                while let Some(batch) = stream.next().await {
                    found += batch?.num_rows();
                }
                times.push(start.elapsed());
                assert_eq!(found, rows);
            }
        }
        let reading = median(&mut times[0]);
        println!("{partitions} partitions");
        for (column, times) in queries.iter().zip(&mut times) {
            let time = median(times);
            let ratio = time.as_secs_f64() / reading.as_secs_f64();
            println!("  SELECT {column:<18} {:6.3} s  {ratio:.2} of reading", time.as_secs_f64());
        }
    }
    Ok(())
}

/// What stands after `--rows`.
fn number_of_rows() -> Option<usize> {
    std::env::args().skip_while(|argument| argument != "--rows").nth(1)?.parse().ok()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A file of these rows, as scores are: of no pattern that a file format could make use of.
async fn write(path: &std::path::Path, rows: std::ops::Range<usize>) -> Result<()> {
    let score = |place: usize| {
        let mixed = (place as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Some((mixed >> 40) as f32 / (1 << 20) as f32 - 8.0)
    };
    let lists = ListArray::from_iter_primitive::<Float32Type, _, _>(
        rows.map(|row| Some((0..CLASSES).map(move |class| score(row * CLASSES + class)))),
    );
    let batch = RecordBatch::try_from_iter([("scores", Arc::new(lists) as ArrayRef)])?;
    let context = SessionContext::new();
    let table = MemTable::try_new(batch.schema(), vec![vec![batch]])?;
    let frame = context.read_table(Arc::new(table))?;
    let path = path.to_str().expect("a temporary folder's name");
    frame.write_parquet(path, DataFrameWriteOptions::new(), None).await?;
    Ok(())
}
