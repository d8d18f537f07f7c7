//! Two executors answer as one process does, also when one of them is killed on the way.

use std::collections::BTreeMap;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int64Type};
use arrow_array::{ArrayRef, Float64Array, Int64Array, ListArray, RecordBatch};
use arrow_schema::DataType;
use ballista::prelude::*;
use ballista_executor::executor_process::start_executor_process;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::dataframe::DataFrameWriteOptions;
use datafusion::datasource::MemTable;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::registry::FunctionRegistry;
use datafusion::logical_expr::{ScalarUDF, Volatility, create_udf};
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};

const FILES: i64 = 16;
const ROWS: i64 = 1000;
const CLASSES: i64 = 10;
/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(60);

/// A process, which ends with the test.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Running {
        Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits until it is so.
async fn until(what: &str, mut it_is: impl FnMut() -> bool) {
    let start = Instant::now();
    while !it_is() {
        assert!(start.elapsed() < LIMIT, "waited for too long until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn until_it_listens(port: u16) {
    until("the scheduler listens", || TcpStream::connect(("127.0.0.1", port)).is_ok()).await;
}

/// How many files an executor has in its folder: a part of the result each.
fn results(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let of = |path: &Path| if path.is_dir() { results(path) } else { 1 };
    entries.filter_map(|entry| Some(of(&entry.ok()?.path()))).sum()
}

/// A table of [`FILES`] files.
async fn write_table(folder: &Path) {
    let context = SessionContext::new();
    for file in 0..FILES {
        let ids = file * ROWS..(file + 1) * ROWS;
        let score = |id: i64, class: i64| ((id * 31 + class * 17) % 1009) as f32 / 99.0 - 5.0;
        let lists = ids.clone().map(|id| {
            (id % 97 != 5).then(|| (0..CLASSES).map(move |class| Some(score(id, class))))
        });
        let columns: [(&str, ArrayRef); 3] = [
            ("id", Arc::new(Int64Array::from_iter_values(ids.clone()))),
            (
                "score",
                Arc::new(Float64Array::from_iter_values(ids.map(|id| f64::from(score(id, 3))))),
            ),
            ("scores", Arc::new(ListArray::from_iter_primitive::<Float32Type, _, _>(lists))),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let table = MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap();
        let path = folder.join(format!("{file}.parquet"));
        let frame = context.read_table(Arc::new(table)).unwrap();
        let path = path.to_str().unwrap();
        frame.write_parquet(path, DataFrameWriteOptions::new(), None).await.unwrap();
    }
}

/// Waits for a while for each batch, so that a query takes its time.
fn pause() -> ScalarUDF {
    let types = (vec![DataType::Float64], DataType::Float64);
    create_udf(
        "pause",
        types.0,
        types.1,
        Volatility::Volatile,
        Arc::new(|arguments| {
            std::thread::sleep(Duration::from_millis(500));
            Ok(arguments[0].clone())
        }),
    )
}

/// A client of the scheduler at this port, or one that answers by itself.
async fn client(scheduler: Option<u16>, table: &Path) -> SessionContext {
    let config = SessionConfig::new_with_ballista().with_target_partitions(FILES as usize);
    let state = SessionStateBuilder::new().with_config(config).with_default_features().build();
    let mut context = match scheduler {
        Some(port) => {
            let url = format!("df://127.0.0.1:{port}");
            SessionContext::remote_with_state(&url, state).await.unwrap()
        }
        None => SessionContext::new_with_state(state),
    };
    ogive_datafusion::register(&mut context).unwrap();
    context.register_udf(pause());
    let table = table.to_str().unwrap();
    context.register_parquet("t", table, ParquetReadOptions::default()).await.unwrap();
    context
}

const QUERY: &str = "SELECT id, gelu(score), softmax(scores, 0.7) FROM t";
const SLOW_QUERY: &str = "SELECT id, gelu(pause(score)), softmax(scores, 0.7) FROM t";

type Answer = BTreeMap<i64, (u64, Option<Vec<u32>>)>;

/// What the query gives, by the row's id, in bits.
async fn answer(context: &SessionContext, query: &str) -> Answer {
    let mut answer = Answer::new();
    for batch in context.sql(query).await.unwrap().collect().await.unwrap() {
        let ids = batch.column(0).as_primitive::<Int64Type>();
        let values = batch.column(1).as_primitive::<Float64Type>();
        for (row, list) in batch.column(2).as_list::<i32>().iter().enumerate() {
            let bits = list.map(|list| {
                list.as_primitive::<Float32Type>().values().iter().map(|p| p.to_bits()).collect()
            });
            let twice = answer.insert(ids.value(row), (values.value(row).to_bits(), bits));
            assert!(twice.is_none(), "row {} came twice", ids.value(row));
        }
    }
    answer
}

#[tokio::test]
async fn two_executors_answer_as_one_process() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("table");
    write_table(&table).await;
    let expected = answer(&client(None, &table).await, QUERY).await;
    assert_eq!(expected.len(), (FILES * ROWS) as usize);

    let program = env!("CARGO_BIN_EXE_ogive-ballista");
    let port = free_port();
    let listen = format!("127.0.0.1:{port}");
    let _scheduler = Running::start(Command::new(program).args(["scheduler", "--listen", &listen]));
    until_it_listens(port).await;
    let folders = ["one", "two"].map(|name| folder.path().join(name));
    let _executors = folders.each_ref().map(|folder| {
        let mut command = Command::new(program);
        command.args(["executor", "--tasks", "1", "--scheduler-port", &port.to_string()]);
        command.args(["--listen", &format!("127.0.0.1:{}", free_port())]);
        Running::start(command.arg("--folder").arg(folder))
    });

    // Nothing says which executor takes how much: ask until each has had something to do.
    let context = client(Some(port), &table).await;
    let start = Instant::now();
    while folders.iter().any(|folder| results(folder) == 0) {
        assert!(answer(&context, QUERY).await == expected, "another answer");
        assert!(start.elapsed() < LIMIT, "an executor never had anything to do");
    }
}

#[tokio::test]
#[ignore = "an executor, which another test starts"]
async fn an_executor_that_can_pause() {
    let (Ok(scheduler), Ok(folder)) = (std::env::var("SCHEDULER"), std::env::var("FOLDER")) else {
        return;
    };
    let mut state = ogive_ballista::session(SessionConfig::new()).unwrap();
    state.register_udf(Arc::new(pause())).unwrap();
    let mut config = ogive_ballista::executor().unwrap();
    config.scheduler_host = "127.0.0.1".into();
    config.scheduler_port = scheduler.parse().unwrap();
    config.port = free_port();
    config.concurrent_tasks = 1;
    config.work_dir = Some(folder);
    config.override_function_registry = Some(Arc::new((&state).into()));
    start_executor_process(Arc::new(config)).await.unwrap();
}

#[tokio::test]
async fn nothing_is_lost_with_an_executor() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("table");
    write_table(&table).await;
    let expected = answer(&client(None, &table).await, QUERY).await;

    let port = free_port();
    let mut config = ogive_ballista::scheduler();
    config.executor_timeout_seconds = 2;
    config.override_session_builder = Some(Arc::new(|config| {
        let mut state = ogive_ballista::session(config)?;
        state.register_udf(Arc::new(pause()))?;
        Ok(state)
    }));
    let cluster = BallistaCluster::new_from_config(&config).await.unwrap();
    let address = format!("127.0.0.1:{port}").parse().unwrap();
    tokio::spawn(start_server(cluster, address, Arc::new(config)));
    until_it_listens(port).await;
    let folders = ["one", "two"].map(|name| folder.path().join(name));
    let [mut victim, _survivor] = folders.each_ref().map(|folder| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "an_executor_that_can_pause"]);
        Running::start(command.env("SCHEDULER", port.to_string()).env("FOLDER", folder))
    });

    let context = client(Some(port), &table).await;
    let query = tokio::spawn(async move { answer(&context, SLOW_QUERY).await });
    until("both have a result", || folders.iter().all(|folder| results(folder) > 0)).await;
    victim.kill();
    assert!(!query.is_finished(), "it was killed too late to show anything");
    let found = tokio::time::timeout(LIMIT, query).await.expect("no answer in time").unwrap();
    assert!(found == expected, "another answer");
}
