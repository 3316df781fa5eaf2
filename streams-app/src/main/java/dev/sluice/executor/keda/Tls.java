package dev.sluice.executor.keda;

import dev.sluice.executor.settings.SettingRows;
import dev.sluice.schemas.IoFault;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Certificate and key of the scaler, from files that are read again when they change. */
final class Tls {
    private static final String CERTIFICATE = "tls.certificate";
    private static final String KEY = "tls.key";
    private static final String CLIENT_AUTHORITY = "tls.client.authority";
    private static final long LOOK_AGAIN_SECONDS = 60;

    private Tls() {}

    static void define(ConfigDef settings) {
        new SettingRows(settings)
                .text(
                        CERTIFICATE,
                        "",
                        "File with the certificate chain, PEM; read again when it changes. None: without TLS.")
                .text(KEY, "", "File with its private key, PEM in PKCS#8.")
                .text(
                        CLIENT_AUTHORITY,
                        "",
                        "File with the authority that signs KEDA's certificate, PEM; none: KEDA needs no certificate.");
    }

    /** What the settings say; {@link ConfigException} names the setting and file that does not fit. */
    static ServerCredentials credentials(AbstractConfig settings, String prefix) {
        File certificate = new File(settings.getString(CERTIFICATE).strip());
        File key = new File(settings.getString(KEY).strip());
        File authority = new File(settings.getString(CLIENT_AUTHORITY).strip());
        if (certificate.getPath().isEmpty() != key.getPath().isEmpty()) {
            throw new ConfigException(prefix + CERTIFICATE + " and " + prefix + KEY + " must be set together");
        }
        if (certificate.getPath().isEmpty() && !authority.getPath().isEmpty()) {
            throw new ConfigException(
                    prefix + CLIENT_AUTHORITY, authority, "needs " + prefix + CERTIFICATE + " and " + prefix + KEY);
        }
        if (certificate.getPath().isEmpty()) {
            return InsecureServerCredentials.create();
        }
        TlsServerCredentials.Builder credentials =
                TlsServerCredentials.newBuilder().keyManager(keys(certificate, key, prefix));
        return authority.getPath().isEmpty()
                ? credentials.build()
                : trusting(credentials, authority, prefix).build();
    }

    private static AdvancedTlsX509KeyManager keys(File certificate, File key, String prefix) {
        CertificateFiles files = new CertificateFiles(certificate, key, prefix + CERTIFICATE, prefix + KEY);
        ScheduledFuture<?> unused =
                looking().scheduleWithFixedDelay(files::look, LOOK_AGAIN_SECONDS, LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
        return files.keys();
    }

    private static ScheduledExecutorService looking() {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "keda-certificate");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static TlsServerCredentials.Builder trusting(
            TlsServerCredentials.Builder credentials, File authority, String prefix) {
        try {
            return credentials.trustManager(authority).clientAuth(ClientAuth.REQUIRE);
        } catch (IOException e) {
            throw new ConfigException(prefix + CLIENT_AUTHORITY, authority, "cannot be read: " + IoFault.describe(e));
        }
    }
}
