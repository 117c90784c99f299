//! Who must say yes.

use std::collections::BTreeSet;
use std::time::Duration;

use migsafe_core::Light;

use super::raw::{Approval, Text};
use super::values::some_time;
use super::{LIGHTS, Place, Reader, light_name};
use crate::policy::{ApprovalPolicy, Assurance, ByLight, PolicyFault};

const NEEDED: ByLight<u32> = ByLight { green: 0, yellow: 1, red: 2 };
const EXPIRES: Duration = Duration::from_secs(24 * 60 * 60);

impl Reader {
    /// The policy of approvals. Where nobody is named in an unprotected environment, nobody needs to say yes.
    pub(super) fn approval(&mut self, place: &Place<'_>, written: Option<&Approval>) -> Result<ApprovalPolicy, PolicyFault> {
        let none = Approval::default();
        let approval = written.unwrap_or(&none);
        let approvers = self.approvers(approval)?;
        let default = if place.protected || approval.approvers.is_some() { NEEDED } else { ByLight::default() };
        let needed = ByLight {
            green: approval.green.as_ref().map_or(default.green, |number| *number.get_ref()),
            yellow: approval.yellow.as_ref().map_or(default.yellow, |number| *number.get_ref()),
            red: approval.red.as_ref().map_or(default.red, |number| *number.get_ref()),
        };
        if let Some(red) = approval.red.as_ref().filter(|red| place.protected && *red.get_ref() == 0) {
            let fault = PolicyFault::new(red.span(), format!("red would need nobody's approval in {}", place.name));
            return Err(fault.label("a protected environment").help("red = 2, or 1 at least: a red plan destroys what cannot be rebuilt"));
        }
        enough(place, approval, &approvers, needed)?;
        let given = &approval.assurance;
        let default = if place.protected { Assurance::Signed } else { Assurance::Local };
        let assurance = ByLight {
            green: given.green.as_ref().map_or(Assurance::Local, |assurance| *assurance.get_ref()),
            yellow: given.yellow.as_ref().map_or(Assurance::Local, |assurance| *assurance.get_ref()),
            red: given.red.as_ref().map_or(default, |assurance| *assurance.get_ref()),
        };
        for light in LIGHTS {
            let written = assurance_place(approval, light);
            match written {
                Some(span) if needed.of(light) == 0 => self.warn(
                    PolicyFault::new(span, format!("{} needs no approval, so it does not matter how sure one is", light_name(light)))
                        .help("leave it out, or say how many approvals are needed"),
                ),
                _ if needed.of(light) > 0 && assurance.of(light) == Assurance::Signed => {
                    let span = written.unwrap_or_else(|| place.span.clone());
                    self.signed.get_or_insert((span, format!("{} in {}", light_name(light), place.name)));
                }
                _ => {}
            }
        }
        let expires = approval.expires.as_ref().map_or(Ok(EXPIRES), some_time)?;
        if LIGHTS.iter().all(|light| needed.of(*light) == 0) {
            let dead = [approval.expires.as_ref().map(Text::span), approval.approvers.as_ref().map(toml::Spanned::span)];
            for span in dead.into_iter().flatten() {
                self.warn(PolicyFault::new(span, format!("no light needs an approval in {}", place.name)).label("says nothing"));
            }
        }
        Ok(ApprovalPolicy { needed, expires, approvers: approvers.into_iter().collect(), assurance })
    }

    /// The approvers in lower case, each once.
    fn approvers(&mut self, approval: &Approval) -> Result<BTreeSet<String>, PolicyFault> {
        let mut approvers = BTreeSet::new();
        for person in approval.approvers.iter().flat_map(toml::Spanned::get_ref) {
            let name = person.get_ref().trim().to_lowercase();
            if name.is_empty() || name.contains(|character: char| character.is_whitespace() || character.is_control()) {
                let fault = PolicyFault::new(person.span(), "nobody has this address");
                return Err(fault.help("the e-mail address of one person, as git and the signing key know it"));
            }
            if name.contains(['<', '>', ',', ';', '*']) {
                let fault = PolicyFault::new(person.span(), "not the address of one person");
                return Err(fault.help("the address alone, one a person: [\"dba@example.com\", \"lead@example.com\"]"));
            }
            if !approvers.insert(name) {
                self.warn(PolicyFault::new(person.span(), "listed twice").label("counts once"));
            }
        }
        Ok(approvers)
    }
}

/// Enough people are named to give what is needed.
fn enough(place: &Place<'_>, approval: &Approval, approvers: &BTreeSet<String>, needed: ByLight<u32>) -> Result<(), PolicyFault> {
    for light in LIGHTS {
        let wanted = needed.of(light);
        if usize::try_from(wanted).is_ok_and(|wanted| wanted <= approvers.len()) {
            continue;
        }
        let number = match light {
            Light::Green => &approval.green,
            Light::Yellow => &approval.yellow,
            Light::Red => &approval.red,
        };
        let span = match (&approval.approvers, number) {
            (Some(list), _) => list.span(),
            (None, Some(number)) => number.span(),
            (None, None) => place.span.clone(),
        };
        let people = match approvers.len() {
            0 => "nobody".to_owned(),
            1 => "one person".to_owned(),
            many => format!("{many} people"),
        };
        let approvals = if wanted == 1 { "1 approval".to_owned() } else { format!("{wanted} approvals") };
        let name = light_name(light);
        let fault = PolicyFault::new(span, format!("{name} needs {approvals} in {}, and {people} may give one", place.name));
        let fewer = if place.protected && light == Light::Red { "" } else { ", or ask for fewer" };
        return Err(fault.help(format!("name them: approval = {{ {name} = {wanted}, approvers = [\"dba@example.com\", …] }}{fewer}")));
    }
    Ok(())
}

fn assurance_place(approval: &Approval, light: Light) -> Option<std::ops::Range<usize>> {
    let given = match light {
        Light::Green => &approval.assurance.green,
        Light::Yellow => &approval.assurance.yellow,
        Light::Red => &approval.assurance.red,
    };
    given.as_ref().map(toml::Spanned::span)
}
