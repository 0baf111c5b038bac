//! `trunk build` and `trunk serve` give the same site as `cargo xtask build`, byte for byte. In the full set only: installing
//! Trunk takes minutes.

use crate::{check, root, target_dir, tools};
use anyhow::{Context as _, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

pub fn gives_the_same_site(dist: &Path) -> Result<()> {
    let folders = tools::trunk()?;
    let theirs = target_dir()?.join("trunk");
    let _ = fs::remove_dir_all(&theirs);
    let trunk = |command: &str| {
        let mut trunk = Command::new("trunk");
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let path = folders.iter().cloned().chain(std::env::split_paths(&rest));
        trunk.current_dir(root()).args([command, "--release", "--offline", "--dist"]).arg(&theirs);
        // Trunk takes NO_COLOR=1 for a wrong argument; the others are left out for the same reason as in `xtask build`.
        trunk.env_remove("NO_COLOR").env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        trunk.env("PATH", std::env::join_paths(path).expect("from a PATH to a PATH"));
        trunk
    };

    check(&mut trunk("build"))?;
    let ours = files(dist)?;
    let built = files(&theirs)?;
    ensure!(ours.keys().eq(built.keys()), "different files: {:?} and Trunk's {:?}", ours.keys(), built.keys());
    for (name, content) in &ours {
        ensure!(*content == built[name], "Trunk writes a different {name}");
    }
    println!("trunk build: the same {} files", ours.len());

    // A port that was free a moment ago; Trunk cannot choose one itself.
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut server = trunk("serve").args(["--address", "127.0.0.1", "--port", &port.to_string()]).spawn().context("trunk serve")?;
    let served = serves(&mut server, port, &ours);
    server.kill()?;
    server.wait()?;
    served?;
    println!("trunk serve: the same site");
    Ok(())
}

/// Two files apart: to index.html Trunk adds the script that reloads the page, and the hash of that is in sw.js.
fn serves(server: &mut Child, port: u16, ours: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let start = Instant::now();
    for (name, content) in ours.iter().filter(|(name, _)| !["index.html", "sw.js"].contains(&name.as_str())) {
        loop {
            ensure!(server.try_wait()?.is_none(), "trunk serve ended by itself");
            match get(port, name) {
                Ok(body) if body == *content => break,
                // While it builds, it answers nothing, or the page.
                _ if start.elapsed() < Duration::from_secs(300) => std::thread::sleep(Duration::from_millis(200)),
                Ok(_) => bail!("trunk serve gives a different {name}"),
                Err(error) => return Err(error.context(format!("trunk serve, {name}"))),
            }
        }
    }
    Ok(())
}

fn get(port: u16, name: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(stream, "GET /{name} HTTP/1.0\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").context("no answer")?;
    Ok(answer.split_off(end + 4))
}

/// Every file below a folder, by its path.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path())?.into_iter().map(|(below, content)| (format!("{name}/{below}"), content)));
        } else {
            found.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(found)
}
