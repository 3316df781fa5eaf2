package dev.sluice.http.routing;

/** Who may call a route. */
public enum Access {
    /** Everybody who reaches the port. */
    OPEN,
    /** Whoever brings the token, where one is set; programs on this machine where none is. */
    TOKEN_OR_LOCAL,
    /** Whoever brings the token; nobody where none is set. */
    TOKEN
}
