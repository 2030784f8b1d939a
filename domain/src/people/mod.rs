//! Who belongs to an organisation: the roles it has, who may give and end them, up to which
//! amount, lists of people read in, and what an address says of whoever writes from it.

mod address;
mod limit;
mod person_list;
mod person_plan;
mod role_days;
mod roles;

pub use address::{AddressCheck, check_address, registered_host};
pub use limit::{
    FIRST_ORDER_LIMIT, Held, has_limit, may_change, may_narrow, may_set_limit, read_limit,
};
pub use person_list::{AskedLimit, PersonColumn, PersonRow};
pub use person_plan::{NewLimit, PersonWill, Post, Staffing};
pub use role_days::RoleDays;
pub use roles::{LetsIn, acts_through, may_end, may_give, roles_of, who_lets_in};
