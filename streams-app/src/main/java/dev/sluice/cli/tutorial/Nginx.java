package dev.sluice.cli.tutorial;

import dev.sluice.cli.terminal.CommandFailedException;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An nginx of our own, with all its files in one directory, in front of the services: {@code /SERVICE} goes to its workers. */
final class Nginx implements AutoCloseable {
    private static final int START_MS = 10_000;

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program, or a message on how to install it. */
    static Path program() {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                                .map(Path::of),
                        Stream.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin"), Path.of("/opt/homebrew/bin")))
                .map(folder -> folder.resolve("nginx"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new CommandFailedException(
                        "nginx is not installed; on Debian or Ubuntu: sudo apt-get install nginx-light, on macOS: brew"
                                + " install nginx"));
    }

    /** Where the executor writes upstreams. */
    static Path upstreams(Path directory) {
        return directory.resolve("upstreams");
    }

    /** The command that makes it read them again. */
    static List<String> reload(Path directory) {
        return List.of(program().toString(), "-p", directory.toString(), "-c", "nginx.conf", "-s", "reload");
    }

    static Nginx start(Path directory, List<String> services) throws IOException, InterruptedException {
        int port = freePort();
        Files.createDirectories(upstreams(directory));
        Files.createDirectories(directory.resolve("tmp"));
        for (String service : services) {
            Files.writeString(
                    upstreams(directory).resolve(service + ".nginx.conf"),
                    "upstream " + service + " {\n    server 127.0.0.1:9 down;\n}\n");
        }
        Files.writeString(directory.resolve("nginx.conf"), configuration(directory, services, port));
        Process process = new ProcessBuilder(
                        program().toString(), "-p", directory.toString(), "-c", "nginx.conf", "-g", "daemon off;")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.out").toFile())
                .start();
        Nginx nginx = new Nginx(process, port);
        nginx.awaitStart(directory);
        return nginx;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }

    /** Without retries: a request that a worker loses is seen. */
    private static String configuration(Path directory, List<String> services, int port) {
        StringBuilder text = new StringBuilder()
                .append("pid nginx.pid;\nerror_log error.log;\nworker_processes 1;\n")
                .append("events { worker_connections 4096; }\nhttp {\n")
                .append("    access_log off;\n    keepalive_timeout 0;\n    proxy_next_upstream off;\n");
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            text.append("    ")
                    .append(kind)
                    .append("_temp_path tmp/")
                    .append(kind)
                    .append(";\n");
        }
        text.append("    include ").append(upstreams(directory)).append("/*.nginx.conf;\n");
        text.append("    server {\n        listen 127.0.0.1:").append(port).append(" backlog=4096;\n");
        for (String service : services) {
            text.append("        location /")
                    .append(service)
                    .append(" { proxy_pass http://")
                    .append(service)
                    .append("/; }\n");
        }
        return text.append("    }\n}\n").toString();
    }

    private void awaitStart(Path directory) throws IOException, InterruptedException {
        for (int waited = 0; waited < START_MS; waited += 50) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    break;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        close();
        throw new CommandFailedException("nginx does not start: "
                + Files.readString(directory.resolve("nginx.out")).strip());
    }

    /** True if a request for a service is answered with 200. */
    boolean serves(String service) {
        try {
            HttpURLConnection request =
                    (HttpURLConnection) address(service).toURL().openConnection();
            request.setConnectTimeout(START_MS);
            request.setReadTimeout(START_MS);
            boolean served = request.getResponseCode() == HttpURLConnection.HTTP_OK;
            request.disconnect();
            return served;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where a service is served. */
    URI address(String service) {
        return URI.create("http://127.0.0.1:" + port + "/" + service);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
