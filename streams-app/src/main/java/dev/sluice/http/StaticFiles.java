package dev.sluice.http;

import dev.sluice.http.message.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Files that come with the jar, under a folder of its resources or in WebJars. Each is read once and kept. */
final class StaticFiles {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));
    private static final String WEBJARS = "/webjars/";
    private static final String WEBJARS_FOLDER = "META-INF/resources";
    private static final int MOST_KEPT = 500;

    private final String folder;
    private final Map<String, HttpResponse.Full> kept = new ConcurrentHashMap<>();

    /** Files under {@code folder}, such as {@code web}. */
    StaticFiles(String folder) {
        this.folder = folder;
    }

    /** The file that a path means; a path that ends with a slash means its index.html. */
    Optional<HttpResponse.Full> find(String path) {
        String name = path.endsWith("/") ? path + "index.html" : path;
        if (!isName(name) || !TYPES.containsKey(ending(name))) {
            return Optional.empty();
        }
        Optional<HttpResponse.Full> known = Optional.ofNullable(kept.get(name));
        return known.isPresent() ? known : read(name);
    }

    /** No way leads out of the folder, and nothing hidden is shown. */
    private static boolean isName(String name) {
        return name.matches("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+") && name.length() < 200;
    }

    private Optional<HttpResponse.Full> read(String name) {
        String resource = name.startsWith(WEBJARS) ? WEBJARS_FOLDER + name : folder + name;
        try (InputStream in = StaticFiles.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                return Optional.empty();
            }
            HttpResponse.Full file = file(name, in);
            if (kept.size() < MOST_KEPT) {
                kept.put(name, file);
            }
            return Optional.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder + name, e);
        }
    }

    private static HttpResponse.Full file(String name, InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        in.transferTo(bytes);
        byte[] content = bytes.toByteArray();
        return new HttpResponse.Full(
                200,
                Optional.ofNullable(TYPES.get(ending(name))).orElse("application/octet-stream"),
                content,
                Map.of("Cache-Control", "no-cache", "ETag", tag(content)));
    }

    /** Changes with the content: a browser asks each time and mostly hears that nothing has changed. */
    private static String tag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return "W/\"" + HexFormat.of().formatHex(digest, 0, 8) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
