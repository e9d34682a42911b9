// Printed by `snug schema ts` from the command tables; a test compares. Do not edit.

/** What MessagePack and JSON have in common here. */
export type Value = null | boolean | number | string | Uint8Array | Value[] | { [key: string]: Value };

export type ErrorCode =
  | "bad_request"
  | "unknown_command"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_large"
  | "rate_limited"
  | "room_full"
  | "gone"
  | "storage_full"
  | "unavailable"
  | "internal";

/** Commands by name: what is sent with them and what comes back. */
export interface Commands {
  /** Comes first: says who the client is and which session it goes on with. */
  "hello": {
    data: {
      /** a JWT, unless the handshake carried it */
      token?: string;
      /** the resume token of the session to go on with */
      resume?: string;
      /** what a guest wants to be called */
      name?: string;
      /** {name, version} of the client */
      client?: { [key: string]: Value };
      /** event: heartbeats as events, for code that can't see pings */
      heartbeat?: "ping" | "event";
      /** mine: comes into the rooms one is a member of whose kind says so, and into one's inbox */
      rooms?: "mine";
    };
    reply: {
      /** the session's id */
      session: number;
      /** the token to come back with */
      resume: string;
      /** the session is one it had before */
      resumed: boolean;
      /** who the server takes the client for */
      user: string;
      /** ms between the server's pings */
      heartbeat: number;
      /** {message_bytes, commands, rooms}: what a client must keep to */
      limits: { [key: string]: Value };
      /** the node that answers */
      node: string;
      /** addresses to come back to */
      nodes: Value[];
      /** the server's clock, ms since 1970 */
      now: number;
      /** when the token ends, ms since 1970; not there where it doesn't */
      expires?: number;
    };
  };
  /** Goes on with another token: its end, admin and room grants count from now on. */
  "session.renew": {
    data: {
      /** a new JWT of the same user */
      token: string;
    };
    reply: {
      /** when it ends, ms since 1970; 0: never */
      expires: number;
      /** the server's clock, ms since 1970 */
      now: number;
    };
  };
  /** Comes into a room and receives its events, those since a position first. */
  "room.join": {
    data: {
      /** {epoch, offset}: what the client has; events after it follow */
      since?: { [key: string]: Value };
      /** an access code */
      code?: string;
    };
    reply: {
      /** its name */
      room: string;
      /** what the user is here */
      role: string;
      /** users in the room */
      online: number;
      /** {user, name?, color, status, …} of each, where there are few */
      present?: Value[];
      /** {user, session, cursor?, selection?, looking_at?, fields?} of sessions that show something */
      showing?: Value[];
      /** {user, name?, where?} of those who type just now */
      typing?: Value[];
      /** with offset: where this client stands; events follow from there */
      epoch: number;
      /** see epoch */
      offset: number;
      /** where the log ends */
      head: number;
      /** {from, to}: offsets that are gone */
      gap?: { [key: string]: Value };
    };
  };
  /** Goes out of a room; no more of its events come. */
  "room.leave": {
    data: { [key: string]: never };
    reply: { [key: string]: never };
  };
  /** Tokens for an account of this server. Needs no hello. */
  "auth.login": {
    data: {
      /** the account's name, without `local:` */
      user: string;
      /** its password */
      password: string;
      /** what the device is called */
      client?: string;
    };
    reply: {
      /** `local:<name>` */
      user: string;
      /** for hello and for `Authorization: Bearer` */
      token: string;
      /** when it ends, ms since 1970 */
      expires: number;
      /** for `auth.refresh`, once */
      refresh: string;
      /** when that ends, ms since 1970 */
      refresh_expires: number;
    };
  };
  /** New tokens for a login; the refresh token given is used up. Needs no hello. */
  "auth.refresh": {
    data: {
      /** the newest refresh token of a login */
      refresh: string;
    };
    reply: {
      /** `local:<name>` */
      user: string;
      /** for hello and for `Authorization: Bearer` */
      token: string;
      /** when it ends, ms since 1970 */
      expires: number;
      /** for `auth.refresh`, once */
      refresh: string;
      /** when that ends, ms since 1970 */
      refresh_expires: number;
    };
  };
  /** Gives the token back that this connection came with, and the login behind it; every connection that came with it is closed (4101). */
  "auth.logout": {
    data: { [key: string]: never };
    reply: { [key: string]: never };
  };
  /** Changes one's own password; other sessions go on (session.end ends them). */
  "auth.password": {
    data: {
      /** the password as it is */
      old: string;
      /** the password to be */
      new: string;
    };
    reply: { [key: string]: never };
  };
  /** Makes an account of this server. Scope users. */
  "user.add": {
    data: {
      /** letters, digits, `-`, `_`, `.`; known as `local:<user>` */
      user: string;
      /** nobody can log in without one */
      password?: string;
      /** as shown to others */
      name?: string;
      /** address of a picture */
      avatar?: string;
      /** what others are told of them */
      attributes?: { [key: string]: Value };
      /** may do everything; only an administrator may say so */
      admin?: boolean;
    };
    reply: {
      /** `local:<user>` */
      user: string;
    };
  };
  /** A page of the accounts. Scope users. */
  "user.list": {
    data: {
      /** the page's last user: what follows */
      after?: string;
      /** accounts at most; 100 where not given */
      limit?: number;
    };
    reply: {
      /** {user, name, admin, disabled, made}, in no order that matters */
      users: Value[];
      /** there are more behind the last */
      more: boolean;
    };
  };
  /** Sets an account's password; what it was given before is worth nothing any more. Scope users. */
  "user.passwd": {
    data: {
      /** the account's name */
      user: string;
      /** the password to be */
      password: string;
    };
    reply: { [key: string]: never };
  };
  /** Keeps an account out, its open connections included (4101), or lets it in again. Scope users. */
  "user.disable": {
    data: {
      /** the account's name */
      user: string;
      /** false: lets it in again; true where not given */
      disabled?: boolean;
    };
    reply: { [key: string]: never };
  };
  /** The sessions of a user: where they came in, and when last. */
  "session.list": {
    data: {
      /** whose; one's own where not given. Others': scope users */
      user?: string;
    };
    reply: {
      /** {session, client, seen, expires, online, current}: at most 200, the newest first; a login over HTTP without a connection is one */
      sessions: Value[];
    };
  };
  /** Ends sessions: their connections are closed (4101), their resume tokens and the tokens they came with are worth nothing any more. */
  "session.end": {
    data: {
      /** the one to end */
      session?: number;
      /** all: every session and every token made before now; others: all but this one */
      which?: "all" | "others";
      /** whose; one's own where not given. Others': scope users */
      user?: string;
    };
    reply: {
      /** how many; with all: not counted, 0 */
      ended: number;
    };
  };
  /** Takes tokens back, by user or one by its id. Scope users. */
  "auth.revoke": {
    data: {
      /** every token of this user that was made before now */
      user?: string;
      /** one token, by its jti */
      token?: string;
      /** when the token ends by itself, ms since 1970; auth.revocation_ms from now where not given */
      expires?: number;
      /** for the operator */
      reason?: string;
    };
    reply: { [key: string]: never };
  };
  /** A ticket for one more connection of the same user, for places that can't set headers. */
  "auth.ticket": {
    data: { [key: string]: never };
    reply: {
      /** for `?ticket=` of one connection */
      ticket: string;
      /** ms since 1970 */
      expires: number;
    };
  };
  /** Makes an API key for a back end. Scope admin. */
  "key.add": {
    data: {
      /** letters, digits, `-`, `_`, `.`: the key speaks as `service:<name>` */
      name: string;
      /** publish, rooms, users, admin; with commas between */
      scopes: string;
      /** ms since 1970; never where not given */
      expires?: number;
    };
    reply: {
      /** names the key */
      id: string;
      /** whom its events are from */
      user: string;
      /** the key itself: shown this once, kept as a hash only */
      secret: string;
    };
  };
  /** The API keys there are. Scope admin. */
  "key.list": {
    data: { [key: string]: never };
    reply: {
      /** {id, user, name, scopes, made, expires?} */
      keys: Value[];
    };
  };
  /** Takes an API key back; its connections are closed (4101). Scope admin. */
  "key.revoke": {
    data: {
      /** of the key */
      id: string;
    };
    reply: { [key: string]: never };
  };
  /** Tells rooms, users or everybody the same event of the app's own. Each is judged by itself. */
  "publish.many": {
    data: {
      /** names of rooms */
      rooms?: Value[];
      /** ids of users; with rooms 100 at most. Scope publish */
      users?: Value[];
      /** true: as announcement.send. Scope publish */
      everybody?: boolean;
      /** its name; not one of the server's own */
      event: string;
      /** whatever it says; nil where not given */
      data?: Value;
      /** true: logged in each room, with an offset; what users and everybody are told always is */
      durable?: boolean;
      /** in rooms, as for publish */
      key?: string;
      /** in rooms, as for publish */
      retain?: boolean;
      /** later: when, ms since 1970, at most a year ahead; durable, told by the server */
      deliver_at?: number;
    };
    reply: {
      /** {room | user | everybody, ok | error} of each, rooms first, in the order asked; ok is what publish, inbox.deliver or announcement.send answers */
      results: Value[];
    };
  };
  /** Tries dead events anew, under their old numbers. Scope admin. */
  "hook.replay": {
    data: {
      /** of events that hook.list shows as dead, at most 32 */
      numbers: Value[];
    };
    reply: { [key: string]: never };
  };
  /** Forgets dead events. Scope admin. */
  "hook.drop": {
    data: {
      /** of events that hook.list shows as dead, at most 32 */
      numbers: Value[];
    };
    reply: { [key: string]: never };
  };
  /** Says something in a room, to be kept. */
  "message.send": {
    data: {
      /** what the text is or describes; text where not given */
      type?: "text" | "image" | "file" | "code" | "audio" | "video" | "location" | "system";
      /** the message; the room's kind may allow less */
      text: string;
      /** of the text or the code */
      language?: string;
      /** whatever belongs to it */
      metadata?: { [key: string]: Value };
      /** record id of the message it answers: <epoch>.<offset> */
      reply_to?: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** A page of the durable events of a room. */
  "message.history": {
    data: {
      /** only offsets below; the newest ones come */
      before?: number;
      /** only offsets above; the oldest ones come */
      after?: number;
      /** events at most; 50 where not given */
      limit?: number;
    };
    reply: {
      /** {offset, event, data, from, at, id?}, by offset */
      messages: Value[];
      /** there is more in the direction asked for */
      more: boolean;
      /** the life of the log */
      epoch: number;
      /** the first offset still kept */
      first: number;
      /** the last offset given */
      head: number;
    };
  };
  /** The durable events of a room since a position, for whoever catches up without a connection: as exact as coming back to a room. */
  "event.list": {
    data: {
      /** <epoch>.<offset>: what the caller has; from the oldest event kept where not given */
      since?: string;
      /** events at most; 50 where not given */
      limit?: number;
    };
    reply: {
      /** {offset, event, data, from, at, id?}, by offset */
      events: Value[];
      /** what to ask with next: <epoch>.<offset> */
      next: string;
      /** there are more already */
      more: boolean;
      /** the last offset given */
      head: number;
      /** {from, to}: offsets that are gone */
      gap?: { [key: string]: Value };
    };
  };
  /** Makes a user a member; also lets a banned one in again. */
  "member.add": {
    data: {
      /** whom it is about */
      user: string;
      /** editor where not given */
      role?: "viewer" | "editor" | "host" | "owner";
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Puts a user out of the room and ends what they were there, a mute too; they may come back where anybody may. */
  "member.kick": {
    data: {
      /** whom it is about */
      user: string;
      /** told to everybody */
      reason?: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Puts a user out of the room and keeps them out. */
  "member.ban": {
    data: {
      /** whom it is about */
      user: string;
      /** told to everybody */
      reason?: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Changes a member's role. */
  "member.set_role": {
    data: {
      /** whom it is about */
      user: string;
      /** the new role */
      role: "viewer" | "editor" | "host" | "owner";
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Takes a user's voice, or gives it back. */
  "member.mute": {
    data: {
      /** whom it is about */
      user: string;
      /** true: may not speak or publish */
      muted: boolean;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Ends a membership without holding anything against the member. */
  "member.remove": {
    data: {
      /** whom it is about */
      user: string;
      /** told to everybody */
      reason?: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Ends a ban; the user isn't a member by it. */
  "member.unban": {
    data: {
      /** whom it is about */
      user: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Makes another member an owner, and the owner who says it a host. */
  "room.transfer": {
    data: {
      /** whom it is about */
      user: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Takes a member's seat where anybody may, or with the room's code; room.join does so by itself in open rooms and with a code. */
  "member.join": {
    data: {
      /** the access code, where the room has one */
      code?: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Leaves a room for good. An owner transfers it first. */
  "member.leave": {
    data: { [key: string]: never };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** A page of the members; banned ones only for those who manage members. */
  "member.list": {
    data: {
      /** only users behind this one */
      after?: string;
      /** members at most; 100 where not given */
      limit?: number;
    };
    reply: {
      /** {user, role, muted}, by user */
      members: Value[];
      /** there are more behind the last */
      more: boolean;
    };
  };
  /** A page of the users in a room. */
  "presence.list": {
    data: {
      /** only users behind this one */
      after?: string;
      /** users at most; 100 where not given */
      limit?: number;
    };
    reply: {
      /** users in the room */
      online: number;
      /** there are more behind the last */
      more: boolean;
      /** {user, name?, devices, color, status, …}, by user, with what the kind shows */
      users: Value[];
      /** {user, session, cursor?, selection?, looking_at?, fields?} of sessions of these users */
      showing: Value[];
    };
  };
  /** The user types; again every few seconds while it goes on. */
  "typing.start": {
    data: {
      /** in what: a card, a field, a document */
      where?: string;
    };
    reply: { [key: string]: never };
  };
  /** The user stopped typing; sending a message says so too. */
  "typing.stop": {
    data: { [key: string]: never };
    reply: { [key: string]: never };
  };
  /** What this session shows others: what isn't given stays, nil takes away. */
  "presence.update": {
    data: {
      /** away: nobody is at it, until it does something; online: somebody is */
      status?: "online" | "away";
      /** where it points; nil takes it away */
      cursor?: Value;
      /** what it has selected; nil takes it away */
      selection?: Value;
      /** what it looks at; nil takes it away */
      looking_at?: Value;
      /** whatever else the app shows; nil takes it away */
      fields?: Value;
    };
    reply: { [key: string]: never };
  };
  /** How many are in a room, and what they do. */
  "presence.stats": {
    data: { [key: string]: never };
    reply: {
      /** in the room */
      users: number;
      /** they are here with */
      sessions: number;
      /** of the users: did something lately */
      online: number;
      /** of the users: did nothing for a while */
      idle: number;
      /** of the users: for longer, or said so */
      away: number;
      /** of the users: type just now */
      typing: number;
      /** of the sessions: show a cursor or something else */
      showing: number;
      /** most users at once since the room woke */
      peak: number;
      /** times somebody came since the room woke */
      joins: number;
      /** how long ago that was */
      awake_ms: number;
    };
  };
  /** When members were last in a room, as far as it is written. */
  "presence.last_seen": {
    data: {
      /** only users behind this one */
      after?: string;
      /** users at most; 100 where not given */
      limit?: number;
      /** only these, at most 64 */
      users?: Value[];
    };
    reply: {
      /** {user, at, color}, by user; members who were ever seen */
      users: Value[];
      /** there are more behind the last */
      more: boolean;
    };
  };
  /** Writes when members were last seen; for the server itself. */
  "presence.keep": {
    data: {
      /** {user, ago, color} */
      users: Value[];
    };
    reply: { [key: string]: never };
  };
  /** Tells the room an event of the app's own, now or later. */
  "publish": {
    data: {
      /** its name; not one of the server's own */
      event: string;
      /** whatever it says; nil where not given */
      data?: Value;
      /** true: logged, with an offset */
      durable?: boolean;
      /** a newer event of the same name, key and user replaces one that still waits for a slow receiver; with retain, what it is kept under */
      key?: string;
      /** true: also to the connection it came from (durable events always are) */
      echo?: boolean;
      /** true: the last one per name and key is sent to late comers; nil data ends it */
      retain?: boolean;
      /** later: when, ms since 1970, at most a year ahead; durable, told by the server */
      deliver_at?: number;
    };
    reply: {
      /** durable: the event's number in the room */
      offset?: number;
      /** durable: the life of the log that the number belongs to */
      epoch?: number;
      /** durable: ms since 1970 */
      at?: number;
      /** with deliver_at: what schedule.cancel takes */
      id?: string;
      /** with deliver_at: when it is told, ms since 1970 */
      deliver_at?: number;
    };
  };
  /** Keeps a session so that it can be resumed; for the server itself. */
  "session.open": {
    data: {
      /** its id */
      session: number;
      /** whose it is */
      user: string;
      /** the user's name as shown to others */
      name?: string;
      /** what the client calls itself */
      client?: string;
      /** when its resume token ends, ms since 1970 */
      expires: number;
      /** when it came in or went, ms since 1970 */
      seen?: number;
      /** names the token it came with */
      token?: string;
      /** when that ends, ms since 1970 */
      token_ends?: number;
      /** of an own account */
      login?: number;
      /** the rooms it comes back to, as stored */
      rooms?: Uint8Array;
    };
    reply: { [key: string]: never };
  };
  /** Brings what is kept of a session up to date, if it is still kept; for the server itself. */
  "session.seen": {
    data: {
      /** its id */
      session: number;
      /** whose it is */
      user: string;
      /** when it came in or went, ms since 1970 */
      seen?: number;
      /** names the token it came with */
      token?: string;
      /** when that ends, ms since 1970 */
      token_ends?: number;
      /** of an own account */
      login?: number;
    };
    reply: { [key: string]: never };
  };
  /** Says which rooms a session comes back to, if it is still kept; for the server itself. */
  "session.rooms": {
    data: {
      /** its id */
      session: number;
      /** whose it is */
      user: string;
      /** the rooms it comes back to, as stored */
      rooms?: Uint8Array;
    };
    reply: { [key: string]: never };
  };
  /** Makes a room; whoever makes it owns it. */
  "room.create": {
    data: {
      /** what people call it */
      title?: string;
      /** who may come in; the kind's where not given */
      access?: "private" | "public" | "code" | "open";
      /** the access code; needed with access code */
      code?: string;
      /** whatever belongs to it; comes back as it is */
      metadata?: { [key: string]: Value };
      /** members at most; the kind may allow less */
      max_members?: number;
      /** its kind */
      kind: string;
      /** its name, for admins; others get one that can't be guessed */
      name?: string;
      /** user ids, or {user, role?}, at most 32; editors where not said */
      members?: Value[];
    };
    reply: {
      /** its name */
      room: string;
      /** it wasn't there before */
      created: boolean;
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** The one room of this ref or name, made as said where it isn't there yet. */
  "room.ensure": {
    data: {
      /** what people call it */
      title?: string;
      /** who may come in; the kind's where not given */
      access?: "private" | "public" | "code" | "open";
      /** the access code; needed with access code */
      code?: string;
      /** whatever belongs to it; comes back as it is */
      metadata?: { [key: string]: Value };
      /** members at most; the kind may allow less */
      max_members?: number;
      /** its kind; needed with ref */
      kind?: string;
      /** a name of which the configuration knows the kind */
      name?: string;
      /** user ids, or {user, role?}, at most 32; editors where not said */
      members?: Value[];
      /** the app's own key; a user's refs are that user's alone */
      ref?: string;
    };
    reply: {
      /** its name */
      room: string;
      /** it wasn't there before */
      created: boolean;
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** The one direct room with another user. */
  "room.direct": {
    data: {
      /** the other one */
      user: string;
    };
    reply: {
      /** its name */
      room: string;
      /** it wasn't there before */
      created: boolean;
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** One's own inbox: a room in which the server says what concerns oneself alone. */
  "room.inbox": {
    data: { [key: string]: never };
    reply: {
      /** its name */
      room: string;
      /** it wasn't there before */
      created: boolean;
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Tells a user, on all devices: an event in their inbox, now or later. Scope publish. */
  "inbox.deliver": {
    data: {
      /** whose inbox */
      user: string;
      /** what is told */
      event: string;
      /** its data */
      data?: Value;
      /** later: when, ms since 1970, at most a year ahead; durable, told by the server */
      deliver_at?: number;
    };
    reply: {
      /** its name */
      room: string;
      /** it wasn't there before */
      created: boolean;
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
      /** with deliver_at: what schedule.cancel takes */
      id?: string;
      /** with deliver_at: when it is told, ms since 1970 */
      deliver_at?: number;
    };
  };
  /** Tells everybody, now or later: an event in the room everyone. Scope publish. */
  "announcement.send": {
    data: {
      /** what is told */
      event: string;
      /** its data */
      data?: Value;
      /** later: when, ms since 1970, at most a year ahead; durable, told by the server */
      deliver_at?: number;
    };
    reply: {
      /** its name */
      room: string;
      /** it wasn't there before */
      created: boolean;
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
      /** with deliver_at: what schedule.cancel takes */
      id?: string;
      /** with deliver_at: when it is told, ms since 1970 */
      deliver_at?: number;
    };
  };
  /** Changes what is given. Visitors whom a new access doesn't allow are put out. */
  "room.change": {
    data: {
      /** what people call it */
      title?: string;
      /** who may come in; the kind's where not given */
      access?: "private" | "public" | "code" | "open";
      /** the access code; needed with access code */
      code?: string;
      /** whatever belongs to it; comes back as it is */
      metadata?: { [key: string]: Value };
      /** members at most; the kind may allow less */
      max_members?: number;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Ends all activity in a room; it can still be read. */
  "room.archive": {
    data: { [key: string]: never };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Lets activity in a room go on. */
  "room.unarchive": {
    data: { [key: string]: never };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Takes a room away with its log and members, for good. */
  "room.delete": {
    data: { [key: string]: never };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** What a room is, and what one is in it. */
  "room.get": {
    data: { [key: string]: never };
    reply: {
      /** its name */
      room: string;
      /** its kind */
      kind: string;
      /** what people call it; may be empty */
      title: string;
      /** who may come in */
      access: "private" | "public" | "code" | "open";
      /** true: it can only be read */
      archived: boolean;
      /** ms since 1970 */
      created_at: number;
      /** how many */
      members: number;
      /** how many there may be */
      max_members: number;
      /** what one is there; none: a stranger to it */
      role: string;
      /** the life of its log */
      epoch: number;
      /** where its log ends */
      head: number;
      /** when something was last told in it, ms since 1970 */
      at: number;
      /** whatever belongs to it */
      metadata?: { [key: string]: Value };
      /** its access code, for those who manage the room */
      code?: string;
      /** a member: up to where one has read */
      mark?: number;
      /** a member: how much has been told since */
      unread?: number;
    };
  };
  /** A page of the rooms one is a member of. */
  "room.list": {
    data: {
      /** only rooms of this kind */
      kind?: string;
      /** where the page before ended: its next */
      after?: string;
      /** rooms at most; 50 where not given */
      limit?: number;
    };
    reply: {
      /** {room, kind, title, access, archived, role, head, at, mark, unread}, those with the latest events first */
      rooms: Value[];
      /** for the next page; not there on the last */
      next?: string;
    };
  };
  /** A page of the public rooms that match. */
  "room.search": {
    data: {
      /** somewhere in name or title; small and large letters are the same */
      text?: string;
      /** only rooms of this kind */
      kind?: string;
      /** where the page before ended: its next */
      after?: string;
      /** rooms at most; 50 where not given */
      limit?: number;
    };
    reply: {
      /** {room, kind, title, members}, in no order that means anything */
      rooms: Value[];
      /** for the next page, which may be empty; not there on the last */
      next?: string;
    };
  };
  /** Keeps at a user what the user is in a room; for the server itself. */
  "membership.keep": {
    data: {
      /** whom it is about */
      user: string;
      /** the room's key */
      room: number;
      /** what the user is there; none: not a member */
      role: "none" | "banned" | "viewer" | "editor" | "host" | "owner";
      /** ms since 1970 */
      since: number;
    };
    reply: { [key: string]: never };
  };
  /** Hears nothing more from a user in direct rooms. */
  "user.block": {
    data: {
      /** whom it is about */
      user: string;
    };
    reply: { [key: string]: never };
  };
  /** Hears from a user again. */
  "user.unblock": {
    data: {
      /** whom it is about */
      user: string;
    };
    reply: { [key: string]: never };
  };
  /** A page of the users one has blocked. */
  "user.blocked": {
    data: {
      /** only users behind this one */
      after?: string;
      /** users at most; 100 where not given */
      limit?: number;
    };
    reply: {
      /** {user, since}, by user */
      users: Value[];
      /** there are more behind the last */
      more: boolean;
    };
  };
  /** Mutes whom the other one blocked in their direct room; for the server itself. */
  "direct.silence": {
    data: {
      /** whom it is about */
      user: string;
      /** who is muted */
      other: string;
      /** false: not any more */
      muted: boolean;
    };
    reply: { [key: string]: never };
  };
  /** Says up to where one has read; a member's mark goes forward only. */
  "mark.set": {
    data: {
      /** the last event read; one beyond the log's end is its end */
      offset: number;
    };
    reply: {
      /** where the mark is now */
      offset: number;
    };
  };
  /** Invites users; each finds it in the inbox. */
  "invitation.send": {
    data: {
      /** what they become; editor where not given */
      role?: "viewer" | "editor" | "host" | "owner";
      /** seconds; it doesn't end where not given */
      expires_in?: number;
      /** user ids, at most 32 */
      users: Value[];
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Makes a token that lets in whoever has it. */
  "invitation.link": {
    data: {
      /** what they become; editor where not given */
      role?: "viewer" | "editor" | "host" | "owner";
      /** seconds; it doesn't end where not given */
      expires_in?: number;
      /** how many may come with it; any number where not given */
      uses?: number;
    };
    reply: {
      /** for invitation.accept; it is told this once */
      token: string;
      /** its name, for invitation.list and withdraw */
      link: string;
    };
  };
  /** Takes an invitation back. */
  "invitation.withdraw": {
    data: {
      /** who isn't invited any more */
      user?: string;
      /** or the link that doesn't hold any more */
      link?: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Becomes a member as one is invited. */
  "invitation.accept": {
    data: {
      /** a link's; not needed by whoever is invited as a user */
      token?: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Says no to an invitation. */
  "invitation.decline": {
    data: { [key: string]: never };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Keeps at a user where the user is invited; for the server itself. */
  "invitation.keep": {
    data: {
      /** who is invited */
      user: string;
      /** the room's key */
      room: number;
      /** what they become; none: not invited any more */
      role: "none" | "viewer" | "editor" | "host" | "owner";
      /** who invited */
      by?: string;
      /** ms since 1970 */
      at?: number;
      /** ms since 1970 */
      until?: number;
    };
    reply: { [key: string]: never };
  };
  /** A page of a room's pending invitations. */
  "invitation.list": {
    data: {
      /** where the page before ended: its next */
      after?: string;
      /** invitations at most; 100 where not given */
      limit?: number;
    };
    reply: {
      /** {user or link, role, by?, at, expires_at?, uses?} */
      invitations: Value[];
      /** for the next page; not there on the last */
      next?: string;
    };
  };
  /** Where one is invited, at most 200. */
  "invitation.mine": {
    data: { [key: string]: never };
    reply: {
      /** {room, kind, title, role, by?, at, expires_at?} */
      invitations: Value[];
    };
  };
  /** Writes a row of those who may come in; for the server itself. */
  "access.put": {
    data: {
      /** whose partition the row is in */
      user: string;
      /** see store/README.md */
      table: number;
      /** of its key */
      rest: Uint8Array;
      /** of the row; none for one that goes */
      value?: Uint8Array;
      /** what must be true of the row before */
      when?: "anything" | "absent" | "present" | "same";
      /** what it must be */
      before?: Uint8Array;
      /** the error where it isn't */
      code?: number;
      /** its message */
      message?: string;
      /** its field */
      field?: string;
      /** the answer where it is */
      reply?: Value;
    };
    reply: { [key: string]: never };
  };
  /** Takes a row of those who may come in away; for the server itself. */
  "access.erase": {
    data: {
      /** whose partition the row is in */
      user: string;
      /** see store/README.md */
      table: number;
      /** of its key */
      rest: Uint8Array;
      /** of the row; none for one that goes */
      value?: Uint8Array;
      /** what must be true of the row before */
      when?: "anything" | "absent" | "present" | "same";
      /** what it must be */
      before?: Uint8Array;
      /** the error where it isn't */
      code?: number;
      /** its message */
      message?: string;
      /** its field */
      field?: string;
      /** the answer where it is */
      reply?: Value;
    };
    reply: { [key: string]: never };
  };
  /** The room in numbers. */
  "room.stats": {
    data: {
      /** true: room.measured follows when they change, once a second at most, while one is in the room; false: no more */
      watch?: boolean;
    };
    reply: {
      /** users with a member's seat */
      members: number;
      /** users who are in the room now */
      online: number;
      /** durable events so far, those no longer kept included */
      messages: number;
      /** bytes of their data */
      bytes: number;
      /** when the last one was told, ms since 1970; 0: never */
      last_at: number;
    };
  };
  /** Has the room told a durable event of the app's own later, by the server. At most 64 a room. */
  "schedule.add": {
    data: {
      /** its name; not one of the server's own */
      event: string;
      /** whatever it says; nil where not given */
      data?: Value;
      /** when, ms since 1970, at most a year ahead; at once where that is over */
      deliver_at: number;
    };
    reply: {
      /** what schedule.add answered */
      id: string;
      /** when it is told, ms since 1970 */
      deliver_at: number;
    };
  };
  /** Takes back what one has scheduled; whoever manages the room may take back anybody's. */
  "schedule.cancel": {
    data: {
      /** what schedule.add answered */
      id: string;
    };
    reply: { [key: string]: never };
  };
  /** What is scheduled in a room. */
  "schedule.list": {
    data: { [key: string]: never };
    reply: {
      /** {id, event, data, deliver_at, user} */
      scheduled: Value[];
    };
  };
  /** Tells what is due; for the server itself. */
  "schedule.run": {
    data: {
      /** what schedule.add answered */
      id: string;
    };
    reply: { [key: string]: never };
  };
  /** Puts values into a room's shared state: the last writer wins, unless base_version says otherwise. */
  "state.set": {
    data: {
      /** UTF-8 without control characters; prefixes group keys, as in card.7.title */
      key?: string;
      /** anything but nil, nested at most 24 deep */
      value?: Value;
      /** instead of key and value: up to 32 keys with theirs, all or nothing; nil erases */
      values?: { [key: string]: Value };
      /** conflict, with the current value, where a key has changed after this version; 0: where it is there */
      base_version?: number;
      /** when an edit was made offline, by the server's clock (ms since 1970; hello's now tells the offset): a later edit wins */
      made_at?: number;
    };
    reply: {
      /** of the whole state, with this change */
      version: number;
      /** the event's number in the room; not there where nothing changed */
      offset?: number;
      /** the life of the log that the number belongs to */
      epoch?: number;
      /** ms since 1970 */
      at?: number;
      /** {key, value?, winner: {version, made_at, user, value?}}: edits made before what is there; they are in the history */
      lost?: Value[];
    };
  };
  /** Changes parts of values that are maps. */
  "state.merge": {
    data: {
      /** UTF-8 without control characters; prefixes group keys, as in card.7.title */
      key?: string;
      /** a map: its entries are put into what is there, in depth, nil ones go (RFC 7396) */
      value?: Value;
      /** instead of key and value: up to 32 keys with theirs, all or nothing; nil erases */
      values?: { [key: string]: Value };
      /** conflict, with the current value, where a key has changed after this version; 0: where it is there */
      base_version?: number;
      /** when an edit was made offline, by the server's clock (ms since 1970; hello's now tells the offset): a later edit wins */
      made_at?: number;
    };
    reply: {
      /** of the whole state, with this change */
      version: number;
      /** the event's number in the room; not there where nothing changed */
      offset?: number;
      /** the life of the log that the number belongs to */
      epoch?: number;
      /** ms since 1970 */
      at?: number;
      /** {key, value?, winner: {version, made_at, user, value?}}: edits made before what is there; they are in the history */
      lost?: Value[];
    };
  };
  /** Takes keys out of the shared state; those that aren't there change nothing. */
  "state.erase": {
    data: {
      /** UTF-8 without control characters; prefixes group keys, as in card.7.title */
      key?: string;
      /** instead of key: up to 32, all or nothing */
      keys?: Value[];
      /** conflict, with the current value, where a key has changed after this version; 0: where it is there */
      base_version?: number;
      /** when an edit was made offline, by the server's clock (ms since 1970; hello's now tells the offset): a later edit wins */
      made_at?: number;
    };
    reply: {
      /** of the whole state, with this change */
      version: number;
      /** the event's number in the room; not there where nothing changed */
      offset?: number;
      /** the life of the log that the number belongs to */
      epoch?: number;
      /** ms since 1970 */
      at?: number;
      /** {key, value?, winner: {version, made_at, user, value?}}: edits made before what is there; they are in the history */
      lost?: Value[];
    };
  };
  /** The shared state: all of it, some of it, or what changed since a version. */
  "state.get": {
    data: {
      /** only this one */
      key?: string;
      /** only keys that begin with it */
      prefix?: string;
      /** only what changed after this version, erased keys too */
      since?: number;
      /** as this snapshot has it, not as it is */
      snapshot?: string;
      /** only keys behind this one */
      after?: string;
      /** at most; 200 where not given, fewer where they are large */
      limit?: number;
    };
    reply: {
      /** what the page is of; of several pages, go on since the first one's */
      version: number;
      /** {key, value, version, at, user?, name?, made_at?}, by key; with since, erased ones without value; with snapshot, {key, value} */
      entries: Value[];
      /** there are more behind the last */
      more: boolean;
      /** with since: so much changed that this is all there is; drop whatever isn't in it */
      full?: boolean;
    };
  };
  /** Who changed what in the shared state, and what was there before. */
  "state.history": {
    data: {
      /** only of this one */
      key?: string;
      /** only versions below */
      before?: number;
      /** changes, or without key versions, at most; 50 where not given */
      limit?: number;
    };
    reply: {
      /** {version, what, at, made_at, user?, name?, key, value?, old?, lost?}, the newest first; no value: erased, or cut: ask for the key. Of a restore of more than 32 keys: how many, keys */
      changes: Value[];
      /** there are older ones */
      more: boolean;
      /** the first version that is kept */
      first: number;
      /** the last one given */
      version: number;
    };
  };
  /** Gives the shared state as it is a name; what it holds is kept as long as the name. */
  "state.snapshot": {
    data: {
      /** of the snapshot */
      name: string;
    };
    reply: {
      /** what the snapshot is of */
      version: number;
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** The named snapshots of the shared state. */
  "state.snapshots": {
    data: { [key: string]: never };
    reply: {
      /** {name, version, at, user?, keys, bytes}, by name */
      snapshots: Value[];
      /** the last one given */
      version: number;
    };
  };
  /** What is different between two snapshots or versions, or one and now. */
  "state.compare": {
    data: {
      /** name of a snapshot */
      from?: string;
      /** instead of from: a version that is kept */
      from_version?: number;
      /** name of a snapshot; how it is now where not given */
      to?: string;
      /** instead of to: a version that is kept */
      to_version?: number;
      /** only keys behind this one */
      after?: string;
      /** at most; 200 where not given, fewer where they are large */
      limit?: number;
    };
    reply: {
      /** version */
      from: number;
      /** version */
      to: number;
      /** {key, old?, value?}, by key: what one has and the other hasn't */
      changes: Value[];
      /** there are more behind the last */
      more: boolean;
    };
  };
  /** Makes the shared state what it was, as a new version: restoring the one before undoes it. */
  "state.restore": {
    data: {
      /** name of the snapshot to go back to */
      snapshot?: string;
      /** instead of snapshot: a version that is kept */
      version?: number;
    };
    reply: {
      /** of the whole state, with this change */
      version: number;
      /** keys that were different */
      changed: number;
      /** the event's number in the room; not there where nothing changed */
      offset?: number;
      /** the life of the log that the number belongs to */
      epoch?: number;
      /** ms since 1970 */
      at?: number;
    };
  };
  /** Takes a snapshot's name away; somebody else's only whoever manages the room. */
  "state.forget": {
    data: {
      /** of the snapshot */
      name: string;
    };
    reply: {
      /** what the snapshot is of */
      version: number;
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Listens to a document. Its `document.state` and `document.awareness` follow, then what is edited. */
  "document.open": {
    data: {
      /** its name in the room */
      document: string;
    };
    reply: {
      /** its name in the room */
      document: string;
    };
  };
  /** Listens no more; the connection's awareness states go. */
  "document.close": {
    data: {
      /** its name; where not given, the one opened last */
      document?: string;
    };
    reply: { [key: string]: never };
  };
  /** Asks for what somebody lacks who knows `state`: a `document.synced` follows. */
  "document.sync": {
    data: {
      /** its name; where not given, the one opened last */
      document?: string;
      /** Yjs's state vector */
      state: Uint8Array;
    };
    reply: { [key: string]: never };
  };
  /** Edits a document that was opened. Others are told at once; it is on disk two seconds later at most. */
  "document.update": {
    data: {
      /** its name; where not given, the one opened last */
      document?: string;
      /** Yjs's update format, version 1 */
      update: Uint8Array;
    };
    reply: { [key: string]: never };
  };
  /** Says where one points and who one is; without an update, asks for what others say. */
  "document.awareness": {
    data: {
      /** its name; where not given, the one opened last */
      document?: string;
      /** an awareness update of y-protocols */
      update?: Uint8Array;
    };
    reply: { [key: string]: never };
  };
  /** The documents of a room that have been edited, as they are on disk. */
  "document.list": {
    data: { [key: string]: never };
    reply: {
      /** {document, made_at, changed_at, bytes, revision, language?} */
      documents: Value[];
    };
  };
  /** A document as one update, as it is on disk. */
  "document.export": {
    data: {
      /** its name in the room */
      document: string;
    };
    reply: {
      /** its name in the room */
      document: string;
      /** Yjs's update format, version 1 */
      update: Uint8Array;
      /** Yjs's state vector */
      state: Uint8Array;
    };
  };
  /** What stands in a text of a document, as it is on disk, without formats. */
  "document.text": {
    data: {
      /** its name in the room */
      document: string;
      /** the name that the text has in it; `text` where it has none yet; only where it has several roots */
      root?: string;
      /** a former `base`: only what was done since */
      since?: Uint8Array;
    };
    reply: {
      /** its name in the room */
      document: string;
      /** the name of the text */
      root: string;
      /** what stands in it; empty where that is no text */
      text?: string;
      /** in its place where `since` was given and is still known: as in `document.edit` */
      delta?: Value[];
      /** counts what was written to it, as it was gathered */
      revision: number;
      /** what `document.text` answered: what was edited */
      base?: Uint8Array;
      /** what it is written in, as an app calls it */
      language?: string;
    };
  };
  /** Makes a document that isn't there yet, with a text in it. */
  "document.create": {
    data: {
      /** its name in the room */
      document: string;
      /** what stands in it from the start */
      text?: string;
      /** the name that the text has in it; `text` where it has none yet; only where it has several roots */
      root?: string;
      /** what it is written in, as an app calls it */
      language?: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
      /** counts what was written to it, as it was gathered */
      revision: number;
    };
  };
  /** Says what a document is written in. */
  "document.describe": {
    data: {
      /** its name in the room */
      document: string;
      /** what it is written in; "": nothing is said */
      language: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Makes a text this one, in as few edits as it takes. With `base` what others did since stays; where that can't be told apart any more it is refused with `conflict` and the text as it is. */
  "document.set_text": {
    data: {
      /** its name in the room */
      document: string;
      /** all that is to stand in it */
      text: string;
      /** the name that the text has in it; `text` where it has none yet; only where it has several roots */
      root?: string;
      /** what `document.text` answered: what was edited */
      base?: Uint8Array;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
      /** counts what was written to it, as it was gathered */
      revision: number;
    };
  };
  /** Edits a text as it is on disk or, with `base`, as it was then: what others did since stays. */
  "document.edit": {
    data: {
      /** its name in the room */
      document: string;
      /** {retain: n}, {insert: text} and {delete: n} in order, from the front; in UTF-16 code units */
      delta: Value[];
      /** the name that the text has in it; `text` where it has none yet; only where it has several roots */
      root?: string;
      /** what `document.text` answered: what was edited */
      base?: Uint8Array;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
      /** counts what was written to it, as it was gathered */
      revision: number;
    };
  };
  /** Takes an update into a document, or makes one of it. */
  "document.import": {
    data: {
      /** its name in the room */
      document: string;
      /** Yjs's update format, version 1 */
      update: Uint8Array;
      /** what it is written in, as an app calls it */
      language?: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
      /** counts what was written to it, as it was gathered */
      revision: number;
    };
  };
  /** Keeps a document as it is, by a name. */
  "document.version.create": {
    data: {
      /** its name in the room */
      document: string;
      /** the version's name */
      version: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
      /** counts what was written to it, as it was gathered */
      revision: number;
    };
  };
  /** The named versions of a document. */
  "document.version.list": {
    data: {
      /** its name in the room */
      document: string;
    };
    reply: {
      /** {version, at, user?, revision, bytes}, by name */
      versions: Value[];
    };
  };
  /** What a document was when it was kept. */
  "document.version.get": {
    data: {
      /** its name in the room */
      document: string;
      /** the version's name */
      version: string;
      /** the name that the text has in it; `text` where it has none yet; only where it has several roots */
      root?: string;
    };
    reply: {
      /** its name in the room */
      document: string;
      /** the version's name */
      version: string;
      /** ms since 1970 */
      at: number;
      /** who kept it */
      user?: string;
      /** counts what was written to it, as it was gathered */
      revision: number;
      /** Yjs's update format, version 1 */
      update: Uint8Array;
      /** what stood in the text `root`, or in its only one */
      text?: string;
    };
  };
  /** Edits a document until it is what it was then. */
  "document.version.restore": {
    data: {
      /** its name in the room */
      document: string;
      /** the version's name */
      version: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
      /** counts what was written to it, as it was gathered */
      revision: number;
    };
  };
  /** Forgets a version; those of others only with `manage_room`. */
  "document.version.remove": {
    data: {
      /** its name in the room */
      document: string;
      /** the version's name */
      version: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Removes a document for good; whoever edits it is told `document.closed`. */
  "document.remove": {
    data: {
      /** its name in the room */
      document: string;
    };
    reply: {
      /** the event's number in the room */
      offset: number;
      /** the life of the log that the number belongs to */
      epoch: number;
      /** ms since 1970 */
      at: number;
    };
  };
  /** Keeps gathered updates; for the server itself. */
  "document.append": {
    data: {
      /** its name in the room */
      document: string;
      /** what editors did, as one */
      update: Uint8Array;
    };
    reply: { [key: string]: never };
  };
  /** Keeps updates as one in place of several; for the server itself. */
  "document.gather": {
    data: {
      /** its name in the room */
      document: string;
      /** the last update that is in it */
      upto: number;
      /** how many bytes those updates have */
      bytes: number;
      /** all of them as one */
      snapshot: Uint8Array;
    };
    reply: { [key: string]: never };
  };
  /** Keeps an event for the back end; for the server itself. */
  "hook.queue": {
    data: {
      /** where it was told */
      room: string;
      /** the room's kind */
      kind: string;
      /** its name */
      event: string;
      /** MessagePack */
      data: Uint8Array;
      /** the life of the log */
      epoch: number;
      /** its number in the room */
      offset: number;
      /** whom it is from */
      by: string;
      /** what they are called */
      name: string;
      /** ms since 1970 */
      at: number;
      /** the command's id */
      id: string;
    };
    reply: { [key: string]: never };
  };
  /** Says what has become of events for the back end; for the server itself. */
  "hook.settle": {
    data: {
      /** numbers that the back end has */
      sent: Value[];
      /** [number, attempts, why] of those given up */
      dead: Value[];
      /** dead ones that are tried anew */
      again: Value[];
      /** dead ones that go */
      drop: Value[];
    };
    reply: { [key: string]: never };
  };
  /** A page of the events that the back end didn't take, or doesn't have yet. Scope admin. */
  "hook.list": {
    data: {
      /** dead (where not given): given up; waiting: not delivered yet */
      state?: "dead" | "waiting";
      /** only those behind this number */
      after?: number;
      /** at most; 20 where not given */
      limit?: number;
    };
    reply: {
      /** {number, room, event, data, epoch, offset, user, at, attempts, why}, the oldest first */
      events: Value[];
      /** there are more behind the last */
      more: boolean;
    };
  };
}

/** Events of the server's own by name: their data. */
export interface Events {
  /** To the one it happens to: came into a room because hello asked for rooms; what room.join answers. Ephemeral. */
  "room.joined": {
    /** its name */
    room: string;
    /** what the user is here */
    role: string;
    /** users in the room */
    online: number;
    /** {user, name?, color, status, …} of each, where there are few */
    present?: Value[];
    /** {user, session, cursor?, selection?, looking_at?, fields?} of sessions that show something */
    showing?: Value[];
    /** {user, name?, where?} of those who type just now */
    typing?: Value[];
    /** with offset: where this client stands; events follow from there */
    epoch: number;
    /** see epoch */
    offset: number;
    /** where the log ends */
    head: number;
    /** {from, to}: offsets that are gone */
    gap?: { [key: string]: Value };
  };
  /** To the one it happens to: put out of a room, no more of its events come. Ephemeral. */
  "room.removed": {
    /** the event that did it, e.g. member.banned */
    reason: string;
  };
  /** To the one who sent them: commands without a ref were refused; once a second at most. Ephemeral. */
  "refused": {
    /** how many since the last time */
    count: number;
    /** {code, message, field?} of the last one */
    last: { [key: string]: Value };
  };
  /** Beside the server's pings, where hello asked for it. Ephemeral. */
  "heartbeat": {
    /** the server's clock, ms since 1970 */
    now: number;
  };
  /** Somebody said something. Durable. */
  "message.sent": {
    /** what the text is or describes; text where not given */
    type?: "text" | "image" | "file" | "code" | "audio" | "video" | "location" | "system";
    /** the message; the room's kind may allow less */
    text: string;
    /** of the text or the code */
    language?: string;
    /** whatever belongs to it */
    metadata?: { [key: string]: Value };
    /** record id of the message it answers: <epoch>.<offset> */
    reply_to?: string;
  };
  /** Somebody became a member. Durable. */
  "member.added": {
    /** whom it is about */
    user: string;
    /** the new role */
    role: "viewer" | "editor" | "host" | "owner";
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** A membership was ended. Durable. */
  "member.kicked": {
    /** whom it is about */
    user: string;
    /** told to everybody */
    reason?: string;
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** Somebody may not come in any more. Durable. */
  "member.banned": {
    /** whom it is about */
    user: string;
    /** told to everybody */
    reason?: string;
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** A member has another role. Durable. */
  "member.role_changed": {
    /** whom it is about */
    user: string;
    /** the new role */
    role: "viewer" | "editor" | "host" | "owner";
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** Somebody was muted, or may speak again. Durable. */
  "member.muted": {
    /** whom it is about */
    user: string;
    /** true: may not speak or publish */
    muted: boolean;
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** Somebody left for good, or was taken out of the members. Durable. */
  "member.removed": {
    /** whom it is about */
    user: string;
    /** told to everybody */
    reason?: string;
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** Somebody isn't banned any more. Durable. */
  "member.unbanned": {
    /** whom it is about */
    user: string;
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** Users came in; joins within a quarter of a second, or up to a second among many, are one event. Ephemeral. */
  "presence.joined": {
    /** users in the room */
    online: number;
    /** {user, name?, color, status, …} of each, with what the kind shows */
    users: Value[];
  };
  /** Users are gone, and what their sessions showed with them. Ephemeral. */
  "presence.left": {
    /** users in the room */
    online: number;
    /** {user, name?, color, status, …} of each, with what the kind shows */
    users: Value[];
  };
  /** Many are here: only their number is told; lists held so far are stale. Ephemeral. */
  "presence.count": {
    /** users in the room */
    online: number;
  };
  /** Few are here again: the whole list, from which later events go on. What sessions show follows. Ephemeral. */
  "presence.listed": {
    /** users in the room */
    online: number;
    /** {user, name?, color, status, …} of each, with what the kind shows */
    users: Value[];
  };
  /** Users have become idle or away, or are back. Ephemeral. */
  "presence.changed": {
    /** {user, status} of each: online, idle or away */
    users: Value[];
  };
  /** All that a session shows now; a newer one takes the place of one that still waits. Ephemeral. */
  "presence.updated": {
    /** whose session it is */
    user: string;
    /** which; of one that is gone nothing else is said */
    session: number;
    /** where it points */
    cursor?: Value;
    /** what it has selected */
    selection?: Value;
    /** what it looks at */
    looking_at?: Value;
    /** whatever else the app shows */
    fields?: Value;
  };
  /** Others type now than before. Ephemeral. */
  "typing.changed": {
    /** {user, name?, where?}: all who type now */
    users: Value[];
  };
  /** A room begins: the first event of its log. Durable. */
  "room.created": {
    /** its name */
    name: string;
    /** its kind */
    kind: string;
    /** who may come in */
    access: "private" | "public" | "code" | "open";
    /** what people call it */
    title?: string;
    /** whatever belongs to it; comes back as it is */
    metadata?: { [key: string]: Value };
    /** members at most; the kind may allow less */
    max_members?: number;
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** The room is as said now; what isn't named is as it was. Durable. */
  "room.changed": {
    /** what people call it */
    title?: string;
    /** who may come in; the kind's where not given */
    access?: "private" | "public" | "code" | "open";
    /** whatever belongs to it; comes back as it is */
    metadata?: { [key: string]: Value };
    /** members at most; the kind may allow less */
    max_members?: number;
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** The room can only be read from here on. Durable. */
  "room.archived": {
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** The room goes on. Durable. */
  "room.unarchived": {
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** The room is gone: its last event. Durable. */
  "room.deleted": {
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** Somebody was invited. Durable. */
  "invitation.sent": {
    /** who is invited */
    user: string;
    /** what they become */
    role: string;
    /** the room's */
    title?: string;
    /** ms since 1970 */
    expires_at?: number;
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** Somebody isn't invited any more. Durable. */
  "invitation.withdrawn": {
    /** who is invited */
    user: string;
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** Somebody said no. Durable. */
  "invitation.declined": {
    /** who is invited */
    user: string;
  };
  /** In one's inbox: one is invited. Durable. */
  "invitation.received": {
    /** where to */
    room: string;
    /** the room's */
    kind: string;
    /** what one becomes */
    role: string;
    /** the room's */
    title?: string;
    /** ms since 1970 */
    expires_at?: number;
    /** who did it; not there where it was the server */
    by?: string;
  };
  /** To those who watch (room.stats {watch}): the room's numbers are other ones now. Ephemeral. */
  "room.measured": {
    /** users with a member's seat */
    members: number;
    /** users who are in the room now */
    online: number;
    /** durable events so far, those no longer kept included */
    messages: number;
    /** bytes of their data */
    bytes: number;
    /** when the last one was told, ms since 1970; 0: never */
    last_at: number;
  };
  /** Somebody changed the shared state. Durable. */
  "state.changed": {
    /** of the whole state, with this change; each is one more */
    version: number;
    /** set, merge or erase */
    what: string;
    /** {key, value?, was, old?}: no value where it was erased; was: the version it replaced (0: none), old: what that had, up to 1 KiB */
    changes: Value[];
    /** of an edit made offline: when */
    made_at?: number;
    /** {key, value?, winner: {version, made_at, user, value?}}: edits made before what is there; they are in the history */
    lost?: Value[];
  };
  /** Somebody went back to how the shared state was. Durable. */
  "state.restored": {
    /** of the whole state, with this change */
    version: number;
    /** the version that it is like again */
    to: number;
    /** keys; ask for them: state.get {since} */
    changed: number;
    /** its name */
    snapshot?: string;
  };
  /** The shared state as it is has a name. Durable. */
  "state.snapshot_made": {
    /** of the snapshot */
    name: string;
    /** what it is of */
    version: number;
  };
  /** A snapshot's name is gone. Durable. */
  "state.snapshot_forgotten": {
    /** of the snapshot */
    name: string;
    /** what it is of */
    version: number;
  };
  /** Somebody edited a document; to those who opened it. Ephemeral. */
  "document.updated": {
    /** its name in the room */
    document: string;
    /** Yjs's update format, version 1 */
    update: Uint8Array;
  };
  /** What `document.sync` asked for. Ephemeral. */
  "document.synced": {
    /** its name in the room */
    document: string;
    /** Yjs's update format, version 1 */
    update: Uint8Array;
  };
  /** What the server knows of a document that was opened: send what it lacks as `document.update`. Ephemeral. */
  "document.state": {
    /** its name in the room */
    document: string;
    /** Yjs's state vector */
    state: Uint8Array;
  };
  /** What somebody says of themselves in a document. Ephemeral. */
  "document.awareness": {
    /** its name in the room */
    document: string;
    /** an awareness update of y-protocols */
    update?: Uint8Array;
  };
  /** A document can't be edited any more. Ephemeral. */
  "document.closed": {
    /** its name in the room */
    document: string;
    /** why */
    reason: string;
  };
  /** What was edited so far is on disk, and in what is read from there; to those who opened it. Ephemeral. */
  "document.saved": {
    /** its name in the room */
    document: string;
    /** counts what was written to it, as it was gathered */
    revision: number;
  };
  /** A document was made on purpose, not by editing. Durable. */
  "document.created": {
    /** its name in the room */
    document: string;
    /** what it is written in, as an app calls it */
    language?: string;
  };
  /** A document is written in something else now. Durable. */
  "document.described": {
    /** its name in the room */
    document: string;
    /** what it is written in, as an app calls it */
    language?: string;
  };
  /** A document was edited by a command. Durable. */
  "document.edited": {
    /** its name in the room */
    document: string;
    /** counts what was written to it, as it was gathered */
    revision: number;
    /** create, set_text, edit, import or restore */
    how: string;
    /** the version that was restored */
    version?: string;
  };
  /** A version of a document was kept. Durable. */
  "document.version.created": {
    /** its name in the room */
    document: string;
    /** the version's name */
    version: string;
  };
  /** A version of a document was forgotten. Durable. */
  "document.version.removed": {
    /** its name in the room */
    document: string;
    /** the version's name */
    version: string;
  };
  /** A document was removed. Durable. */
  "document.removed": {
    /** its name in the room */
    document: string;
  };
}
