//! The figures of `cargo xtask bench` as tables: Markdown, aligned so that a terminal shows it as well.

use crate::size;
use crate::table::table;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Where the benchmark runs: its key and its name.
const PLACES: [(&str, &str); 3] = [("native", "native"), ("node", "Node"), ("chromium", "Chromium, one worker")];

pub fn render(figures: &Value) -> String {
    let mut text = String::new();
    about(&mut text, &figures["about"]);
    training(&mut text, figures);
    to_95(&mut text, figures);
    population(&mut text, figures);
    peers(&mut text, figures);
    parts(&mut text, figures);
    others(&mut text, figures);
    text.truncate(text.trim_end().len());
    text + "\n"
}

fn about(text: &mut String, about: &Value) {
    let said = |key: &str| about[key].as_str().unwrap_or("unknown").to_owned();
    let _ = writeln!(
        text,
        "{}\n{} with {} cores; {}, Node {}, {}. `{}`. Times are the least of eleven samples, with the median in parentheses; samples of \
         different things take turns.\n",
        said("made"),
        said("processor"),
        about["cores"],
        said("chromium"),
        said("node"),
        said("rustc"),
        said("command"),
    );
}

/// The least time of a job, in microseconds.
fn least(place: &Value, job: &str) -> Option<f64> {
    place["jobs"][job]["min"].as_f64()
}

/// Billions of operations a second.
fn speed(place: &Value, job: &str) -> Option<f64> {
    Some(place["jobs"][job]["flop"].as_f64()? / least(place, job)? / 1e3)
}

/// What the place can do at most: no loop that was made to measure that counts if one of our kernels beats it.
fn peak(place: &Value) -> Option<f64> {
    [fastest(place, "peak"), fastest(place, "kernel")].into_iter().flatten().reduce(f64::max)
}

/// The fastest job whose name begins so.
fn fastest(place: &Value, prefix: &str) -> Option<f64> {
    let jobs = place["jobs"].as_object()?;
    jobs.keys().filter(|name| name.starts_with(prefix)).filter_map(|name| speed(place, name)).reduce(f64::max)
}

fn training(text: &mut String, figures: &Value) {
    let mut rows = Vec::new();
    for (key, name) in PLACES {
        let place = &figures[key];
        let row = || {
            let (peak, kernel) = (peak(place)?, fastest(place, "kernel")?);
            let (training, gradient) = (speed(place, "training")?, speed(place, "gradient step")?);
            let steps = place["steps"].as_f64()?;
            let median = place["jobs"]["training"]["median"].as_f64()?;
            let operations = place["jobs"]["training"]["flop"].as_f64()? / steps;
            Some([
                name.to_owned(),
                format!("{} ({})", thousands(steps / least(place, "training")? * 1e6), thousands(steps / median * 1e6)),
                format!("{:.1}", operations / 1e3),
                format!("{training:.1}"),
                format!("{peak:.1}"),
                percent(training / peak),
                percent(gradient / peak),
                percent(kernel / peak),
            ])
        };
        rows.extend(row());
    }
    let head = ["training, H = 64", "steps/s", "kFLOP/step", "GFLOP/s", "peak", "share of peak", "gradient step", "best kernel"];
    table(text, &head, &rows);
}

fn to_95(text: &mut String, figures: &Value) {
    let (page, line) = (&figures["page"], &figures["command_line"]);
    let seconds = line["seconds_to_95"].as_f64().map(|seconds| 1e3 * seconds);
    let mut rows = Vec::new();
    for (name, run, milliseconds, steps) in [
        ("the page, in Chromium", page, page["ms_to_goal"].as_f64(), &page["steps_to_goal"]),
        ("command line", line, seconds, &line["steps_to_95"]),
    ] {
        let Some(speed) = run["steps_per_second"].as_f64() else { continue };
        let or_never = |value: Option<f64>| value.map_or("never".into(), thousands);
        rows.push([name.to_owned(), or_never(milliseconds), or_never(steps.as_f64()), thousands(speed)]);
    }
    table(text, &["from Train to 95 %", "ms", "steps", "steps/s of the whole run"], &rows);
}

