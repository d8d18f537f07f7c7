//! Killed, interrupted, or out of space: a file is whole at any moment, and nothing is left beside it.
#![cfg(unix)]

mod support;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::{Folder, command, data, float32, ogive, ran};

/// The command, waiting for the rest of its input after this part of it.
fn waiting(output: &Path, part: &[u8]) -> Child {
    let mut child = command()
        .args(["apply", "relu", "-", "-o"])
        .arg(output)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.as_mut().unwrap().write_all(part).unwrap();
    let folder = output.parent().unwrap();
    let begun = Instant::now();
    while hidden(folder).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "no temporary file appears");
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

/// The names of temporary files in a folder.
fn hidden(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(".ogive-")).collect()
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn an_interrupt_removes_the_temporary_file_and_exits_with_130() {
    for name in ["-INT", "-TERM"] {
        let folder = Folder::new();
        let output = folder.file("there.npy", b"as it was");
        let file = float32("(4,)", &[1.0; 4]);
        let mut child = waiting(&output, &file[..file.len() - 4]);
        // Its input stays open: an end of it would be a failure that may come first.
        let input = child.stdin.take();
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        drop(input);
        assert_eq!(output.status.code(), Some(130), "{name}: {:?}", output.status.signal());
        assert_eq!(folder.names(), ["there.npy"]);
        assert_eq!(fs::read(folder.path("there.npy")).unwrap(), b"as it was");
    }
}

#[test]
fn a_kill_at_any_moment_leaves_the_old_file_or_the_new_one() {
    let folder = Folder::new();
    // Several blocks, so that there is time to be killed in.
    let numbers: Vec<f32> = (0..1 << 22).map(|i| i as f32 - 1e6).collect();
    let old = float32("(4194304,)", &numbers);
    let halved: Vec<f32> = numbers.iter().map(|x| if *x > 0.0 { *x } else { x * 0.5 }).collect();
    let new = float32("(4194304,)", &halved);
    let path = folder.file("x.npy", &old);
    let run = || {
        let mut command = command();
        command.args(["apply", "leaky_relu(0.5)", "--in-place", "--quiet"]).arg(&path);
        command.spawn().unwrap()
    };
    let begun = Instant::now();
    assert!(run().wait().unwrap().success());
    let whole_run = begun.elapsed();
    assert!(fs::read(&path).unwrap() == new);

    let mut seed = 5_u64;
    let (mut killed, mut left_over, mut replaced) = (0, 0, 0);
    for _ in 0..50 {
        fs::write(&path, &old).unwrap();
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let part = (seed >> 33) as f64 / 2_f64.powi(31) * 1.1;
        let mut child = run();
        std::thread::sleep(whole_run.mul_f64(part));
        let _ = child.kill();
        killed += u32::from(child.wait().unwrap().signal() == Some(9));
        left_over += u32::from(!hidden(path.parent().unwrap()).is_empty());
        let found = fs::read(&path).unwrap();
        assert!(found == old || found == new, "neither the old file nor the new one");
        replaced += u32::from(found == new);
    }
    println!("{killed} of 50 killed, {left_over} left a file behind, {replaced} had replaced it");
    assert!(
        killed >= 10 && left_over >= 5,
        "{killed} killed, {left_over} left over: too few to tell"
    );
    // The next run removes what they left.
    fs::write(&path, &old).unwrap();
    assert!(run().wait().unwrap().success());
    assert!(fs::read(&path).unwrap() == new);
    assert_eq!(folder.names(), ["x.npy"]);
}

#[test]
fn leftovers_are_removed_and_files_in_use_are_not() {
    let folder = Folder::new();
    let file = float32("(2,)", &[-1.0, 2.0]);
    let mut child = waiting(&folder.path("slow.npy"), &file[..file.len() - 4]);
    folder.file(".ogive-dead.tmp", b"half");
    folder.file(".ogive-other.npy", b"not ours");
    let in_use = hidden(&folder.path("")).into_iter().find(|name| name.len() > 16).unwrap();
    let x = folder.file("x.npy", &file);
    ogive(["apply".as_ref(), "relu".as_ref(), x.as_os_str(), "--in-place".as_ref()]).fine();
    let mut expected = vec![in_use, ".ogive-other.npy".into(), "x.npy".into()];
    expected.sort();
    assert_eq!(folder.names(), expected);
    child.stdin.take().unwrap().write_all(&file[file.len() - 4..]).unwrap();
    ran(child.wait_with_output().unwrap()).fine();
    let written = fs::read(folder.path("slow.npy")).unwrap();
    assert_eq!(data(&written), data(&float32("(2,)", &[0.0, 2.0])));
    assert_eq!(folder.names(), [".ogive-other.npy", "slow.npy", "x.npy"]);
}

