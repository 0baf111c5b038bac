//! Reads tables back that `crate::table` wrote, also after an editor or a spreadsheet has saved them again: with a mark of UTF-8 at
//! the start, other ends of lines, quotes around all fields, or another separator.

/// What may stand between fields.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// So many digits of a number office programs keep.
const SPREADSHEET_DIGITS: usize = 15;

/// Of so many fractions that we wrote, some need more.
const FRACTIONS: usize = 8;

/// What some programs write at the start of a text in UTF-8.
const MARK: char = '\u{feff}';

/// The rows of any table that we wrote, its header included, each with the line where it begins.
pub fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
    records(text, ',').into_iter().map(|record| (record.line, record.fields)).collect()
}

/// The table of a sweep, as it was written, whoever has saved it since.
#[derive(Debug, Default)]
pub struct Table {
    /// None: there is no whole line.
    pub header: Option<Vec<String>>,
    /// Each row, and the line where it begins. Err: why it says something else by now.
    pub rows: Vec<(usize, Result<Vec<String>, String>)>,
    /// Bytes of all whole lines.
    pub read: usize,
    /// These are the very bytes that we wrote.
    pub is_ours: bool,
    /// What another program has done to it, for a person.
    pub saved_again: Option<String>,
}

/// Reads the table of a sweep. Where files were put together, the header may stand in it again.
pub fn table(text: &str) -> Table {
    let is_sweep = |fields: &[String]| ["seed", "setup"].iter().all(|name| fields.iter().any(|field| field == name));
    let with = |separator: char| Some(records(text, separator)).filter(|records| records.first().is_some_and(|it| is_sweep(&it.fields)));
    let found = SEPARATORS.into_iter().find_map(|separator| Some((separator, with(separator)?)));
    let (separator, records) = found.unwrap_or_else(|| (',', records(text, ',')));
    let Some(head) = records.first() else { return Table { is_ours: true, ..Table::default() } };
    let columns = head.fields.clone();
    let (mut table, mut fractions) = (Table { is_ours: true, ..Table::default() }, Vec::new());
    for record in &records {
        table.read += record.text.len();
        if record.fields == [""] {
            table.is_ours = false;
            continue;
        }
        let row = if record.fields == columns { Ok(columns.clone()) } else { as_written(&columns, &record.fields, separator) };
        if let Ok(fields) = &row {
            table.is_ours &= crate::table::line(fields) == record.text;
            fractions.extend(fields.iter().filter_map(|text| digits(text)));
            let other = record.fields.iter().zip(fields).find(|(found, written)| found != written);
            let words = other.map(|(found, written)| format!("line {} has `{found}` for `{written}`", record.line));
            table.saved_again = table.saved_again.or(words);
        }
        if record.fields != columns {
            table.rows.push((record.line, row));
        }
    }
    let is_rounded = !table.is_ours && fractions.len() >= FRACTIONS && fractions.iter().all(|digits| *digits <= SPREADSHEET_DIGITS);
    let words = is_rounded.then(|| format!("no number has more than {SPREADSHEET_DIGITS} digits"));
    table.saved_again =
        table.saved_again.or(words).map(|words| format!("another program has saved it ({words}); what that has rounded stays rounded"));
    table.header = Some(columns);
    table
}

/// Fields as they were written; a spreadsheet may have written the same in its own way. Err: they say something else by now.
fn as_written(columns: &[String], fields: &[String], separator: char) -> Result<Vec<String>, String> {
    if fields.len() != columns.len() {
        return Err("it has another number of fields".into());
    }
    let varied = columns.iter().position(|name| name == "seed").unwrap_or(0);
    // Of digests whose digits are few letters a spreadsheet makes numbers.
    let is_digest = |text: &str| text.len() == 16 && text.bytes().all(|c| c.is_ascii_hexdigit()) || text.parse::<f64>().is_err();
    let number = |text: &str| {
        let point = if separator == ',' { text.to_owned() } else { text.replace(',', ".") };
        point.parse::<f64>().ok().map(|number| number.to_string())
    };
    let field = |(place, (name, text)): (usize, (&String, &String))| {
        let found = match name.as_str() {
            // A program may look like a number, and stays as it is.
            _ if place < varied => {
                return Ok(if text.parse::<f64>().is_ok() { text.clone() } else { number(text).unwrap_or(text.clone()) });
            }
            "verdict" | "goal" | "scenario" | crate::table::MADE_WITH => return Ok(text.clone()),
            // Of tables by agent.
            "agent" | "state" | "feedback" | "of" | "name" | "figure" | "aim" | "reading" | "program" | "why" => return Ok(text.clone()),
            // One table counts harms by name, another one has their share.
            "harm" => return Ok(number(text).unwrap_or(text.clone())),
            "at_least" if text.is_empty() => return Ok(String::new()),
            "certain" | "explore" | "watched" | "at_least" => {
                Some(text.to_lowercase()).filter(|text| text == "true" || text == "false").ok_or("neither true nor false")
            }
            "digest" | "setup" => Some(text.clone()).filter(|text| is_digest(text)).ok_or("no digest"),
            _ if text.is_empty() => return Ok(String::new()),
            _ => number(text).ok_or("no number"),
        };
        found.map_err(|what| format!("in the column `{name}` stands `{text}`, which is {what}; another program must have changed it"))
    };
    columns.iter().zip(fields).enumerate().map(field).collect()
}

