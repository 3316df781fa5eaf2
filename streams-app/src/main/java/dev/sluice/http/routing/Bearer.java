package dev.sluice.http.routing;

import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Whether a request may call a route, by the token that it brings. */
public record Bearer(Optional<String> token) {
    private static final String SCHEME = "bearer ";

    /** Why the request is refused; empty where it is not. */
    public Optional<ProblemException> refusal(Access access, HttpRequest request) {
        if (access == Access.OPEN) {
            return Optional.empty();
        }
        if (token.isEmpty()) {
            return access == Access.TOKEN_OR_LOCAL && request.isLocal()
                    ? Optional.empty()
                    : Optional.of(noToken(access));
        }
        Optional<String> brought = request.header("Authorization").flatMap(Bearer::token);
        if (brought.isEmpty()) {
            return Optional.of(unauthorized("this needs the token of http.token: Authorization: Bearer TOKEN", ""));
        }
        return brought.filter(this::isRight).isPresent()
                ? Optional.empty()
                : Optional.of(unauthorized("the token is not the one of http.token", ", error=\"invalid_token\""));
    }

    private static ProblemException noToken(Access access) {
        return new ProblemException(
                403,
                access == Access.TOKEN
                        ? "Sluice is read-only here: set http.token or http.token.file where it runs to allow writing"
                        : "without a token only programs on the same machine may report: set http.token or"
                                + " http.token.file where ingest runs and bring the token, or set ingest.anonymous=true");
    }

    private static ProblemException unauthorized(String detail, String error) {
        return new ProblemException(401, detail).with("WWW-Authenticate", "Bearer realm=\"sluice\"" + error);
    }

    private static Optional<String> token(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    /** Compares without telling by its time how much is right. */
    private boolean isRight(String brought) {
        return MessageDigest.isEqual(
                brought.getBytes(StandardCharsets.UTF_8), token.orElse("").getBytes(StandardCharsets.UTF_8));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return token.isPresent() ? "Bearer[set]" : "Bearer[none]";
    }
}
