//! An embedded experiment takes no more memory however often it is loaded, trained and put into a page.

use std::fs;

use wayward_e2e::server::{Server, Site};
use wayward_e2e::{Page, dist, json};

/// Bytes of the heaps of scripts by which host and frame may differ between two looks: what was said, and caches of the browser.
const SLACK: f64 = 600.0 * 1024.0;
const NODES: f64 = 600.0;

/// What is held after all garbage is gone: bytes, nodes, listeners, documents.
fn held(page: &Page) -> [f64; 4] {
    for _ in 0..3 {
        page.devtools("HeapProfiler.collectGarbage", json!({}));
    }
    let metrics = page.devtools("Performance.getMetrics", json!({}));
    ["JSHeapUsedSize", "Nodes", "JSEventListeners", "Documents"].map(|name| {
        let metrics = metrics["metrics"].as_array().unwrap();
        metrics.iter().find(|metric| metric["name"] == name).unwrap()["value"].as_f64().unwrap()
    })
}

/// Each so often, after a tenth of it.
fn stays_flat(loads: u32, trainings: u32, mounts: u32) {
    let site = Server::start(Site::new(&dist()), 0).unwrap();
    let folder = std::env::temp_dir().join(format!("wayward-memory-{}-{loads}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><link rel=icon href=data:,><title>Host</title><script src='{}embed.js'></script>\
         <wayward-playground preset=cheese-corner seeds=1 panels=train,shift,verdict></wayward-playground>",
        site.address()
    );
    fs::write(folder.join("index.html"), html).unwrap();
    // One process has all of it, so that one look sees host and frame.
    let page = Page::of(
        Site { policy: false, ..Site::new(&folder) },
        &["--disable-features=IsolateOrigins,site-per-process", "--disable-site-isolation-trials"],
    );
    page.open("");
    page.devtools("Performance.enable", json!({}));
    page.devtools("HeapProfiler.enable", json!({}));
    let small = "{preset: 'cheese-corner', seeds: 1, judge: {levels: 64}, agent: {total_timesteps: 8192}}";
    let mount = "el.remove(); const other = document.createElement('wayward-playground'); other.setAttribute('preset', 'lava');
        document.body.append(other); await other.getState();";
    for (what, count, work) in [
        ("loads", loads, "await el.load({preset: ['cheese-corner', 'lava', 'coin-strip'][at % 3], seeds: 1, seed: at});".to_owned()),
        ("trainings", trainings, format!("if (at === 0) await el.load({small}); await el.train(); await el.judge();")),
        ("mounts", mounts, mount.to_owned()),
    ] {
        let work = |from: u32, to: u32| {
            page.evaluate(&format!(
                "window.over = null;
                 (async () => {{
                     for (let at = {from}; at < {to}; at++) {{ const el = document.querySelector('wayward-playground'); {work} }}
                 }})().then(() => {{ over = 'done'; }}, (error) => {{ over = JSON.stringify(error); }});"
            ));
            page.wait_until("window.over");
            assert_eq!(page.evaluate("return over"), json!("done"), "{what}");
        };
        let warm = (count / 10).max(3);
        work(0, warm);
        let before = held(&page);
        // Parts, for a wait has an end.
        for from in (warm..count).step_by(10) {
            work(from, (from + 10).min(count));
        }
        let after = held(&page);
        println!("{count} {what}: bytes, nodes, listeners, documents {before:?}, then {after:?}");
        assert!(after[0] < before[0] + SLACK && after[1] < before[1] + NODES, "{what}: {before:?}, then {after:?}");
        assert!(after[2] < before[2] + 120.0 && after[3] <= before[3] + 1.0, "{what}: {before:?}, then {after:?}");
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn it_takes_no_more_memory_each_time() {
    stays_flat(30, 6, 8);
}

#[test]
#[ignore = "takes minutes: the full set has it"]
fn nor_after_hundreds_of_times() {
    stays_flat(200, 50, 100);
}
