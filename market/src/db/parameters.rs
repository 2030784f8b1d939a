//! A statement whose parameters are numbered as they are added: nothing typed ever stands in it.

use sea_orm::Value;

/// The parameters of a statement being put together.
#[derive(Default)]
pub(crate) struct Parameters(Vec<Value>);

impl Parameters {
    /// Adds a value, and gives the place that stands for it.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    /// The values in the order of their places.
    pub fn values(self) -> Vec<Value> {
        self.0
    }
}
