//! Made-up names: of people of many backgrounds, and of schools that do not exist.

use std::collections::HashSet;

use crate::chance::Chance;

/// Given names.
const GIVEN: &[&str] = &[
    "Abena",
    "Adaeze",
    "Aileen",
    "Alejandra",
    "Amina",
    "Anneliese",
    "Arjun",
    "Bartosz",
    "Beatriz",
    "Bronagh",
    "Caspian",
    "Chidi",
    "Ciara",
    "Dafydd",
    "Dilara",
    "Eilidh",
    "Ekaterina",
    "Emeka",
    "Fatou",
    "Florin",
    "Gwen",
    "Hamza",
    "Hana",
    "Ilona",
    "Imran",
    "Ines",
    "Ishaan",
    "Jarek",
    "Kavita",
    "Kofi",
    "Lakshmi",
    "Leila",
    "Lubna",
    "Magnus",
    "Marisol",
    "Meera",
    "Nadim",
    "Ngozi",
    "Niamh",
    "Oluwaseun",
    "Orla",
    "Parveen",
    "Quentin",
    "Rashida",
    "Rhiannon",
    "Ruta",
    "Sanjana",
    "Sefton",
    "Shanice",
    "Sinead",
    "Tamsin",
    "Tariq",
    "Thandiwe",
    "Uzoma",
    "Vesna",
    "Wanjiru",
    "Xiulan",
    "Yasmin",
    "Yusuf",
    "Zofia",
];

/// Family names.
const FAMILY: &[&str] = &[
    "Abiola",
    "Achebeson",
    "Aldersey",
    "Ashdowne",
    "Balogunde",
    "Barlowe",
    "Bhattacharjee",
    "Brackenbury",
    "Chowdhuri",
    "Cottesloe",
    "Dabrowska",
    "Dalgleish",
    "Dhaliwal",
    "Eastaugh",
    "Ekwueme",
    "Fairclough",
    "Farquharsen",
    "Fernandopulle",
    "Gorecki",
    "Gyamfi",
    "Hallett",
    "Haverstock",
    "Hossaini",
    "Ilyasov",
    "Jankowicz",
    "Jayasinghe",
    "Kapoorah",
    "Kettlewell",
    "Kyeremeh",
    "Lachance",
    "Lindqvist",
    "Llewelyn",
    "Maccallan",
    "Mahmoudi",
    "Mbatha",
    "Merriweather",
    "Mukherji",
    "Nakagawa",
    "Ndlovu",
    "Oakenshaw",
    "Obafemi",
    "Odhiambo",
    "Papadakis",
    "Pemberton",
    "Petrosyan",
    "Quarshie",
    "Rahmanov",
    "Ravenscroft",
    "Sarpong",
    "Shahidi",
    "Silvestri",
    "Tchatchoua",
    "Thirlwell",
    "Tremayne",
    "Ustinova",
    "Vadgama",
    "Wetherall",
    "Yeboah",
    "Zielinski",
    "Zubairi",
];

/// Beginnings of names of places that are nowhere.
const PLACE_BEGINS: &[&str] = &[
    "Amber", "Anchor", "Beacon", "Bramble", "Brindle", "Cedar", "Clover", "Coral", "Damson",
    "Ember", "Fennel", "Garnet", "Harebell", "Heron", "Indigo", "Juniper", "Kestrel", "Lantern",
    "Linnet", "Marlin", "Nettle", "Osprey", "Pebble", "Plover", "Quill", "Rowan", "Saffron",
    "Teasel", "Thistle", "Vesper", "Willet", "Yarrow",
];

/// Their ends.
const PLACE_ENDS: &[&str] = &[
    "bank", "brook", "croft", "dale", "fields", "gate", "grove", "haven", "lea", "march", "mere",
    "mill", "stone", "water", "way", "wick",
];

/// A made-up person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Name {
    /// The given name.
    pub given: String,
    /// The family name.
    pub family: String,
}

impl Name {
    /// Both, as they are said.
    pub fn full(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// Somebody of the demo world who is not on the tour. Addresses under `.example` can never be real
    /// (RFC 2606).
    pub fn email(&self) -> String {
        let plain = |part: &str| part.to_lowercase();
        format!("{}.{}@demo.example", plain(&self.given), plain(&self.family))
    }
}

/// Gives out names of people, none of them twice.
pub(crate) struct People {
    chance: Chance,
    given_out: HashSet<Name>,
}

impl People {
    /// A fresh book of names.
    pub fn new() -> Self {
        Self { chance: Chance::of("people"), given_out: HashSet::new() }
    }

    /// The next one.
    pub fn next(&mut self) -> Name {
        loop {
            let given = self.chance.pick(GIVEN).copied().unwrap_or_default().to_owned();
            let family = self.chance.pick(FAMILY).copied().unwrap_or_default().to_owned();
            let name = Name { given, family };
            if self.given_out.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// Names of places that are nowhere, each once, in an order of their own.
pub(crate) fn places() -> Vec<String> {
    let mut all: Vec<String> = PLACE_BEGINS
        .iter()
        .flat_map(|begin| PLACE_ENDS.iter().map(move |end| format!("{begin}{end}")))
        .collect();
    Chance::of("places").shuffle(&mut all);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_the_name_or_address_of_another() {
        let mut people = People::new();
        let addresses: HashSet<String> = (0..400).map(|_| people.next().email()).collect();
        assert_eq!(addresses.len(), 400);
        assert!(addresses.iter().all(|address| address.ends_with("@demo.example")));
        assert!(addresses.iter().all(|address| address.is_ascii()));
    }

    #[test]
    fn there_are_places_enough_and_none_twice() {
        let places = places();
        assert_eq!(places.iter().collect::<HashSet<_>>().len(), 32 * 16);
    }
}
