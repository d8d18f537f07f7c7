//! The functions in SQL, over tables in memory and in Parquet.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef, Int64Array, ListArray, RecordBatch};
use datafusion::dataframe::DataFrameWriteOptions;
use datafusion::datasource::MemTable;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use ndarray::Array1;
use ogive::prelude::*;

fn context(partitions: usize) -> SessionContext {
    let context = SessionContext::new_with_config(
        SessionConfig::new().with_target_partitions(partitions).with_batch_size(1000),
    );
    ogive_datafusion::register(&mut *context.state_ref().write()).unwrap();
    context
}

async fn column(context: &SessionContext, query: &str) -> Vec<ArrayRef> {
    let batches = context.sql(query).await.unwrap().collect().await.unwrap();
    batches.iter().map(|batch| batch.column(0).clone()).collect()
}

async fn refused(query: &str) -> String {
    let context = context(1);
    match context.sql(query).await {
        Err(error) => error.to_string(),
        Ok(frame) => frame.collect().await.unwrap_err().to_string(),
    }
}

#[tokio::test]
async fn numbers_by_themselves() {
    let context = context(1);
    let query = "SELECT sigmoid(column1) FROM (VALUES (0.5), (NULL), (-3.0))";
    let column = &column(&context, query).await[0];
    let found: Vec<Option<f64>> = column.as_primitive::<Float64Type>().iter().collect();
    assert_eq!(found, [Some(Sigmoid.value(0.5)), None, Some(Sigmoid.value(-3.0))]);
}

#[tokio::test]
async fn parameters_are_constants() {
    let context = context(1);
    for (query, expected) in [
        ("SELECT leaky_relu(-2.0, 0.25)", -0.5),
        ("SELECT leaky_relu(-2)", LeakyRelu::new(0.01).unwrap().value(-2.0)),
        ("SELECT ogive_tanh(0.5)", Tanh.value(0.5)),
        ("SELECT ogive_relu(-1.0)", 0.0),
    ] {
        let found = column(&context, query).await[0].as_primitive::<Float64Type>().value(0);
        assert_eq!(found, expected, "{query}");
    }
    let error = refused("SELECT leaky_relu(a, a) FROM (VALUES (1.0)) AS t(a)").await;
    assert!(error.contains("expected a constant number"), "{error}");
    let error = refused("SELECT elu(1.0, -1.0, 3.0)").await;
    assert!(error.contains("expected at most 1: alpha"), "{error}");
    assert!(refused("SELECT sigmoid('a')").await.contains("expected numbers"), "text");
    let error = refused("SELECT softmax(1.0)").await;
    assert!(error.contains("expected lists, whose elements are rows"), "{error}");
    assert!(refused("SELECT softmax(make_array(1.0), 0.0)").await.contains("temperature = 0"));
    assert!(refused("SELECT gumbel_softmax(make_array(1.0))").await.contains("gumbel_softmax"));
}

#[tokio::test]
async fn lists_are_rows_and_the_cut_of_a_table_makes_no_difference() {
    let rows = 10_000;
    let score = |row: usize, class: usize| ((row * 31 + class * 17) % 101) as f32 / 9.0 - 5.0;
    let list = ListArray::from_iter_primitive::<Float32Type, _, _>(
        (0..rows)
            .map(|row| (row % 97 != 5).then(|| (0..10).map(move |class| Some(score(row, class))))),
    );
    let ids = Int64Array::from_iter_values(0..rows as i64);
    let columns: [(&str, ArrayRef); 2] = [("id", Arc::new(ids)), ("scores", Arc::new(list))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scores.parquet");
    let path = path.to_str().unwrap();
    let writer = context(1);
    let table = MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap();
    writer.register_table("t", Arc::new(table)).unwrap();
    let frame = writer.table("t").await.unwrap();
    frame.write_parquet(path, DataFrameWriteOptions::new(), None).await.unwrap();
    let mut bits: Option<Vec<Option<Vec<u32>>>> = None;
    for partitions in [1, 4] {
        let context = context(partitions);
        context.register_parquet("t", path, ParquetReadOptions::default()).await.unwrap();
        let mut found = Vec::new();
        for column in column(&context, "SELECT softmax(scores, 0.7) FROM t ORDER BY id").await {
            let lists = column.as_list::<i32>();
            for row in 0..lists.len() {
                found.push(lists.is_valid(row).then(|| {
                    lists
                        .value(row)
                        .as_primitive::<Float32Type>()
                        .values()
                        .iter()
                        .map(|p| p.to_bits())
                        .collect::<Vec<u32>>()
                }));
            }
        }
        assert_eq!(found.len(), rows);
        assert_eq!(*bits.get_or_insert_with(|| found.clone()), found, "{partitions} partitions");
    }
    let softmax = Softmax::new(0).with_temperature(0.7).unwrap();
    for (row, found) in bits.unwrap().into_iter().enumerate() {
        let scores = Array1::from_shape_fn(10, |class| score(row, class));
        let expected: Vec<u32> =
            softmax.forward(&scores).unwrap().iter().map(|p| p.to_bits()).collect();
        assert_eq!(found, (row % 97 != 5).then_some(expected), "row {row}");
    }
}
