//! A register of made-up schools, in the columns of the national one.

use std::fmt::Write;

/// The council of the schools whose partnership is measured.
pub const AREA: &str = "301";

const PLACES: [&str; 12] = [
    "Ashford Lane",
    "Beech Green",
    "Canal Bank",
    "Dover Road",
    "Elm Park",
    "Ferry Hill",
    "Grange Cross",
    "Heron Mere",
    "Ivy Bridge",
    "Juniper Way",
    "Kiln Lane",
    "Long Meadow",
];

/// The number of a school in the register.
pub fn urn(number: u32) -> String {
    (200_000 + number).to_string()
}

/// What a school is called.
pub fn name(number: u32) -> String {
    let place = PLACES.iter().cycle().nth(usize::try_from(number).unwrap_or(0) % PLACES.len());
    format!("{} Primary School {number}", place.copied().unwrap_or_default())
}

/// The file: every row a primary school that is open. Those beyond the first 56 lie in other areas.
pub fn file(schools: u32) -> Vec<u8> {
    let mut file = "URN,EstablishmentName,LA (code),LA (name),EstablishmentNumber,\
                    TypeOfEstablishment (code),TypeOfEstablishment (name),\
                    PhaseOfEducation (code),PhaseOfEducation (name),EstablishmentStatus (code),\
                    EstablishmentStatus (name),StatutoryLowAge,StatutoryHighAge,NumberOfPupils,\
                    Street,Town,Postcode\r\n"
        .to_owned();
    for number in 1..=schools {
        let near = number <= 56;
        let area = if near { AREA.to_owned() } else { format!("{}", 302 + number % 90) };
        let row = writeln!(
            file,
            "{},{},{area},Council {area},{},01,Community school,2,Primary,1,Open,4,11,{},\
             {} High Street,Rivertown,RT{} {}AB\r",
            urn(number),
            name(number),
            1_000 + number % 9_000,
            90 + number % 700,
            number,
            1 + number % 20,
            number % 10,
        );
        if row.is_err() {
            break;
        }
    }
    file.into_bytes()
}
