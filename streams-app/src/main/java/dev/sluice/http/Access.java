package dev.sluice.http;

/** Who may call a route. */
public enum Access {
    /** Everybody who reaches the port. */
    OPEN,
    /** Whoever brings the token, where one is set; everybody where none is. */
    TOKEN_IF_SET,
    /** Whoever brings the token; nobody where none is set. */
    TOKEN
}
