//! `wayward record`: www/recordings.txt, which [`crate::ui::recording`] describes.

use super::Failure;
use super::output::progress_bar;
use crate::ui::recording::record;
use engine::scenario::PRESETS;

pub fn run() -> Result<(), Failure> {
    let bar = progress_bar(PRESETS.len() as u64);
    let mut file = String::new();
    for preset in &PRESETS {
        bar.set_message(preset.name);
        file += &record(preset).ok_or_else(|| Failure::Failed(format!("{} cannot be trained", preset.name)))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    print!("{file}");
    Ok(())
}
