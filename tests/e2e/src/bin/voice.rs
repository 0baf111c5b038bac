//! A voice for speech-dispatcher that is not heard but read: it writes what it says, and takes a little time for it.
//!
//! It speaks the protocol of output modules (speech-dispatcher's `doc/spd_audio_modules`, "simple" modules): commands come by standard
//! input, answers go to standard output. Each utterance becomes a line of the file that `WAYWARD_HEARD` names: seconds since 1970, a tab,
//! `says` and the words; once it is over, the same with `ends`, or `stops` if it was cut off.

use std::fs::File;
use std::io::{self, BufRead as _, Write as _};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime};

/// Fifteen times as fast as people speak, five times as fast as those listen who have used a screen reader for years: a test has no time.
const LETTERS_PER_SECOND: f64 = 240.0;

fn main() -> io::Result<()> {
    let file = std::env::var_os("WAYWARD_HEARD").expect("WAYWARD_HEARD names a file");
    let mut voice = Voice { lines: commands(), record: File::options().append(true).create(true).open(file)?, pending: None };
    while let Some(command) = voice.next() {
        match command.as_str() {
            "INIT" => answer("299-It writes\n299 OK LOADED SUCCESSFULLY"),
            "SET" => voice.take("203 OK RECEIVING SETTINGS", "203 OK SETTINGS RECEIVED"),
            "AUDIO" => voice.take("207 OK RECEIVING AUDIO SETTINGS", "203 OK AUDIO INITIALIZED"),
            "LOGLEVEL" => voice.take("207 OK RECEIVING LOGLEVEL SETTINGS", "203 OK LOG LEVEL SET"),
            "LIST VOICES" => answer("200-voice\ten\tnone\n200 OK VOICE LIST SENT"),
            "SPEAK" | "CHAR" | "KEY" | "SOUND_ICON" => voice.speak()?,
            // Nothing is said at this moment.
            "STOP" | "PAUSE" => {}
            "QUIT" => {
                answer("210 OK QUIT");
                break;
            }
            _ => answer("300 ERR UNKNOWN COMMAND"),
        }
    }
    Ok(())
}

/// Standard input, line by line, so that it can be waited for and for no longer than needed.
fn commands() -> Receiver<String> {
    let (sender, lines) = channel();
    std::thread::spawn(move || io::stdin().lock().lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    lines
}

fn answer(text: &str) {
    println!("{text}");
    let _ = io::stdout().flush();
}

struct Voice {
    lines: Receiver<String>,
    record: File,
    /// Came while something else was being said.
    pending: Option<String>,
}

impl Voice {
    fn next(&mut self) -> Option<String> {
        self.pending.take().or_else(|| self.lines.recv().ok())
    }

    /// The lines of a message, which a lone dot ends.
    fn message(&mut self) -> String {
        let lines: Vec<String> = std::iter::from_fn(|| self.next().filter(|line| line != ".")).collect();
        lines.join("\n")
    }

    fn take(&mut self, begin: &str, end: &str) {
        answer(begin);
        self.message();
        answer(end);
    }

    fn speak(&mut self) -> io::Result<()> {
        answer("202 OK RECEIVING MESSAGE");
        let message = self.message();
        let (words, marks) = read(&message);
        answer("200 OK SPEAKING\n701 BEGIN");
        self.write("says", &words)?;
        let end = Instant::now() + Duration::from_secs_f64(words.chars().count() as f64 / LETTERS_PER_SECOND);
        match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Err(RecvTimeoutError::Timeout) => {
                // Whoever reads a whole page follows it by these.
                for mark in marks {
                    answer(&format!("700-{mark}\n700 INDEX MARK"));
                }
                self.write("ends", "")?;
                answer("702 END");
            }
            other => {
                self.write("stops", "")?;
                answer("703 STOP");
                self.pending = other.ok().filter(|command| !matches!(command.as_str(), "STOP" | "PAUSE"));
            }
        }
        Ok(())
    }

    fn write(&mut self, what: &str, words: &str) -> io::Result<()> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        writeln!(self.record, "{:.3}\t{what}\t{words}", now.as_secs_f64())
    }
}

/// The words of a message, and the names of its marks: it is a little document, `<speak>` and `<mark name="0:6"/>` are its tags.
fn read(message: &str) -> (String, Vec<String>) {
    let (mut words, mut marks) = (String::new(), Vec::new());
    for (at, part) in message.split('<').enumerate() {
        let (tag, text) = if at == 0 { ("", part) } else { part.split_once('>').unwrap_or((part, "")) };
        marks.extend(tag.strip_prefix("mark name=\"").and_then(|rest| rest.split('"').next()).map(str::to_owned));
        words += text;
    }
    for (entity, letter) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
        words = words.replace(entity, letter);
    }
    (words.split_whitespace().collect::<Vec<_>>().join(" "), marks)
}
