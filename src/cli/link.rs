//! `wayward link`: a scenario as a link that the page opens, and back.

use clap::Args;
use serde_json::json;

use super::input::{self, Changes, Given, not_a_link};
use super::output::{print_json, print_line};
use super::{Failure, failed};
use engine::scenario::FieldError;
use engine::share::{self, MAX_NOTE, MAX_TITLE, SAFE_LINK};

#[derive(Args)]
pub struct Options {
    /// A preset's name (see `wayward presets`), a JSON file, or a link or what stands in it after the `#`
    #[arg(value_name = "SCENARIO", required_unless_present = "decode", conflicts_with = "decode")]
    scenario: Option<String>,
    #[command(flatten)]
    changes: Changes,
    /// Prints what a link holds, as a scenario file; what is off in it goes to standard error
    #[arg(long, value_name = "LINK", conflicts_with_all = ["set", "title", "note", "address"])]
    decode: Option<String>,
    /// What the page calls it, at most 80 characters
    #[arg(long)]
    title: Option<String>,
    /// What the page says of it, at most 500 characters
    #[arg(long)]
    note: Option<String>,
    /// The page that shall open it; without one, only what stands after its address is printed
    #[arg(long, value_name = "https://…/")]
    address: Option<String>,
    /// One JSON object instead of text: the link and its length, or with --decode the scenario and the remarks
    #[arg(long)]
    json: bool,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    match (&options.decode, &options.scenario) {
        (Some(link), _) => decode(link, options.json),
        (None, Some(name)) => encode(name, options),
        (None, None) => Err(Failure::Usage("a SCENARIO, or --decode LINK".into())),
    }
}

fn encode(name: &str, options: &Options) -> Result<(), Failure> {
    let Given { mut shared, changed, .. } = input::given(name, &options.changes)?;
    let too_long = |text: &Option<String>, most: usize| text.as_ref().is_some_and(|text| text.chars().count() > most);
    for (option, text, most) in [("--title", &options.title, MAX_TITLE), ("--note", &options.note, MAX_NOTE)] {
        if too_long(text, most) {
            return Err(Failure::Usage(format!("{option} takes at most {most} characters")));
        }
    }
    if changed && shared.digest.take().is_some() {
        eprintln!("warning: the digest is left out: with --set this is another run");
    }
    shared.title = options.title.clone().unwrap_or(shared.title);
    shared.note = options.note.clone().unwrap_or(shared.note);
    let address = options.address.as_deref().unwrap_or_default();
    if address.contains('#') {
        return Err(Failure::Usage("--address takes the address of a page, which ends before the `#`".into()));
    }
    let code = share::encode(&shared);
    // Who opens it gets the very same, or this is no link of it.
    let opened = share::decode(&code).map_err(not_a_link)?;
    if opened.shared != shared {
        return Err(failed(opened.remarks));
    }
    for error in shared.scenario.check().err().into_iter().flatten() {
        eprintln!("warning: {error}");
    }
    let link = format!("{address}#{code}");
    if options.json {
        print_json(&json!({"link": link, "characters": link.chars().count(), "safe_for_chats": link.chars().count() < SAFE_LINK}));
    } else {
        print_line(&link);
    }
    Ok(())
}

fn decode(link: &str, as_json: bool) -> Result<(), Failure> {
    let opened = share::decode(link);
    if as_json {
        print_json(&match &opened {
            Ok(opened) => {
                let scenario: serde_json::Value = serde_json::from_str(&share::to_json(&opened.shared)).expect("what was just written");
                let remark = |error: &FieldError| json!({"field": error.place.to_string(), "message": error.message});
                json!({"scenario": scenario, "remarks": opened.remarks.iter().map(remark).collect::<Vec<_>>()})
            }
            Err(error) => json!({"error": error.code(), "message": error.to_string()}),
        });
    }
    let opened = opened.map_err(not_a_link)?;
    if !as_json {
        opened.remarks.iter().for_each(|remark| eprintln!("warning: {remark}"));
        print_line(&share::to_pretty_json(&opened.shared));
    }
    Ok(())
}
