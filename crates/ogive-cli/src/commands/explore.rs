//! `ogive explore`: the page of all functions, served to a browser on this machine.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use brotli_decompressor::BrotliDecompress;
use serde_json::json;
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use crate::args::Explore;
use crate::report::{self, Failure, How, Result};

/// The files by their names, compressed by brotli.
const FILES: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/explorer.rs"));

/// Serves the page until the command is interrupted.
///
/// # Errors
/// If the port is taken, or standard output cannot be written.
pub fn explore(options: &Explore, how: How) -> Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let server = Server::http(address).map_err(|error| taken(options.port, &*error))?;
    let port = server.server_addr().to_ip().map_or(options.port, |address| address.port());
    // Browsers take `localhost` for a safe place, where a service worker may keep the page.
    let url = format!("http://localhost:{port}/");
    if how.json {
        report::print_json(&json!({ "url": url }))?;
    } else {
        report::print(|out| writeln!(out, "{url}"))?;
    }
    if !how.quiet {
        report::tell("press Ctrl-C to end");
    }
    if !options.no_open
        && let Err(error) = open::that_detached(&url)
        && !how.quiet
    {
        report::tell(&format!("no browser could be opened ({error}); open {url} in one"));
    }
    for request in server.incoming_requests() {
        // A browser that has gone away is no failure.
        let _ = answer(request);
    }
    Ok(())
}

fn taken(port: u16, error: &(dyn std::error::Error + Send + Sync)) -> Failure {
    Failure::new(format!("port {port} of this machine cannot be used: {error}"))
        .hint("another program may have it; choose another with --port, or leave --port out for a free one")
}

fn answer(request: Request) -> io::Result<()> {
    let path = request.url().split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    let name = if path.is_empty() { "index.html" } else { path };
    let reading = matches!(request.method(), Method::Get | Method::Head);
    let Some((name, compressed)) =
        FILES.iter().find(|(known, _)| *known == name).filter(|_| reading)
    else {
        let status = if reading { 404 } else { 405 };
        return request.respond(Response::empty(StatusCode(status)));
    };
    let mut headers = vec![header("Content-Type", kind(name)), header("Vary", "Accept-Encoding")];
    // Names in assets/ hold a digest of what is in them.
    let keep = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.push(header("Cache-Control", keep));
    let mut data = Vec::new();
    if takes_brotli(&request) {
        headers.push(header("Content-Encoding", "br"));
        data.extend_from_slice(compressed);
    } else {
        BrotliDecompress(&mut &compressed[..], &mut data)?;
    }
    let length = Some(data.len());
    let response = Response::new(StatusCode(200), headers, io::Cursor::new(data), length, None);
    // With its length, and in one piece, as it is all there.
    request.respond(response.with_chunked_threshold(usize::MAX))
}

/// Over `http://`, browsers take it from their own machine alone, which is where this one is.
fn takes_brotli(request: &Request) -> bool {
    let accepts = |header: &&Header| header.field.equiv("Accept-Encoding");
    let values = request.headers().iter().filter(accepts).map(|header| header.value.as_str());
    accepts_brotli(values)
}

/// Is brotli among what these values of `Accept-Encoding` name, or what their `*` stands for?
fn accepts_brotli<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    let (mut named, mut others) = (None, false);
    for coding in values.flat_map(|value| value.split(',')) {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        // A weight of 0 refuses; one that is no number says nothing.
        let refused = parts.any(|part| {
            part.split_once('=').is_some_and(|(key, weight)| {
                key.trim().eq_ignore_ascii_case("q") && weight.trim().parse() == Ok(0.0_f32)
            })
        });
        if name.eq_ignore_ascii_case("br") {
            named = Some(!refused);
        } else if name == "*" {
            others = !refused;
        }
    }
    named.unwrap_or(others)
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("both are plain text")
}

/// What a file is, by its name.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::accepts_brotli;

    #[test]
    fn brotli_is_sent_to_those_alone_who_take_it() {
        let accepts = |value: &str| accepts_brotli(value.split('\n'));
        for value in [
            "br",
            "gzip, deflate, br, zstd",
            "gzip;q=1.0, BR ; q=0.5",
            "gzip\nbr",
            "*",
            "gzip, *;q=0.1",
        ] {
            assert!(accepts(value), "{value}");
        }
        for value in [
            "",
            "gzip",
            "brotli",
            "x-br",
            "br;q=0",
            "gzip, br; Q=0.000",
            "br;q=0, *",
            "*;q=0",
            "br-2",
        ] {
            assert!(!accepts(value), "{value}");
        }
    }
}
