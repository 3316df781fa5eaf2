package dev.sluice.executor.keda;

import dev.sluice.executor.settings.SettingRows;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.CertificateUtils;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
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
        check(certificate, key, prefix);
        AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
        try {
            AdvancedTlsX509KeyManager.Closeable unused =
                    keys.updateIdentityCredentials(certificate, key, LOOK_AGAIN_SECONDS, TimeUnit.SECONDS, looking());
            return keys;
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException(prefix + CERTIFICATE, certificate, "cannot be read: " + e);
        }
    }

    /** What TLS would find out only when KEDA connects. */
    private static void check(File certificate, File key, String prefix) {
        X509Certificate first =
                read(prefix + CERTIFICATE, certificate, in -> CertificateUtils.getX509Certificates(in)[0]);
        PrivateKey own = read(prefix + KEY, key, CertificateUtils::getPrivateKey);
        if (!belongTogether(first.getPublicKey(), own)) {
            throw new ConfigException(prefix + KEY, key, "is not the private key of the certificate in " + certificate);
        }
    }

    private static boolean belongTogether(PublicKey certified, PrivateKey own) {
        String algorithm = switch (own.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> own.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(own);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(InputStream in) throws IOException, GeneralSecurityException;
    }

    private static <T> T read(String setting, File file, Reading<T> reading) {
        try (InputStream in = new FileInputStream(file)) {
            return reading.from(in);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new ConfigException(
                    setting,
                    file,
                    setting.endsWith(KEY)
                            ? "is no private key in PKCS#8, PEM; openssl pkcs8 -topk8 -nodes -in FILE makes one: " + e
                            : "is no certificate, PEM: " + e);
        }
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
            throw new ConfigException(prefix + CLIENT_AUTHORITY, authority, "cannot be read: " + e);
        }
    }
}