/// Is this the superuser, whom no permission stops?
fn superuser() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

#[test]
fn a_folder_that_may_not_be_written_to() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let folder = Folder::new();
    let x = folder.file("x.npy", &float32("(2,)", &[-1.0, 2.0]));
    let before = fs::read(&x).unwrap();
    let mode =
        |mode| fs::set_permissions(folder.path(""), fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    let binary =
        folder.path("../").canonicalize().unwrap().join(format!("ogive-{}", std::process::id()));
    fs::copy(env!("CARGO_BIN_EXE_ogive"), &binary).unwrap();
    let mut command = Command::new(&binary);
    command.args(["apply", "relu", "--in-place"]).arg(&x);
    if superuser() {
        // Nobody in particular.
        command.uid(65534).gid(65534);
    }
    let ran = ran(command.output().unwrap());
    fs::remove_file(binary).unwrap();
    mode(0o755);
    let message = ran.failed();
    assert!(message.contains("x.npy: Permission denied"), "{message}");
    assert_eq!(fs::read(&x).unwrap(), before);
    assert_eq!(folder.names(), ["x.npy"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_without_space() {
    let folder = Folder::new();
    let disk = folder.path("disk");
    fs::create_dir(&disk).unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=3m", "ogive-test"])
        .arg(&disk)
        .stderr(Stdio::null())
        .status();
    if !mount.is_ok_and(|status| status.success()) {
        println!("skipped: a small disk can only be mounted by the superuser");
        return;
    }
    let old = float32("(524288,)", &vec![-1.0; 524_288]);
    fs::write(disk.join("x.npy"), &old).unwrap();
    let check = || -> Result<(), String> {
        let ran = ogive([
            "apply".as_ref(),
            "relu".as_ref(),
            disk.join("x.npy").as_os_str(),
            "--in-place".as_ref(),
        ]);
        if ran.code != 1 || !ran.err.contains("x.npy: No space left") {
            return Err(format!("{}: {}", ran.code, ran.err));
        }
        if fs::read(disk.join("x.npy")).unwrap() != old || !hidden(&disk).is_empty() {
            return Err("the old file or the folder has changed".into());
        }
        Ok(())
    };
    let checked = check();
    assert!(Command::new("umount").arg(&disk).status().unwrap().success());
    checked.unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_is_full_or_closed() {
    let folder = Folder::new();
    let x = folder.file("x.npy", &float32("(100000,)", &vec![1.0; 100_000]));
    for format in ["npy", "npz", "safetensors", "csv"] {
        let mut full = command();
        full.args(["apply", "relu", "-o", "-", "--format", format]).arg(&x);
        full.stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
        let ran_full = ran(full.output().unwrap());
        assert_eq!(ran_full.code, 1, "{format}");
        let expected = "error: cannot write to standard output: No space left";
        assert!(ran_full.err.contains(expected), "{format}: {}", ran_full.err);

        let mut child = command()
            .args(["apply", "relu", "-o", "-", "--format", format])
            .arg(&x)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut start = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut start).unwrap();
        let ran_closed = ran(child.wait_with_output().unwrap());
        assert_eq!((ran_closed.code, ran_closed.err.as_str()), (0, ""), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_larger_than_memory_goes_through_little_of_it() {
    let folder = Folder::new();
    // Zeros that take no place on the disk: 1 GiB for the command.
    let start = float32("(4194304, 64)", &[]);
    let x = folder.file("x.npy", &start);
    File::options().write(true).open(&x).unwrap().set_len(start.len() as u64 + (1 << 30)).unwrap();
    let limited = |call: &str| {
        let script = format!("ulimit -v 200000; exec \"$0\" apply '{call}' \"$1\" -o /dev/null");
        let mut bash = Command::new("bash");
        ran(bash.args(["-c", &script, env!("CARGO_BIN_EXE_ogive")]).arg(&x).output().unwrap())
    };
    limited("relu").fine();
    limited("softmax(axis=1)").fine();
    let message = limited("softmax(axis=0)").failed();
    let expected = "is too large to be held in memory: float32 (4194304, 64) takes 1.07 GB";
    assert!(message.contains(expected), "{message}");
}
