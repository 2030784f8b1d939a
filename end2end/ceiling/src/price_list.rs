//! A price list of made-up services: so many in each of our categories, told in sentences as long
//! as people write.

use domain::service::Category;

use crate::Ended;

/// The service that is booked again and again, by a hundred people every school day.
pub const BOOKED: &str = "Bench counselling day";
/// The service that a hundred buyers want the same day of, with twenty people.
pub const RACED: &str = "Bench therapy day";
/// A word that every fortieth service or so is found by.
pub const SEARCHED: &str = "phonics";

const KINDS: [&str; 16] = [
    "Accredited",
    "Annual",
    "Compact",
    "Core",
    "Extended",
    "Flexible",
    "Inclusive",
    "Local",
    "Onsite",
    "Online",
    "Premium",
    "Regional",
    "Shared",
    "Standard",
    "Starter",
    "Termly",
];
const FORMS: [&str; 10] = [
    "advice",
    "audit",
    "coaching",
    "course",
    "plan",
    "programme",
    "review",
    "service",
    "support",
    "visit",
];
const WORDS: [&str; 40] = [
    "school",
    "pupils",
    "teachers",
    "primary",
    "secondary",
    "academy",
    "trust",
    "delivery",
    "framework",
    "warranty",
    "support",
    "curriculum",
    "budget",
    "savings",
    "quality",
    "training",
    "booking",
    "onsite",
    "online",
    "flexible",
    "termly",
    "annual",
    "purchase",
    "approved",
    "safeguarding",
    "accessible",
    "inclusive",
    "phonics",
    "numeracy",
    "literacy",
    "geography",
    "history",
    "physics",
    "catering",
    "network",
    "broadband",
    "security",
    "printing",
    "visit",
    "review",
];

/// The same numbers every time: a linear congruence, good enough to spread words.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let limit = u64::try_from(limit).unwrap_or(1).max(1);
        usize::try_from((self.0 >> 33) % limit).unwrap_or(0)
    }

    fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words.get(self.below(words.len())).copied().unwrap_or_default()
    }
}

/// How many services one file takes.
const A_FILE: usize = 20_000;

fn begun() -> Ended<csv::Writer<Vec<u8>>> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record([
        "title",
        "category",
        "description",
        "provider",
        "unit",
        "price",
        "capacity",
    ])?;
    Ok(file)
}

/// The list as CSV files, each with as many services as one takes.
pub fn files(services: usize) -> Ended<Vec<Vec<u8>>> {
    let mut numbers = Numbers(20_261_121);
    let (mut files, mut file) = (Vec::new(), begun()?);
    let told = "Somebody in school for a day. She brings her own materials.";
    for (title, category, provider, people) in [
        (BOOKED, "counselling", "Harbour Counselling", "100"),
        (RACED, "speech_and_language_therapy", "Harbour Therapy", "20"),
    ] {
        file.write_record([title, category, told, provider, "day", "290", people])?;
    }
    let categories = Category::ALL.iter().cycle();
    for (number, category) in (2..services).zip(categories) {
        if number % A_FILE == 0 {
            files.push(std::mem::replace(&mut file, begun()?).into_inner()?);
        }
        let unit = category.defaults().unit;
        let title = format!(
            "{} {} {} {number:05}",
            numbers.word(&KINDS),
            category.code().replace('_', " "),
            numbers.word(&FORMS)
        );
        let sentences: Vec<String> = (0..6)
            .map(|_| (0..12).map(|_| numbers.word(&WORDS)).collect::<Vec<_>>().join(" "))
            .collect();
        // Some have people whose days are sold, and so a next free day.
        let has_pool = unit.is_booked_by_day() && number % 10 == 0 && number < 2_000;
        let price = format!("{}.{:02}", 20 + numbers.below(480), numbers.below(100));
        let provider = format!("Provider {:02} & partners", numbers.below(60));
        file.write_record([
            title.as_str(),
            category.code(),
            &format!("{}.", sentences.join(". ")),
            &provider,
            unit.label(),
            &price,
            if has_pool { "4" } else { "" },
        ])?;
    }
    files.push(file.into_inner()?);
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_the_same_every_time_and_as_long_as_asked() {
        let list = files(500).unwrap();
        assert_eq!(list, files(500).unwrap());
        let text = String::from_utf8(list.concat()).unwrap();
        assert_eq!(text.lines().count(), 501);
        assert!(text.matches(SEARCHED).count() > 20);
        let long = files(2 * A_FILE + 1).unwrap();
        let rows = |file: &Vec<u8>| std::str::from_utf8(file).unwrap().lines().count() - 1;
        assert_eq!(long.iter().map(rows).collect::<Vec<_>>(), [A_FILE, A_FILE, 1]);
    }
}