fn population(text: &mut String, figures: &Value) {
    let mut rows = Vec::new();
    for run in figures["population"].as_array().into_iter().flatten() {
        let tasks: Vec<String> = run["long_tasks_ms"].as_array().into_iter().flatten().map(|task| number(task).to_string()).collect();
        rows.push([
            format!("{} agents, {} worker(s)", run["agents"], run["workers"]),
            format!("{} s", run["seconds"]),
            if tasks.is_empty() { "none".into() } else { tasks.join(", ") },
            format!("{} ms, 95 %: {} ms", run["frame_ms_median"], run["frame_ms_95"]),
            format!("{} ms, at most {} ms", run["answer_ms"][0], run["answer_ms"][1]),
        ]);
    }
    let curve = &figures["curve"];
    if curve.is_object() {
        let name = format!("the curve over disagreement, {} agents, {} worker(s)", curve["agents"], curve["workers"]);
        rows.push([name, format!("{} s", curve["seconds"]), String::new(), String::new(), String::new()]);
    }
    table(text, &["the page, from Train to the last verdict", "time", "tasks over 50 ms", "median frame", "pause obeyed after"], &rows);
}

/// What `--json` promises; `details` has everything that was measured.
pub fn promised(figures: &Value) -> Value {
    let place = |key: &str| {
        let place = &figures[key];
        let steps = place["steps"].as_f64().zip(least(place, "training")).map(|(steps, micros)| steps / micros * 1e6);
        let share = speed(place, "training").zip(peak(place)).map(|(training, peak)| training / peak);
        json!({"steps_per_second": steps, "peak_gflops": peak(place), "share_of_peak": share})
    };
    let peers: Vec<Value> = PLACES
        .iter()
        .flat_map(|(key, _)| {
            let ours = least(&figures[*key], "gradient step");
            figures[*key]["peers"].as_object().into_iter().flatten().map(move |(name, row)| {
                let ratio = row["min"].as_f64().zip(ours).map(|(theirs, ours)| theirs / ours);
                json!({"name": name, "where": key, "microseconds": row["min"], "ratio": ratio, "error": row["error"]})
            })
        })
        .collect();
    json!({
        "chromium": place("chromium"), "node": place("node"), "native": place("native"), "peers": peers,
        "size": {"first_load_brotli_bytes": figures["size"]["first_load"]}, "details": figures,
    })
}

fn peers(text: &mut String, figures: &Value) {
    let mut rows = Vec::new();
    for (key, name) in PLACES {
        let place = &figures[key];
        let Some(ours) = least(place, "gradient step") else { continue };
        let time = |row: &Value| format!("{:.3} ({:.3})", number(&row["min"]) / 1e3, number(&row["median"]) / 1e3);
        rows.push([name.to_owned(), "Wayward".into(), time(&place["jobs"]["gradient step"]), "1".into()]);
        for (peer, row) in place["peers"].as_object().into_iter().flatten() {
            let (time, ratio) = match row["error"].as_str() {
                Some(error) => (format!("failed: {error}"), "".into()),
                None => (time(row), format!("{:.1}", number(&row["min"]) / ours)),
            };
            rows.push([name.to_owned(), peer.clone(), time, ratio]);
        }
    }
    table(text, &["one gradient step of 512", "with", "ms", "ratio"], &rows);
}

