// The privilege table and the recipes, until the package kaltura-ks exports them.

export interface PrivilegeInfo {
  name: string;
  kind: string;
  separator: string | null;
  value: string;
  meaning: string;
  reserved: boolean;
  readByServer: boolean;
}

export interface Recipe {
  name: string;
  title: string;
  meaning: string;
  type: 0 | 2;
  expiry: number;
  anonymous: boolean;
  privileges: string;
  optional: string;
}

export const RECIPES: readonly Recipe[] = [
  { name: 'complete-listings', title: 'I can’t see all entries or categories', meaning: 'Lists everything, also what an account that enforces entitlement hides. `all:*` grants nothing beside another privilege, and an ADMIN session needs no wildcard; `disableentitlement` is the half that makes the listings complete.', type: 2, expiry: 3600, anonymous: false, privileges: 'all:*,disableentitlement', optional: '' },
  { name: 'playback', title: 'Play one entry', meaning: 'For a player: plays one entry, with the role that only plays.', type: 0, expiry: 14400, anonymous: false, privileges: 'setrole:PLAYBACK_BASE_ROLE,sview:{entry}', optional: 'enableentitlement,privacycontext:{context}' },
  { name: 'widget', title: 'Public widget', meaning: 'What the server gives to anyone without a secret.', type: 0, expiry: 86400, anonymous: true, privileges: 'widget:1,view:*', optional: '' },
];

