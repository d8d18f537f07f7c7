//! The protocol that a program speaks which times another library in turn.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use ndarray::{Array1, ArrayD};
use ogive::nn::Layer;
use serde_json::{Value, json};

struct Server {
    process: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Server {
    fn start() -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_ogive-bench"))
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let to = process.stdin.take().unwrap();
        let from = BufReader::new(process.stdout.take().unwrap());
        Server { process, to, from }
    }

    fn say(&mut self, value: &Value, arrays: &[&ArrayD<f32>]) {
        writeln!(self.to, "{value}").unwrap();
        for array in arrays {
            self.to.write_all(bytemuck::cast_slice(array.as_slice().unwrap())).unwrap();
        }
        self.to.flush().unwrap();
    }

    fn hear(&mut self) -> Value {
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn hear_array(&mut self) -> ArrayD<f32> {
        let shape: Vec<usize> = serde_json::from_value(self.hear()["shape"].take()).unwrap();
        let mut array = ArrayD::zeros(shape);
        let bytes = bytemuck::cast_slice_mut(array.as_slice_mut().unwrap());
        self.from.read_exact(bytes).unwrap();
        array
    }

    /// What it says when it ends with an error.
    fn error(mut self) -> String {
        drop(self.to);
        let mut text = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut text).unwrap();
        assert!(!self.process.wait().unwrap().success(), "{text}");
        text
    }
}

fn array(shape: &[usize], step: f32) -> ArrayD<f32> {
    let length = shape.iter().product::<usize>() as f32;
    let values = Array1::range(0.0, length, 1.0) * step - 3.0;
    values.into_shape_with_order(shape).unwrap()
}

fn request(function: &str, part: &str, shape: &[usize], into: Option<&str>) -> Value {
    let mut request = json!({
        "function": function, "part": part, "dtype": "f32", "shape": shape, "threads": 1,
    });
    if let Some(into) = into {
        request["into"] = into.into();
    }
    request
}

#[test]
fn results_are_ogives_wherever_they_go_and_times_follow() {
    let mut server = Server::start();
    let (x, g) = (array(&[7, 9], 0.1), array(&[7, 9], 0.07));
    for name in ["gelu", "softmax(-1)"] {
        let function = ogive::parse(name).unwrap();
        let value = function.forward(&x).unwrap();
        for into in [None, Some("new"), Some("given"), Some("in_place")] {
            server.say(&request(name, "value", &[7, 9], into), &[&x]);
            assert_eq!(server.hear_array(), value, "{name} {into:?}");
            for _ in 0..2 {
                server.say(&json!(0.001), &[]);
                let seconds = server.hear()["seconds"].as_f64().unwrap();
                assert!(seconds > 0.0 && seconds < 1.0, "{seconds}");
            }
            server.say(&Value::Null, &[]);
        }
        let gradient = function.backward(&x, &g).unwrap();
        for into in [None, Some("new"), Some("given")] {
            server.say(&request(name, "gradient", &[7, 9], into), &[&x, &g]);
            assert_eq!(server.hear_array(), gradient, "{name} {into:?}");
            server.say(&json!(0), &[]);
            assert!(server.hear()["seconds"].is_f64());
            server.say(&Value::Null, &[]);
        }
    }
}

#[test]
fn a_result_of_another_shape_has_that_shape() {
    let mut server = Server::start();
    let x = array(&[3, 8], 0.3);
    let expected = ogive::parse("glu(-1)").unwrap().forward(&x).unwrap();
    for into in ["new", "given"] {
        server.say(&request("glu(-1)", "value", &[3, 8], Some(into)), &[&x]);
        assert_eq!(server.hear_array(), expected);
        server.say(&Value::Null, &[]);
    }
}

#[test]
fn what_is_no_request_is_said_to_be_none() {
    let x = array(&[4], 1.0);
    let refused = |request: Value, expected: &str| {
        let mut server = Server::start();
        server.say(&request, &[&x, &x]);
        let error = server.error();
        assert!(error.contains(expected), "{error} lacks {expected}");
        assert_eq!(error.lines().count(), 1, "{error}");
    };
    refused(request("sine", "value", &[4], None), "sine");
    refused(request("gelu", "gradient", &[4], Some("in_place")), "no form in place");
    refused(request("gelu", "value", &[4], Some("elsewhere")), "unknown variant `elsewhere`");
    refused(request("gelu", "value", &[5, 1 << 40, 1 << 40], None), "no array has the shape");
    let mut integers = request("gelu", "value", &[4], None);
    integers["dtype"] = "i32".into();
    refused(integers, "unknown variant `i32`, expected one of `f32`, `f64`, `f16`, `bf16`");

    let mut server = Server::start();
    server.say(&request("gelu", "value", &[400], None), &[&x]);
    assert!(server.error().contains("the array is too short"));

    let mut server = Server::start();
    server.say(&request("gelu", "value", &[4], None), &[&x]);
    server.hear_array();
    server.say(&json!("soon"), &[]);
    assert!(server.error().contains("neither a number of seconds nor null"));
}