/// Microseconds of a step of training, part by part, and what of them a place spends where.
fn parts(text: &mut String, figures: &Value) {
    let of = |key: &str, part: &str| Some(least(&figures[key], part)? * figures[key]["jobs"][part]["per_step"].as_f64()?);
    let whole = |key: &str| Some(least(&figures[key], "training")? / figures[key]["steps"].as_f64()?);
    let Some((first, _)) = PLACES.iter().find(|(key, _)| whole(key).is_some()) else { return };
    let jobs = figures[first]["jobs"].as_object().into_iter().flatten();
    let mut names: Vec<&str> = jobs.filter(|(_, job)| number(&job["per_step"]) > 0.0).map(|(name, _)| name.as_str()).collect();
    let last = PLACES.iter().rev().find(|(key, _)| whole(key).is_some()).map_or(*first, |(key, _)| *key);
    names.sort_by(|a, b| of(last, b).unwrap_or(0.0).total_cmp(&of(last, a).unwrap_or(0.0)));
    let cell = |key: &str, micros: Option<f64>| match (micros, whole(key)) {
        (Some(micros), Some(whole)) => format!("{micros:.3} ({})", percent(micros / whole)),
        _ => String::new(),
    };
    let row = |name: &str, value: &dyn Fn(&str) -> Option<f64>| {
        let cells = PLACES.map(|(key, _)| cell(key, value(key)));
        let [a, b, c] = cells;
        [name.to_owned(), a, b, c]
    };
    let mut rows: Vec<_> = names.iter().map(|name| row(name, &|key| of(key, name))).collect();
    let rest = |key: &str| Some(whole(key)? - names.iter().filter_map(|name| of(key, name)).sum::<f64>());
    rows.push(row("the rest (shuffling, gathering, caches)", &rest));
    rows.push(row("a step of training", &whole));
    table(text, &["µs of a step", PLACES[0].1, PLACES[1].1, PLACES[2].1], &rows);

    let mut kernels = Vec::new();
    let jobs = figures[first]["jobs"].as_object().into_iter().flatten();
    for (name, _) in jobs.filter(|(name, _)| name.starts_with("kernel")) {
        let cells = PLACES.map(|(key, _)| match (speed(&figures[key], name), peak(&figures[key])) {
            (Some(speed), Some(peak)) => format!("{speed:.1} ({})", percent(speed / peak)),
            _ => String::new(),
        });
        let [a, b, c] = cells;
        kernels.push([name.clone(), a, b, c]);
    }
    table(text, &["GFLOP/s of a kernel", PLACES[0].1, PLACES[1].1, PLACES[2].1], &kernels);
}

fn others(text: &mut String, figures: &Value) {
    let mut rows = Vec::new();
    for (key, name) in PLACES {
        let place = &figures[key];
        let row = || {
            let reward = least(place, "a reward of 15 operations")? / place["lanes"].as_f64()?;
            let step = least(place, "training")? / place["steps"].as_f64()?;
            Some(format!("{:.4} µs, {:.2} % of a step of training", reward, 100.0 * reward / step))
        };
        rows.extend(row().map(|row| [format!("a reward of 15 operations, a step, {name}"), row]));
    }
    if let Some(count) = figures["native"]["reward_allocations"].as_u64() {
        rows.push(["allocations in 1,000 evaluations of it".into(), count.to_string()]);
    }
    for (key, name) in PLACES {
        let milliseconds = |job: &str| least(&figures[key], job).map(|micros| format!("{:.0} ms", micros / 1e3));
        if let (Some(reference), Some(agent)) = (milliseconds("the judge's reference"), milliseconds("judging an agent")) {
            rows.push([format!("judging, {name}"), format!("what depends on no agent {reference}, then each agent {agent}")]);
        }
    }
    for (key, name) in PLACES {
        let milliseconds = |job: &str| least(&figures[key], job).map(|micros| format!("{:.2} ms", micros / 1e3));
        if let (Some(right), Some(wrong)) = (milliseconds("compiling 8 KiB"), milliseconds("compiling 8 KiB of mistakes")) {
            rows.push([format!("compiling 8 KiB, {name}"), format!("{right}; full of mistakes {wrong}")]);
        }
    }
    for (key, name) in [("one_slip", "one slip"), ("slips_in_every_line", "a slip in every line")] {
        let edit = &figures["chromium"]["edit_to_marks_ms"][key];
        if edit.is_object() {
            let [least, median, most, painted] = ["min", "median", "max", "painted"].map(|key| number(&edit[key]));
            rows.push([
                format!("from an edit of 8 KiB to its marks in the page, {name}"),
                format!("least {least:.1} ms, median {median:.1} ms, most {most:.1} ms; painted {painted:.1} ms"),
            ]);
        }
    }
    for (name, bytes) in figures["size"]["files"].as_object().into_iter().flatten() {
        rows.push([format!("{name} after brotli"), format!("{} bytes", thousands(number(bytes)))]);
    }
    let (total, budget) = (thousands(number(&figures["size"]["first_load"])), thousands(size::BUDGET as f64));
    rows.push(["first load after brotli".into(), format!("{total} bytes, of {budget}")]);
    let digests: Vec<&str> = PLACES.iter().filter_map(|(key, _)| figures[key]["digest"].as_str()).collect();
    if let [first, rest @ ..] = &digests[..] {
        let verdict = if rest.iter().all(|digest| digest == first) { "the same in all places" } else { "NOT the same in all places" };
        rows.push(["the trained agents".into(), format!("{verdict}: {}", digests.join(", "))]);
    }
    table(text, &["beside training", ""], &rows);
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// 98304.2 as 98,304.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