export const TABLE: readonly PrivilegeInfo[] = [
  {"name": "*", "kind": "flag", "separator": null, "value": "", "meaning": "grants every privilege that is asked for with a value, but only when it stands alone", "reserved": false, "readByServer": true},
  {"name": "all", "kind": "one", "separator": null, "value": "`*`", "meaning": "`all:*` is how a v2 KS spells `*`; the same holds", "reserved": false, "readByServer": true},
  {"name": "sview", "kind": "list", "separator": "/", "value": "entry id, `/` list, or `*`", "meaning": "play these entries though they are protected, unapproved or not yet scheduled; for a child entry give the parent's id", "reserved": true, "readByServer": true},
  {"name": "edit", "kind": "list", "separator": "/", "value": "entry id, `/` list, or `*`", "meaning": "change these objects of other owners; admin sessions need it not", "reserved": true, "readByServer": true},
  {"name": "list", "kind": "list", "separator": "/", "value": "`*`, or an entry id for its cue points", "meaning": "list content of other owners; an entry id opens the cue points of that entry", "reserved": true, "readByServer": true},
  {"name": "download", "kind": "list", "separator": "/", "value": "entry id, file name, job id, `/` list, or `*`", "meaning": "download these; the CSV export asks for it even of admins", "reserved": true, "readByServer": true},
  {"name": "downloadasset", "kind": "list", "separator": "/", "value": "asset id, `/` list, or `*`", "meaning": "download these assets past flavor limits", "reserved": true, "readByServer": true},
  {"name": "setrole", "kind": "one", "separator": null, "value": "role id or system name", "meaning": "replaces the user's roles with this one", "reserved": true, "readByServer": true},
  {"name": "restrictingrole", "kind": "one", "separator": null, "value": "role id or global system name", "meaning": "takes the permissions of this role away; an unknown role is silently ignored", "reserved": true, "readByServer": true},
  {"name": "privacycontext", "kind": "text", "separator": null, "value": "one privacy context", "meaning": "sets the privacy context of the session; one only", "reserved": true, "readByServer": true},
  {"name": "enableentitlement", "kind": "flag", "separator": null, "value": "", "meaning": "checks entitlement, whatever the account's default; wins over disableentitlement", "reserved": true, "readByServer": true},
  {"name": "disableentitlement", "kind": "flag", "separator": null, "value": "", "meaning": "sees content without entitlement checks, whatever the account's default", "reserved": true, "readByServer": true},
  {"name": "disableentitlementforentry", "kind": "list", "separator": "/", "value": "entry id or `/` list", "meaning": "no entitlement checks for these entries", "reserved": true, "readByServer": true},
  {"name": "disableentitlementforplaylist", "kind": "one", "separator": null, "value": "playlist id", "meaning": "no entitlement checks for this static or path playlist and its entries", "reserved": true, "readByServer": true},
  {"name": "actionslimit", "kind": "number", "separator": null, "value": "whole number above 0", "meaning": "allows so many API calls; playback pages do not count, and 0 is an error, not `unlimited`", "reserved": true, "readByServer": true},
  {"name": "iprestrict", "kind": "list", "separator": "/", "value": "IP address or `/` list", "meaning": "only from these client addresses; no ranges, no wildcards; holds for admins too", "reserved": true, "readByServer": true},
  {"name": "urirestrict", "kind": "uri_list", "separator": "|", "value": "request URI, `|` list; `*` at the end matches any rest", "meaning": "only for these request URIs (path and query); holds for admins too", "reserved": true, "readByServer": true},
  {"name": "sessionid", "kind": "one", "separator": null, "value": "any id", "meaning": "groups sessions, so that ending one logs out all with this id", "reserved": true, "readByServer": true},
  {"name": "limitentry", "kind": "one", "separator": null, "value": "entry id", "meaning": "writes cue points and metadata of this entry only", "reserved": true, "readByServer": true},
  {"name": "editplaylist", "kind": "one", "separator": null, "value": "playlist id", "meaning": "change the entries of this playlist", "reserved": true, "readByServer": true},
  {"name": "sviewplaylist", "kind": "one", "separator": null, "value": "playlist id", "meaning": "play the entries of this playlist though they are protected", "reserved": true, "readByServer": true},
  {"name": "enablecategorymoderation", "kind": "flag", "separator": null, "value": "", "meaning": "new category entries wait for approval", "reserved": true, "readByServer": true},
  {"name": "enablecaptionmoderation", "kind": "flag", "separator": null, "value": "", "meaning": "new captions stay hidden until they are approved", "reserved": true, "readByServer": true},
  {"name": "reftime", "kind": "number", "separator": null, "value": "Unix seconds", "meaning": "what counts as now for relative times", "reserved": true, "readByServer": true},
  {"name": "sessionkey", "kind": "one", "separator": null, "value": "any text", "meaning": "keeps queries on the same search back end", "reserved": true, "readByServer": true},
  {"name": "preview", "kind": "number", "separator": null, "value": "bytes", "meaning": "cuts a download to so many bytes, unless access control sets a preview", "reserved": true, "readByServer": true},
  {"name": "jobtype", "kind": "number", "separator": null, "value": "job type", "meaning": "for Kaltura's batch workers (partner -1)", "reserved": true, "readByServer": true},
  {"name": "apptoken", "kind": "one", "separator": null, "value": "app token id", "meaning": "a trace of the app token that started the session", "reserved": true, "readByServer": true},
  {"name": "enablechangeaccount", "kind": "list", "separator": "/", "value": "partner id, `/` list, or `*`", "meaning": "log in to these accounts with this KS; when present, to no others", "reserved": true, "readByServer": true},
  {"name": "edituser", "kind": "list", "separator": "/", "value": "user id, `/` list, or `*`", "meaning": "a non-admin may give entries to these users", "reserved": true, "readByServer": true},
  {"name": "editadmintags", "kind": "one", "separator": null, "value": "`*`", "meaning": "a non-admin may set admin tags", "reserved": true, "readByServer": true},
  {"name": "restrictexplicitliveview", "kind": "one", "separator": null, "value": "`*`", "meaning": "takes away the preview of explicit-live streams; guides say the opposite", "reserved": true, "readByServer": true},
  {"name": "virtualeventid", "kind": "one", "separator": null, "value": "virtual event id", "meaning": "the virtual event of the request", "reserved": true, "readByServer": true},
  {"name": "searchcontext", "kind": "text", "separator": null, "value": "any text", "meaning": "keeps the search history apart", "reserved": true, "readByServer": true},
  {"name": "disablesessiontypecheck", "kind": "flag", "separator": null, "value": "", "meaning": "passes the session-type condition of access control", "reserved": true, "readByServer": true},
  {"name": "widget", "kind": "one", "separator": null, "value": "`1`", "meaning": "marks a widget session: not counted, never revoked", "reserved": false, "readByServer": true},
  {"name": "view", "kind": "list", "separator": "/", "value": "`*`", "meaning": "an old mark in widget sessions; nothing asks for it", "reserved": false, "readByServer": true},
  {"name": "caption", "kind": "one", "separator": null, "value": "entry id", "meaning": "serves captions; made by the server itself", "reserved": false, "readByServer": true},
  {"name": "editcuepoint", "kind": "list", "separator": "/", "value": "cue point id, `/` list, or `*`", "meaning": "change these cue points", "reserved": false, "readByServer": true},
  {"name": "playReadyBeginDate", "kind": "number", "separator": null, "value": "Unix seconds", "meaning": "begin of a PlayReady licence", "reserved": false, "readByServer": true},
  {"name": "playReadyExpirationDate", "kind": "number", "separator": null, "value": "Unix seconds", "meaning": "end of a PlayReady licence", "reserved": false, "readByServer": true},
  {"name": "appid", "kind": "one", "separator": null, "value": "any text", "meaning": "names the application, for analytics", "reserved": false, "readByServer": false},
  {"name": "appdomain", "kind": "one", "separator": null, "value": "domain", "meaning": "names the application's domain, for analytics", "reserved": false, "readByServer": false},
  {"name": "genieid", "kind": "one", "separator": null, "value": "genie id", "meaning": "for Kaltura's Genie service", "reserved": false, "readByServer": false},
  {"name": "eventsessioncontextid", "kind": "one", "separator": null, "value": "session id", "meaning": "for Kaltura's virtual events", "reserved": false, "readByServer": false},
  {"name": "userId", "kind": "one", "separator": null, "value": "user id", "meaning": "for applications; the server takes the user from the KS itself", "reserved": false, "readByServer": false},
  {"name": "disablechangeaccount", "kind": "flag", "separator": null, "value": "", "meaning": "in old guides only", "reserved": false, "readByServer": false},
];
