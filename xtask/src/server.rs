//! A static web server for a built site, as strict as Wayward asks of no real host: the Content-Security-Policy that must
//! suffice, exact types, nothing used again without a question. `cargo xtask serve` and every browser test use this one file.
//!
//! Written out on std rather than on a library: the small ones share a pool of threads between connections, and a browser that
//! opens several ahead of need leaves one of them waiting for ever. Here every connection has a thread, answers one request
//! and closes.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const POLICY: &str = "Content-Security-Policy";
const CORS: &str = "Access-Control-Allow-Origin";
const EMBEDDER: &str = "Cross-Origin-Embedder-Policy";
const RESOURCE: &str = "Cross-Origin-Resource-Policy";
const CACHING: &str = "Cache-Control";
/// What a host should say of every file, why is in docs/deployment.md: the same as in www/_headers, which a test keeps so.
pub const HEADERS: [(&str, &str); 6] = [
    (
        POLICY,
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; style-src 'self'; \
            img-src 'self' data: blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'",
    ),
    // A sandboxed frame is a stranger to its own site, and may load Wasm only with this.
    (CORS, "*"),
    // A page of others that says so of itself takes only frames that do, and files that say who may have them.
    (EMBEDDER, "require-corp"),
    (RESOURCE, "cross-origin"),
    // Pages keep their names from version to version, so each use asks whether there is a newer one.
    (CACHING, "no-cache"),
    ("X-Content-Type-Options", "nosniff"),
];

/// What is served, and how.
pub struct Site {
    pub folder: PathBuf,
    /// Where the site lies on the server: empty for the root, or like `/sub/path`.
    pub prefix: String,
    /// Off for pages of others that embed Wayward, and for a host that lets nobody set headers.
    pub policy: bool,
    /// Whether pages of other origins may read the files. Off for a host that does not say so.
    pub cors: bool,
    /// Said of every file beside that.
    pub more: Vec<(&'static str, &'static str)>,
    /// For how many seconds a browser may use a file again without a question. 0: as [`HEADERS`] say.
    pub max_age: u32,
    /// Files (relative to the folder) that answer 404 although they exist.
    pub missing: Vec<String>,
}

impl Site {
    pub fn new(folder: &Path) -> Site {
        Site { folder: folder.into(), prefix: String::new(), policy: true, cors: true, more: Vec::new(), max_age: 0, missing: Vec::new() }
    }
}

/// Serves until dropped.
pub struct Server {
    address: SocketAddr,
    prefix: String,
    ended: Arc<AtomicBool>,
}

impl Server {
    /// Serves on this machine only; port 0 takes a free one.
    pub fn start(site: Site, port: u16) -> std::io::Result<Server> {
        let prefix = site.prefix.trim_end_matches('/').to_owned();
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port)))?;
        let address = listener.local_addr()?;
        let ended = Arc::new(AtomicBool::new(false));
        let (site, over) = (Arc::new(Site { prefix: prefix.clone(), ..site }), ended.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let (Ok(stream), site) = (stream, site.clone()) else { continue };
                // A reader that went away is no concern of ours.
                std::thread::spawn(move || drop(answer(&site, stream)));
            }
        });
        Ok(Server { address, prefix, ended })
    }

    /// The address of the site, ending in a slash.
    pub fn address(&self) -> String {
        format!("http://{}{}/", self.address, self.prefix)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes the listener, so that it sees the end.
        drop(TcpStream::connect(self.address));
    }
}

/// More than any browser asks with.
const LONGEST_HEAD: u64 = 64 * 1024;

fn answer(site: &Site, mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut head = BufReader::new(stream.try_clone()?.take(LONGEST_HEAD)).lines();
    let Some(first) = head.next().transpose()? else { return Ok(()) };
    let mut takes_brotli = false;
    while let Some(line) = head.next().transpose()?.filter(|line| !line.is_empty()) {
        let line = line.to_ascii_lowercase();
        takes_brotli |= line.strip_prefix("accept-encoding:").is_some_and(|kinds| kinds.split(',').any(|kind| kind.trim() == "br"));
    }
    let mut words = first.split(' ');
    let found = match (words.next(), words.next()) {
        (Some("GET" | "HEAD"), Some(url)) => find(site, url),
        _ => None,
    };
    let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
    // As hosts do.
    let found = found.or_else(|| Some(site.folder.join("404.html")).filter(|page| page.is_file()));
    let is_packed = takes_brotli && found.as_ref().is_some_and(|file| packed(file).is_file());
    let (kind, body) = match found {
        Some(file) => (kind(&file), fs::read(if is_packed { packed(&file) } else { file })?),
        None => ("text/plain; charset=utf-8", b"There is no such file.\n".to_vec()),
    };
    let mut text = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
    if is_packed {
        text += "Content-Encoding: br\r\n";
    }
    let said = HEADERS.iter().filter(|(name, _)| match *name {
        POLICY | EMBEDDER | RESOURCE => site.policy,
        CORS => site.cors,
        _ => true,
    });
    for (name, value) in said.chain(&site.more).copied() {
        let value = if name == CACHING && site.max_age > 0 { format!("max-age={}", site.max_age) } else { value.to_owned() };
        text += &format!("{name}: {value}\r\n");
    }
    text += "\r\n";
    stream.write_all(text.as_bytes())?;
    if !first.starts_with("HEAD") {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// Where what brotli leaves of a file lies, if somebody has put it there.
pub fn packed(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
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
