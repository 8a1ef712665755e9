//! Tables for spreadsheets, as RFC 4180 has them. A spreadsheet takes a cell that begins like a formula for one, and runs it; no cell of these does.

use std::borrow::Cow;

use super::printable;

/// A table as CSV: the names of the columns, then a line for each row. Lines end with CR and LF, as RFC 4180 asks.
///
/// # Errors
/// A row has more or fewer cells than there are columns.
pub fn table<R, C>(header: &[&str], rows: R) -> anyhow::Result<String>
where
    R: IntoIterator,
    R::Item: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut writer = writer();
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| shown(cell.as_ref())))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// One line of a table that is written line by line.
///
/// # Errors
/// It cannot be written as CSV.
pub fn line<C: AsRef<str>>(cells: impl IntoIterator<Item = C>) -> anyhow::Result<String> {
    let mut writer = writer();
    writer.write_record(cells.into_iter().map(|cell| shown(cell.as_ref())))?;
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new())
}

fn shown(cell: &str) -> String {
    guarded(&printable(cell)).into_owned()
}

/// The cell with a `'` before it where a spreadsheet would take it for a formula. A number with its sign is none.
fn guarded(cell: &str) -> Cow<'_, str> {
    let begins = cell.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let is_odd = begins || cell.starts_with(['\t', '\r', '\n', '\u{fffd}']);
    if is_odd && !is_number(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Whether the cell is digits with a sign and a point at most.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_quotes_are_as_the_standard_says() {
        let rows = [["R-0142", "one, two"], ["R-0158", "say \"done\""]];
        let text = table(&["who", "what"], rows).expect("written");
        assert_eq!(text, "who,what\r\nR-0142,\"one, two\"\r\nR-0158,\"say \"\"done\"\"\"\r\n");
        assert!(table(&["who", "what"], [["R-0142"]]).is_err());
    }

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u{ff1d}1", "-", "+1-1", "-1.", "\n=1"]
        {
            let text = table(&["a"], [[cell]]).expect("written");
            let second = text.split_once("\r\n").expect("two lines").1;
            assert!(second.trim_start_matches('"').starts_with('\''), "{cell:?}: {text:?}");
        }
        for cell in ["R-0142", "-1.5", "+3", "-12", "2026-11-20", ""] {
            assert_eq!(guarded(cell), cell);
        }
    }
}
