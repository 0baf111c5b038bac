//! A static web server for a built site, as strict as Wayward asks of no real host: the Content-Security-Policy that must
//! suffice, exact types, nothing cached. `cargo xtask serve` and every browser test use this one file.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tiny_http::{Header, Request, Response};

pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; \
    connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'";

/// What is served, and how.
pub struct Site {
    pub folder: PathBuf,
    /// Where the site lies on the server: empty for the root, or like `/sub/path`.
    pub prefix: String,
    /// Off for pages of others that embed Wayward.
    pub policy: bool,
    /// Files (relative to the folder) that answer 404 although they exist.
    pub missing: Vec<String>,
}

impl Site {
    pub fn new(folder: &Path) -> Site {
        Site { folder: folder.into(), prefix: String::new(), policy: true, missing: Vec::new() }
    }
}

/// Serves until dropped.
pub struct Server {
    http: Arc<tiny_http::Server>,
    prefix: String,
}

impl Server {
    /// Serves on this machine only; port 0 takes a free one.
    pub fn start(site: Site, port: u16) -> std::io::Result<Server> {
        let prefix = site.prefix.trim_end_matches('/').to_owned();
        let http = tiny_http::Server::http(SocketAddr::from(([127, 0, 0, 1], port))).map_err(std::io::Error::other)?;
        let (http, site) = (Arc::new(http), Arc::new(Site { prefix: prefix.clone(), ..site }));
        // One slow reader must not hold up the others.
        for _ in 0..4 {
            let (http, site) = (http.clone(), site.clone());
            std::thread::spawn(move || {
                while let Ok(request) = http.recv() {
                    // A reader that went away is no concern of ours.
                    let _ = answer(&site, request);
                }
            });
        }
        Ok(Server { http, prefix })
    }

    /// The address of the site, ending in a slash.
    pub fn address(&self) -> String {
        format!("http://{}{}/", self.http.server_addr(), self.prefix)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for _ in 0..4 {
            self.http.unblock();
        }
    }
}

fn answer(site: &Site, request: Request) -> std::io::Result<()> {
    let (mut response, kind) = match find(site, request.url()) {
        Some(file) => (Response::from_data(fs::read(&file)?), kind(&file)),
        None => (Response::from_string("There is no such file.\n").with_status_code(404), "text/plain; charset=utf-8"),
    };
    let mut headers = vec![
        ("Content-Type", kind),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        // A sandboxed frame is a stranger to its own site, and may load Wasm only with this.
        ("Access-Control-Allow-Origin", "*"),
    ];
    headers.extend(site.policy.then_some(("Content-Security-Policy", CONTENT_SECURITY_POLICY)));
    for (name, value) in headers {
        response.add_header(Header::from_bytes(name, value).expect("these headers are ASCII"));
    }
    request.respond(response)
}

/// The file behind an address. Names in the site are plain, so nothing is decoded, and nothing leads out of the folder.
fn find(site: &Site, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.strip_prefix(&site.prefix)?.strip_prefix('/')?;
    if path.split('/').any(|part| part == ".." || part.contains('\\')) || site.missing.iter().any(|missing| missing == path) {
        return None;
    }
    let file = site.folder.join(path);
    let file = if file.is_dir() { file.join("index.html") } else { file };
    file.is_file().then_some(file)
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
