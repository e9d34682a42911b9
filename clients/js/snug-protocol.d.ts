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
      /** {user, name?} of each, where there are few */
      present?: Value[];
      /** {user, name?} of those who type just now */
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
      /** {user, name?, devices}, by user */
      users: Value[];
    };
  };
  /** The user types; again every few seconds while it goes on. */
  "typing.start": {
    data: { [key: string]: never };
    reply: { [key: string]: never };
  };
  /** The user stopped typing; sending a message says so too. */
  "typing.stop": {
    data: { [key: string]: never };
    reply: { [key: string]: never };
  };
  /** Tells the room an event of the app's own. */
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
    };
    reply: {
      /** durable: the event's number in the room */
      offset?: number;
      /** durable: the life of the log that the number belongs to */
      epoch?: number;
      /** durable: ms since 1970 */
      at?: number;
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
    };
    reply: { [key: string]: never };
  };
  /** The room in numbers. */
  "room.stats": {
    data: { [key: string]: never };
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
}

/** Events of the server's own by name: their data. */
export interface Events {
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
  /** Users came in; joins within a quarter of a second are one event. Ephemeral. */
  "presence.joined": {
    /** users in the room */
    online: number;
    /** {user, name?} of each */
    users: Value[];
  };
  /** Users are gone. Ephemeral. */
  "presence.left": {
    /** users in the room */
    online: number;
    /** {user, name?} of each */
    users: Value[];
  };
  /** Many are here: only their number is told; lists held so far are stale. Ephemeral. */
  "presence.count": {
    /** users in the room */
    online: number;
  };
  /** Few are here again: the whole list, from which later events go on. Ephemeral. */
  "presence.listed": {
    /** users in the room */
    online: number;
    /** {user, name?} of each */
    users: Value[];
  };
  /** Others type now than before. Ephemeral. */
  "typing.changed": {
    /** {user, name?}: all who type now */
    users: Value[];
  };
}
