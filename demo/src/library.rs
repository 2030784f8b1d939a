//! What the tour's partnership shares for nothing: policies for members, a guide and a recording for
//! everybody, and a policy of which a second version stands in the place of the first.

use bytes::Bytes;
use domain::Failure;
use domain::library::{TypedEdition, TypedResource};
use market::file::Upload;
use market::library::{AddResource, ReplaceResource, add_resource, replace_resource};

use crate::cast::Cast;
use crate::papers;
use crate::stage::Stage;

/// What is shared: its title, kind, category and reach, and a sentence.
const SHARED: [[&str; 5]; 4] = [
    [
        "Lone working policy",
        "policy",
        "health_and_safety",
        "members",
        "For caretakers and anybody who opens or locks up alone.",
    ],
    [
        "Supply staff: what to ask an agency",
        "template",
        "supply_staff",
        "members",
        "One page to fill in before the first day.",
    ],
    [
        "Starting the year with a new teacher",
        "guide",
        "new_teachers",
        "everybody",
        "What the first half term needs, week by week.",
    ],
    [
        "Recording: counselling in school, and what a headteacher may know",
        "recording",
        "counselling",
        "everybody",
        "Forty minutes for headteachers and governors.",
    ],
];

/// Shares them.
pub(crate) async fn share(stage: &Stage<'_>, cast: &Cast) -> Result<(), Failure> {
    let (market, staff) = (&stage.market, &cast.staff);
    for (place, [title, kind, category, reach, summary]) in SHARED.into_iter().enumerate() {
        let edition = TypedEdition {
            dated_on: stage.days_ago(60).to_string(),
            review_by: stage.in_days(305).to_string(),
            link: "https://recordings.demo.example/counselling".to_owned(),
        };
        let typed = TypedResource {
            title: title.to_owned(),
            summary: summary.to_owned(),
            kind: kind.to_owned(),
            category: category.to_owned(),
            reach: reach.to_owned(),
            edition: edition.clone(),
        };
        let add = AddResource { key: stage.key()?, typed, upload: Some(paper(title, 1)) };
        let resource = add_resource(market, staff, add).await?;
        if place == 0 {
            let replace = ReplaceResource {
                key: stage.key()?,
                resource,
                version: 1,
                reach: String::new(),
                typed: TypedEdition { dated_on: stage.days_ago(7).to_string(), ..edition },
                upload: Some(paper(title, 2)),
            };
            replace_resource(market, staff, replace).await?;
        }
    }
    stage.tell("a library has policies, a template, a guide and a recording");
    Ok(())
}

fn paper(title: &str, version: u32) -> Upload {
    let lines = [
        format!("{title}, version {version}"),
        "Made up for the Commonpool demo.".to_owned(),
        String::new(),
        "Change what is in brackets to what holds at your school.".to_owned(),
    ];
    let contents = Bytes::from(papers::pdf(&lines));
    Upload { name: format!("{title}.pdf"), contents }
}
