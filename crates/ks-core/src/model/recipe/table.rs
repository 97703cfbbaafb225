//! The recipes that Kaltura's guides publish.

use alloc::format;
use alloc::vec::Vec;

use super::template::{Need, Recipe, RecipeField, RecipePart};
use crate::error::{Error, Result, quote};
use crate::model::SessionType;

const HOUR: i64 = 3600;

const fn always(template: &'static str) -> RecipePart {
    RecipePart::new(template, Need::Required)
}

const fn optional(template: &'static str) -> RecipePart {
    RecipePart::new(template, Need::Optional)
}

const fn one_of(template: &'static str) -> RecipePart {
    RecipePart::new(template, Need::OneOf)
}

const fn field(name: &'static str, meaning: &'static str, example: &'static str) -> RecipeField {
    RecipeField { name, meaning, example, is_url: false }
}

const fn url(name: &'static str, meaning: &'static str, example: &'static str) -> RecipeField {
    RecipeField { name, meaning, example, is_url: true }
}

const ENTRY: RecipeField = field("entry", "the entry id", "0_abcd1234");
const FIRST_NAME: RecipeField = field("firstName", "the user's first name", "Ann");
const LAST_NAME: RecipeField = field("lastName", "the user's last name", "Lee");
const EMAIL: RecipeField = field("email", "the user's e-mail address", "ann@example.com");
const ROLE: RecipeField = field(
    "role",
    "the role in the application: viewerRole, privateOnlyRole, adminRole or unmoderatedAdminRole",
    "viewerRole",
);

