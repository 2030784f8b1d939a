//! `import members FILE`.

use testbed::tables::Onlooker;
use testbed::tenant::{ALDER, Tenant};
use testbed::{Bed, on_both};

use super::{Ended, Program};

const LIST: &str = "URN,Member until\n100101,31 August 2099\n100102,\n999999,\n";

fn import(bed: &Bed, list: &str, flags: &[&str]) -> Ended {
    let program = Program::over(bed);
    program.keep("members.csv", list);
    let partnership = "learning-partnership-alderwood";
    let line = ["import", "members", "members.csv", "--partnership", partnership];
    program.run(&[&line, flags].concat())
}

on_both! {
    async fn a_list_is_looked_at_changed_by_and_then_changes_nothing(bed) {
        Tenant::of(&bed, ALDER).await;
        let onlooker = Onlooker::of(&bed).await;
        // The first command says of a new database that its data are real.
        import(&bed, "", &[]).badly();
        let before = onlooker.look().await;
        let looked = import(&bed, LIST, &["--dry-run"]);
        assert_eq!(looked.out, "would be: new 0, changed 1, unchanged 1, rejected 1\n");
        assert_eq!(looked.code, 2, "{looked:#?}");
        assert!(looked.err.contains("line 4: urn: No school"), "{}", looked.err);
        assert_eq!(before.changes(&onlooker.look().await), Vec::<String>::new());
        let done = import(&bed, LIST, &[]);
        assert_eq!(done.out, "new 0, changed 1, unchanged 1, rejected 1\n");
        assert!(!before.changes(&onlooker.look().await).is_empty());
        let again = import(&bed, LIST, &[]);
        assert_eq!(again.out, "new 0, changed 0, unchanged 2, rejected 1\n");
        let said = import(&bed, "title,category,price\nClerking,clerking,1\n", &[]).badly();
        assert!(said.contains("the header lacks: urn"), "{said}");
    }
}
