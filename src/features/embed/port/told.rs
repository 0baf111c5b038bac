//! What a host is told without having asked.

use super::*;
use crate::features::embed::facts;

/// Tells of something that has become so, unless that is what was told last.
pub(super) fn tell(name: &'static str, detail: Value) {
    let is_new = with(|host| match host.told.iter_mut().find(|(told, _)| *told == name) {
        Some((_, last)) if *last == detail => false,
        Some((_, last)) => {
            *last = detail.clone();
            true
        }
        None => {
            host.told.push((name, detail.clone()));
            true
        }
    });
    if is_new {
        send(&wire::event(name, detail));
    }
}

pub(super) fn remarked(remarks: Vec<FieldError>) {
    for remark in remarks {
        error(remark.into());
    }
}

pub(super) fn state(state: &State) -> Value {
    let shared = state.shared();
    let json: Value = serde_json::from_str(&share::to_json(&shared)).unwrap_or_default();
    let link = format!("{}#{}", dom::site(), fragment(&shared));
    json!({"scenario": json, "link": link, "status": facts::status(state), "paused": state.held, "amount": state.amount})
}

pub(super) fn report(now: &State) {
    let scenario = now.draft.frozen();
    tell("shift", facts::worlds(&scenario, now.amount));
    if with(|host| host.scenario.as_ref() != Some(&scenario)) {
        let told = state(now);
        tell("state", json!({"scenario": told["scenario"], "link": told["link"]}));
        with(|host| host.scenario = Some(scenario));
    }
    progress(now);
    let Some(first) = now.agents.first() else { return };
    let rows = now.agents.iter().filter(|run| run.report_at(now.amount).is_some()).count();
    let key = (first.id, now.amount, rows);
    if rows > 0
        && with(|host| host.verdict != key)
        && let Some(verdict) = facts::verdict(now)
    {
        with(|host| host.verdict = key);
        tell("verdict", verdict);
    }
    if let Some(run) = now.agents.iter().find(|run| !run.phase.is_alive())
        && with(|host| std::mem::replace(&mut host.failed, run.id)) != run.id
    {
        error(facts::failed(now, run));
    }
}

/// Tells how far training has come: at once when it is over, else not more often than is promised.
pub(super) fn progress(state: &State) {
    let Some(progress) = facts::progress(state) else { return };
    let left = with(|host| host.progress_at) + PROGRESS_MS - now();
    if left <= 0.0 || !state.is_training() {
        with(|host| (host.progress_at, host.progress) = (now(), None));
        tell("progress", progress);
    } else {
        let again = || {
            with(|host| host.progress = None);
            schedule();
        };
        with(|host| {
            host.progress.get_or_insert_with(|| Timeout::new(left.ceil() as u32, again));
        });
    }
}
