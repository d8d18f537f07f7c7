//! `ogive explore` serves the page, to this machine alone, and ends when it is told to.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};

use support::{command, ogive};

/// A running explorer, and its port.
struct Explorer(Child, u16);

impl Explorer {
    fn start() -> Explorer {
        let mut child = command()
            .args(["explore", "--no-open"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("http://localhost:").unwrap().trim_end_matches('/');
        let port = port.parse().unwrap();
        Explorer(child, port)
    }

    /// The head and the body of an answer.
    fn get(&self, path: &str, header: &str) -> (String, Vec<u8>) {
        self.ask("GET", path, header)
    }

    fn ask(&self, method: &str, path: &str, header: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.1)).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        (String::from_utf8(answer[..end].to_vec()).unwrap(), answer[end + 4..].to_vec())
    }
}

impl Drop for Explorer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_page_and_all_that_it_names_are_served() {
    let explorer = Explorer::start();
    let (head, page) = explorer.get("/", "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.contains("text/html"), "{head}");
    let page = String::from_utf8(page).unwrap();
    let named = page.split('"').filter_map(|word| word.strip_prefix("./")).collect::<Vec<_>>();
    assert!(named.iter().any(|name| name.ends_with(".js")), "{page}");
    for name in named {
        let (head, _) = explorer.get(&format!("/{name}"), "");
        assert!(head.starts_with("HTTP/1.1 200"), "{name}: {head}");
    }
}

#[test]
fn modules_have_their_type_and_come_compressed() {
    let explorer = Explorer::start();
    let (_, worker) = explorer.get("/sw.js", "");
    let worker = String::from_utf8(worker).unwrap();
    let module = worker.split('"').find(|word| word.ends_with(".wasm")).unwrap();
    let (head, plain) = explorer.get(&format!("/{module}"), "");
    assert!(head.contains("application/wasm"), "{head}");
    assert_eq!(&plain[..4], b"\0asm");
    assert!(!head.contains("Content-Encoding"), "{head}");
    let (head, compressed) = explorer.get(&format!("/{module}"), "Accept-Encoding: gzip, br\r\n");
    assert!(head.contains("Content-Encoding: br"), "{head}");
    assert!(head.contains(&format!("Content-Length: {}", compressed.len())), "{head}");
    let mut unpacked = Vec::new();
    brotli_decompressor::BrotliDecompress(&mut &compressed[..], &mut unpacked).unwrap();
    assert!(unpacked == plain);
    let (head, refused) = explorer.get(&format!("/{module}"), "Accept-Encoding: gzip, br;q=0\r\n");
    assert!(!head.contains("Content-Encoding"), "{head}");
    assert!(refused == plain);
}

#[test]
fn a_browser_loads_less_than_400_kb() {
    let explorer = Explorer::start();
    let accept = "Accept-Encoding: gzip, deflate, br, zstd\r\n";
    let (_, worker) = explorer.get("/sw.js", "");
    let worker = String::from_utf8(worker).unwrap();
    // The sentences in Chinese are loaded by their readers alone.
    let kept = |word: &&str| word.starts_with("assets/") && !word.contains("book.zh");
    let named =
        worker.split('"').filter(kept).map(|word| explorer.get(&format!("/{word}"), accept));
    let sent: usize = named.map(|(_, body)| body.len()).sum();
    assert!((100_000..395_000).contains(&sent), "{sent}");
}

#[test]
fn what_is_not_there_is_not_found() {
    let explorer = Explorer::start();
    for path in ["/nothing", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/assets/"] {
        assert!(explorer.get(path, "").0.starts_with("HTTP/1.1 404"), "{path}");
    }
    assert!(explorer.ask("POST", "/", "Content-Length: 0\r\n").0.starts_with("HTTP/1.1 405"));
}

#[test]
fn a_port_that_is_taken_is_said() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let error = ogive(["explore", "--no-open", "--port", &port]).failed();
    assert!(error.contains(&format!("port {port}")) && error.contains("--port"), "{error}");
}
