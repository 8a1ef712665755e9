//! First names. Residents and staff have none in common, and none is also a word of the records.

use crate::demo::generate::frame::Pronouns;

/// What residents like to be called, and how they are spoken of.
pub(crate) const RESIDENTS: &[(&str, &Pronouns)] = &[
    ("Abel", HE), ("Adele", SHE), ("Agnes", SHE), ("Ahmed", HE), ("Alma", SHE), ("Amara", SHE), ("Anton", HE), ("Arlo", HE),
    ("Asha", SHE), ("Aubrey", THEY), ("Beatrix", SHE), ("Benedict", HE), ("Bernard", HE), ("Bilal", HE), ("Brenda", SHE),
    ("Bridget", SHE), ("Callum", HE), ("Camille", SHE), ("Cedric", HE), ("Chidi", HE), ("Clara", SHE), ("Conrad", HE),
    ("Cyril", HE), ("Dalia", SHE), ("Darius", HE), ("Deborah", SHE), ("Delroy", HE), ("Devon", THEY), ("Dilys", SHE),
    ("Dmitri", HE), ("Dolores", SHE), ("Doreen", SHE), ("Edith", SHE), ("Edwin", HE), ("Elif", SHE), ("Elsie", SHE),
    ("Emeka", HE), ("Esme", SHE), ("Ezra", HE), ("Farah", SHE), ("Fatima", SHE), ("Felix", HE), ("Fergus", HE), ("Fiona", SHE),
    ("Florence", SHE), ("Gareth", HE), ("Gemma", SHE), ("Gerald", HE), ("Gwen", SHE), ("Hamid", HE), ("Harriet", SHE),
    ("Hassan", HE), ("Hector", HE), ("Helena", SHE), ("Hilda", SHE), ("Horace", HE), ("Idris", HE), ("Ingrid", SHE),
    ("Irene", SHE), ("Isaac", HE), ("Jamal", HE), ("Janet", SHE), ("Jerome", HE), ("Joan", SHE), ("Jonah", HE), ("Joyce", SHE),
    ("Kamran", HE), ("Karim", HE), ("Keiran", HE), ("Kofi", HE), ("Kwame", HE), ("Leroy", HE), ("Lewis", HE), ("Linus", HE),
    ("Lorna", SHE), ("Luisa", SHE), ("Mabel", SHE), ("Magda", SHE), ("Malik", HE), ("Marlon", HE), ("Maureen", SHE),
    ("Mina", SHE), ("Morgan", THEY), ("Muriel", SHE), ("Nadia", SHE), ("Neville", HE), ("Nikolai", HE),
    ("Noor", SHE), ("Norman", HE), ("Olga", SHE), ("Oscar", HE), ("Otis", HE), ("Pavel", HE), ("Phyllis", SHE), ("Quentin", HE),
    ("Rafael", HE), ("Ramona", SHE), ("Rashid", HE), ("Rhona", SHE), ("Rowena", SHE), ("Rufus", HE), ("Samir", HE),
    ("Selina", SHE), ("Shirley", SHE), ("Silas", HE), ("Stella", SHE), ("Tariq", HE), ("Tessa", SHE), ("Thelma", SHE),
    ("Tobias", HE), ("Ursula", SHE), ("Valerie", SHE), ("Vernon", HE), ("Wanda", SHE), ("Wendell", HE), ("Winifred", SHE),
    ("Yasmin", SHE), ("Yusuf", HE), ("Zadie", SHE), ("Zoltan", HE),
];

/// The first names of staff.
pub(crate) const STAFF: &[&str] = &[
    "Hannah", "Joseph", "Leila", "Stuart", "Ngozi", "Peter", "Rosa", "Imran", "Katie", "Simon", "Meera", "Owen", "Tanya",
    "David", "Femi", "Laura", "Marek", "Sofia", "Graham", "Anita", "Duncan", "Claire", "Ravi", "Bethan", "Samuel", "Julia",
    "Tendai", "Martin", "Eleri", "Paolo", "Nicola", "Ibrahim", "Heidi", "Craig", "Zainab", "Robert", "Dina", "Angus",
    "Miriam", "Liam", "Chloe", "Vikram", "Ruth", "Stefan", "Moira", "Daniel", "Aileen", "Thomas",
];

const SHE: &Pronouns = &Pronouns { they: "she", them: "her", their: "her" };
const HE: &Pronouns = &Pronouns { they: "he", them: "him", their: "his" };
const THEY: &Pronouns = &Pronouns { they: "they", them: "them", their: "their" };
