package dev.sluice.schemas;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.security.cert.CertPathBuilderException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why a connection or a file failed, in words for people: Java's own messages are often empty, or name its classes. */
public final class IoFault {
    /** What is told by the kind of a failure, the most particular first. */
    private static final List<Known> KNOWN = List.of(
            new Known(UnknownHostException.class, "there is no such host"),
            new Known(UnresolvedAddressException.class, "there is no such host"),
            new Known(HttpConnectTimeoutException.class, "no connection in time"),
            new Known(HttpTimeoutException.class, "no answer in time"),
            new Known(SocketTimeoutException.class, "no answer in time"),
            new Known(NoRouteToHostException.class, "there is no route to the host"),
            new Known(ConnectException.class, "the connection was refused"),
            new Known(CertPathBuilderException.class, "TLS failed: the certificate is of no authority that is trusted"),
            new Known(EOFException.class, "the connection was closed before a whole answer came"),
            new Known(ClosedChannelException.class, "the connection was closed"),
            new Known(NoSuchFileException.class, "there is no such file"),
            new Known(AccessDeniedException.class, "it is not allowed"),
            new Known(FileAlreadyExistsException.class, "a file of this name is in the way"),
            new Known(NotDirectoryException.class, "it is no folder"),
            new Known(CharacterCodingException.class, "it is not text in UTF-8"));

    /** A class of Java, with its package, before what it says. */
    private static final String CLASS_NAME = "\\b(?:[a-z][a-z0-9_]*\\.)+[A-Z][\\w$]*(?:: )?";

    private IoFault() {}

    private record Known(Class<? extends Throwable> type, String words) {}

    /** Returns what failed, by the failure or the one of its causes that tells most. */
    public static String describe(Throwable failure) {
        return KNOWN.stream()
                .filter(known -> causes(failure).anyMatch(known.type()::isInstance))
                .map(Known::words)
                .findFirst()
                .orElseGet(() -> said(failure));
    }

    private static String said(Throwable failure) {
        boolean tls = causes(failure).anyMatch(SSLException.class::isInstance);
        String words = messages(causes(failure).filter(IOException.class::isInstance))
                .findFirst()
                // the others wrap what happened
                .or(() -> messages(causes(failure)).reduce((outer, inner) -> inner))
                .orElse("it is not told why");
        return tls ? "TLS failed: " + words : words;
    }

    private static Stream<String> messages(Stream<Throwable> failures) {
        return failures.map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .map(message -> message.replaceAll(CLASS_NAME, "").strip())
                .filter(message -> !message.isEmpty());
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