/// Significant digits of a number that is not whole.
fn digits(text: &str) -> Option<usize> {
    text.parse::<f64>().ok().filter(|number| number.is_finite() && number.fract() != 0.0)?;
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    Some(digits.trim_start_matches('0').len())
}

/// What a file is that is no text as we write it.
pub fn no_text(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "is a text in UTF-16; save it as CSV in UTF-8",
        [b'P', b'K', ..] => "is a spreadsheet's own file and no table as text; save it as CSV in UTF-8",
        _ => "is no text in UTF-8",
    }
}

/// A record of a file.
#[derive(Debug, PartialEq)]
struct Record<'a> {
    /// As it stands there, the line's end included.
    text: &'a str,
    fields: Vec<String>,
    /// The line where it begins, counted from 1.
    line: usize,
}

/// All whole records. A last one without its line's end was cut off in the middle and is left out.
fn records(text: &str, separator: char) -> Vec<Record<'_>> {
    let mut records = Vec::new();
    let (mut start, mut line, mut first_line) = (0, 1, 1);
    let (mut fields, mut field, mut in_quotes) = (Vec::new(), String::new(), false);
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        line += usize::from(letter == '\n');
        match letter {
            '"' if in_quotes && letters.next_if(|(_, next)| *next == '"').is_some() => field.push('"'),
            '"' => in_quotes = !in_quotes,
            _ if in_quotes => field.push(letter),
            MARK if at == start => {}
            '\r' if letters.peek().is_some_and(|(_, next)| *next == '\n') => {}
            '\n' => {
                fields.push(std::mem::take(&mut field));
                let record = Record { text: &text[start..=at], fields: std::mem::take(&mut fields), line: first_line };
                records.push(record);
                (start, first_line) = (at + 1, line);
            }
            _ if letter == separator => fields.push(std::mem::take(&mut field)),
            _ => field.push(letter),
        }
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<String>> {
        let rows = [vec!["a", "", "1.5"], vec!["min(a, b)", "say \"x\"", "two\nlines"], vec!["\"", ",;\t", "é"]];
        rows.map(|row| row.into_iter().map(str::to_owned).collect()).into()
    }

    #[test]
    fn what_is_written_is_read() {
        let text: String = rows().iter().map(|row| crate::table::line(row)).collect();
        let read = records(&text, ',');
        assert_eq!(read.iter().map(|record| record.fields.clone()).collect::<Vec<_>>(), rows());
        assert_eq!(read.iter().map(|record| record.line).collect::<Vec<_>>(), [1, 2, 4]);
        assert_eq!(read.iter().map(|record| record.text).collect::<String>(), text);
    }

    #[test]
    fn what_others_write_is_read() {
        for (separator, end, mark) in [(',', "\r\n", "\u{feff}"), (';', "\n", "\u{feff}"), ('\t', "\r\n", ""), (',', "\n\n", "")] {
            let quoted = |field: &String| format!("\"{}\"", field.replace('"', "\"\""));
            let line = |row: &Vec<String>| mark.to_owned() + &row.iter().map(quoted).collect::<Vec<_>>().join(&separator.to_string()) + end;
            let text: String = rows().iter().map(line).collect();
            let read = records(&text, separator);
            let fields: Vec<_> = read.iter().map(|record| record.fields.clone()).filter(|fields| *fields != [""]).collect();
            assert_eq!(fields, rows(), "{text:?}");
        }
    }

    #[test]
    fn a_cut_record_is_left_out_wherever_it_is_cut() {
        let whole = "a,b\n\"1\n1\",2\n";
        for end in 0..=whole.len() {
            let expected = if end < 4 { 0 } else { 1 + usize::from(end == whole.len()) };
            assert_eq!(records(&whole[..end], ',').len(), expected, "cut at {end}");
        }
    }
}