/// Every recipe.
pub const RECIPES: &[Recipe] = &[
    Recipe {
        name: "playback",
        purpose: "play one entry in a player",
        session_type: SessionType::User,
        anonymous: false,
        expiry: 4 * HOUR,
        parts: &[
            always("setrole:PLAYBACK_BASE_ROLE,sview:{entry}"),
            optional("enableentitlement,privacycontext:{context}"),
            optional("iprestrict:{address}"),
            optional("urirestrict:{uri}"),
            optional("actionslimit:{limit}"),
        ],
        fields: &[
            ENTRY,
            field("context", "the privacy context of the site", "portal"),
            field("address", "the client's IP address", "203.0.113.7"),
            field("uri", "the request URIs that the KS may be used for", "/api_v3/*"),
            field("limit", "the number of API calls", "4"),
        ],
        note: "actionslimit counts API calls only; playback pages ignore it.",
        source: "Kaltura developer guide: Kaltura API authentication and security, and Kaltura Session",
    },
    Recipe {
        name: "kaf",
        purpose: "open a page of MediaSpace or KAF in an iframe",
        session_type: SessionType::User,
        anonymous: false,
        expiry: 60,
        parts: &[
            always("actionslimit:-1,firstName:{firstName},lastName:{lastName},role:{role}"),
            optional("userContextualRole:{userContextualRole}"),
            optional("email:{email}"),
            optional("contextId:{contextId}"),
            optional("returnUrl:{returnUrl}"),
        ],
        fields: &[
            FIRST_NAME,
            LAST_NAME,
            ROLE,
            field("userContextualRole", "the role in the course: 0 (manager) to 3 (member)", "3"),
            EMAIL,
            field("contextId", "the category of the course", "12345"),
            url("returnUrl", "the page that a selection returns to", "https://example.com/done"),
        ],
        note: "actionslimit:-1 is deliberate: the KS opens the page and cannot call the API.",
        source: "Kaltura guide: Kaltura Application Framework (KAF), generating a KS for a module",
    },
    Recipe {
        name: "room",
        purpose: "join a Kaltura Meetings room or a scheduled event",
        session_type: SessionType::User,
        anonymous: false,
        expiry: 3 * HOUR,
        parts: &[
            one_of("eventId:{eventId}"),
            one_of("resourceId:{resourceId}"),
            always("role:{role},userContextualRole:{userContextualRole}"),
            always("firstName:{firstName},lastName:{lastName}"),
            optional("email:{email}"),
        ],
        fields: &[
            field("eventId", "the id of the scheduled event", "123456"),
            field("resourceId", "the id of the room", "654321"),
            ROLE,
            field("userContextualRole", "0 for an instructor, 3 for a guest", "3"),
            FIRST_NAME,
            LAST_NAME,
            EMAIL,
        ],
        note: "Set the expiry to the length of the meeting.",
        source: "Kaltura guide: Kaltura Meetings, creating rooms and joining them by URL",
    },
    Recipe {
        name: "event",
        purpose: "open a session of a virtual event",
        session_type: SessionType::User,
        anonymous: false,
        expiry: 24 * HOUR,
        parts: &[
            always(
                "actionslimit:-1,userId:{userId},entryId:{entryId},role:viewerRole,locale:{locale}",
            ),
            optional("firstName:{firstName},lastName:{lastName}"),
            optional("email:{email}"),
        ],
        fields: &[
            field(
                "userId",
                "the attendee's user id, the same as that of the KS",
                "ann@example.com",
            ),
            field("entryId", "the entry of the session", "1_abcd1234"),
            field("locale", "the language of the page", "en"),
            FIRST_NAME,
            LAST_NAME,
            EMAIL,
        ],
        note: "actionslimit:-1 is deliberate: the KS opens the page and cannot call the API.",
        source: "Kaltura guide: Kaltura Events, embedding sessions",
    },
    Recipe {
        name: "agent",
        purpose: "talk to a Genie or an agent from a browser",
        session_type: SessionType::User,
        anonymous: false,
        expiry: HOUR / 2,
        parts: &[one_of("geniegpcid:{geniegpcid}"), one_of("agentid:{agentid}")],
        fields: &[
            field("geniegpcid", "the id of the Genie configuration", "1222"),
            field("agentid", "the id of the agent", "agent-1"),
        ],
        note: "The lifetime must not exceed 24 hours. Never add disableentitlement: the agent would answer from content that the user may not see.",
        source: "Kaltura agents API guides: session types of conversations and agents",
    },
    Recipe {
        name: "widget",
        purpose: "give anonymous visitors the rights of a widget session",
        session_type: SessionType::User,
        anonymous: true,
        expiry: 24 * HOUR,
        parts: &[always("widget:1,view:*")],
        fields: &[],
        note: "The server never counts the calls of a widget session and never revokes it.",
        source: "Kaltura command-line tools (genks --widget), and session.startWidgetSession",
    },
    Recipe {
        name: "asset-ticket",
        purpose: "load one file of one entry, such as a caption or a thumbnail",
        session_type: SessionType::User,
        anonymous: false,
        expiry: HOUR / 4,
        parts: &[always("disableentitlementforentry:{entry},sview:{entry},urirestrict:{path}*")],
        fields: &[
            ENTRY,
            field(
                "path",
                "the path of the file, without its parameters",
                "/api_v3/service/caption_captionasset/action/serve/",
            ),
        ],
        note: "Keep the lifetime to minutes: anyone who has the URL can load the file.",
        source: "Kaltura developer guide: secure access to assets",
    },
    Recipe {
        name: "complete-listings",
        purpose: "list all entries and categories, also those that entitlement hides",
        session_type: SessionType::Admin,
        anonymous: false,
        expiry: HOUR / 4,
        parts: &[always("disableentitlement")],
        fields: &[],
        note: "For your own servers only. Kaltura's article recommends all:*,disableentitlement, which works too: all:* has no effect in an ADMIN session.",
        source: "Kaltura knowledge base: How to create a Kaltura Session key",
    },
];

/// Returns the recipe with this name.
///
/// # Errors
///
/// [`Error::InvalidOption`] for an unknown name. The error lists the names.
pub fn recipe(name: &str) -> Result<&'static Recipe> {
    RECIPES.iter().find(|recipe| recipe.name == name).ok_or_else(|| {
        let names: Vec<_> = RECIPES.iter().map(|recipe| recipe.name).collect();
        Error::InvalidOption(format!(
            "recipe: unknown recipe {}; the recipes are {}",
            quote(name),
            names.join(", ")
        ))
    })
}
