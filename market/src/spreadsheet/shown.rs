//! A number of a workbook as its cell shows it, by the number format of the cell.

/// What a number format makes of a number: `£` before it, two decimals, `%` behind it.
#[derive(Debug, Default)]
struct Picture {
    before: String,
    after: String,
    has_digits: bool,
    has_point: bool,
    /// Decimals that are always written.
    least: usize,
    /// Decimals at most.
    most: usize,
    is_percent: bool,
}

/// A number as somebody reads it in a cell of a number format: `£#,##0.00` shows 395 as `£395.00`.
/// Thousands are not marked.
pub(super) fn number(value: f64, format: &str) -> String {
    let Some(picture) = Picture::of(format) else { return plain(value) };
    let value = if picture.is_percent { value * 100.0 } else { value };
    let digits = fixed(value.abs(), picture.least, picture.most);
    let is_less = value < 0.0 && digits.contains(|c: char| matches!(c, '1'..='9'));
    let sign = if is_less { "-" } else { "" };
    let shown = format!("{sign}{}{digits}{}", picture.before, picture.after);
    shown.trim().to_owned()
}

/// A number whose format says nothing of decimals.
fn plain(value: f64) -> String {
    let digits = fixed(value.abs(), 0, 9);
    if value < 0.0 { format!("-{digits}") } else { digits }
}

/// A number with so many decimals, rounded as a spreadsheet does: it knows fifteen digits, so that
/// 1.005 is half a penny and not a little less.
fn fixed(value: f64, least: usize, most: usize) -> String {
    let value = if value.fract() == 0.0 { value } else { value * (1.0 + 1e-15) };
    let mut digits = format!("{value:.most$}");
    let point = digits.find('.').unwrap_or(digits.len());
    while digits.ends_with('0') && digits.len() > point + 1 + least {
        digits.pop();
    }
    if digits.ends_with('.') {
        digits.pop();
    }
    digits
}

impl Picture {
    /// Reads the first part of a number format; nothing where it shows more than decimals, such as
    /// fractions, or is the general one.
    fn of(format: &str) -> Option<Self> {
        let mut picture = Self::default();
        let mut letters = format.chars();
        while let Some(letter) = letters.next() {
            match letter {
                ';' => break,
                '"' => {
                    picture.write(&letters.by_ref().take_while(|c| *c != '"').collect::<String>());
                }
                '\\' => picture.write(&letters.next()?.to_string()),
                // A gap as wide as a letter, and a letter that fills the cell.
                '_' | '*' => {
                    letters.next();
                }
                '[' => {
                    let within: String = letters.by_ref().take_while(|c| *c != ']').collect();
                    // A currency, `[$€-2]`; the rest are colours and conditions.
                    if let Some(currency) = within.strip_prefix('$') {
                        picture.write(currency.split('-').next().unwrap_or_default());
                    }
                }
                '0' | '#' | '?' => picture.digit(letter),
                '.' => picture.has_point = true,
                ',' => {}
                '%' => {
                    picture.is_percent = true;
                    picture.write("%");
                }
                other if other.is_alphabetic() || matches!(other, '/' | '@') => return None,
                other => picture.write(&other.to_string()),
            }
        }
        picture.has_digits.then_some(picture)
    }

    fn write(&mut self, text: &str) {
        let side = if self.has_digits { &mut self.after } else { &mut self.before };
        side.push_str(text);
    }

    fn digit(&mut self, letter: char) {
        self.has_digits = true;
        if self.has_point {
            self.most += 1;
            if letter == '0' {
                self.least = self.most;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_its_cell_shows_it() {
        for (value, format, shown) in [
            (395.0, "General", "395"),
            (395.5, "", "395.5"),
            (0.1 + 0.2, "General", "0.3"),
            (-4.0, "General", "-4"),
            (1240.5, "#,##0.00", "1240.50"),
            (1240.5, "\"£\"#,##0.00", "£1240.50"),
            (395.0, "_-\"£\"* #,##0.00_-;\\-\"£\"* #,##0.00_-;_-\"£\"* \"-\"??_-;_-@_-", "£395.00"),
            (395.0, "[$€-2] #,##0", "€ 395"),
            (-0.004, "0.00", "0.00"),
            (-5.0, "£0.00;[Red]-£0.00", "-£5.00"),
            (1.005, "0.00", "1.01"),
            (0.2, "0%", "20%"),
            (4.2, "0.##", "4.2"),
            (12.0, "0\" per day\"", "12 per day"),
            (0.5, "# ?/?", "0.5"),
            (1e15, "General", "1000000000000000"),
        ] {
            assert_eq!(number(value, format), shown, "{value} as {format}");
        }
    }
}
