//! Rows that are split over processes: the example of it, its result against that of the whole rows.

#[allow(dead_code, reason = "an example has a main function")]
#[path = "../examples/sharded.rs"]
mod sharded;

use std::process::Command;

use ogive::prelude::*;

#[test]
#[ignore = "a process that another test starts"]
fn one_of_the_processes() {
    let (Ok(address), Ok(rank)) = (std::env::var("ADDRESS"), std::env::var("RANK")) else { return };
    sharded::work(&address, rank.parse().unwrap()).unwrap();
}

#[test]
fn processes_give_what_one_gives() {
    let run = || {
        sharded::run(|address, rank| {
            let mut command = Command::new(std::env::current_exe()?);
            command.args(["--ignored", "--exact", "one_of_the_processes"]);
            command.env("ADDRESS", address).env("RANK", rank.to_string()).spawn()
        })
        .unwrap()
    };
    let found = run();
    assert_eq!(found, run(), "another time, other bits");
    let whole = sharded::softmax().forward(&sharded::scores(0, found.ncols())).unwrap();
    assert_eq!(found.dim(), whole.dim());
    for (a, b) in found.iter().zip(&whole) {
        assert!(a.to_bits().abs_diff(b.to_bits()) <= 1, "{a} and {b}");
    }
}
