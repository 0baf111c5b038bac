//! What stages are made of: headings, folds, tables.

use web_sys::Element;
use yew::prelude::*;

use crate::ui::markup::is_program_name;

#[derive(PartialEq, Properties)]
pub struct StageProps {
    /// What the style sheet calls it.
    pub name: AttrValue,
    pub number: u32,
    pub title: AttrValue,
    pub about: AttrValue,
    /// Only its heading and how to unfold it are seen.
    #[prop_or_default]
    pub folded: bool,
    pub children: Html,
}

/// A part of the page under its heading.
#[component]
pub fn Stage(props: &StageProps) -> Html {
    let StageProps { name, number, title, about, folded, children } = props;
    html! {
        <section class={classes!("stage", format!("stage-{name}"), folded.then_some("is-folded"))} aria-labelledby={format!("h-{number}")}>
            <Heading number={*number} {title} {about} />
            { children.clone() }
        </section>
    }
}

#[derive(PartialEq, Properties)]
pub struct HeadingProps {
    pub number: u32,
    pub title: AttrValue,
    #[prop_or_default]
    pub about: AttrValue,
}

/// The heading that names a stage.
#[component]
pub fn Heading(props: &HeadingProps) -> Html {
    let HeadingProps { number, title, about } = props;
    html! {
        <div class="stage-head"><h2 id={format!("h-{number}")}>{ number_of(*number) }{ title }</h2><small>{ about }</small></div>
    }
}

/// The number of a stage, which is not read as one word with its title.
pub fn number_of(number: u32) -> Html {
    html! { <span class="num">{ number }<span class="sr-only">{ "\u{a0}" }</span></span> }
}

#[derive(PartialEq, Properties)]
pub struct FoldProps {
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// How tests find it.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    #[prop_or_default]
    pub class: Classes,
    pub title: AttrValue,
    /// Of those that share this, one is open at a time: they lie over each other.
    pub group: AttrValue,
    /// There is nothing in it but what is read: it may have to be scrolled, and nothing in it takes the focus.
    #[prop_or_default]
    pub is_read_only: bool,
    /// For content that costs something and is drawn only while it is seen.
    #[prop_or_default]
    pub ontoggle: Callback<bool>,
    /// What comes below all else once it is unfolded for the first time, and stays.
    #[prop_or_default]
    pub later: Html,
    #[prop_or_default]
    pub children: Html,
}

/// Details under a line that unfolds them, over the page where there is room (`.drawers`). They stay as the person leaves them: whether they are open is the document's.
#[component]
pub fn Fold(props: &FoldProps) -> Html {
    let FoldProps { id, name, class, title, group, is_read_only, ontoggle, later, children } = props;
    let was_open = use_state_eq(|| false);
    let ontoggle = {
        let was_open = was_open.setter();
        ontoggle.reform(move |event: Event| {
            let is_open = event.target_unchecked_into::<Element>().has_attribute("open");
            if is_open {
                was_open.set(true);
            }
            is_open
        })
    };
    html! {
        <details {id} class={classes!("fold", class.clone())} name={group} data-fold={name} {ontoggle}>
            <summary>{ title }</summary>
            <div class="fold-body" tabindex={is_read_only.then_some("0")} role={is_read_only.then_some("group")} aria-label={is_read_only.then(|| title.clone())}>
                { children.clone() }
                if *was_open {
                    { later.clone() }
                }
            </div>
        </details>
    }
}

#[derive(PartialEq, Properties)]
pub struct TableProps {
    #[prop_or_default]
    pub class: Option<AttrValue>,
    pub head: Vec<AttrValue>,
    /// The first cell of a row names it.
    pub rows: Vec<Vec<Html>>,
}

/// What a chart shows, in numbers.
#[component]
pub fn Table(props: &TableProps) -> Html {
    let cell = |(at, content): (usize, &Html)| match at {
        0 => html! { <th scope="row">{ content.clone() }</th> },
        _ => html! { <td>{ content.clone() }</td> },
    };
    html! {
        <table class={&props.class}>
            <thead><tr>{ for props.head.iter().map(|name| html! { <th scope="col" translate={is_program_name(name).then_some("no")}>{ name }</th> }) }</tr></thead>
            <tbody>
                { for props.rows.iter().map(|row| html! { <tr>{ for row.iter().enumerate().map(cell) }</tr> }) }
            </tbody>
        </table>
    }
}
