//! Reads tables back that `crate::table` wrote, also after an editor or a spreadsheet has saved them again: with a mark of UTF-8 at
//! the start, other ends of lines, quotes around all fields, or another separator.

/// What may stand between fields.
pub const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// What some programs write at the start of a text in UTF-8.
const MARK: char = '\u{feff}';

/// A record of a file.
#[derive(Debug, PartialEq)]
pub struct Record<'a> {
    /// As it stands there, the line's end included.
    pub text: &'a str,
    pub fields: Vec<String>,
    /// The line where it begins, counted from 1.
    pub line: usize,
}

/// All whole records, without empty lines. A last one without its line's end was cut off in the middle and is left out.
pub fn records(text: &str, separator: char) -> Vec<Record<'_>> {
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
                records.extend((record.fields != [""]).then_some(record));
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
            assert_eq!(read.iter().map(|record| record.fields.clone()).collect::<Vec<_>>(), rows(), "{text:?}");
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
