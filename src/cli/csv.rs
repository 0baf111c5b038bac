//! Reads tables back that `crate::table` wrote.

/// A record of a file.
#[derive(Debug, PartialEq)]
pub struct Record<'a> {
    /// As it stands there, the line's end included.
    pub text: &'a str,
    pub fields: Vec<String>,
    /// The line where it begins, counted from 1.
    pub line: usize,
}

/// All whole records. A last one without its line's end was cut off in the middle and is left out.
pub fn records(text: &str) -> Vec<Record<'_>> {
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
            ',' => fields.push(std::mem::take(&mut field)),
            '\n' => {
                fields.push(std::mem::take(&mut field));
                let text = &text[start..=at];
                records.push(Record { text, fields: std::mem::take(&mut fields), line: std::mem::replace(&mut first_line, line) });
                start = at + 1;
            }
            _ => field.push(letter),
        }
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let rows = [vec!["a", "", "1.5"], vec!["min(a, b)", "say \"x\"", "two\nlines"], vec!["\"", ",", "é"]];
        let rows = rows.map(|row| row.into_iter().map(str::to_owned).collect::<Vec<_>>());
        let text: String = rows.iter().map(|row| crate::table::line(row)).collect();
        let read = records(&text);
        assert_eq!(read.iter().map(|record| record.fields.clone()).collect::<Vec<_>>(), rows);
        assert_eq!(read.iter().map(|record| record.line).collect::<Vec<_>>(), [1, 2, 4]);
        assert_eq!(read.iter().map(|record| record.text).collect::<String>(), text);
    }

    #[test]
    fn a_cut_record_is_left_out_wherever_it_is_cut() {
        let whole = "a,b\n\"1\n1\",2\n";
        for end in 0..=whole.len() {
            let expected = if end < 4 { 0 } else { 1 + usize::from(end == whole.len()) };
            assert_eq!(records(&whole[..end]).len(), expected, "cut at {end}");
        }
    }
}
